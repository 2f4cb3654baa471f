package org.glissade.io.formats;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Strict UTF-8: bytes that are not UTF-8, and NUL characters, are a {@link LineFault} rather than
 * silently replaced, because a replaced letter makes two words of one. What stands before can be
 * read first.
 */
final class Utf8Reader extends Reader {
  private final InputStream in;
  private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
  private final ByteBuffer bytes = ByteBuffer.allocate(1 << 16).limit(0);
  private boolean ended;
  private long line = 1;
  private boolean afterCarriageReturn;
  private boolean nul;

  Utf8Reader(InputStream in) {
    this.in = in;
  }

  /** Number of line ends so far. */
  long lines() {
    return line - 1;
  }

  @Override
  public int read(char[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (nul) {
      throw nul(line);
    }
    CharBuffer out = CharBuffer.wrap(into, offset, length);
    while (true) {
      CoderResult result = decoder.decode(bytes, out, ended);
      int count = length - out.remaining();
      if (count > 0) {
        int counted = countLines(into, offset, offset + count);
        nul = counted < count;
        if (counted > 0) {
          return counted;
        }
      }
      if (nul) {
        throw nul(line);
      }
      if (result.isError()) {
        throw notUtf8(line, bytes.get(bytes.position()));
      }
      if (ended) {
        return -1;
      }
      fill();
    }
  }

  private void fill() throws IOException {
    bytes.compact();
    int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
    ended = read < 0;
    bytes.position(bytes.position() + Math.max(0, read)).flip();
  }

  /** Counts lines up to the first NUL, and answers how many characters stand before it. */
  private int countLines(char[] text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text[i];
      if (c > '\r') {
        afterCarriageReturn = false;
      } else if (c == '\n' || c == '\r') {
        if (c == '\r' || !afterCarriageReturn) {
          line++;
        }
        afterCarriageReturn = c == '\r';
      } else if (c == 0) {
        return i - from;
      } else {
        afterCarriageReturn = false;
      }
    }
    return to - from;
  }

  static LineFault nul(long line) {
    return new LineFault(line, ": does not look like text (it holds a NUL byte)");
  }

  static LineFault notUtf8(long line, byte wrong) {
    return new LineFault(
        line,
        String.format(
            Locale.ROOT,
            ": byte 0x%02X is not UTF-8 text; convert the file first, for instance with"
                + " iconv -f latin1 -t utf-8",
            wrong));
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
