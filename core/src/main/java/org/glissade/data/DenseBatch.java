package org.glissade.data;

import org.glissade.math.Vectors;
import org.jspecify.annotations.Nullable;

/** Dense rows, row-major in one array. */
public final class DenseBatch implements Batch {
  /** What a batch holds of a file: a buffer that an order shuffles. */
  private static final long WINDOW_BYTES = 1 << 25;

  private final int columns;
  private final float[] values;
  private final float[] targets;
  private final float @Nullable [] weights;
  private final int capacity;

  /** Where a row is standardised. */
  private final float[] row;

  /** Through which rows of a file are read, and those to which it belongs. */
  private @Nullable RowWindow window;

  private @Nullable DenseExamples windowOn;
  private int rows;

  DenseBatch(int capacity, int columns, int targetsPerRow, boolean weighted) {
    this.capacity = capacity;
    this.columns = columns;
    this.values = new float[Math.multiplyExact(capacity, columns)];
    this.row = new float[columns];
    this.targets = new float[capacity * targetsPerRow];
    this.weights = weighted ? new float[capacity] : null;
  }

  /** Fills it with rows; those of a file are read through a window that stays with the batch. */
  void fill(DenseExamples source, int[] order, int from, int to) {
    rows = to - from;
    if (source.mappings().isEmpty()) {
      copy(source.grid(), source.standardisation(), order, from, rows, 0);
      return;
    }
    RowWindow through = window;
    if (through == null || windowOn != source) {
      through = source.window(WINDOW_BYTES);
      window = through;
      windowOn = source;
    }
    for (int at = from; at < to; ) {
      int end = through.hold(order, at, to);
      Grid held = through.held().grid();
      copy(
          held,
          source.standardisation(),
          through.places(),
          through.first(),
          end - at,
          (at - from) * columns);
      at = end;
    }
  }

  private void copy(
      Grid source,
      @Nullable Standardisation standardisation,
      int[] order,
      int from,
      int count,
      int to) {
    for (int i = 0; i < count; i++) {
      if (standardisation == null) {
        source.copyRow(order[from + i], values, to + i * columns);
      } else {
        source.copyRow(order[from + i], row, 0);
        standardisation.apply(row);
        System.arraycopy(row, 0, values, to + i * columns, columns);
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
  public double squaredNorm(int row) {
    return Vectors.squaredNorm(values, row * columns, (row + 1) * columns);
  }

  @Override
  public void addTo(int row, float scale, float[] vector, int from) {
    Vectors.addScaled(scale, values, row * columns, vector, from, columns);
  }
}
