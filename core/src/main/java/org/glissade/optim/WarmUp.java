package org.glissade.optim;

/**
 * Linear warm-up: {@code inner(t) · (t + 1) / (length + 1)} for {@code t < length}, then {@code
 * inner(t)} (Goyal et al. 2017, section 2.2).
 *
 * @param length of the warm-up
 * @param inner what is followed; not shifted
 */
public record WarmUp(Span length, Schedule inner) implements Schedule {
  @Override
  public double at(long step) {
    long steps = length.steps();
    double value = inner.at(step);
    return step < steps ? value * (step + 1) / (steps + 1) : value;
  }

  @Override
  public Schedule over(Horizon horizon) {
    return new WarmUp(length.over(horizon), inner.over(horizon));
  }

  @Override
  public String toString() {
    return "warm-up(" + length + ", " + inner + ")";
  }
}
