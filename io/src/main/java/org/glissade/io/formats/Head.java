package org.glissade.io.formats;

import java.io.ByteArrayOutputStream;
import java.io.CharArrayReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The start of a text, held in memory to be looked at before the whole is read.
 *
 * @param text its characters
 * @param length how many of them there are
 * @param whole whether this is all there is
 * @param bytes what was read of the file: these characters, and perhaps some more
 * @param ascii whether each of the characters is one byte
 */
record Head(char[] text, int length, boolean whole, byte[] bytes, boolean ascii) {
  /** Most characters that are held. */
  static final int CAPACITY = 1 << 22;

  /**
   * Reads the start of a stream.
   *
   * @throws LineFault if it is no text
   */
  static Head of(InputStream in) throws IOException {
    Recorded recorded = new Recorded(in);
    Utf8Reader reader = new Utf8Reader(recorded);
    char[] text = new char[1 << 16];
    int length = 0;
    int count = 0;
    while (count >= 0 && length < CAPACITY) {
      if (length == text.length) {
        text = Arrays.copyOf(text, Math.min(CAPACITY, 4 * length));
      }
      count = reader.read(text, length, text.length - length);
      length += Math.max(0, count);
    }
    byte[] bytes = recorded.bytes.toByteArray();
    return new Head(text, length, count < 0, bytes, ascii(bytes, length));
  }

  private static boolean ascii(byte[] bytes, int length) {
    int all = 0;
    for (int i = 0; i < length; i++) {
      all |= bytes[i];
    }
    return all >= 0;
  }

  /** Keeps what is read of a stream. */
  private static final class Recorded extends InputStream {
    private final InputStream in;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Recorded(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int count = in.read(into, offset, length);
      bytes.write(into, offset, Math.max(0, count));
      return count;
    }
  }

  /** Position behind the first {@code lines} lines. */
  int afterLines(long lines) {
    int position = 0;
    for (long line = 0; line < lines; line++) {
      while (position < length && text[position] != '\n' && text[position] != '\r') {
        position++;
      }
      position +=
          position + 1 < length && text[position] == '\r' && text[position + 1] == '\n' ? 2 : 1;
    }
    return Math.min(position, length);
  }

  /** The first line, without its end. */
  String firstLine() {
    int end = 0;
    while (end < length && text[end] != '\n' && text[end] != '\r') {
      end++;
    }
    return new String(text, 0, end);
  }

  /**
   * Hands the cells of whole lines over: from a position on, about as many characters as asked, and
   * one line at least.
   *
   * @param linesBefore lines before that position
   * @return the sink
   */
  <S extends CsvRows.Sink> S read(
      int from, int about, Dialect dialect, long linesBefore, CsvRows.SinkMaker<S> maker)
      throws IOException, CsvRows.QuoteException {
    int to = lineEnd(from, about);
    if (ascii) {
      Chunk chunk = Chunk.of(bytes, from, to);
      PlainRows rows = new PlainRows(dialect, chunk, linesBefore);
      S sink = maker.make(rows);
      if (rows.read(sink)) {
        return sink;
      }
    }
    return CsvRows.read(new CharArrayReader(text, from, to - from), dialect, linesBefore, maker);
  }

  private int lineEnd(int from, int about) {
    int to = Math.min(length, from + about);
    if (to == length && whole) {
      return to;
    }
    int end = to;
    while (end > from && text[end - 1] != '\n' && text[end - 1] != '\r') {
      end--;
    }
    while (end == from && to < length) {
      end = text[to] == '\n' || text[to] == '\r' ? to + 1 : from;
      to++;
    }
    return end == from ? length : end;
  }
}
