package org.glissade.model;

import org.jspecify.annotations.Nullable;

/**
 * Modified Huber loss: max(0, 1 − ys)² where ys ≥ −1, and −4ys below, with y = −1 or +1. A squared
 * hinge that continues as a line, so that a badly wrong example pulls with a force of at most 4
 * (Zhang, "Solving large scale linear prediction problems using stochastic gradient descent
 * algorithms", ICML 2004).
 */
public record ModifiedHuber() implements Loss {
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
      double clipped = Math.min(lack, 2);
      sum += weight * clipped * (2 * lack - clipped);
      if (dScores != null) {
        dScores[i] = (float) (weight * -2 * clipped * targets[i]);
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
    return "modified-huber";
  }
}
