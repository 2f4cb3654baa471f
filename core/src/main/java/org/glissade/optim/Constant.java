package org.glissade.optim;

import org.glissade.spec.Spec;

/**
 * The same rate at every step. Its text is the number alone: {@code 0.1}.
 *
 * <p>With a constant rate SGD approaches a neighbourhood of the optimum, whose size grows with the
 * rate, and stays there; see {@link Averaging} for what brings the mean of the iterates closer.
 *
 * @param rate at least 0
 */
public record Constant(double rate) implements Schedule {
  public Constant {
    rate = Rates.rate("a rate", rate);
  }

  @Override
  public double at(long step) {
    return rate;
  }

  @Override
  public String toString() {
    return Spec.number(rate);
  }
}
