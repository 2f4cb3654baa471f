package org.glissade.io.formats;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The first rows of a table: the very first as it stands, the others tallied by column. */
final class Sample implements CsvRows.Sink {
  /** Most rows that are looked at. */
  static final int ROWS = 10_000;

  private final Dialect dialect;
  private final CsvRows.Line line;
  private final List<ColumnSample> columns = new ArrayList<>();
  private final boolean[] plainNumbers;
  private final List<String> firstCells = new ArrayList<>();
  private long firstLine = -1;
  private long secondLine = -1;
  private int rows;

  private Sample(Dialect dialect, int columns, MissingTokens missing, CsvRows.Line line) {
    this.dialect = dialect;
    this.line = line;
    for (int i = 0; i < columns; i++) {
      this.columns.add(new ColumnSample(missing));
    }
    plainNumbers = new boolean[columns];
  }

  /**
   * Looks at the head of a text, up to the first quotes that do not fit together: whether they are
   * an error shows when the whole is read, as the head may end inside a cell.
   *
   * @param linesAbove lines to leave out on top
   */
  static Sample of(
      Head head,
      Dialect dialect,
      int columns,
      long linesAbove,
      MissingTokens missing,
      ReadOptions options)
      throws IOException {
    Sample[] sample = new Sample[1];
    try {
      return read(head, dialect, columns, linesAbove, missing, sample);
    } catch (CsvRows.QuoteException e) {
      if (!dialect.mayLackQuotes(options)) {
        return sample[0].endedBy(e);
      }
    }
    try {
      Dialect plain = dialect.withQuote(Dialect.NO_QUOTE);
      return read(head, plain, columns, linesAbove, missing, sample);
    } catch (CsvRows.QuoteException e) {
      return sample[0].endedBy(e);
    }
  }

  private Sample endedBy(CsvRows.QuoteException problem) {
    secondLine = firstLine >= 0 && secondLine < 0 ? problem.line() : secondLine;
    return this;
  }

  private static Sample read(
      Head head,
      Dialect dialect,
      int columns,
      long linesAbove,
      MissingTokens missing,
      Sample[] sample)
      throws IOException, CsvRows.QuoteException {
    return head.read(
        head.afterLines(linesAbove),
        Head.CAPACITY,
        dialect,
        linesAbove,
        line -> sample[0] = new Sample(dialect, columns, missing, line));
  }

  @Override
  public void cell(int index, char[] text, int from, int to, boolean quoted) {
    if (firstLine < 0) {
      firstCells.add(new String(text, from, to - from));
    } else if (index < columns.size()) {
      ColumnSample column = columns.get(index);
      column.add(text, from, to);
      plainNumbers[index] = column.plainNumbers();
    }
  }

  @Override
  public boolean[] plainNumbers() {
    return plainNumbers;
  }

  @Override
  public void number(int index, float value) {
    columns.get(index).addNumber();
  }

  @Override
  public boolean row(int cells) {
    if (firstLine < 0) {
      firstLine = line.number();
    } else {
      secondLine = rows == 0 ? line.number() : secondLine;
      rows++;
    }
    return rows < ROWS;
  }

  /** The dialect that the rows were read in. */
  Dialect dialect() {
    return dialect;
  }

  List<String> firstCells() {
    return firstCells;
  }

  /** Line of the first row, from 1. */
  long firstLine() {
    return firstLine;
  }

  /**
   * Lines before the second row.
   *
   * @param whole whether this is all there is, so that without a second row it is all lines
   */
  long linesBeforeSecondRow(boolean whole) {
    return secondLine >= 0 ? secondLine - 1 : whole ? Long.MAX_VALUE : firstLine;
  }

  /** Number of rows below the first. */
  int rows() {
    return rows;
  }

  List<ColumnSample> columns() {
    return columns;
  }

  /** Tallies the first row too, because it is no header. */
  void countFirst() {
    for (int i = 0; i < Math.min(columns.size(), firstCells.size()); i++) {
      char[] text = firstCells.get(i).toCharArray();
      columns.get(i).add(text, 0, text.length);
    }
  }
}
