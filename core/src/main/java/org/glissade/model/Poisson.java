package org.glissade.model;

import org.jspecify.annotations.Nullable;

/**
 * Poisson loss: eˢ − ys for a count y ≥ 0 whose rate is eˢ; the negative log-likelihood without the
 * term log y!, which does not depend on the score (McCullagh and Nelder, "Generalized Linear
 * Models", 1989, chapter 6). It is negative where y is large. Its derivative is eˢ − y.
 *
 * <p>Above s = 64 (a rate of 6·10²⁷, more than any count) eˢ is continued by its tangent e⁶⁴(s −
 * 63): the loss stays convex with a continuous derivative, and neither it nor the derivative
 * overflows on a step that went too far.
 */
public record Poisson() implements Loss {
  private static final double HIGHEST = 64;

  @Override
  public Target target() {
    return Target.COUNT;
  }

  @Override
  public Link link() {
    return Link.EXP;
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
      double score = scores[i];
      double rate = Exponential.exp(Math.min(score, HIGHEST));
      double beyond = Math.max(score - HIGHEST, 0);
      sum += weight * (rate * (1 + beyond) - targets[i] * score);
      if (dScores != null) {
        dScores[i] = (float) (weight * (rate - targets[i]));
      }
    }
    return sum;
  }

  /** {@inheritDoc} Though its curvature, the rate, has no bound. */
  @Override
  public boolean smooth() {
    return true;
  }

  @Override
  public double curvature() {
    return Double.POSITIVE_INFINITY;
  }

  @Override
  public String toString() {
    return "poisson";
  }
}
