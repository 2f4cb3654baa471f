package org.glissade.io.table;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import org.glissade.spec.Spec;

/**
 * A summary of each column of a table; its text is a table of fixed width, for people.
 *
 * @param columns in the order of the table
 */
public record Schema(List<ColumnSummary> columns) {
  private static final List<String> TITLES =
      List.of("column", "type", "missing", "distinct", "min", "mean", "max", "example");

  /** Titles from here to before {@link #EXAMPLE} stand over numbers, flush right. */
  private static final int FIRST_NUMBER = 2;

  private static final int EXAMPLE = 7;
  private static final int WIDEST = 28;

  public Schema {
    columns = List.copyOf(columns);
  }

  /** Summarises every column. */
  public static Schema of(Table table) {
    return new Schema(table.columns().stream().map(ColumnSummary::of).toList());
  }

  /** Summarises every column, those held in memory last; reads the whole matrix. */
  public static Schema of(Matrix matrix) {
    List<ColumnSummary> columns = new ArrayList<>();
    ColumnStatistics statistics = matrix.statistics();
    for (int j = 0; j < matrix.names().size(); j++) {
      columns.add(ColumnSummary.of(matrix.names().get(j), statistics, j));
    }
    for (String name : matrix.besideNames()) {
      Column column = matrix.beside(name);
      if (column != null) {
        columns.add(ColumnSummary.of(column));
      }
    }
    return new Schema(columns);
  }

  /** One line a column, under a line of titles; no line break at the end. */
  @Override
  public String toString() {
    List<List<String>> lines = new ArrayList<>();
    lines.add(TITLES);
    for (ColumnSummary column : columns) {
      lines.add(cells(column));
    }
    int[] widths = new int[TITLES.size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], length(line.get(i)));
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines) {
      StringBuilder row = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String padding = " ".repeat(widths[i] - length(line.get(i)));
        boolean right = i >= FIRST_NUMBER && i < EXAMPLE;
        row.append(i == 0 ? "" : "  ");
        row.append(right ? padding + line.get(i) : line.get(i) + padding);
      }
      text.append(text.isEmpty() ? "" : "\n").append(row.toString().stripTrailing());
    }
    return text.toString();
  }

  private static List<String> cells(ColumnSummary column) {
    ColumnSummary.Range range = column.range();
    return List.of(
        shortened(column.name()),
        column.type(),
        column.missing() < 0 ? "" : Integer.toString(column.missing()),
        column.distinct() < 0 ? "" : Integer.toString(column.distinct()),
        range == null ? "" : number(range.minimum()),
        range == null ? "" : number(range.mean()),
        range == null ? "" : number(range.maximum()),
        shortened(column.example()));
  }

  /** At most six significant digits. */
  private static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e7) {
      return Spec.number(value);
    }
    double rounded = new BigDecimal(value, new MathContext(6)).doubleValue();
    return Spec.number(rounded).replace(".0e", "e");
  }

  private static String shortened(String word) {
    String line = word.replaceAll("\\p{Cntrl}", " ");
    return length(line) <= WIDEST
        ? line
        : line.substring(0, line.offsetByCodePoints(0, WIDEST - 1)) + "…";
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
