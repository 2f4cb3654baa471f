package org.glissade.train;

/** Hears what happens in a run, on the training thread. */
@FunctionalInterface
public interface TrainingListener {
  void on(TrainingEvent event);

  /** Whether it wants {@link TrainingEvent.StepTaken}, which costs an object a step. */
  default boolean everyStep() {
    return false;
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
