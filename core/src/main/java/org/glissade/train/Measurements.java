package org.glissade.train;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Exact losses, and places, at the steps that a listener chose. What they take is no part of the
 * time of training: a comparison by the clock must not depend on how often somebody looks.
 */
final class Measurements {
  private final Objective training;
  private final @Nullable Objective validation;
  private final Surroundings surroundings;
  private final boolean asked;
  private long next;
  private long nextPlace;
  private long nanos;

  Measurements(
      Objective training, @Nullable Objective validation, Surroundings surroundings, long step) {
    this.training = training;
    this.validation = validation;
    this.surroundings = surroundings;
    this.next = next(step);
    this.nextPlace = nextPlace(step);
    this.asked = next() != Long.MAX_VALUE;
  }

  private long next(long step) {
    return Math.max(step, surroundings.listener().nextMeasurement(step));
  }

  private long nextPlace(long step) {
    return Math.max(step, surroundings.listener().nextPlace(step));
  }

  /** After how many steps the next one is due. */
  long next() {
    return Math.min(next, nextPlace);
  }

  /**
   * After how many steps an engine has to pause for one. A place is not worth other bits: it waits
   * until the run pauses anyway.
   */
  long nextPause(Engine engine) {
    return engine.isOneFlow() ? next : next();
  }

  /** What they took so far. */
  long nanos() {
    return nanos;
  }

  /**
   * Tells what is due.
   *
   * @param state where the run is
   * @param engine what has led there
   * @param rate of the last step
   * @param candidate the parameters that the run would give now, once the engine has settled
   * @param seconds of training by now
   */
  void take(
      TrainingState state,
      Engine engine,
      double rate,
      Supplier<float[]> candidate,
      double seconds) {
    long begin = surroundings.nanoClock().getAsLong();
    double epoch = state.epoch() + (double) state.position() / training.examples();
    if (nextPlace <= state.step()) {
      float[] place = new float[state.params().length];
      engine.look(state.params(), place);
      surroundings.listener().on(new TrainingEvent.PlaceReached(state.step(), epoch, rate, place));
      nextPlace = nextPlace(state.step() + 1);
    }
    if (next <= state.step()) {
      engine.settle();
      float[] params = candidate.get();
      surroundings
          .listener()
          .on(
              new TrainingEvent.Measured(
                  state.step(),
                  epoch,
                  Evaluation.meanLoss(training, params),
                  validation == null ? null : Evaluation.meanLoss(validation, params),
                  seconds));
      next = next(state.step() + 1);
    }
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
