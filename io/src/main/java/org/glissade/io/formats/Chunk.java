package org.glissade.io.formats;

import java.util.Arrays;

/**
 * Some rows of a text: the bytes before {@link #to}, the last of which is a line feed. At least
 * {@link #PADDING} bytes follow that may be read, and mean nothing.
 */
final class Chunk {
  /** So many bytes can be looked at behind any byte of the text. */
  static final int PADDING = 32;

  private byte[] bytes = new byte[0];
  private int to;

  /** A chunk of bytes from {@code from} to before {@code to}, which end a line or a file. */
  static Chunk of(byte[] text, int from, int to) {
    Chunk chunk = new Chunk();
    chunk.ensure(to - from + 1);
    System.arraycopy(text, from, chunk.bytes, 0, to - from);
    chunk.end(to - from);
    return chunk;
  }

  byte[] bytes() {
    return bytes;
  }

  int to() {
    return to;
  }

  /** Ends the chunk there, with a line feed if there is none. */
  void end(int end) {
    to = end;
    if (to > 0 && bytes[to - 1] != '\n') {
      bytes[to++] = '\n';
    }
  }

  /** Makes room for so many bytes, and the padding; what is there stays. */
  void ensure(int length) {
    if (bytes.length < length + PADDING) {
      bytes = Arrays.copyOf(bytes, length + PADDING);
    }
  }

  /** The same text in memory of its own. */
  Chunk copy() {
    return of(bytes, 0, to);
  }
}
