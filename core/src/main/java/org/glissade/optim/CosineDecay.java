package org.glissade.optim;

import org.glissade.spec.Spec;

/**
 * Cosine decay: {@code end + (rate − end)·(1 + cos(πt/T))/2} for {@code t < T}, then {@code end}
 * (Loshchilov &amp; Hutter 2017, arXiv 1608.03983, equation 5, one cycle). Text: {@code cosine(0.1,
 * length=100%, end=0)}. With warm restarts: {@link Restarts}.
 *
 * @param rate at step 0, at least 0
 * @param length T
 * @param end from step T on, at least 0
 */
public record CosineDecay(double rate, Span length, double end) implements Schedule {
  public CosineDecay {
    rate = Rates.rate("a rate", rate);
    end = Rates.rate("the end of a decay", end);
  }

  @Override
  public double at(long step) {
    return Rates.blend(rate, end, Rates.halfCosine(Rates.progress(step, length)));
  }

  @Override
  public Schedule over(Horizon horizon) {
    return new CosineDecay(rate, length.over(horizon), end);
  }

  @Override
  public String toString() {
    return "cosine(" + Spec.number(rate) + Rates.options(length, end) + ")";
  }
}
