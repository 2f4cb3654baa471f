package org.glissade.train;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a run ends: whichever comes first.
 *
 * @param epochs most epochs, at least 1
 * @param steps most steps, at least 1
 * @param timeLimit most time, or null; needs a clock ({@link Surroundings})
 * @param patience early stopping: end after so many epochs without a lower validation loss, and go
 *     back to the best parameters; 0 for never
 * @param convergence the convergence test, or null
 */
public record Stopping(
    long epochs,
    long steps,
    @Nullable Duration timeLimit,
    int patience,
    @Nullable Convergence convergence) {

  /**
   * A test after {@code first}, {@code 3·first}, {@code 7·first}, … epochs: each span between two
   * tests is twice the one before, as in a schedule that restarts with doubled length. The run has
   * converged when the last span, as long as all before it together, lowered the training objective
   * by less than {@code tolerance} of its value: under an error that falls like 1/t, what is left
   * is about as much as the last span gained. With validation examples it also ends when their loss
   * has not become lower by that share in two tests running, and goes back to the best parameters.
   *
   * @param first epochs before the first test, at least 1
   * @param tolerance relative, above 0
   */
  public record Convergence(long first, double tolerance) {
    public Convergence {
      if (first < 1 || !(tolerance > 0)) {
        throw new IllegalArgumentException(
            "a convergence test needs at least one epoch and a tolerance above 0: "
                + first
                + ", "
                + tolerance);
      }
    }

    /** Whether a test is due after that many epochs: is it first·(2ᵏ − 1)? */
    boolean dueAfter(long epochsDone) {
      return epochsDone % first == 0 && Long.bitCount(epochsDone / first + 1) == 1;
    }
  }

  public Stopping {
    if (epochs < 1) {
      throw new IllegalArgumentException("there must be at least one epoch: " + epochs);
    }
    if (steps < 1) {
      throw new IllegalArgumentException("there must be at least one step: " + steps);
    }
    if (timeLimit != null && (timeLimit.isNegative() || timeLimit.isZero())) {
      throw new IllegalArgumentException("the time limit must be above 0: " + timeLimit);
    }
    if (patience < 0) {
      throw new IllegalArgumentException("the patience must be at least 0: " + patience);
    }
  }

  /** A fixed number of epochs. */
  public static Stopping afterEpochs(long epochs) {
    return new Stopping(epochs, Long.MAX_VALUE, null, 0, null);
  }

  /** A fixed number of steps. */
  public static Stopping afterSteps(long steps) {
    return new Stopping(Long.MAX_VALUE, steps, null, 0, null);
  }

  /**
   * What the user set, and where that is nothing, the default.
   *
   * @param epochs most epochs, 0 if not set
   * @param steps most steps, 0 if not set
   * @param defaultEpochs most epochs if neither is set
   * @param convergence the test if neither is set, or null
   * @param tolerance of that test
   */
  static Stopping limited(
      long epochs,
      long steps,
      long defaultEpochs,
      @Nullable Convergence convergence,
      double tolerance) {
    boolean limited = epochs > 0 || steps > 0;
    return new Stopping(
        epochs > 0 ? epochs : steps > 0 ? Long.MAX_VALUE : defaultEpochs,
        steps > 0 ? steps : Long.MAX_VALUE,
        null,
        0,
        limited || convergence == null ? null : new Convergence(convergence.first(), tolerance));
  }

  /** The same with a limit of time, or null, and with early stopping, or 0. */
  Stopping with(@Nullable Duration limit, int epochsOfPatience) {
    return new Stopping(epochs, steps, limit, epochsOfPatience, convergence);
  }

  /** The number of steps that the run will take at most, if it does not stop earlier. */
  public long horizon(long stepsPerEpoch) {
    long byEpochs =
        epochs > Long.MAX_VALUE / stepsPerEpoch ? Long.MAX_VALUE : epochs * stepsPerEpoch;
    return Math.min(byEpochs, steps);
  }
}
