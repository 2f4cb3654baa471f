package org.glissade.io.table;

import java.util.List;

/**
 * Columns of equal length.
 *
 * @param source where it came from, for messages
 * @param rows number of rows
 * @param columns in the order of the file, names unique
 */
public record Table(String source, int rows, List<Column> columns) implements Records {
  public Table {
    columns = List.copyOf(columns);
    for (Column column : columns) {
      if (column.rows() != rows) {
        throw new IllegalArgumentException(
            "column " + column.name() + " has " + column.rows() + " rows instead of " + rows);
      }
    }
  }

  /** The table of those rows, in that order, copied. */
  @Override
  public Table select(int[] rows) {
    return new Table(
        source, rows.length, columns.stream().map(column -> column.select(rows)).toList());
  }
}
