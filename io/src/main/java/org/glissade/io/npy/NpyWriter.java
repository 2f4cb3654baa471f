package org.glissade.io.npy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.List;
import org.glissade.io.table.Column;

/**
 * Writes an array of rows to a channel that can be positioned: the elements as they come, and in
 * the end the head, which tells how many there were.
 */
public final class NpyWriter {
  private static final int PIECE_ROWS = 512;
  private static final int BUFFER = 1 << 18;

  private final FileChannel channel;
  private final String type;
  private final long columns;
  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
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

  /** Rows of a table: numbers as they are, words by their codes, NaN where missing. */
  public void rows(List<Column> table) throws IOException {
    int stride = table.size();
    int rows = table.getFirst().rows();
    float[] piece = new float[PIECE_ROWS * stride];
    for (int from = 0; from < rows; from += PIECE_ROWS) {
      int to = Math.min(rows, from + PIECE_ROWS);
      for (int j = 0; j < stride; j++) {
        cells(table.get(j), from, to, piece, j, stride);
      }
      floats(piece, 0, (to - from) * stride);
    }
  }

  private static void cells(Column column, int from, int to, float[] piece, int at, int stride) {
    switch (column) {
      case Column.Numeric numbers -> {
        for (int row = from; row < to; row++) {
          piece[at + (row - from) * stride] = numbers.values()[row];
        }
      }
      case Column.Categorical words -> {
        for (int row = from; row < to; row++) {
          int code = words.codes()[row];
          piece[at + (row - from) * stride] = code < 0 ? Float.NaN : code;
        }
      }
      case Column.Ignored ignored -> throw new IllegalArgumentException(ignored.name());
    }
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
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
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
