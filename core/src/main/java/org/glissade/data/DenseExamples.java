package org.glissade.data;

import org.glissade.math.Floats;
import org.jspecify.annotations.Nullable;

/** Dense rows, row-major {@code float32}; the storage may be longer than an array can be. */
public final class DenseExamples implements Examples {
  private final Floats values;
  private final int columns;
  private final Labels labels;

  private DenseExamples(Floats values, int columns, Labels labels) {
    if (columns < 1) {
      throw new IllegalArgumentException("there must be at least one column: " + columns);
    }
    if (values.length() != (long) labels.rows() * columns) {
      throw new IllegalArgumentException(
          values.length() + " values do not make " + labels.rows() + " rows of " + columns);
    }
    this.values = values;
    this.columns = columns;
    this.labels = labels;
  }

  /**
   * Rows with one target each, all of weight 1.
   *
   * @param values {@code values[row * columns + column]}; not copied
   * @param targets one a row; not copied
   */
  public static DenseExamples of(float[] values, int columns, float[] targets) {
    return of(Floats.of(values), columns, targets, 1, null);
  }

  /**
   * Rows with any number of targets and with weights; nothing is copied.
   *
   * @param values {@code values[row * columns + column]}; not copied
   * @param columns number of features, at least 1
   * @param targets {@code targets[row * targetsPerRow + k]}; not copied
   * @param weights one a row, or null for all 1; not copied
   */
  public static DenseExamples of(
      Floats values, int columns, float[] targets, int targetsPerRow, float @Nullable [] weights) {
    return new DenseExamples(values, columns, new Labels(targets, targetsPerRow, weights));
  }

  /** The features, row-major. */
  public Floats values() {
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
    return values.length();
  }

  @Override
  public Batch newBatch(int capacity) {
    return new DenseBatch(capacity, columns, labels.perRow(), labels.weights() != null);
  }

  @Override
  public void gather(int[] order, int from, int to, Batch into) {
    ((DenseBatch) into).fill(values, order, from, to);
    labels.copyTo(order, from, to, into);
  }

  @Override
  public DenseExamples select(int[] rows) {
    Floats selected = Floats.zeros((long) rows.length * columns);
    float[] row = new float[columns];
    for (int i = 0; i < rows.length; i++) {
      values.copyTo((long) rows[i] * columns, row, 0, columns);
      selected.copyFrom(row, 0, (long) i * columns, columns);
    }
    return new DenseExamples(selected, columns, labels.select(rows));
  }

  @Override
  public DenseExamples with(float[] targets, int targetsPerRow, float @Nullable [] weights) {
    return new DenseExamples(values, columns, new Labels(targets, targetsPerRow, weights));
  }
}
