package org.glissade.io.formats;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Cuts a stream into chunks of whole rows. The bytes are read into the memory of the chunk: nothing
 * is mapped, so that a file that shrinks meanwhile is an error rather than the end of the process.
 *
 * <p>The first chunks are small, so that a small file costs no large buffer. Not thread-safe.
 */
final class ChunkedText {
  /** Usual length of a chunk: a few times what a core's cache holds, as pieces of it are copied. */
  static final int USUAL = 1 << 22;

  /** The same where rows are used at once: what they become stays in the cache, too. */
  static final int STREAMED = 1 << 20;

  private static final int FIRST = 1 << 18;

  /** Read at a time: the copy that the JDK takes of it stays in the cache. */
  private static final int SLICE = 1 << 18;

  private static final int LONGEST = 1 << 30;

  private final InputStream in;
  private final RowEnds ends;
  private final int usual;
  private byte[] held;
  private int heldFrom;
  private int size;
  private boolean ended;

  /**
   * @param held what was read of the stream before
   * @param heldFrom where in it the rows start
   * @param usual length of a chunk, more if a row is longer
   */
  ChunkedText(InputStream in, byte[] held, int heldFrom, RowEnds ends, int usual) {
    this.in = in;
    this.held = held;
    this.heldFrom = heldFrom;
    this.ends = ends;
    this.usual = usual;
    size = Math.min(FIRST, usual);
  }

  /**
   * Fills a chunk with the next rows. If the text ends without a line end, it gets one.
   *
   * @return false if there is nothing left
   * @throws LineFault if a line is longer than any buffer
   */
  boolean next(Chunk chunk) throws IOException {
    int length = size;
    size = (int) Math.min(usual, 4L * size);
    int limit = 0;
    while (true) {
      chunk.ensure(length);
      limit = fill(chunk.bytes(), limit, length);
      if (limit < length) {
        chunk.end(limit);
        return limit > 0;
      }
      int cut = ends.last(chunk.bytes(), limit);
      if (cut != 0) {
        int to = cut < 0 ? limit : cut;
        giveBack(chunk.bytes(), to, limit);
        chunk.end(to);
        return true;
      }
      if (length >= LONGEST) {
        throw new LineFault(1, ": the line is longer than 1 GiB");
      }
      length *= 2;
    }
  }

  /** Whether the stream is at its end, as far as is known. */
  boolean ended() {
    return ended && heldFrom == held.length;
  }

  private int fill(byte[] bytes, int from, int to) throws IOException {
    int limit = from;
    if (heldFrom < held.length) {
      int count = Math.min(to - limit, held.length - heldFrom);
      System.arraycopy(held, heldFrom, bytes, limit, count);
      heldFrom += count;
      limit += count;
    }
    while (limit < to && !ended) {
      int count = in.read(bytes, limit, Math.min(SLICE, to - limit));
      ended = count < 0;
      limit += Math.max(0, count);
    }
    return limit;
  }

  private void giveBack(byte[] bytes, int from, int to) {
    int count = to - from;
    if (count > heldFrom) {
      int kept = held.length - heldFrom;
      byte[] longer = new byte[2 * count + kept];
      System.arraycopy(held, heldFrom, longer, longer.length - kept, kept);
      held = longer;
      heldFrom = longer.length - kept;
    }
    heldFrom -= count;
    System.arraycopy(bytes, from, held, heldFrom, count);
  }

  /** Where the line behind the first {@code lines} lines starts, at most at the end. */
  static int afterLines(byte[] text, long lines) {
    int position = 0;
    for (long line = 0; line < lines && position < text.length; line++) {
      while (position < text.length && text[position] != '\n' && text[position] != '\r') {
        position++;
      }
      position +=
          Arrays.equals(text, position, Math.min(text.length, position + 2), CRLF, 0, 2) ? 2 : 1;
    }
    return Math.min(position, text.length);
  }

  private static final byte[] CRLF = {'\r', '\n'};
}
