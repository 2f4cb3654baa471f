package org.glissade.train;

import org.glissade.data.Batch;
import org.glissade.data.DenseExamples;
import org.glissade.data.Examples;
import org.glissade.data.SparseExamples;
import org.glissade.math.Floats;

/**
 * Room for one example, which is filled anew each time: an engine that is bound to it once reads
 * every example that comes, and nothing is allocated for one.
 */
final class RowBuffer {
  private final Examples examples;
  private final Batch batch;
  private final boolean dense;
  private final int[] indices;
  private final float[] values;
  private final long[] ends = new long[2];
  private final float[] targets;
  private final float[] weights = {1};

  private RowBuffer(int columns, int capacity, int perRow, boolean dense) {
    this.dense = dense;
    this.targets = new float[perRow];
    this.values = new float[dense ? columns : capacity];
    this.indices = new int[dense ? 0 : capacity];
    this.examples =
        dense
            ? DenseExamples.of(Floats.of(values), columns, targets, perRow, weights)
            : SparseExamples.of(ends, indices, values, columns, targets, perRow, weights);
    this.batch = examples.newBatch(1);
  }

  static RowBuffer dense(int columns, int perRow) {
    return new RowBuffer(columns, columns, perRow, true);
  }

  /**
   * @param capacity most nonzeros
   */
  static RowBuffer sparse(int columns, int capacity, int perRow) {
    return new RowBuffer(columns, capacity, perRow, false);
  }

  /** Whether a dense row of so many features is for it. */
  boolean fitsDense(int columns) {
    return dense && examples.columns() == columns;
  }

  /** Whether a sparse row is for it. */
  boolean fitsSparse(int columns, int count) {
    return !dense && examples.columns() == columns && count <= values.length;
  }

  /**
   * Checks a sparse row.
   *
   * @throws IllegalArgumentException if its indices do not ascend or a value is not finite
   */
  static void check(int[] indices, float[] values, int count) {
    int previous = -1;
    for (int i = 0; i < count; i++) {
      if (indices[i] <= previous) {
        throw new IllegalArgumentException(
            "feature " + indices[i] + " after " + previous + "; they ascend, from 0");
      }
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException("feature " + indices[i] + " is " + values[i]);
      }
      previous = indices[i];
    }
  }

  void fill(float[] features) {
    System.arraycopy(features, 0, values, 0, values.length);
  }

  void fill(int[] columns, float[] features, int count) {
    System.arraycopy(columns, 0, indices, 0, count);
    System.arraycopy(features, 0, values, 0, count);
    ends[1] = count;
  }

  void label(float[] of, float weight) {
    System.arraycopy(of, 0, targets, 0, targets.length);
    weights[0] = weight;
  }

  Examples examples() {
    return examples;
  }

  /** The example as a batch. */
  Batch batch(int[] order) {
    examples.gather(order, 0, 1, batch);
    return batch;
  }

  boolean isDense() {
    return dense;
  }

  int[] indices() {
    return indices;
  }

  float[] values() {
    return values;
  }

  /** Number of values that are stored. */
  int stored() {
    return dense ? values.length : (int) ends[1];
  }

  float[] targets() {
    return targets;
  }

  float weight() {
    return weights[0];
  }
}
