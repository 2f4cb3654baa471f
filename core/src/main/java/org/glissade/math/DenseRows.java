package org.glissade.math;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where dense rows of features lie in a store of floats, and what is to be done to the numbers
 * before they are features.
 *
 * <p>Rows come in runs: within one, each begins {@link #stride} elements after the one before.
 */
public interface DenseRows {
  /** The store. */
  Floats values();

  /** Number of rows. */
  int rows();

  /** Number of features a row, at least 1. */
  int columns();

  /** Elements from the beginning of one row of a run to that of the next. */
  int stride();

  /** The element of the store at which the features of a row begin. */
  long start(int row);

  /** The first row of the run to which a row belongs. */
  int runStart(int row);

  /** One past the last row of that run. */
  int runEnd(int row);

  /** Whether the features of a row lie side by side in the store. */
  boolean sideBySide();

  /** What becomes of the numbers, or null if they stay as they are. */
  @Nullable Affine affine();

  /** Copies the features of a row, made what they are to be, to {@code target[0 … columns)}. */
  void copyTo(int row, float[] target);

  /**
   * For each feature x′ = (x − subtract)·factor + add; a missing number (NaN) becomes {@code
   * missing}.
   *
   * @param missing null if it is known that none is
   */
  record Affine(float[] subtract, float[] factor, float[] add, float @Nullable [] missing) {}

  /**
   * One run of rows, of numbers as they are.
   *
   * @param first element at which row 0 begins, at least 0
   * @param stride at least columns
   * @throws IllegalArgumentException if they do not lie within the store
   */
  static DenseRows of(Floats values, long first, int stride, int columns, int rows) {
    if (first < 0 || columns < 1 || stride < columns || rows < 0) {
      throw new IllegalArgumentException(
          "rows of " + columns + " columns every " + stride + " from " + first);
    }
    if (rows > 0 && first + (rows - 1L) * stride + columns > values.length()) {
      throw new IllegalArgumentException(
          rows + " rows of " + columns + " columns every " + stride + " exceed " + values.length());
    }
    return new Run(values, first, stride, columns, rows);
  }

  /** See {@link #of}. */
  record Run(Floats values, long first, int stride, int columns, int rows) implements DenseRows {
    @Override
    public long start(int row) {
      return first + (long) Objects.checkIndex(row, rows) * stride;
    }

    @Override
    public int runStart(int row) {
      Objects.checkIndex(row, rows);
      return 0;
    }

    @Override
    public int runEnd(int row) {
      Objects.checkIndex(row, rows);
      return rows;
    }

    @Override
    public boolean sideBySide() {
      return true;
    }

    @Override
    public @Nullable Affine affine() {
      return null;
    }

    @Override
    public void copyTo(int row, float[] target) {
      values.copyTo(start(row), target, 0, columns);
    }
  }
}
