package org.glissade.data;

import org.jspecify.annotations.Nullable;

/**
 * A minibatch: up to {@link #capacity} rows gathered from {@link Examples}, with their targets and
 * weights. It is filled again and again; nothing is allocated per step.
 *
 * <p>Models that treat dense and sparse rows alike need only {@link #dot} and {@link #addTo};
 * kernels switch over the two permitted classes.
 */
public sealed interface Batch permits DenseBatch, SparseBatch {
  /** Number of rows it holds now; may be 0. */
  int rows();

  /** The most rows that it can hold. */
  int capacity();

  /** Number of features. */
  int columns();

  /** Targets of the rows held, row-major, {@link Examples#targetsPerRow} a row. */
  float[] targets();

  /** Weights of the rows held, or null when all are 1. */
  float @Nullable [] weights();

  /** Σⱼ x[row, j] · vector[from + j]. */
  float dot(int row, float[] vector, int from);

  /** Σⱼ x[row, j]², summed in double. */
  double squaredNorm(int row);

  /** vector[from + j] += scale · x[row, j] for all j. */
  void addTo(int row, float scale, float[] vector, int from);

  /** Sum of the weights of the rows held (their number when all are 1). */
  default double totalWeight() {
    float[] weights = weights();
    if (weights == null) {
      return rows();
    }
    double sum = 0;
    for (int i = 0; i < rows(); i++) {
      sum += weights[i];
    }
    return sum;
  }
}
