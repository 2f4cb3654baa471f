package org.glissade.optim;

import org.glissade.spec.Spec;

/**
 * Polynomial decay: {@code end + (rate − end)·(1 − t/T)^power} for {@code t < T}, then {@code end}.
 * Text: {@code polynomial(0.1, 2, length=100%, end=0)}.
 *
 * @param rate at step 0, at least 0
 * @param power above 0; 1 is {@link LinearDecay}
 * @param length T
 * @param end from step T on, at least 0
 */
public record PolynomialDecay(double rate, double power, Span length, double end)
    implements Schedule {
  public PolynomialDecay {
    rate = Rates.rate("a rate", rate);
    power = Rates.positive("the power of a polynomial decay", power);
    end = Rates.rate("the end of a decay", end);
  }

  @Override
  public double at(long step) {
    return Rates.blend(rate, end, Math.pow(1 - Rates.progress(step, length), power));
  }

  @Override
  public Schedule over(Horizon horizon) {
    return new PolynomialDecay(rate, power, length.over(horizon), end);
  }

  @Override
  public String toString() {
    return "polynomial("
        + Spec.number(rate)
        + ", "
        + Spec.number(power)
        + Rates.options(length, end)
        + ")";
  }
}
