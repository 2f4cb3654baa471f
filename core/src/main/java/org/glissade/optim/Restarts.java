package org.glissade.optim;

import java.util.Objects;
import org.glissade.spec.Spec;
import org.jspecify.annotations.Nullable;

/**
 * Warm restarts: the inner schedule runs anew in cycles that grow. Text: {@code
 * restarts(cosine(0.1), 1ep, factor=2)}, which is SGDR (Loshchilov &amp; Hutter 2017, arXiv
 * 1608.03983).
 *
 * <p>Cycle i begins at step round(first·(factorⁱ − 1)/(factor − 1)), or i·first if the factor is 1,
 * so the cycles are first, first·factor, first·factor², … steps long. The inner schedule counts its
 * steps from the beginning of the cycle, and takes the cycle for the run: {@code cosine(0.1)} falls
 * to 0 by the end of each. Its lengths are therefore shares of the cycle, or steps, but not epochs.
 *
 * <p>At the end of a cycle the rate is low and the iterate has settled; within a cycle it has not.
 * What judges convergence, or takes a snapshot, does so at {@link #cycleEnd}.
 *
 * <p>A value like the records beside it. It is not a record only because it keeps the inner
 * schedule of the cycle last asked for, so that asking once a step builds nothing.
 */
public final class Restarts implements Schedule {
  static final double FACTOR = 2;

  private final Schedule inner;
  private final Span first;
  private final double factor;

  /** The cycle last asked for; any thread may replace it by another that is as right. */
  private @Nullable Cycle latest;

  /** One cycle: steps {@code begin} to {@code end}, and the inner schedule over that length. */
  private record Cycle(long index, long begin, long end, Schedule schedule) {
    boolean has(long step) {
      return begin <= step && step < end;
    }
  }

  /**
   * @param inner what each cycle runs; it compares by value, as every schedule should
   * @param first the length of the first cycle, more than 0
   * @param factor by which each cycle is longer than the one before, at least 1
   */
  public Restarts(Schedule inner, Span first, double factor) {
    this.inner = inner;
    this.first = Rates.positive("the first cycle", first);
    this.factor = Rates.positive("the factor of the cycles", factor);
    if (factor < 1) {
      throw new IllegalArgumentException(
          "the factor of the cycles must be at least 1, but is " + factor);
    }
    if (!inner.over(new Horizon(1L << 20, 1)).equals(inner.over(new Horizon(1L << 20, 1L << 40)))) {
      throw new IllegalArgumentException(
          "lengths within a cycle are shares of the cycle (50%) or steps, not epochs: " + inner);
    }
  }

  public Schedule inner() {
    return inner;
  }

  public Span first() {
    return first;
  }

  public double factor() {
    return factor;
  }

  @Override
  public double at(long step) {
    Cycle cycle = around(step);
    return cycle.schedule.at(step - cycle.begin);
  }

  /** The index of the cycle in which that step is, from 0. */
  public long cycle(long step) {
    return around(step).index;
  }

  /** The first step of the cycle after the one in which that step is. */
  @Override
  public long cycleEnd(long step) {
    return around(step).end;
  }

  private Cycle around(long step) {
    Cycle cycle = latest;
    if (cycle == null || !cycle.has(step)) {
      long index = index(step);
      long begin = begin(index);
      long end = begin(index + 1);
      cycle = new Cycle(index, begin, end, inner.over(new Horizon(Math.max(1, end - begin), 1)));
      latest = cycle;
    }
    return cycle;
  }

  private long index(long step) {
    if (factor == 1) {
      return step / first.steps();
    }
    if (factor == 2) { // first·(2ᵏ − 1) ≤ step; no logarithm, because this is asked in each step
      return 63L - Long.numberOfLeadingZeros(step / first.steps() + 1);
    }
    double cycles = Math.log1p(step * (factor - 1) / first.steps()) / Math.log(factor);
    long index = (long) cycles;
    while (index > 0 && begin(index) > step) {
      index--;
    }
    while (begin(index + 1) <= step && begin(index + 1) < Long.MAX_VALUE) {
      index++;
    }
    return index;
  }

  /** The first step of that cycle; the largest long if it lies beyond. */
  private long begin(long index) {
    long length = first.steps();
    if (factor == 1) {
      return index > Long.MAX_VALUE / length ? Long.MAX_VALUE : index * length;
    }
    if (factor == 2) {
      long cycles = index > 62 ? Long.MAX_VALUE : (1L << index) - 1;
      return cycles > Long.MAX_VALUE / length ? Long.MAX_VALUE : cycles * length;
    }
    return Math.round(length * ((Math.pow(factor, (double) index) - 1) / (factor - 1)));
  }

  @Override
  public Schedule over(Horizon horizon) {
    return new Restarts(inner, Rates.atLeastOneStep(first, horizon), factor);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Restarts that
        && inner.equals(that.inner)
        && first.equals(that.first)
        && factor == that.factor;
  }

  @Override
  public int hashCode() {
    return Objects.hash(inner, first, factor);
  }

  @Override
  public String toString() {
    return "restarts("
        + inner
        + ", "
        + first
        + (factor == FACTOR ? "" : ", factor=" + Spec.number(factor))
        + ")";
  }
}
