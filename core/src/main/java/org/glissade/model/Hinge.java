package org.glissade.model;

import org.jspecify.annotations.Nullable;

/**
 * Hinge loss: max(0, 1 − ys) with y = −1 or +1, the loss of the linear support vector machine
 * (Cortes and Vapnik, "Support-vector networks", Machine Learning 1995).
 *
 * <p>At the kink ys = 1 the derivative is taken as 0, as in Pegasos (Shalev-Shwartz, Singer and
 * Srebro, ICML 2007).
 */
public record Hinge() implements Loss {
  @Override
  public Target target() {
    return Target.SIGN;
  }

  @Override
  public Link link() {
    return Link.SIGN;
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
      double margin = (double) scores[i] * targets[i];
      double lack = Math.max(1 - margin, 0);
      sum += weight * lack;
      if (dScores != null) {
        dScores[i] = (float) (weight * (lack > 0 ? -targets[i] : 0));
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
    return "hinge";
  }
}
