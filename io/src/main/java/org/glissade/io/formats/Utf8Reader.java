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
import org.glissade.io.DataException;

/**
 * Strict UTF-8: bytes that are not UTF-8, and NUL characters, are an error with the line rather
 * than silently replaced, because a replaced letter makes two words of one.
 */
final class Utf8Reader extends Reader {
  private final String source;
  private final InputStream in;
  private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
  private final ByteBuffer bytes = ByteBuffer.allocate(1 << 16).limit(0);
  private boolean ended;
  private long line = 1;
  private boolean afterCarriageReturn;

  Utf8Reader(String source, InputStream in) {
    this.source = source;
    this.in = in;
  }

  @Override
  public int read(char[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    CharBuffer out = CharBuffer.wrap(into, offset, length);
    while (true) {
      CoderResult result = decoder.decode(bytes, out, ended);
      int count = length - out.remaining();
      if (count > 0) {
        countLines(into, offset, offset + count);
        return count;
      }
      if (result.isError()) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s:%d: byte 0x%02X is not UTF-8 text; convert the file first, for instance with"
                    + " iconv -f latin1 -t utf-8",
                source,
                line,
                bytes.get(bytes.position())));
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

  private void countLines(char[] text, int from, int to) {
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
        throw new DataException(
            source + ":" + line + ": does not look like text (it holds a NUL byte)");
      } else {
        afterCarriageReturn = false;
      }
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
