package org.glissade.data;

import java.util.Arrays;
import org.glissade.math.RandomStream;

/** Random splits of rows into a training and a validation part. */
public final class Splits {
  /** Most blocks that {@link #blocks} holds out. */
  public static final int BLOCKS = 256;

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
    int held = held(rows, share, atMost);
    int[] order = new int[rows];
    Arrays.setAll(order, i -> i);
    RandomStream.of(seed, "split").shuffle(order);
    int[] validation = Arrays.copyOf(order, held);
    int[] training = Arrays.copyOfRange(order, held, rows);
    Arrays.sort(validation);
    Arrays.sort(training);
    return new Split(training, validation);
  }

  /**
   * Holds out blocks of rows that follow each other, so that both parts of a large file are still
   * read in order. The rows are cut into up to {@value #BLOCKS} pieces of equal length, and of each
   * piece a block is held out, at a random place in it and as long a part of it as the share says.
   *
   * <p>This is stratified sampling of clusters: whatever the file is sorted by (class, time,
   * source), each stretch of it is in both parts in its proportion, to within one piece. What
   * neighbouring rows have in common makes the held-out figure rest on fewer independent rows than
   * it counts; with less than {@value #BLOCKS} rows held out, blocks are single rows.
   *
   * @param rows number of rows
   * @param share from 0 to below 1
   * @param atMost the most rows to hold out
   * @param seed of the run; the split has a random stream of its own
   */
  public static Split blocks(int rows, double share, int atMost, long seed) {
    int held = held(rows, share, atMost);
    int pieces = Math.min(BLOCKS, held);
    RandomStream random = RandomStream.of(seed, "split-blocks");
    int[] validation = new int[held];
    int[] training = new int[rows - held];
    int out = 0;
    int in = 0;
    int row = 0;
    for (int piece = 0; piece < pieces; piece++) {
      int end = (int) ((long) rows * (piece + 1) / pieces);
      int length = (int) ((long) held * (piece + 1) / pieces) - out;
      int from = row + random.nextInt(end - row - length + 1);
      for (; row < end; row++) {
        if (row >= from && row < from + length) {
          validation[out++] = row;
        } else {
          training[in++] = row;
        }
      }
    }
    for (; row < rows; row++) {
      training[in++] = row;
    }
    return new Split(training, validation);
  }

  private static int held(int rows, double share, int atMost) {
    if (!(share >= 0 && share < 1)) {
      throw new IllegalArgumentException(
          "the share of rows to hold out must be at least 0 and below 1: " + share);
    }
    int held = (int) Math.min(atMost, Math.round(rows * share));
    return Math.max(0, Math.min(held, rows - 1));
  }
}
