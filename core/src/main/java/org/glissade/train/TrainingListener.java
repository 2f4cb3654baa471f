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
      public boolean everyWindow() {
        return listener.everyWindow();
      }

      @Override
      public boolean gradientNoise() {
        return true;
      }
    };
  }

  /** Whether it wants {@link TrainingEvent.WindowEnded}. */
  default boolean everyWindow() {
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

  /**
   * All of them, in that order; steps and windows are told only to those that ask for them, the
   * noise of the gradient to all if one does.
   */
  static TrainingListener all(List<? extends TrainingListener> listeners) {
    List<TrainingListener> each = List.copyOf(listeners);
    return new TrainingListener() {
      @Override
      public void on(TrainingEvent event) {
        for (TrainingListener listener : each) {
          boolean wanted =
              switch (event) {
                case TrainingEvent.StepTaken _ -> listener.everyStep();
                case TrainingEvent.WindowEnded _ -> listener.everyWindow();
                default -> true;
              };
          if (wanted) {
            listener.on(event);
          }
        }
      }

      @Override
      public boolean everyStep() {
        return each.stream().anyMatch(TrainingListener::everyStep);
      }

      @Override
      public boolean everyWindow() {
        return each.stream().anyMatch(TrainingListener::everyWindow);
      }

      @Override
      public boolean gradientNoise() {
        return each.stream().anyMatch(TrainingListener::gradientNoise);
      }
    };
  }
}
