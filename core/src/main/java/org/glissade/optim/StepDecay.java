package org.glissade.optim;

import org.glissade.spec.Spec;

/**
 * Step decay: {@code rate · factor^⌊t / every⌋}. Text: {@code step(0.1, 10ep, 0.5)}.
 *
 * @param rate at the beginning, at least 0
 * @param every the length of one step of the stairs, more than 0
 * @param factor above 0; below 1 to decay
 */
public record StepDecay(double rate, Span every, double factor) implements Schedule {
  public StepDecay {
    rate = Rates.rate("a rate", rate);
    every = Rates.positive("the time between two drops", every);
    factor = Rates.positive("the factor of a drop", factor);
  }

  @Override
  public double at(long step) {
    long drops = step / every.steps();
    return Rates.grown(rate, factor, (double) drops);
  }

  @Override
  public Schedule over(Horizon horizon) {
    return new StepDecay(rate, Rates.atLeastOneStep(every, horizon), factor);
  }

  @Override
  public String toString() {
    return "step(" + Spec.number(rate) + ", " + every + ", " + Spec.number(factor) + ")";
  }
}
