package org.glissade.data;

import java.util.List;
import org.glissade.math.Mapping;
import org.jspecify.annotations.Nullable;

/**
 * N examples: rows of features with one or more targets each, and optionally a weight. Immutable by
 * convention: nobody writes to the arrays that it hands out.
 */
public sealed interface Examples permits DenseExamples, SparseExamples {
  /** Number of examples. */
  int rows();

  /** Number of features. */
  int columns();

  /** Number of targets a row (1 unless several outputs are learnt). */
  int targetsPerRow();

  /** Targets, row-major: {@code targets[row * targetsPerRow + k]}. */
  float[] targets();

  /** Weight of each row, finite and at least 0, or null when all are 1. */
  float @Nullable [] weights();

  /** Number of stored features in all: rows × columns if dense, the nonzeros if sparse. */
  long stored();

  /** An empty batch into which up to {@code capacity} of these examples fit. */
  Batch newBatch(int capacity);

  /** Fills the batch with the examples {@code order[from], …, order[to − 1]}, in that order. */
  void gather(int[] order, int from, int to, Batch into);

  /** The examples of those rows, in that order, copied into memory. */
  Examples select(int[] rows);

  /**
   * The examples of those rows, in that order, with features where they are: for parts of a mapped
   * file, made of few ranges. In memory, features that were copied together are read faster.
   */
  Examples view(int[] rows);

  /** How much memory a pass over examples in a file takes unless it is told. */
  long USUAL_MEMORY = 1L << 26;

  /**
   * The same examples; of those in a file, at most so many bytes of features are kept in memory
   * while they are read. In memory it changes nothing.
   */
  Examples within(long bytes);

  /** The most memory, in bytes, that is taken for features of a file. */
  long memory();

  /** The files that are read whenever examples are gathered; none if all is in memory. */
  List<Mapping> mappings();

  /**
   * Says which examples will be gathered: {@code order[from … to)}, in this order. Those of a file
   * may be read ahead. That others come after all costs time, nothing else.
   *
   * @param order must stay as it is until they have come
   */
  void expect(int[] order, int from, int to);

  /** The same features with other targets (row-major) and weights. */
  Examples with(float[] targets, int targetsPerRow, float @Nullable [] weights);

  /**
   * The same rows and targets, of which each loss and its gradient are multiplied by a factor while
   * the row counts as one: sums over a batch are then divided by the number of its rows ({@link
   * #countsRows}). Draws of unequal chances want that ({@link WeightedOrder}); for examples that
   * matter more or less than others there are weights.
   *
   * @param factors one a row, finite and at least 0, instead of the weights
   */
  Examples scaled(float[] factors);

  /** Whether {@link #weights} are factors of the losses only, and each row counts as one. */
  boolean countsRows();

  /** Sum of all weights (the number of rows when all are 1, or count as one). */
  default double totalWeight() {
    float[] weights = weights();
    if (weights == null || countsRows()) {
      return rows();
    }
    double sum = 0;
    for (float weight : weights) {
      sum += weight;
    }
    return sum;
  }
}
