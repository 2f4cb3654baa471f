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
import java.util.function.Consumer;
import org.glissade.io.DataException;
import org.glissade.io.encode.NumberArray;
import org.glissade.io.json.Fields;
import org.glissade.io.json.Json;
import org.glissade.math.Layout;
import org.jspecify.annotations.Nullable;

/**
 * The safetensors container: eight bytes, the length N of the header (little-endian); N bytes of
 * JSON, {@code {"__metadata__": {text: text}, name: {"dtype": "F32", "shape": [rows, columns],
 * "data_offsets": [begin, end]}, …}}, padded with spaces to a multiple of eight; the numbers, one
 * tensor behind the other without gaps. Here the parameters are matrices of {@code float32}; before
 * them there may be vectors of other types, whose names begin with {@value #ASIDE}.
 *
 * <p>Source: the format description in github.com/huggingface/safetensors. It holds nothing that
 * could run, and nothing is allocated that the length of the file does not account for.
 *
 * @param metadata free text by key
 * @param arrays vectors that are no parameters, by their names without {@value #ASIDE}
 * @param layout one slot a tensor of the parameters, in the order of their bytes
 * @param values {@code layout.size()} numbers
 */
record SafeTensors(
    Map<String, String> metadata, Map<String, NumberArray> arrays, Layout layout, float[] values) {
  private static final String ASIDE = "features.";

  /** The limit of the reference implementation. */
  private static final int LONGEST_HEADER = 100_000_000;

  private static final int CHUNK = 1 << 18;
  private static final String METADATA = "__metadata__";

  /** How many bytes {@link #writeTo} writes. */
  long bytes() {
    long aside = arrays.values().stream().mapToLong(SafeTensors::bytes).sum();
    return 8 + padded(encodedHeader().length) + aside + (long) Float.BYTES * values.length;
  }

  private static long bytes(NumberArray array) {
    return (long) array.length() * type(array).bytes;
  }

  private static Type type(NumberArray array) {
    return switch (array) {
      case NumberArray.Doubles _ -> Type.F64;
      case NumberArray.Floats _ -> Type.F32;
      case NumberArray.Ints _ -> Type.I32;
    };
  }

  /** In the order of the file: what is wider first, so that each begins at a multiple of that. */
  private List<Map.Entry<String, NumberArray>> ordered() {
    return arrays.entrySet().stream()
        .sorted(Comparator.comparingInt(array -> -type(array.getValue()).bytes))
        .toList();
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
        buffer(values.length + arrays.values().stream().mapToLong(NumberArray::length).sum());
    for (Map.Entry<String, NumberArray> array : ordered()) {
      write(channel, array.getValue(), buffer);
    }
    write(channel, new NumberArray.Floats(values), buffer);
  }

  /** For a part of so many numbers at a time. */
  private static ByteBuffer buffer(long most) {
    int bytes = (int) Math.min(CHUNK, most) * Double.BYTES;
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void write(WritableByteChannel channel, NumberArray array, ByteBuffer buffer)
      throws IOException {
    for (int from = 0; from < array.length(); from += CHUNK) {
      int count = Math.min(CHUNK, array.length() - from);
      buffer.clear();
      switch (array) {
        case NumberArray.Doubles doubles ->
            buffer.asDoubleBuffer().put(doubles.values(), from, count);
        case NumberArray.Floats floats -> buffer.asFloatBuffer().put(floats.values(), from, count);
        case NumberArray.Ints ints -> buffer.asIntBuffer().put(ints.values(), from, count);
      }
      writeFully(channel, buffer.limit(count * type(array).bytes));
    }
  }

  private static void read(
      ReadableByteChannel channel, NumberArray into, int at, int end, ByteBuffer buffer)
      throws IOException {
    for (int from = at; from < end; from += CHUNK) {
      int count = Math.min(CHUNK, end - from);
      readFully(channel, buffer.clear().limit(count * type(into).bytes));
      switch (into) {
        case NumberArray.Doubles doubles ->
            buffer.asDoubleBuffer().get(doubles.values(), from, count);
        case NumberArray.Floats floats -> buffer.asFloatBuffer().get(floats.values(), from, count);
        case NumberArray.Ints ints -> buffer.asIntBuffer().get(ints.values(), from, count);
      }
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
    long at = 0;
    for (Map.Entry<String, NumberArray> array : ordered()) {
      List<Integer> shape = List.of(array.getValue().length());
      long end = at + bytes(array.getValue());
      header.put(ASIDE + array.getKey(), tensor(type(array.getValue()), shape, at, end));
      at = end;
    }
    for (Layout.Slot slot : layout.slots()) {
      List<Integer> shape = List.of(slot.rows(), slot.columns());
      long begin = at + (long) slot.offset() * Float.BYTES;
      long end = at + (long) slot.end() * Float.BYTES;
      header.put(slot.name(), tensor(Type.F32, shape, begin, end));
    }
    return Json.text(header);
  }

  private static Map<String, Object> tensor(Type type, List<Integer> shape, long begin, long end) {
    Map<String, Object> tensor = new LinkedHashMap<>();
    tensor.put("dtype", type.name());
    tensor.put("shape", shape);
    tensor.put("data_offsets", List.of(begin, end));
    return tensor;
  }

  /**
   * Reads a whole file.
   *
   * @param size its bytes
   * @param check looks at the metadata before anything behind them is
   * @throws DataException if it is not in this form; says why
   */
  static SafeTensors read(
      ReadableByteChannel channel, long size, Consumer<Map<String, String>> check)
      throws IOException {
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
    check.accept(metadata);
    List<Stated> tensors = tensors(new Fields("the header", json), size - 8 - length);
    Layout layout = layout(tensors);
    float[] values = new float[layout.size()];
    NumberArray params = new NumberArray.Floats(values);
    Map<String, NumberArray> arrays = new LinkedHashMap<>();
    ByteBuffer buffer = buffer(size);
    for (Stated tensor : tensors) {
      if (tensor.aside()) {
        NumberArray array = tensor.type.array(tensor.columns);
        read(channel, array, 0, array.length(), buffer);
        arrays.put(tensor.name.substring(ASIDE.length()), array);
      } else {
        Layout.Slot slot = layout.slot(tensor.name);
        read(channel, params, slot.offset(), slot.end(), buffer);
      }
    }
    return new SafeTensors(metadata, arrays, layout, values);
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

  /** The types of numbers that occur. */
  private enum Type {
    F32(Float.BYTES),
    F64(Double.BYTES),
    I32(Integer.BYTES);

    final int bytes;

    Type(int bytes) {
      this.bytes = bytes;
    }

    NumberArray array(int length) {
      return switch (this) {
        case F32 -> new NumberArray.Floats(new float[length]);
        case F64 -> new NumberArray.Doubles(new double[length]);
        case I32 -> new NumberArray.Ints(new int[length]);
      };
    }
  }

  /** A tensor as the header states it. */
  private record Stated(String name, Type type, int rows, int columns, long begin, long end) {
    /** Whether it is no parameter. */
    boolean aside() {
      return name.startsWith(ASIDE);
    }
  }

  /** In the order of their bytes. */
  private static List<Stated> tensors(Fields header, long bytes) {
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
    return tensors;
  }

  private static Layout layout(List<Stated> tensors) {
    List<Stated> params = tensors.stream().filter(tensor -> !tensor.aside()).toList();
    long count = params.stream().mapToLong(tensor -> (long) tensor.rows * tensor.columns).sum();
    if (count > Integer.MAX_VALUE - 8) {
      throw new DataException("it has more parameters than are supported: " + count);
    }
    Layout.Builder layout = Layout.builder();
    for (Stated tensor : params) {
      layout.slot(tensor.name, tensor.rows, tensor.columns, true);
    }
    return layout.build();
  }

  private static Type type(String name, String told) {
    for (Type type : Type.values()) {
      if (type.name().equals(told) && (type == Type.F32 || name.startsWith(ASIDE))) {
        return type;
      }
    }
    throw new DataException("tensor " + name + " is of type " + told + " instead of F32");
  }

  private static Stated stated(String name, Fields tensor) {
    Type type = type(name, tensor.text("dtype"));
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
    if (name.startsWith(ASIDE) && rows > 1) {
      throw new DataException("tensor " + name + " is no vector");
    }
    if (offsets[1] - offsets[0] != type.bytes * (long) rows * columns) {
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
    return new Stated(name, type, rows, columns, offsets[0], offsets[1]);
  }
}
