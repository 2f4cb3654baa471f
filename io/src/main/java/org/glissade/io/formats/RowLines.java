package org.glissade.io.formats;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts rows of a text until some of them are found, and keeps the lines on which they start. */
final class RowLines {
  private final int[] rows;
  private final Map<Integer, Long> found = new HashMap<>();
  private int last = -1;
  private int row;

  /**
   * @param rows from 0, in any order
   */
  RowLines(int[] rows) {
    this.rows = rows;
    for (int wanted : rows) {
      found.put(wanted, 0L);
      last = Math.max(last, wanted);
    }
  }

  /** In the order of the rows; 0 where the text has no such row. */
  long[] lines() {
    long[] lines = new long[rows.length];
    for (int i = 0; i < lines.length; i++) {
      @Nullable Long line = found.get(rows[i]);
      lines[i] = line == null ? 0 : line;
    }
    return lines;
  }

  /** Takes the row that starts on that line; answers whether to go on. */
  private boolean next(long line) {
    found.computeIfPresent(row, (wanted, none) -> line);
    return row++ < last;
  }

  /** Receives the rows of a table. */
  CsvRows.Sink sink(CsvRows.Line line) {
    return new CsvRows.Sink() {
      @Override
      public void cell(int index, char[] text, int from, int to, boolean quoted) {}

      @Override
      public boolean row(int cells) {
        return next(line.number());
      }
    };
  }

  /** Goes through LIBSVM text, in which lines that are blank or hold only a comment are no rows. */
  void libsvm(InputStream text) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long line = 1;
    boolean decided = false;
    boolean more = last >= 0;
    for (int count = text.read(buffer); count > 0 && more; count = text.read(buffer)) {
      for (int i = 0; i < count && more; i++) {
        byte b = buffer[i];
        if (b == '\n') {
          line++;
          decided = false;
        } else if (!decided && (b > ' ' || b < 0)) {
          decided = true;
          more = b == '#' || next(line);
        }
      }
    }
  }
}
