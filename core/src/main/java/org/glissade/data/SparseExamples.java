package org.glissade.data;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Sparse rows in CSR form, up to 2³¹ − 1 nonzeros. */
public final class SparseExamples implements Examples {
  private final long[] starts;
  private final int[] indices;
  private final float[] values;
  private final int columns;
  private final Labels labels;

  private SparseExamples(long[] starts, int[] indices, float[] values, int columns, Labels labels) {
    this.starts = starts;
    this.indices = indices;
    this.values = values;
    this.columns = columns;
    this.labels = labels;
  }

  /**
   * Rows with any number of targets and with weights; nothing is copied.
   *
   * @param starts {@code rows + 1} ascending positions: row r holds {@code starts[r] ≤ i <
   *     starts[r+1]}
   * @param indices column of each nonzero, from 0, strictly ascending within a row
   * @param values value of each nonzero
   * @param columns number of features, more than the largest index
   * @param targets {@code targets[row * targetsPerRow + k]}
   * @param weights one a row, or null for all 1
   * @throws IllegalArgumentException if the arrays do not fit together
   */
  public static SparseExamples of(
      long[] starts,
      int[] indices,
      float[] values,
      int columns,
      float[] targets,
      int targetsPerRow,
      float @Nullable [] weights) {
    Labels labels = new Labels(targets, targetsPerRow, weights);
    if (starts.length != labels.rows() + 1 || starts[0] != 0) {
      throw new IllegalArgumentException(
          starts.length + " row starts do not fit " + labels.rows() + " rows");
    }
    for (int row = 0; row < labels.rows(); row++) {
      if (starts[row] > starts[row + 1]
          || starts[row + 1] > Math.min(indices.length, values.length)) {
        throw new IllegalArgumentException(
            "row "
                + row
                + " from "
                + starts[row]
                + " to "
                + starts[row + 1]
                + " does not lie within "
                + indices.length
                + " indices and "
                + values.length
                + " values");
      }
      int previous = -1;
      for (int i = (int) starts[row]; i < starts[row + 1]; i++) {
        if (indices[i] <= previous || indices[i] >= columns) {
          throw new IllegalArgumentException(
              "row "
                  + row
                  + ": column "
                  + indices[i]
                  + " after "
                  + previous
                  + " (columns ascend and are below "
                  + columns
                  + ")");
        }
        previous = indices[i];
      }
    }
    return new SparseExamples(starts, indices, values, columns, labels);
  }

  /** {@code rows + 1} positions: row r holds the nonzeros {@code starts[r] ≤ i < starts[r+1]}. */
  public long[] starts() {
    return starts;
  }

  /** Column of each nonzero, from 0. */
  public int[] indices() {
    return indices;
  }

  /** Value of each nonzero. */
  public float[] values() {
    return values;
  }

  @Override
  public int rows() {
    return labels.rows();
  }

  @Override
  public int columns() {
    return columns;
  }

  @Override
  public int targetsPerRow() {
    return labels.perRow();
  }

  @Override
  public float[] targets() {
    return labels.targets();
  }

  @Override
  public float @Nullable [] weights() {
    return labels.weights();
  }

  @Override
  public long stored() {
    return starts[rows()];
  }

  @Override
  public Batch newBatch(int capacity) {
    return new SparseBatch(capacity, columns, labels.perRow(), labels.weights() != null);
  }

  @Override
  public void gather(int[] order, int from, int to, Batch into) {
    ((SparseBatch) into).fill(starts, indices, values, order, from, to);
    labels.copyTo(order, from, to, into);
  }

  @Override
  public SparseExamples select(int[] rows) {
    long[] newStarts = new long[rows.length + 1];
    for (int i = 0; i < rows.length; i++) {
      newStarts[i + 1] = newStarts[i] + starts[rows[i] + 1] - starts[rows[i]];
    }
    int total = Math.toIntExact(newStarts[rows.length]);
    int[] newIndices = new int[total];
    float[] newValues = new float[total];
    for (int i = 0; i < rows.length; i++) {
      int from = (int) starts[rows[i]];
      int length = (int) (newStarts[i + 1] - newStarts[i]);
      System.arraycopy(indices, from, newIndices, (int) newStarts[i], length);
      System.arraycopy(values, from, newValues, (int) newStarts[i], length);
    }
    return new SparseExamples(newStarts, newIndices, newValues, columns, labels.select(rows));
  }

  @Override
  public SparseExamples with(float[] targets, int targetsPerRow, float @Nullable [] weights) {
    return of(starts, indices, values, columns, targets, targetsPerRow, weights);
  }

  /** The same rows, dense: for tests and small data. */
  public DenseExamples toDense() {
    float[] dense = new float[Math.multiplyExact(rows(), columns)];
    for (int row = 0; row < rows(); row++) {
      for (int i = (int) starts[row]; i < starts[row + 1]; i++) {
        dense[row * columns + indices[i]] = values[i];
      }
    }
    return DenseExamples.of(
        org.glissade.math.Floats.of(dense),
        columns,
        Arrays.copyOf(targets(), targets().length),
        targetsPerRow(),
        weights());
  }
}
