package org.glissade.io.formats;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The first rows of a text as one dialect cuts them: how even they are, and what stands on top. */
final class Shape implements CsvRows.Sink {
  /**
   * A row.
   *
   * @param line where it starts, from 1
   * @param cells how many cells it has
   * @param hash whether it starts with {@code #}
   */
  private record Row(long line, int cells, boolean hash) {}

  private final Dialect dialect;
  private final CsvRows.Line line;
  private final List<Row> rows = new ArrayList<>();
  private final List<String> firstCells = new ArrayList<>();
  private long cells;
  private long numbers;
  private boolean hash;
  private boolean uniform = true;

  Shape(Dialect dialect, CsvRows.Line line) {
    this.dialect = dialect;
    this.line = line;
  }

  @Override
  public void cell(int index, char[] text, int from, int to, boolean quoted) {
    if (index == 0) {
      hash = from < to && text[from] == '#';
    }
    if (rows.isEmpty()) {
      firstCells.add(new String(text, from, to - from));
    }
    cells++;
    if (!Float.isNaN(FloatText.parse(text, from, to))
        || (dialect.separator() != ','
            && CellForms.commaNumber(new String(text, from, to - from)))) {
      numbers++;
    }
  }

  @Override
  public boolean row(int count) {
    uniform &= rows.isEmpty() || rows.getLast().cells() == count;
    rows.add(new Row(line.number(), count, hash));
    return true;
  }

  Dialect dialect() {
    return dialect;
  }

  boolean empty() {
    return rows.isEmpty();
  }

  /** The usual number of cells in a row; of equally usual ones the one that came first. */
  int columns() {
    if (uniform) {
      return rows.isEmpty() ? 0 : rows.getFirst().cells();
    }
    Map<Integer, Integer> tally = new HashMap<>();
    int best = 0;
    for (Row row : rows) {
      tally.merge(row.cells(), 1, Integer::sum);
    }
    for (Row row : rows) {
      if (tally.getOrDefault(row.cells(), 0) > tally.getOrDefault(best, 0)) {
        best = row.cells();
      }
    }
    return best;
  }

  /** Share of the rows that have the usual number of cells. */
  double evenness() {
    int columns = columns();
    return rows.stream().filter(row -> row.cells() == columns).count() / (double) rows.size();
  }

  /** Share of the cells that are numbers. */
  double numbers() {
    return cells == 0 ? 0 : numbers / (double) cells;
  }

  /** Cells of the first row. */
  List<String> firstCells() {
    return firstCells;
  }

  /**
   * Number of lines on top that are no part of the table: rows with another number of cells than
   * those below, either comments ({@code #}) or a single row above at least two even ones.
   */
  long linesAbove() {
    int columns = columns();
    int top = 0;
    while (top < rows.size() && rows.get(top).hash() && rows.get(top).cells() != columns) {
      top++;
    }
    if (top + 2 < rows.size() && rows.get(top).cells() != columns) {
      boolean even = true;
      for (Row row : rows.subList(top + 1, rows.size())) {
        even &= row.cells() == columns;
      }
      top += even ? 1 : 0;
    }
    return top == 0 || top == rows.size() ? 0 : rows.get(top).line() - 1;
  }

  /** Lines before the second row. */
  long linesBeforeSecondRow() {
    return rows.get(1).line() - 1;
  }

  /**
   * Whether the first row names all columns but one, as R's {@code write.table} leaves the column
   * of row names unnamed.
   */
  boolean shortHeader() {
    int columns = columns();
    if (rows.size() < 3 || columns < 2 || rows.getFirst().cells() != columns - 1) {
      return false;
    }
    for (Row row : rows.subList(1, rows.size())) {
      if (row.cells() != columns) {
        return false;
      }
    }
    return firstCells.stream().distinct().count() == firstCells.size()
        && firstCells.stream().noneMatch(Shape::numberOrEmpty);
  }

  private static boolean numberOrEmpty(String cell) {
    return cell.isEmpty() || !Float.isNaN(FloatText.parse(cell.toCharArray(), 0, cell.length()));
  }
}
