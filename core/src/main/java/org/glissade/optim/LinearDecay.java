package org.glissade.optim;

import org.glissade.spec.Spec;

/**
 * Linear decay: {@code end + (rate − end)·(1 − t/T)} for {@code t < T}, then {@code end}. Text:
 * {@code linear(0.1, length=100%, end=0)}.
 *
 * <p>The last step of a run of T steps is t = T − 1, whose rate is still rate/T above the end: no
 * step is wasted on a rate of 0.
 *
 * @param rate at step 0, at least 0
 * @param length T
 * @param end from step T on, at least 0; above the rate to rise
 */
public record LinearDecay(double rate, Span length, double end) implements Schedule {
  public LinearDecay {
    rate = Rates.rate("a rate", rate);
    end = Rates.rate("the end of a decay", end);
  }

  @Override
  public double at(long step) {
    return Rates.blend(rate, end, 1 - Rates.progress(step, length));
  }

  @Override
  public Schedule over(Horizon horizon) {
    return new LinearDecay(rate, length.over(horizon), end);
  }

  @Override
  public String toString() {
    return "linear(" + Spec.number(rate) + Rates.options(length, end) + ")";
  }
}
