package org.glissade.data;

import java.util.Arrays;
import org.glissade.math.RandomStream;

/** Random splits of rows into a training and a validation part. */
public final class Splits {
  private Splits() {}

  /**
   * Row numbers of the two parts, each ascending.
   *
   * @param training the rows to learn from
   * @param validation the rows held out; may be empty
   */
  public record Split(int[] training, int[] validation) {}

  /**
   * Holds out a uniform random share of the rows.
   *
   * @param rows number of rows
   * @param share from 0 to below 1
   * @param atMost the most rows to hold out
   * @param seed of the run; the split has a random stream of its own
   */
  public static Split random(int rows, double share, int atMost, long seed) {
    if (!(share >= 0 && share < 1)) {
      throw new IllegalArgumentException(
          "the share of rows to hold out must be at least 0 and below 1: " + share);
    }
    int held = (int) Math.min(atMost, Math.round(rows * share));
    held = Math.max(0, Math.min(held, rows - 1));
    int[] order = new int[rows];
    Arrays.setAll(order, i -> i);
    RandomStream.of(seed, "split").shuffle(order);
    int[] validation = Arrays.copyOf(order, held);
    int[] training = Arrays.copyOfRange(order, held, rows);
    Arrays.sort(validation);
    Arrays.sort(training);
    return new Split(training, validation);
  }
}
