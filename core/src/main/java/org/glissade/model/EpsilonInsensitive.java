package org.glissade.model;

import org.glissade.spec.Spec;
import org.jspecify.annotations.Nullable;

/**
 * ε-insensitive loss: max(0, |s − y| − ε). Errors up to ε cost nothing: the loss of support vector
 * regression (Vapnik, "The Nature of Statistical Learning Theory", 1995).
 *
 * <p>At the kinks |s − y| = ε the derivative is taken as 0.
 *
 * @param epsilon half the width of the tube, in units of the target; finite, at least 0
 */
public record EpsilonInsensitive(double epsilon) implements Loss {
  public EpsilonInsensitive {
    if (!(epsilon >= 0 && epsilon < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("epsilon must be finite and at least 0: " + epsilon);
    }
    epsilon += 0.0; // −0 becomes 0, which is how it prints
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
      double excess = Math.max(Math.abs(residual) - epsilon, 0);
      sum += weight * excess;
      if (dScores != null) {
        dScores[i] = (float) (weight * (excess > 0 ? Math.signum(residual) : 0));
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
    return "epsilon-insensitive(" + Spec.number(epsilon) + ")";
  }
}
