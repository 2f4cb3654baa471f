package org.glissade.io.formats;

/**
 * The ends of the rows of a table: line ends that don't stand in quotes.
 *
 * <p>As long as a text holds no quote, the last line end will do. Behind the first quote, each byte
 * decides what the next one means, just as for the reader of the cells.
 */
final class TableRowEnds implements RowEnds {
  /** A cell of so many bytes has more characters than the reader of the cells takes. */
  private static final int LONGEST_CELL = 3 << 24;

  /** What was read last. */
  private enum Where {
    LINE_START,
    CELL_START,
    CELL,
    QUOTED,
    CLOSED
  }

  private final Dialect dialect;
  private final byte quote;

  TableRowEnds(Dialect dialect) {
    this.dialect = dialect;
    quote = (byte) dialect.quote();
  }

  @Override
  public int last(byte[] text, int to) {
    int firstQuote = dialect.quotes() ? Bytes.find(text, 0, to, quote) : to;
    if (firstQuote == to) {
      return lastLineEnd(text, to);
    }
    return lastOutsideQuotes(text, lineStart(text, firstQuote), to);
  }

  private static int lastLineEnd(byte[] text, int to) {
    int end = RowEnds.lastLineFeed(text, to);
    if (end > 0) {
      return end;
    }
    // A carriage return at the very end may be half of a line end.
    end = to - 1;
    while (end > 0 && text[end - 1] != '\r') {
      end--;
    }
    return Math.max(0, end);
  }

  private static int lineStart(byte[] text, int from) {
    int start = from;
    while (start > 0 && text[start - 1] != '\n' && text[start - 1] != '\r') {
      start--;
    }
    return start;
  }

  private int lastOutsideQuotes(byte[] text, int from, int to) {
    boolean runs = dialect.separator() == ' ';
    boolean around = dialect.blanksAroundQuotes();
    byte separator = (byte) dialect.separator();
    Where where = Where.LINE_START;
    int end = 0;
    int opened = 0;
    for (int i = from; i < to; i++) {
      byte b = text[i];
      if (where == Where.QUOTED) {
        where = b == quote ? Where.CLOSED : where;
      } else if (b == '\n' || b == '\r') {
        end = b == '\n' || (i + 1 < to && text[i + 1] != '\n') ? i + 1 : end;
        where = Where.LINE_START;
      } else if (where == Where.LINE_START && b == '%' && dialect.comments()) {
        i = behindComment(text, i, to) - 1;
      } else if (b == separator || (runs && b == '\t')) {
        where = Where.CELL_START;
      } else if (b == quote && where != Where.CELL) {
        where = Where.QUOTED;
        opened = i;
      } else if (!around || b > ' ' || b < 0 || where == Where.CELL) {
        where = Where.CELL;
      } else if (where == Where.LINE_START) {
        where = Where.CELL_START;
      }
    }
    boolean never = where == Where.QUOTED && to - opened > LONGEST_CELL;
    return end == 0 && never ? -1 : end;
  }

  /** Where the line that starts there ends. */
  private static int behindComment(byte[] text, int from, int to) {
    int i = from;
    while (i < to && text[i] != '\n' && text[i] != '\r') {
      i++;
    }
    return i;
  }
}
