package org.glissade.data;

import org.glissade.math.Floats;

/**
 * Some rows and some columns of a matrix that is stored row by row: features beside their target in
 * one file, or the part of its rows that is learnt from. Nothing is copied.
 *
 * @param values the matrix: {@code values[row * stride + column]}
 * @param stride number of columns of the matrix
 * @param rows those of the grid, as rows of the matrix
 * @param columns those of the grid, as columns of the matrix
 */
public record Grid(Floats values, int stride, Ranges rows, Ranges columns) {
  public Grid {
    if (stride < 1 || columns.size() < 1) {
      throw new IllegalArgumentException(
          "there must be at least one column: " + columns.size() + " of " + stride);
    }
    requireWithin(columns, stride, "column");
    requireWithin(rows, values.length() / stride, "row");
  }

  private static void requireWithin(Ranges ranges, long end, String what) {
    for (int range = 0; range < ranges.count(); range++) {
      if (ranges.length(range) > 0
          && (ranges.first(range) < 0 || ranges.first(range) + ranges.length(range) > end)) {
        throw new IllegalArgumentException(
            what + "s " + ranges + " do not lie within " + end + " " + what + "s");
      }
    }
  }

  /** All of a matrix. */
  public static Grid of(Floats values, int stride) {
    if (stride < 1) {
      throw new IllegalArgumentException("there must be at least one column: " + stride);
    }
    int rows = Math.toIntExact(values.length() / stride);
    return new Grid(values, stride, Ranges.of(0, rows), Ranges.of(0, stride));
  }

  /** Index of the first number of a row of the matrix, whether the grid has its column or not. */
  public long position(int row) {
    return (long) rows.at(row) * stride;
  }

  /** Copies the columns of a row, {@code columns.size()} numbers, to {@code target[at …]}. */
  public void copyRow(int row, float[] target, int at) {
    long start = position(row);
    for (int run = 0; run < columns.count(); run++) {
      values.copyTo(
          start + columns.first(run), target, at + columns.start(run), columns.length(run));
    }
  }

  /** Copies the rows {@code from … to − 1}, row-major, to {@code target[0 …]}. */
  public void copyRows(int from, int to, float[] target) {
    int width = columns.size();
    if (width == stride && columns.count() == 1) {
      for (int row = from; row < to; ) {
        int end = Math.min(to, rows.runEnd(row));
        values.copyTo(position(row), target, (row - from) * width, (end - row) * width);
        row = end;
      }
      return;
    }
    for (int row = from; row < to; row++) {
      copyRow(row, target, (row - from) * width);
    }
  }

  /** The numbers of one column, copied. */
  public float[] column(int column) {
    float[] copy = new float[rows.size()];
    float[] piece = new float[Math.min(PIECE, Math.max(1, copy.length))];
    Pass pass = withColumns(columns.at(column)).pass();
    for (int from = 0; from < copy.length; from += piece.length) {
      int to = Math.min(copy.length, from + piece.length);
      pass.copyRows(from, to, piece);
      System.arraycopy(piece, 0, copy, from, to - from);
    }
    return copy;
  }

  private static final int PIECE = 1 << 10;

  /** Copies rows, one piece after the other. */
  @FunctionalInterface
  public interface Pass {
    /** Copies the rows {@code from … to − 1}, row-major, to {@code target[0 …]}. */
    void copyRows(int from, int to, float[] target);
  }

  /** For going over the rows once: those of a file are read, and take no more than a megabyte. */
  public Pass pass() {
    return values.mapping() == null ? this::copyRows : RowWindow.ofPass(this)::copyRows;
  }

  /** The same columns of those rows of the grid. */
  public Grid select(int[] chosen) {
    return new Grid(values, stride, rows.select(chosen), columns);
  }

  /** The same rows with other columns of the matrix, in ascending order. */
  public Grid withColumns(int... chosen) {
    return new Grid(values, stride, rows, Ranges.of(chosen));
  }

  /** The grid copied into a matrix of its own, in memory. */
  public Grid copy() {
    int width = columns.size();
    int count = rows.size();
    Floats copy = Floats.zeros((long) count * width);
    int step = Math.clamp((1 << 18) / width, 1, Math.max(1, count));
    float[] piece = new float[Math.multiplyExact(step, width)];
    Pass pass = pass();
    for (int from = 0; from < count; from += step) {
      int to = Math.min(count, from + step);
      pass.copyRows(from, to, piece);
      copy.copyFrom(piece, 0, (long) from * width, (to - from) * width);
    }
    return new Grid(copy, width, Ranges.of(0, count), Ranges.of(0, width));
  }
}
