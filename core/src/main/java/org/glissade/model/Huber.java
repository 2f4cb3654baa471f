package org.glissade.model;

import org.glissade.spec.Spec;
import org.jspecify.annotations.Nullable;

/**
 * Huber's loss: ½r² where |r| ≤ δ, and δ|r| − ½δ² outside, with the residual r = s − y. Near the
 * target it is the squared loss, far from it a multiple of the absolute loss, so an outlier pulls
 * with a force of at most δ (Huber, "Robust estimation of a location parameter", Annals of
 * Mathematical Statistics 1964).
 *
 * @param delta where the square becomes linear, in units of the target; finite, above 0
 */
public record Huber(double delta) implements Loss {
  public Huber {
    if (!(delta > 0 && delta < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("delta must be finite and above 0: " + delta);
    }
  }

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
      double clipped = Math.clamp(residual, -delta, delta);
      sum += weight * clipped * (residual - 0.5 * clipped);
      if (dScores != null) {
        dScores[i] = (float) (weight * clipped);
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
    return "huber(" + Spec.number(delta) + ")";
  }
}
