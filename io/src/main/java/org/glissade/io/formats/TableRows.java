package org.glissade.io.formats;

import org.jspecify.annotations.Nullable;

/**
 * Sends the cells of each row to the builders of the columns; every row has as many.
 *
 * <p>Numbers go by way of a block of rows: written side by side as they come, then column by
 * column. In a table of hundreds of columns, writing each cell straight to its column misses the
 * caches and the translation of addresses nearly every time, and that took most of the time of
 * reading.
 */
final class TableRows implements CsvRows.Sink {
  private static final int BLOCK_ROWS = 64;

  private final Dialect dialect;
  private final CsvRows.Line line;
  private final @Nullable ColumnBuilder[] builders;
  private final ColumnBuilder.@Nullable Numbers[] numbers;
  private final float[] block;
  private int blockStart;
  private int rows;

  TableRows(Dialect dialect, CsvRows.Line line, @Nullable ColumnBuilder[] builders) {
    this.dialect = dialect;
    this.line = line;
    this.builders = builders;
    numbers = new ColumnBuilder.@Nullable Numbers[builders.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = builders[i] instanceof ColumnBuilder.Numbers column ? column : null;
    }
    block = new float[BLOCK_ROWS * numbers.length];
  }

  @Override
  public boolean[] plainNumbers() {
    boolean[] plain = new boolean[numbers.length];
    for (int i = 0; i < plain.length; i++) {
      ColumnBuilder.Numbers column = numbers[i];
      plain[i] = column != null && column.plain();
    }
    return plain;
  }

  @Override
  public void expect(int count) {
    for (ColumnBuilder builder : builders) {
      if (builder != null) {
        builder.expect(count);
      }
    }
  }

  @Override
  public void number(int index, float value) {
    block[blockStart + index] = value;
  }

  @Override
  public void cell(int index, char[] text, int from, int to, boolean quoted) {
    if (index >= builders.length) {
      return;
    }
    ColumnBuilder.Numbers column = numbers[index];
    if (column != null) {
      block[blockStart + index] = column.value(text, from, to);
      return;
    }
    ColumnBuilder builder = builders[index];
    if (builder != null) {
      builder.add(text, from, to);
    }
  }

  @Override
  public boolean row(int cells) {
    if (cells != builders.length) {
      throw ragged(line.number(), cells, builders.length, dialect);
    }
    rows++;
    blockStart += numbers.length;
    if (blockStart == block.length) {
      emptyBlock();
    }
    return true;
  }

  private void emptyBlock() {
    for (int i = 0; i < numbers.length; i++) {
      ColumnBuilder.Numbers column = numbers[i];
      if (column != null) {
        column.addAll(block, i, numbers.length, blockStart / numbers.length);
      }
    }
    blockStart = 0;
  }

  static LineFault ragged(long line, int cells, int expected, Dialect dialect) {
    return new LineFault(
        line,
        ": "
            + cells
            + (cells == 1 ? " cell" : " cells")
            + " where "
            + expected
            + (expected == 1 ? " was" : " were")
            + " expected (cells are separated by "
            + dialect.separatorName()
            + "); complete the row, or put cells that hold the separator in quotes");
  }

  /** Hands all cells to the builders; answers the number of rows. */
  int finish() {
    emptyBlock();
    return rows;
  }
}
