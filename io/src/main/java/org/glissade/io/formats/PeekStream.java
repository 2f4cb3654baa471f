package org.glissade.io.formats;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * A buffered stream whose first bytes can be looked at before they are read, and whose {@link
 * #available} is 0 only at the end. {@link java.util.zip.GZIPInputStream} asks that to see whether
 * another compressed member follows; a pipe that is merely slow must not look like the end.
 */
final class PeekStream extends InputStream {
  private static final int CAPACITY = 1 << 16;

  private final InputStream in;
  private final byte[] buffer = new byte[CAPACITY];
  private int position;
  private int limit;

  PeekStream(InputStream in) {
    this.in = in;
  }

  /** The next bytes, without reading them: 64 KiB, or all that is left if that is less. */
  byte[] peek() throws IOException {
    System.arraycopy(buffer, position, buffer, 0, limit - position);
    limit -= position;
    position = 0;
    int read = 0;
    while (limit < CAPACITY && read >= 0) {
      read = in.read(buffer, limit, CAPACITY - limit);
      limit += Math.max(0, read);
    }
    return Arrays.copyOf(buffer, limit);
  }

  @Override
  public int read() throws IOException {
    return available() == 0 ? -1 : buffer[position++] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (position == limit && length >= CAPACITY) {
      return in.read(into, offset, length);
    }
    int count = Math.min(available(), length);
    if (count == 0) {
      return -1;
    }
    System.arraycopy(buffer, position, into, offset, count);
    position += count;
    return count;
  }

  @Override
  public int available() throws IOException {
    if (position == limit) {
      position = 0;
      limit = Math.max(0, in.read(buffer, 0, CAPACITY));
    }
    return limit - position;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
