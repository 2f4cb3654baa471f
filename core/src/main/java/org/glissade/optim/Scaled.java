package org.glissade.optim;

import org.glissade.spec.Spec;

/**
 * {@code factor · inner(t)}. Text: {@code scaled(2, cosine(0.1))}.
 *
 * @param factor at least 0
 * @param inner what is scaled
 */
public record Scaled(double factor, Schedule inner) implements Schedule {
  public Scaled {
    factor = Rates.rate("the factor of a scaled schedule", factor);
  }

  @Override
  public double at(long step) {
    return factor * inner.at(step);
  }

  @Override
  public Schedule over(Horizon horizon) {
    return new Scaled(factor, inner.over(horizon));
  }

  @Override
  public long cycleEnd(long step) {
    return inner.cycleEnd(step);
  }

  @Override
  public String toString() {
    return "scaled(" + Spec.number(factor) + ", " + inner + ")";
  }
}
