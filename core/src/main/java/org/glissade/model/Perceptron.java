package org.glissade.model;

import org.jspecify.annotations.Nullable;

/**
 * Perceptron loss: max(0, −ys) with y = −1 or +1 (Rosenblatt, "The perceptron", Psychological
 * Review 1958). Correct examples cost nothing, however close they are to the boundary.
 *
 * <p>At the kink s = 0 the derivative is taken as −y: a score of zero is a mistake, otherwise
 * nothing would ever move away from zero parameters.
 */
public record Perceptron() implements Loss {
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
      sum += weight * Math.max(-margin, 0);
      if (dScores != null) {
        dScores[i] = (float) (weight * (margin > 0 ? 0 : -targets[i]));
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
    return "perceptron";
  }
}
