package org.glissade.model;

import org.glissade.spec.Spec;
import org.jspecify.annotations.Nullable;

/**
 * Squared ε-insensitive loss: max(0, |s − y| − ε)², without a factor ½, as scikit-learn's {@code
 * SGDRegressor} defines it: at ε = 0 it is twice the {@link Squared} loss. The L2 loss of support
 * vector regression (Ho and Lin, "Large-scale linear support vector regression", JMLR 2012).
 *
 * @param epsilon half the width of the tube, in units of the target; finite, at least 0
 */
public record SquaredEpsilonInsensitive(double epsilon) implements Loss {
  public SquaredEpsilonInsensitive {
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
      sum += weight * excess * excess;
      if (dScores != null) {
        dScores[i] = (float) (weight * 2 * excess * Math.signum(residual));
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
    return "squared-epsilon-insensitive(" + Spec.number(epsilon) + ")";
  }
}
