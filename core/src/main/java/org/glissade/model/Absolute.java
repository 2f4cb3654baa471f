package org.glissade.model;

import org.jspecify.annotations.Nullable;

/**
 * Absolute loss: |s − y|. Its minimiser is the median of y, which outliers do not move.
 *
 * <p>At the kink s = y the derivative is taken as 0. Away from it the derivative does not shrink,
 * so a constant learning rate circles around the optimum.
 */
public record Absolute() implements Loss {
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
      sum += weight * Math.abs(residual);
      if (dScores != null) {
        dScores[i] = (float) (weight * Math.signum(residual));
      }
    }
    return sum;
  }

  @Override
  public double curvature() {
    return Double.POSITIVE_INFINITY;
  }

  @Override
  public String toString() {
    return "absolute";
  }
}
