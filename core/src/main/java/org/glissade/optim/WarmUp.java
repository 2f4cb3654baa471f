package org.glissade.optim;

/**
 * Linear warm-up: {@code inner(t) · (t + 1) / (length + 1)} for {@code t < length}, then {@code
 * inner(t)} (Goyal et al. 2017, arXiv 1706.02677, section 2.2). Text: {@code warm-up(5%,
 * cosine(0.1))}.
 *
 * @param length of the warm-up
 * @param inner what is followed; not shifted
 */
public record WarmUp(Span length, Schedule inner) implements Schedule {
  @Override
  public double at(long step) {
    long steps = length.steps();
    double value = inner.at(step);
    return step < steps ? value * (step + 1.0) / (steps + 1.0) : value;
  }

  @Override
  public Schedule over(Horizon horizon) {
    return new WarmUp(length.over(horizon), inner.over(horizon));
  }

  @Override
  public long cycleEnd(long step) {
    return inner.cycleEnd(step);
  }

  @Override
  public String toString() {
    return "warm-up(" + length + ", " + inner + ")";
  }
}
