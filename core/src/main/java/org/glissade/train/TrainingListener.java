package org.glissade.train;

/** Hears what happens in a run, on the training thread. */
@FunctionalInterface
public interface TrainingListener {
  void on(TrainingEvent event);

  /** Whether it wants {@link TrainingEvent.StepTaken}, which costs an object a step. */
  default boolean everyStep() {
    return false;
  }

  /**
   * After how many steps it wants the next {@link TrainingEvent.Measured}, which takes a pass over
   * all examples. Asked at the start, with 0, and after each measurement.
   *
   * @param step the fewest steps that it may be
   * @return at least {@code step}; {@code Long.MAX_VALUE} for never
   */
  default long nextMeasurement(long step) {
    return Long.MAX_VALUE;
  }

  /** A listener that does hear every step. */
  static TrainingListener ofEveryStep(TrainingListener listener) {
    return new TrainingListener() {
      @Override
      public void on(TrainingEvent event) {
        listener.on(event);
      }

      @Override
      public boolean everyStep() {
        return true;
      }

      @Override
      public long nextMeasurement(long step) {
        return listener.nextMeasurement(step);
      }
    };
  }
}
