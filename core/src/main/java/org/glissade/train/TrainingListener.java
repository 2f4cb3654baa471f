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
   * Whether it wants {@link TrainingEvent.NoiseMeasured}: at most about one part in fifty of the
   * work of the steps is spent on it, nothing of what they come to changes.
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

      @Override
      public long nextMeasurement(long step) {
        return listener.nextMeasurement(step);
      }

      @Override
      public long nextPlace(long step) {
        return listener.nextPlace(step);
      }
    };
  }

  /** Whether it wants {@link TrainingEvent.WindowEnded}. */
  default boolean everyWindow() {
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

  /**
   * After how many steps it wants the next {@link TrainingEvent.PlaceReached}. Asked at the start,
   * with 0, and after each place. Where a pause would lead to other bits, as under plain SGD on one
   * dense row after the other, it comes at the next one that there is anyway. The steps come to the
   * same bits as if nobody looked, except where several models learn apart ({@link
   * Parallel.Average}) and under vw with penalties.
   *
   * @param step the fewest steps that it may be
   * @return at least {@code step}; {@code Long.MAX_VALUE} for never
   */
  default long nextPlace(long step) {
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

      @Override
      public long nextPlace(long step) {
        return listener.nextPlace(step);
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

      @Override
      public long nextMeasurement(long step) {
        return each.stream()
            .mapToLong(listener -> listener.nextMeasurement(step))
            .min()
            .orElseThrow();
      }

      @Override
      public long nextPlace(long step) {
        return each.stream().mapToLong(listener -> listener.nextPlace(step)).min().orElseThrow();
      }
    };
  }
}
