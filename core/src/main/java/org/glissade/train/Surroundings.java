package org.glissade.train;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * What a run has from outside: nothing in it is ambient.
 *
 * @param nanoClock nanoseconds from any start; a clock that stands still for none
 * @param interrupted asked every few milliseconds, between steps, whether to end; before each step
 *     where a listener hears of every step
 * @param listener hears the events
 * @param checkpoint receives the state after each epoch
 */
public record Surroundings(
    LongSupplier nanoClock,
    BooleanSupplier interrupted,
    TrainingListener listener,
    Checkpoint checkpoint) {

  /** Keeps a state, for instance in a file. */
  @FunctionalInterface
  public interface Checkpoint {
    void save(TrainingState state);
  }

  /** No clock, no interruption, nobody listening, nothing kept. */
  public static Surroundings none() {
    return new Surroundings(() -> 0, () -> false, event -> {}, state -> {});
  }

  public Surroundings withListener(TrainingListener other) {
    return new Surroundings(nanoClock, interrupted, other, checkpoint);
  }

  public Surroundings withClock(LongSupplier other) {
    return new Surroundings(other, interrupted, listener, checkpoint);
  }

  public Surroundings withInterrupted(BooleanSupplier other) {
    return new Surroundings(nanoClock, other, listener, checkpoint);
  }

  public Surroundings withCheckpoint(Checkpoint other) {
    return new Surroundings(nanoClock, interrupted, listener, other);
  }
}
