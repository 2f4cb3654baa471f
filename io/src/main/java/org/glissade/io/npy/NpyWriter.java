package org.glissade.io.npy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;

/**
 * Writes an array of rows to a channel that can be positioned: the elements as they come, and in
 * the end the head, which tells how many there were.
 */
public final class NpyWriter {
  private static final int BUFFER = 1 << 18;

  private final FileChannel channel;
  private final String type;
  private final long columns;
  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
  private final CRC32C checksum = new CRC32C();
  private long count;

  /**
   * Begins an array.
   *
   * @param channel a new file; closed by whoever opened it
   * @param type {@code <f4}, {@code <i4} or {@code <i8}
   * @param columns elements a row; 0 for an array of one dimension
   */
  public NpyWriter(FileChannel channel, String type, int columns) throws IOException {
    this.channel = channel;
    this.type = type;
    this.columns = columns;
    channel.position(NpyHeader.WRITTEN);
  }

  public void floats(float[] values, int from, int to) throws IOException {
    for (int i = from; i < to; i++) {
      if (buffer.remaining() < Float.BYTES) {
        flush();
      }
      buffer.putFloat(values[i]);
    }
    count += to - from;
  }

  public void ints(int[] values, int from, int to) throws IOException {
    for (int i = from; i < to; i++) {
      if (buffer.remaining() < Integer.BYTES) {
        flush();
      }
      buffer.putInt(values[i]);
    }
    count += to - from;
  }

  public void longs(long... values) throws IOException {
    for (long value : values) {
      if (buffer.remaining() < Long.BYTES) {
        flush();
      }
      buffer.putLong(value);
    }
    count += values.length;
  }

  private void flush() throws IOException {
    buffer.flip();
    checksum.update(buffer.duplicate());
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }

  /** Number of elements so far. */
  public long count() {
    return count;
  }

  /** CRC32C of all elements, once finished. */
  public long checksum() {
    return checksum.getValue();
  }

  /** Writes what is left, then the head. The channel stays open. */
  public void finish() throws IOException {
    flush();
    byte[] head =
        columns == 0
            ? NpyHeader.written(type, count)
            : NpyHeader.written(type, count / columns, columns);
    ByteBuffer bytes = ByteBuffer.wrap(head);
    while (bytes.hasRemaining()) {
      channel.write(bytes, bytes.position());
    }
  }
}
