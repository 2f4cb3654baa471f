package org.glissade.train;

import java.util.List;

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

  /** All of them, in that order; each step is told only to those that ask for it. */
  static TrainingListener all(List<? extends TrainingListener> listeners) {
    List<TrainingListener> each = List.copyOf(listeners);
    return new TrainingListener() {
      @Override
      public void on(TrainingEvent event) {
        for (TrainingListener listener : each) {
          if (!(event instanceof TrainingEvent.StepTaken) || listener.everyStep()) {
            listener.on(event);
          }
        }
      }

      @Override
      public boolean everyStep() {
        return each.stream().anyMatch(TrainingListener::everyStep);
      }
    };
  }
}
