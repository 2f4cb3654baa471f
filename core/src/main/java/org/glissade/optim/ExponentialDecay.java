package org.glissade.optim;

import org.glissade.spec.Spec;

/**
 * Exponential decay: {@code rate · factor^(t / length)}, multiplied by the factor once per length,
 * without stairs. Text: {@code exponential(0.1, 1ep, 0.95)}.
 *
 * <p>A factor above 1 grows: {@code exponential(1e-6, 100%, 1e6)} sweeps from 1e-6 to 1 over the
 * run, as a rate finder does. The value never exceeds the largest double.
 *
 * @param rate at the beginning, at least 0
 * @param length in which the rate is multiplied by the factor, more than 0
 * @param factor above 0
 */
public record ExponentialDecay(double rate, Span length, double factor) implements Schedule {
  public ExponentialDecay {
    rate = Rates.rate("a rate", rate);
    length = Rates.positive("the length of an exponential decay", length);
    factor = Rates.positive("the factor of an exponential decay", factor);
  }

  @Override
  public double at(long step) {
    return Rates.grown(rate, factor, (double) step / length.steps());
  }

  @Override
  public Schedule over(Horizon horizon) {
    return new ExponentialDecay(rate, Rates.atLeastOneStep(length, horizon), factor);
  }

  @Override
  public String toString() {
    return "exponential(" + Spec.number(rate) + ", " + length + ", " + Spec.number(factor) + ")";
  }
}
