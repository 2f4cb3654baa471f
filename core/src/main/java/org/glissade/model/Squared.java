package org.glissade.model;

import org.jspecify.annotations.Nullable;

/**
 * Squared loss: ½(s − y)². Its derivative is the residual s − y; its minimiser is the mean of y.
 *
 * <p>With the ½ the gradient carries no factor 2 (Zhang et al., "Dive into Deep Learning", section
 * 3.1). Outliers pull with a force proportional to their distance; {@link Huber} bounds it.
 */
public record Squared() implements Loss {
  @Override
  public Target target() {
    return Target.REAL;
  }

  @Override
  public Link link() {
    return Link.IDENTITY;
  }

  @Override
  public double evaluate(
      float[] scores,
      float[] targets,
      float @Nullable [] weights,
      float @Nullable [] dScores,
      int rows,
      int outputs) {
    double sum = 0;
    int count = rows * outputs;
    for (int i = 0; i < count; i++) {
      double weight = RowWeights.of(weights, i, outputs);
      double residual = (double) scores[i] - targets[i];
      sum += weight * 0.5 * residual * residual;
      if (dScores != null) {
        dScores[i] = (float) (weight * residual);
      }
    }
    return sum;
  }

  @Override
  public double curvature() {
    return 1;
  }

  @Override
  public String toString() {
    return "squared";
  }
}
