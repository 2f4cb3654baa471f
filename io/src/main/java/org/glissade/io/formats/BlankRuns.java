package org.glissade.io.formats;

import java.io.IOException;
import java.io.Reader;

/**
 * Makes one space of every run of blanks and drops those around a line, so that a file separated by
 * runs of blanks can be split like any other. Quoted cells are left as they are.
 */
final class BlankRuns extends Reader {
  private final Reader in;
  private final boolean quotes;
  private boolean lineStart = true;
  private boolean pending;
  private boolean inCell;
  private boolean quoted;
  private boolean closed;

  BlankRuns(Reader in, boolean quotes) {
    this.in = in;
    this.quotes = quotes;
  }

  @Override
  public int read(char[] into, int offset, int length) throws IOException {
    if (length < 2) {
      throw new IllegalArgumentException("at least two characters are read at a time: " + length);
    }
    while (true) {
      // One place is kept free: a blank held back from the last call may come in front.
      int count = in.read(into, offset + 1, length - 1);
      if (count < 0) {
        return -1;
      }
      int kept = squeeze(into, offset + 1, count, offset);
      if (kept > offset) {
        return kept - offset;
      }
    }
  }

  private int squeeze(char[] text, int from, int count, int to) {
    int out = to;
    for (int i = from; i < from + count; i++) {
      char c = text[i];
      boolean blank = c == ' ' || c == '\t';
      if (quoted) {
        quoted = c != '"';
        closed = !quoted;
        text[out++] = c;
      } else if (blank) {
        pending = !lineStart;
        inCell = false;
      } else if (c == '\n' || c == '\r') {
        pending = false;
        inCell = false;
        lineStart = true;
        text[out++] = c;
      } else {
        if (pending) {
          text[out++] = ' ';
          pending = false;
        }
        // A quote right behind the closing one is an escaped one: the cell goes on.
        quoted = quotes && c == '"' && (!inCell || closed);
        closed = false;
        inCell = true;
        lineStart = false;
        text[out++] = c;
      }
    }
    return out;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
