package org.glissade.train;

import org.jspecify.annotations.Nullable;

/**
 * Exact losses at the steps that a listener chose. What they take is no part of the time of
 * training: a comparison by the clock must not depend on how often somebody looks.
 */
final class Measurements {
  private final Objective training;
  private final @Nullable Objective validation;
  private final Surroundings surroundings;
  private final boolean asked;
  private long next;
  private long nanos;

  Measurements(
      Objective training, @Nullable Objective validation, Surroundings surroundings, long step) {
    this.training = training;
    this.validation = validation;
    this.surroundings = surroundings;
    this.next = next(step);
    this.asked = next != Long.MAX_VALUE;
  }

  private long next(long step) {
    return Math.max(step, surroundings.listener().nextMeasurement(step));
  }

  /** After how many steps the next one is due. */
  long next() {
    return next;
  }

  /** What they took so far. */
  long nanos() {
    return nanos;
  }

  /**
   * Measures.
   *
   * @param state where the run is
   * @param examples number of training examples
   * @param params the parameters that the run would give now
   * @param seconds of training by now
   */
  void take(TrainingState state, int examples, float[] params, double seconds) {
    long begin = surroundings.nanoClock().getAsLong();
    surroundings
        .listener()
        .on(
            new TrainingEvent.Measured(
                state.step(),
                state.epoch() + (double) state.position() / examples,
                Evaluation.meanLoss(training, params),
                validation == null ? null : Evaluation.meanLoss(validation, params),
                seconds));
    next = next(state.step() + 1);
    nanos += surroundings.nanoClock().getAsLong() - begin;
  }

  /** The mean loss of the validation examples after an epoch, or null if there are none. */
  @Nullable Double held(float[] params) {
    if (validation == null) {
      return null;
    }
    long begin = surroundings.nanoClock().getAsLong();
    double loss = Evaluation.meanLoss(validation, params);
    if (asked) {
      nanos += surroundings.nanoClock().getAsLong() - begin;
    }
    return loss;
  }
}
