package org.glissade.train;

import org.glissade.data.SparseExamples;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a step: where each lies, and copies of their targets and weights. The nonzeros are
 * read where they are, in the arrays of the examples; copying them would cost as much as the dot
 * product.
 */
final class SparseRows {
  /** Column of each nonzero of all rows. */
  final int[] indices;

  /** Value of each nonzero of all rows. */
  final float[] values;

  /** Targets of the rows held, as a loss wants them. */
  final float[] targets;

  /** Weights of the rows held, or null when all are 1. */
  final float @Nullable [] weights;

  private final long[] starts;
  private final float[] allTargets;
  private final float @Nullable [] allWeights;
  private final int perRow;
  private final int[] rows;
  private int count;

  SparseRows(SparseExamples examples, int capacity) {
    this.indices = examples.indices();
    this.values = examples.values();
    this.starts = examples.starts();
    this.allTargets = examples.targets();
    this.allWeights = examples.weights();
    this.perRow = examples.targetsPerRow();
    this.targets = new float[capacity * perRow];
    this.weights = allWeights == null ? null : new float[capacity];
    this.rows = new int[capacity];
  }

  /** Holds the rows {@code order[from … to)} from now on. */
  void hold(int[] order, int from, int to) {
    count = to - from;
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
    return (int) starts[rows[i]];
  }

  /** Where the nonzeros of a row held end. */
  int end(int i) {
    return (int) starts[rows[i] + 1];
  }

  /** Sum of the weights of the rows held. */
  double totalWeight() {
    if (weights == null) {
      return count;
    }
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += weights[i];
    }
    return sum;
  }
}
