package org.glissade.data;

import org.glissade.math.Vectors;
import org.jspecify.annotations.Nullable;

/** Dense rows, row-major in one array. */
public final class DenseBatch implements Batch {
  private final int columns;
  private final float[] values;
  private final float[] targets;
  private final float @Nullable [] weights;
  private final int capacity;

  /** Where a row is standardised. */
  private final float[] row;

  private int rows;

  DenseBatch(int capacity, int columns, int targetsPerRow, boolean weighted) {
    this.capacity = capacity;
    this.columns = columns;
    this.values = new float[Math.multiplyExact(capacity, columns)];
    this.row = new float[columns];
    this.targets = new float[capacity * targetsPerRow];
    this.weights = weighted ? new float[capacity] : null;
  }

  void fill(Grid source, @Nullable Standardisation standardisation, int[] order, int from, int to) {
    rows = to - from;
    for (int i = 0; i < rows; i++) {
      if (standardisation == null) {
        source.copyRow(order[from + i], values, i * columns);
      } else {
        source.copyRow(order[from + i], row, 0);
        standardisation.apply(row);
        System.arraycopy(row, 0, values, i * columns, columns);
      }
    }
  }

  /** The rows, row-major: {@code values[row * columns + column]}. */
  public float[] values() {
    return values;
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int capacity() {
    return capacity;
  }

  @Override
  public int columns() {
    return columns;
  }

  @Override
  public float[] targets() {
    return targets;
  }

  @Override
  public float @Nullable [] weights() {
    return weights;
  }

  @Override
  public float dot(int row, float[] vector, int from) {
    return Vectors.dot(values, row * columns, vector, from, columns);
  }

  @Override
  public void addTo(int row, float scale, float[] vector, int from) {
    Vectors.addScaled(scale, values, row * columns, vector, from, columns);
  }
}
