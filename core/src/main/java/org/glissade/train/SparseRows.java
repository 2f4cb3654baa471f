package org.glissade.train;

import org.glissade.data.SparseBatch;
import org.glissade.data.SparseExamples;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a step: where each lies, and copies of their targets and weights. Nonzeros in memory
 * are read where they are, in the arrays of the examples: copying them would cost as much as the
 * dot product. Those in mapped files are copied.
 */
final class SparseRows {
  /** Column of each nonzero, of all rows or of those held. */
  int[] indices;

  /** Value of each nonzero, of all rows or of those held. */
  float[] values;

  /** Targets of the rows held, as a loss wants them. */
  final float[] targets;

  /** Weights of the rows held, or null when all are 1. */
  final float @Nullable [] weights;

  private final SparseExamples examples;
  private final boolean countsRows;

  /** What rows of a file are copied to, or null if rows are in memory. */
  private final @Nullable SparseBatch copies;

  private final long[] starts;
  private final float[] allTargets;
  private final float @Nullable [] allWeights;
  private final int perRow;
  private final int[] rows;
  private int count;

  SparseRows(SparseExamples examples, int capacity) {
    boolean inMemory = examples.inMemory();
    this.examples = examples;
    this.countsRows = examples.countsRows();
    this.copies = inMemory ? null : (SparseBatch) examples.newBatch(capacity);
    this.indices = inMemory ? examples.indices() : new int[0];
    this.values = inMemory ? examples.values() : new float[0];
    this.starts = inMemory ? examples.starts() : new long[0];
    this.allTargets = examples.targets();
    this.allWeights = examples.weights();
    this.perRow = examples.targetsPerRow();
    this.targets = new float[capacity * perRow];
    this.weights = allWeights == null ? null : new float[capacity];
    this.rows = new int[capacity];
  }

  /** Says which rows come next: see {@link SparseExamples#expect}. */
  void expect(int[] order, int from, int to) {
    examples.expect(order, from, to);
  }

  /** Holds the rows {@code order[from … to)} from now on. */
  void hold(int[] order, int from, int to) {
    count = to - from;
    if (copies != null) {
      examples.gather(order, from, to, copies);
      indices = copies.indices();
      values = copies.values();
    }
    for (int i = 0; i < count; i++) {
      int row = order[from + i];
      rows[i] = row;
      for (int k = 0; k < perRow; k++) {
        targets[i * perRow + k] = allTargets[row * perRow + k];
      }
    }
    if (weights != null && allWeights != null) {
      for (int i = 0; i < count; i++) {
        weights[i] = allWeights[rows[i]];
      }
    }
  }

  /** Number of rows held. */
  int count() {
    return count;
  }

  /** Where the nonzeros of a row held begin. */
  int start(int i) {
    return copies != null ? copies.offsets()[i] : (int) starts[rows[i]];
  }

  /** Where the nonzeros of a row held end. */
  int end(int i) {
    return copies != null ? copies.offsets()[i + 1] : (int) starts[rows[i] + 1];
  }

  /** Sum of the weights of the rows held, or their number where each counts as one. */
  double totalWeight() {
    if (weights == null || countsRows) {
      return count;
    }
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += weights[i];
    }
    return sum;
  }
}
