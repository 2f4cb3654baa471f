package org.glissade.model;

import org.glissade.spec.Spec;
import org.jspecify.annotations.Nullable;

/**
 * Quantile (pinball) loss: τ(y − s) where the score is too low, (1 − τ)(s − y) where it is too
 * high. Its minimiser is the τ-quantile of y; τ = ½ gives half the absolute loss (Koenker and
 * Bassett, "Regression quantiles", Econometrica 1978).
 *
 * <p>At the kink s = y the derivative is taken as 0.
 *
 * @param tau the quantile, strictly between 0 and 1
 */
public record Quantile(double tau) implements Loss {
  public Quantile {
    if (!(tau > 0 && tau < 1)) {
      throw new IllegalArgumentException("tau must be above 0 and below 1: " + tau);
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
      double slope = residual > 0 ? 1 - tau : residual < 0 ? -tau : 0;
      sum += weight * slope * residual;
      if (dScores != null) {
        dScores[i] = (float) (weight * slope);
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
    return "quantile(" + Spec.number(tau) + ")";
  }
}
