package org.glissade.optim;

import org.glissade.spec.Spec;

/**
 * Inverse scaling: {@code rate / (t + 1)^power}. Text: {@code inverse-scaling(0.01, power=0.25)}.
 *
 * <p>It is scikit-learn's {@code invscaling}, eta0 / t^power_t, whose t counts from 1; that t is
 * also a count of examples, so the two agree step by step at batch size 1.
 *
 * @param rate at step 0, at least 0
 * @param power at least 0; the default 0.5 is 1/√t
 */
public record InverseScaling(double rate, double power) implements Schedule {
  public InverseScaling {
    rate = Rates.rate("a rate", rate);
    power = Rates.rate("the power of inverse scaling", power);
  }

  @Override
  public double at(long step) {
    return rate / Math.pow(step + 1.0, power);
  }

  @Override
  public String toString() {
    return "inverse-scaling("
        + Spec.number(rate)
        + (power == 0.5 ? "" : ", power=" + Spec.number(power))
        + ")";
  }
}
