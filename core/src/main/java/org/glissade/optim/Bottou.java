package org.glissade.optim;

import org.glissade.spec.Spec;

/**
 * {@code rate / (1 + rate·λ·t)} (Bottou 2012, "Stochastic Gradient Descent Tricks", section 5.2).
 * Text: {@code bottou(0.1, 1e-4)}.
 *
 * <p>It starts at the rate and tends to 1/(λt), the best decay for an objective whose smallest
 * curvature is λ: the excess loss then falls as 1/t. For a model with an L2 penalty, λ is its
 * strength; a λ above the true curvature makes the steps too short too soon.
 *
 * <p>scikit-learn's {@code optimal}, 1/(α·(t₀ + t − 1)) with t from 1, is {@code bottou(1/(α·t₀),
 * α)}.
 *
 * @param rate at step 0, at least 0
 * @param lambda at least 0
 */
public record Bottou(double rate, double lambda) implements Schedule {
  public Bottou {
    rate = Rates.rate("a rate", rate);
    lambda = Rates.rate("lambda", lambda);
  }

  @Override
  public double at(long step) {
    return rate / (1 + rate * lambda * step);
  }

  @Override
  public String toString() {
    return "bottou(" + Spec.number(rate) + ", " + Spec.number(lambda) + ")";
  }
}
