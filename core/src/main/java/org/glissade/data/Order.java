package org.glissade.data;

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
   * The same order with what depends on the size of the data settled.
   *
   * @param examples number of examples
   * @param bytesPerRow mean size of a row in memory
   */
  default Order sized(int examples, double bytesPerRow) {
    return this;
  }
}
