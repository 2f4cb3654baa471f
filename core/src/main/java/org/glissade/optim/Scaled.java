package org.glissade.optim;

import org.glissade.spec.Spec;

/**
 * {@code factor · inner(t)}.
 *
 * @param factor any finite number
 * @param inner what is scaled
 */
public record Scaled(double factor, Schedule inner) implements Schedule {
  @Override
  public double at(long step) {
    return factor * inner.at(step);
  }

  @Override
  public Schedule over(Horizon horizon) {
    return new Scaled(factor, inner.over(horizon));
  }

  @Override
  public String toString() {
    return "scaled(" + Spec.number(factor) + ", " + inner + ")";
  }
}
