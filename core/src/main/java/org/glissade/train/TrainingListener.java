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
   * Whether it wants {@link TrainingEvent.NoiseMeasured}: at most about one part in a hundred of
   * the work of the steps is spent on it, nothing of what they come to changes.
   */
  default boolean gradientNoise() {
    return false;
  }

  /** A listener that does hear of the noise of the gradient. */
  static TrainingListener ofNoise(TrainingListener listener) {
    return new TrainingListener() {
      @Override
      public void on(TrainingEvent event) {
        listener.on(event);
      }

      @Override
      public boolean everyStep() {
        return listener.everyStep();
      }

      @Override
      public boolean gradientNoise() {
        return true;
      }
    };
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
    };
  }
}
