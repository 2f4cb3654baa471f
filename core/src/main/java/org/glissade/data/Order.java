package org.glissade.data;

import org.jspecify.annotations.Nullable;

/**
 * Which examples come next. An order is a pure function of the seed and the epoch, so that a run
 * can be resumed at any epoch without replaying the ones before.
 */
public interface Order {
  /**
   * Writes the row numbers of one epoch.
   *
   * @param seed of the run
   * @param epoch from 0
   * @param rows receives the rows in the order in which they are to come; its length is the number
   *     of examples
   */
  void fill(long seed, long epoch, int[] rows);

  /**
   * The order of one epoch, piece by piece, or null if it can only be written whole ({@link
   * #fill}), which takes 4 bytes an example. The same rows as those of {@code fill}.
   *
   * @param examples number of examples
   */
  default @Nullable Draws draws(long seed, long epoch, int examples) {
    return null;
  }

  /** The rows of one epoch, from the first on. */
  @FunctionalInterface
  interface Draws {
    /** Writes the next {@code count} rows to {@code rows[0 … count)}; there are as many left. */
    void next(int[] rows, int count);
  }

  /**
   * The same order with what depends on the size of the data settled.
   *
   * @param examples number of examples
   * @param bytesPerRow mean size of a row in memory
   */
  default Order sized(int examples, double bytesPerRow) {
    return this;
  }

  /**
   * The same order with what it needs to know of the examples, such as their classes. It is then
   * for these examples only.
   */
  default Order on(Examples examples) {
    return this;
  }

  /**
   * The examples as steps in this order are to learn from them: where some rows come more often
   * than others though all are to count by their weights, with weights that make up for it.
   */
  default Examples drawn(Examples examples) {
    return examples;
  }

  /**
   * Whether each row counts by its weight, in the long run; if not, the mean over the rows is not
   * what is minimised, and cannot tell when a run has converged.
   */
  default boolean keepsObjective() {
    return true;
  }
}
