package org.glissade.optim;

/**
 * A rate as a pure function of the step, which counts from 0.
 *
 * <p>Lengths are {@link Span}s: steps, epochs, or a share of the run. A schedule that uses epochs
 * or shares knows its values only once the run's length is known: {@link #over} gives the schedule
 * with its lengths turned into steps; the training loop calls it. Implementations are records that
 * print the text from which {@code Schedules.parse} reads them.
 */
public interface Schedule {
  /**
   * The value at that step.
   *
   * @param step at least 0; past the end of the schedule the last value holds
   * @throws IllegalStateException if a length is still in epochs or a share of the run
   */
  double at(long step);

  /** The same schedule with every length in steps. */
  default Schedule over(Horizon horizon) {
    return this;
  }

  /**
   * The first step of the cycle after the one in which that step is, for a schedule that restarts
   * ({@link Restarts}); {@code Long.MAX_VALUE} for one that does not. The iterate has settled at
   * the end of a cycle only: there is the time to judge convergence.
   */
  default long cycleEnd(long step) {
    return Long.MAX_VALUE;
  }

  /** This schedule multiplied by a constant, at least 0. */
  default Schedule scaledBy(double factor) {
    return new Scaled(factor, this);
  }

  /**
   * This schedule, preceded by a linear warm-up: the value rises from near 0 to this schedule's own
   * over the length, then follows it. The schedule itself is not shifted.
   */
  default Schedule warmedUp(Span length) {
    return new WarmUp(length, this);
  }

  /** {@link #warmedUp(Span)} over a share of the run, from 0 to 1. */
  default Schedule warmedUp(double share) {
    return warmedUp(Span.share(share));
  }
}
