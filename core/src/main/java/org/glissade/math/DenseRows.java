package org.glissade.math;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * Where dense rows lie in a store of floats: row {@code r} holds its features from element {@code
 * first + r · stride} on, {@code columns} of them. What lies between the rows, such as targets, is
 * not touched.
 *
 * @param values the store
 * @param first element at which row 0 begins, at least 0
 * @param stride elements from the beginning of one row to that of the next, at least columns
 * @param columns number of features, at least 1
 * @param rows number of rows
 */
public record DenseRows(Floats values, long first, int stride, int columns, int rows) {
  public DenseRows {
    if (first < 0 || columns < 1 || stride < columns || rows < 0) {
      throw new IllegalArgumentException(
          "rows of " + columns + " columns every " + stride + " from " + first);
    }
    if (rows > 0 && first + (rows - 1L) * stride + columns > values.length()) {
      throw new IllegalArgumentException(
          rows + " rows of " + columns + " columns every " + stride + " exceed " + values.length());
    }
  }

  /** The element at which a row begins. */
  long start(int row) {
    Objects.checkIndex(row, rows);
    return first + (long) row * stride;
  }

  /** Copies the features of a row. */
  public void copyTo(int row, float[] target, int at) {
    values.copyTo(start(row), target, at, columns);
  }

  /** Copies the features of a row into off-heap memory. */
  void copyTo(int row, MemorySegment target, long atByte) {
    MemorySegment.copy(
        values.segment(), start(row) * Float.BYTES, target, atByte, (long) columns * Float.BYTES);
  }
}
