package org.glissade.io.modelfile;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.glissade.io.DataException;
import org.glissade.io.json.Fields;
import org.glissade.io.json.Json;
import org.glissade.math.Layout;
import org.jspecify.annotations.Nullable;

/**
 * The safetensors container: eight bytes, the length N of the header (little-endian); N bytes of
 * JSON, {@code {"__metadata__": {text: text}, name: {"dtype": "F32", "shape": [rows, columns],
 * "data_offsets": [begin, end]}, …}}, padded with spaces to a multiple of eight; the numbers, one
 * tensor behind the other without gaps. Here all tensors are matrices of {@code float32}.
 *
 * <p>Source: the format description in github.com/huggingface/safetensors. It holds nothing that
 * could run, and nothing is allocated that the length of the file does not account for.
 *
 * @param metadata free text by key
 * @param layout one slot a tensor, in the order of their bytes
 * @param values {@code layout.size()} numbers
 */
record SafeTensors(Map<String, String> metadata, Layout layout, float[] values) {
  /** The limit of the reference implementation. */
  private static final int LONGEST_HEADER = 100_000_000;

  private static final int CHUNK = 1 << 18;
  private static final String METADATA = "__metadata__";

  /** How many bytes {@link #writeTo} writes. */
  long bytes() {
    return 8 + padded(encodedHeader().length) + (long) Float.BYTES * values.length;
  }

  private static int padded(int length) {
    return (length + 7) / 8 * 8;
  }

  private byte[] encodedHeader() {
    byte[] header = header().getBytes(StandardCharsets.UTF_8);
    if (padded(header.length) > LONGEST_HEADER) {
      throw new DataException(
          "the description of the features takes "
              + header.length
              + " bytes, more than the "
              + LONGEST_HEADER
              + " that a model file may have; use fewer or shorter words");
    }
    return header;
  }

  void writeTo(WritableByteChannel channel) throws IOException {
    byte[] header = encodedHeader();
    int padded = padded(header.length);
    ByteBuffer start = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
    start.putLong(padded).put(header);
    while (start.hasRemaining()) {
      start.put((byte) ' ');
    }
    writeFully(channel, start.flip());
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(Math.min(CHUNK, values.length) * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < values.length; from += CHUNK) {
      int count = Math.min(CHUNK, values.length - from);
      buffer.clear();
      buffer.asFloatBuffer().put(values, from, count);
      writeFully(channel, buffer.limit(count * Float.BYTES));
    }
  }

  private static void writeFully(WritableByteChannel channel, ByteBuffer buffer)
      throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  private String header() {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put(METADATA, metadata);
    for (Layout.Slot slot : layout.slots()) {
      Map<String, Object> tensor = new LinkedHashMap<>();
      tensor.put("dtype", "F32");
      tensor.put("shape", List.of(slot.rows(), slot.columns()));
      tensor.put(
          "data_offsets",
          List.of((long) slot.offset() * Float.BYTES, (long) slot.end() * Float.BYTES));
      header.put(slot.name(), tensor);
    }
    return Json.text(header);
  }

  /**
   * Reads a whole file.
   *
   * @param size its bytes
   * @throws DataException if it is not in this form; says why
   */
  static SafeTensors read(ReadableByteChannel channel, long size) throws IOException {
    if (size < 8) {
      throw new DataException("it has " + size + " bytes, too few for a header");
    }
    long length = readFully(channel, ByteBuffer.allocate(8)).getLong();
    if (length < 2 || length > LONGEST_HEADER || length > size - 8) {
      throw new DataException(
          "its header should have "
              + Long.toUnsignedString(length)
              + " bytes, but the file has "
              + size);
    }
    ByteBuffer header = readFully(channel, ByteBuffer.allocate((int) length));
    Map<String, @Nullable Object> json = Json.object(decoded(header));
    Map<String, String> metadata = metadata(json.remove(METADATA));
    Layout layout = layout(new Fields("the header", json), size - 8 - length);
    float[] values = new float[layout.size()];
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(Math.min(CHUNK, values.length) * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < values.length; from += CHUNK) {
      int count = Math.min(CHUNK, values.length - from);
      readFully(channel, buffer.clear().limit(count * Float.BYTES));
      buffer.asFloatBuffer().get(values, from, count);
    }
    return new SafeTensors(metadata, layout, values);
  }

  private static ByteBuffer readFully(ReadableByteChannel channel, ByteBuffer buffer)
      throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("the file became shorter while it was read");
      }
    }
    return buffer.flip().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static String decoded(ByteBuffer header) {
    if (header.get(0) != '{') {
      throw new DataException("its header does not begin with {");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(header).toString();
    } catch (CharacterCodingException e) {
      throw new DataException("its header is not UTF-8", e);
    }
  }

  private static Map<String, String> metadata(@Nullable Object value) {
    Map<String, String> metadata = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        if (!(entry.getValue() instanceof String text)) {
          throw new DataException("its metadata " + entry.getKey() + " should be text");
        }
        metadata.put(String.valueOf(entry.getKey()), text);
      }
    } else if (value != null) {
      throw new DataException("its metadata should be an object");
    }
    return metadata;
  }

  /** A tensor as the header states it. */
  private record Stated(String name, int rows, int columns, long begin, long end) {}

  private static Layout layout(Fields header, long bytes) {
    List<Stated> tensors = new ArrayList<>();
    for (String name : header.values().keySet()) {
      tensors.add(stated(name, header.object(name)));
    }
    tensors.sort(Comparator.comparingLong(Stated::begin));
    long at = 0;
    for (Stated tensor : tensors) {
      if (tensor.begin != at) {
        throw new DataException(
            "tensor " + tensor.name + " begins at byte " + tensor.begin + " instead of " + at);
      }
      at = tensor.end;
    }
    if (at != bytes) {
      throw new DataException("its tensors take " + at + " bytes, but there are " + bytes);
    }
    if (at / Float.BYTES > Integer.MAX_VALUE - 8) {
      throw new DataException("it has more parameters than are supported: " + at / Float.BYTES);
    }
    Layout.Builder layout = Layout.builder();
    for (Stated tensor : tensors) {
      layout.slot(tensor.name, tensor.rows, tensor.columns, true);
    }
    return layout.build();
  }

  private static Stated stated(String name, Fields tensor) {
    if (!tensor.text("dtype").equals("F32")) {
      throw new DataException(
          "tensor " + name + " is of type " + tensor.text("dtype") + " instead of F32");
    }
    int[] shape = tensor.counts("shape");
    long[] offsets = tensor.lengths("data_offsets");
    if (shape.length < 1 || shape.length > 2 || offsets.length != 2) {
      throw new DataException("tensor " + name + " is neither a vector nor a matrix");
    }
    int rows = shape.length == 1 ? 1 : shape[0];
    int columns = shape[shape.length - 1];
    if (rows < 1 || columns < 1) {
      throw new DataException("tensor " + name + " is empty");
    }
    if (offsets[1] - offsets[0] != Float.BYTES * (long) rows * columns) {
      throw new DataException(
          "tensor "
              + name
              + " of "
              + rows
              + "x"
              + columns
              + " numbers takes "
              + (offsets[1] - offsets[0])
              + " bytes");
    }
    return new Stated(name, rows, columns, offsets[0], offsets[1]);
  }
}
