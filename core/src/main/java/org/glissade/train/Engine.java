package org.glissade.train;

import org.jspecify.annotations.Nullable;

/**
 * How a step is computed. Every engine gives the numbers of {@link ChainEngine}, up to the rounding
 * that it documents; they differ in what they can do and how fast.
 */
interface Engine {
  /** Its name, as the first event tells it. */
  String name();

  /** How many threads compute a step. */
  default int threads() {
    return 1;
  }

  /**
   * Takes one step on the examples {@code order[from … to)}, unless their weights are all zero.
   *
   * @param step counts from 0
   * @return Σ wᵢ·ℓᵢ at the parameters before the step
   */
  double step(int[] order, int from, int to, long step);

  /** Σ wᵢ of the last step; when it is 0 no step was taken. */
  double weight();

  /** What several steps came to; one for the whole run, so that nothing is allocated per step. */
  final class Progress {
    private int steps;
    private double loss;
    private double weight;

    /** How many steps were taken. */
    int steps() {
      return steps;
    }

    /** Σ wᵢ·ℓᵢ, each at the parameters before its step. */
    double loss() {
      return loss;
    }

    /** Σ wᵢ. */
    double weight() {
      return weight;
    }

    void clear() {
      steps = 0;
      loss = 0;
      weight = 0;
    }

    void add(int moreSteps, double moreLoss, double moreWeight) {
      steps += moreSteps;
      loss += moreLoss;
      weight += moreWeight;
    }
  }

  /**
   * Tells which examples the next steps are going to be on, in this order, for engines that read
   * them from a file; others come if somebody changes his mind.
   */
  default void expect(int[] order, int from, int to) {}

  /**
   * Takes a step on each batch of {@code size} examples of {@code order[from … to)}, the last one
   * maybe smaller; a batch whose weights are all zero is passed over and counts no step.
   *
   * @param step number of the first step
   * @param progress to which they are added
   */
  default void run(int[] order, int from, int to, int size, long step, Progress progress) {
    int steps = 0;
    for (int at = from; at < to; at += size) {
      double loss = step(order, at, Math.min(to, at + size), step + steps);
      if (weight() > 0) {
        steps++;
        progress.add(1, loss, weight());
      }
    }
  }

  /**
   * Whether steps come to other bits when they are taken in several calls of {@link #run} instead
   * of one: where the end of a step and the beginning of the next are one.
   */
  default boolean isOneFlow() {
    return false;
  }

  /**
   * Numbers that a step touches on average, so that what touches all parameters is done at
   * intervals that it takes a small share of; an engine whose steps touch them all need not say.
   */
  default double work() {
    return Double.POSITIVE_INFINITY;
  }

  /**
   * Scores of the examples of the last step before it was taken, one row of outputs after the
   * other; the array may be longer, and is used again. Null where an engine does not keep them, or
   * no step was taken.
   */
  default float @Nullable [] scores() {
    return null;
  }

  /**
   * The score of a sparse row by the parameters as they are now, for engines that do not keep them
   * in the state: bringing them there would cost the time of all.
   *
   * @param indices column of each of the first {@code count} values, ascending
   * @param into receives one score an output
   * @return false if the state is to be asked, after {@link #settle}
   */
  default boolean score(int[] indices, float[] values, int count, float[] into) {
    return false;
  }

  /**
   * An engine for other rows that goes on where this one stands, which is not to be used any more:
   * what it holds in a form of its own stays there.
   *
   * @param next the same loss and model on the other rows; there may be more columns, whose weights
   *     are 0
   * @param state which parameters and buffers belong to from now on, up to date if it is another
   * @return null if it cannot be; then the state is up to date after {@link #settle}
   */
  default @Nullable Engine on(EmpiricalRisk next, TrainingState state) {
    return null;
  }

  /**
   * The learning rate of a step, where the engine finds it; NaN where that of the transform is it.
   */
  default double rate() {
    return Double.NaN;
  }

  /**
   * Whether the parameters are as near to the optimum as they are asked to be, where an engine can
   * tell and finds it worth looking.
   *
   * @param epoch number of epochs done
   * @param tolerance of the convergence test
   */
  default boolean isSolved(long epoch, double tolerance) {
    return false;
  }

  /** Brings the parameters of the state up to date, where an engine is lazy. */
  default void settle() {}

  /**
   * The parameters as {@link #settle} would leave them. An engine whose further steps would come to
   * other bits if it settled leaves things as they are; the others may settle.
   *
   * @param params those of the state
   * @param into receives them
   */
  default void look(float[] params, float[] into) {
    settle();
    System.arraycopy(params, 0, into, 0, into.length);
  }

  /** Tells the engine that somebody else wrote the parameters of the state. */
  default void paramsChanged() {}
}
