package org.glissade.io.formats;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Iterator;

/**
 * Cells of a text file, one after the other, as FastCSV splits them: blanks around unquoted cells
 * trimmed, blank lines left out, no string made.
 */
final class CsvRows extends AbstractBaseCsvCallbackHandler<Boolean> {
  /** What is done with the cells. */
  interface Sink {
    /**
     * A cell.
     *
     * @param index its number in the row, from 0
     * @param quoted whether it stood in quotes; if not, it is trimmed
     */
    void cell(int index, char[] text, int from, int to, boolean quoted);

    /**
     * The end of a row.
     *
     * @param cells how many it had
     * @return whether to go on
     */
    boolean row(int cells);

    /**
     * For each column, whether numbers go to {@link #number} rather than {@link #cell}; or none. It
     * may change from cell to cell.
     */
    default boolean[] plainNumbers() {
      return NO_COLUMNS;
    }

    /** A cell that is a number, in a column of {@link #plainNumbers}. */
    default void number(int index, float value) {}

    /** Says how many rows are to be expected. */
    default void expect(int rows) {}
  }

  private static final boolean[] NO_COLUMNS = {};

  /** Quotes that do not fit together. The message says what and what to do, not where. */
  static final class QuoteException extends Exception {
    private static final long serialVersionUID = 1;
    private final long line;

    QuoteException(String message, long line) {
      super(message);
      this.line = line;
    }

    /** Line of the row in which the quote stands, from 1. */
    long line() {
      return line;
    }
  }

  private final Sink sink;
  private final long linesBefore;
  private boolean blankFirstCell;
  private boolean cells;
  private boolean more = true;

  private CsvRows(Sink sink, long linesBefore) {
    this.sink = sink;
    this.linesBefore = linesBefore;
  }

  /** The line of the row that is being read, from 1. */
  interface Line {
    long number();
  }

  /** Makes a sink that can ask for the current line. */
  interface SinkMaker<S extends Sink> {
    S make(Line line);
  }

  /**
   * Reads to the end, or until the sink has enough.
   *
   * @param linesBefore lines of the file that stand before the text
   * @return the sink
   */
  static <S extends Sink> S read(Reader text, Dialect dialect, long linesBefore, SinkMaker<S> maker)
      throws IOException, QuoteException {
    CsvRows[] holder = new CsvRows[1];
    S sink = maker.make(() -> holder[0].line());
    CsvRows rows = new CsvRows(sink, linesBefore);
    holder[0] = rows;
    CsvReader<Boolean> reader = dialect.open(text, rows);
    try {
      Iterator<Boolean> iterator = reader.iterator();
      while (rows.more && iterator.hasNext()) {
        iterator.next();
      }
      return sink;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (CsvParseException e) {
      throw rows.quoteProblem(e);
    }
  }

  private long line() {
    return linesBefore + getStartingLineNumber();
  }

  /** FastCSV wraps whatever goes wrong while a record is read. */
  private QuoteException quoteProblem(CsvParseException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof LineFault ours) {
        throw ours;
      }
      if (cause instanceof Error error) {
        throw error;
      }
    }
    String message =
        String.valueOf(e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
    if (message.contains("after closing quote")) {
      return new QuoteException(
          "text follows a closing quote; write a quote inside a quoted cell twice (\"\"), or read"
              + " quotes as ordinary characters with --no-quotes",
          line());
    }
    return new QuoteException(
        "a quote opens in this row and is not closed; close it, or read quotes as ordinary"
            + " characters with --no-quotes",
        line());
  }

  @Override
  protected void handleBegin(long startingLineNumber) {
    blankFirstCell = false;
    cells = false;
  }

  @Override
  protected void handleField(int field, char[] text, int offset, int length, boolean quoted) {
    int from = offset;
    int to = offset + length;
    if (!quoted) {
      while (from < to && text[from] <= ' ') {
        from++;
      }
      while (from < to && text[to - 1] <= ' ') {
        to--;
      }
      if (field == 0 && from == to) {
        // It may be all that there is on the line, which is then a blank line.
        blankFirstCell = true;
        return;
      }
    }
    if (blankFirstCell && field == 1) {
      sink.cell(0, text, from, from, false);
    }
    cells = true;
    sink.cell(field, text, from, to, quoted);
  }

  @Override
  protected Boolean buildRecord() {
    // Blank lines and comments come here too, but they have no cells.
    if (cells) {
      more = sink.row(getFieldCount());
    }
    return Boolean.TRUE;
  }
}
