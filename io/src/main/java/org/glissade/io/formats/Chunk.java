package org.glissade.io.formats;

import java.util.Arrays;

/**
 * Some rows of a text: the bytes before {@link #to}, the last of which is a line feed. At least {@link
 * #PADDING} bytes follow that may be read, and mean nothing.
 */
final class Chunk {
  /** So many bytes can be looked at behind any byte of the text. */
  static final int PADDING = 32;

  private byte[] bytes = new byte[0];
  private int to;

  byte[] bytes() {
    return bytes;
  }

  int to() {
    return to;
  }

  void to(int end) {
    to = end;
  }

  /** Makes room for so many bytes, and the padding; what is there stays. */
  void ensure(int length) {
    if (bytes.length < length + PADDING) {
      bytes = Arrays.copyOf(bytes, length + PADDING);
    }
  }

  /** The same text in memory of its own. */
  Chunk copy() {
    Chunk copy = new Chunk();
    copy.bytes = Arrays.copyOf(bytes, to + PADDING);
    copy.to = to;
    return copy;
  }
}
