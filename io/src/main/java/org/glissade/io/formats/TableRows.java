package org.glissade.io.formats;

import java.util.ArrayList;
import java.util.List;
import org.glissade.io.DataException;
import org.glissade.io.table.Column;
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

  private final String source;
  private final Dialect dialect;
  private final CsvRows.Line line;
  private final @Nullable ColumnBuilder[] builders;
  private final ColumnBuilder.@Nullable Numbers[] numbers;
  private final float[] block;
  private int blockStart;
  private boolean header;
  private int rows;

  /**
   * @param header whether the first row is a header, to be left out
   */
  TableRows(
      String source,
      Dialect dialect,
      CsvRows.Line line,
      List<@Nullable ColumnBuilder> builders,
      boolean header) {
    this.source = source;
    this.dialect = dialect;
    this.line = line;
    this.builders = builders.toArray(new @Nullable ColumnBuilder[0]);
    this.header = header;
    numbers = new ColumnBuilder.@Nullable Numbers[this.builders.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = this.builders[i] instanceof ColumnBuilder.Numbers column ? column : null;
    }
    block = new float[BLOCK_ROWS * numbers.length];
  }

  @Override
  public void cell(int index, char[] text, int from, int to, boolean quoted) {
    if (index >= builders.length || header) {
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
    if (header) {
      header = false;
      return true;
    }
    if (cells != builders.length) {
      throw ragged(source, line.number(), cells, builders.length, dialect);
    }
    if (++rows == ColumnBuilder.MOST_ROWS) {
      throw new DataException(
          source + " has more than " + (rows - 1) + " rows, the most that fit in memory; split it");
    }
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

  static DataException ragged(String source, long line, int cells, int expected, Dialect dialect) {
    return new DataException(
        source
            + ":"
            + line
            + ": "
            + cells
            + (cells == 1 ? " cell" : " cells")
            + " where "
            + expected
            + (expected == 1 ? " was" : " were")
            + " expected (cells are separated by "
            + dialect.separatorName()
            + "); complete the row, or put cells that hold the separator in quotes");
  }

  int rows() {
    return rows;
  }

  /** The columns that are not dropped; each builder is let go, so that memory is not held twice. */
  List<Column> columns() {
    emptyBlock();
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < builders.length; i++) {
      ColumnBuilder builder = builders[i];
      if (builder != null) {
        columns.add(builder.build());
        builders[i] = null;
        numbers[i] = null;
      }
    }
    return columns;
  }
}
