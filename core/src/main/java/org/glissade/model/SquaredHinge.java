package org.glissade.model;

import org.jspecify.annotations.Nullable;

/**
 * Squared hinge loss: max(0, 1 − ys)² with y = −1 or +1, the L2 loss of the linear support vector
 * machine (Fan et al., "LIBLINEAR", JMLR 2008). Smooth, but an outlier weighs as its square; {@link
 * ModifiedHuber} bounds that.
 */
public record SquaredHinge() implements Loss {
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
      sum += weight * lack * lack;
      if (dScores != null) {
        dScores[i] = (float) (weight * -2 * lack * targets[i]);
      }
    }
    return sum;
  }

  @Override
  public double curvature() {
    return 2;
  }

  @Override
  public String toString() {
    return "squared-hinge";
  }
}
