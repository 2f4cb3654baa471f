package org.glissade.train;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.glissade.optim.Buffers;

/**
 * All that changes while a run goes on: parameters, the named buffers of transforms, averaging and
 * stopping, the step, and the position in the order (which is a pure function of seed, epoch and
 * position, so no generator's state is needed). Written and read back, it continues to the same
 * bits: it <em>is</em> the checkpoint.
 */
public final class TrainingState implements Buffers {
  private static final int MAGIC = 0x474C4953;
  private static final int VERSION = 1;
  private static final int MOST_BUFFERS = 1000;
  private static final int CHUNK = 4096;

  private final float[] params;
  private final Map<String, float[]> floats = new TreeMap<>();
  private final Map<String, double[]> doubles = new TreeMap<>();
  private String run = "";
  private long step;
  private long epoch;
  private int position;

  TrainingState(float[] params) {
    this.params = params;
  }

  /** The parameters themselves, not a copy. */
  public float[] params() {
    return params;
  }

  /** Number of steps taken. */
  public long step() {
    return step;
  }

  /** Number of epochs completed. */
  public long epoch() {
    return epoch;
  }

  /** Number of examples of the current epoch that are done. */
  public int position() {
    return position;
  }

  /**
   * Ties the state to a run the first time; after that checks that it is the same.
   *
   * @param description what the run does, without when it ends
   * @throws IllegalStateException if the state belongs to another run
   */
  void belongsTo(String description) {
    if (run.isEmpty()) {
      run = description;
    } else if (!run.equals(description)) {
      throw new IllegalStateException(
          "the checkpoint belongs to another run: it is of ["
              + run
              + "], this run is ["
              + description
              + "]; give the same data and options, or start anew");
    }
  }

  /**
   * This state, if it has so many parameters.
   *
   * @throws IllegalStateException if it has not
   */
  TrainingState checkedFor(int parameters) {
    if (params.length != parameters) {
      throw new IllegalStateException(
          "the checkpoint belongs to another run: it has "
              + params.length
              + " parameters, the model has "
              + parameters);
    }
    return this;
  }

  void stepsTaken(int count) {
    step += count;
  }

  void moveTo(long newEpoch, int newPosition) {
    epoch = newEpoch;
    position = newPosition;
  }

  /**
   * The same state with other parameters, and with what is made of each buffer that has a number
   * for each parameter.
   */
  TrainingState resized(UnaryOperator<float[]> change) {
    TrainingState result = new TrainingState(change.apply(params));
    floats.forEach(
        (name, buffer) ->
            result.floats.put(
                name, buffer.length == params.length ? change.apply(buffer) : buffer));
    result.doubles.putAll(doubles);
    result.run = run;
    result.step = step;
    result.epoch = epoch;
    result.position = position;
    return result;
  }

  /** The named buffers, to be read only. */
  Map<String, float[]> floatBuffers() {
    return Collections.unmodifiableMap(floats);
  }

  /** The named buffers in double, to be read only. */
  Map<String, double[]> doubleBuffers() {
    return Collections.unmodifiableMap(doubles);
  }

  @Override
  public float[] floats(String name, int length) {
    return checked(name, length, floats.computeIfAbsent(name, _ -> new float[length]));
  }

  @Override
  public double[] doubles(String name, int length) {
    double[] buffer = doubles.computeIfAbsent(name, _ -> new double[length]);
    if (buffer.length != length) {
      throw sizeDiffers(name, buffer.length, length);
    }
    return buffer;
  }

  private static float[] checked(String name, int length, float[] buffer) {
    if (buffer.length != length) {
      throw sizeDiffers(name, buffer.length, length);
    }
    return buffer;
  }

  private static IllegalStateException sizeDiffers(String name, int found, int wanted) {
    return new IllegalStateException(
        "the buffer "
            + name
            + " has "
            + found
            + " elements instead of "
            + wanted
            + "; the state belongs to another recipe");
  }

  /** Writes everything, with a checksum. */
  public void writeTo(OutputStream out) throws IOException {
    CheckedOutputStream checked = new CheckedOutputStream(out, new CRC32C());
    DataOutputStream data = new DataOutputStream(checked);
    data.writeInt(MAGIC);
    data.writeInt(VERSION);
    data.writeUTF(run);
    data.writeLong(step);
    data.writeLong(epoch);
    data.writeInt(position);
    write(data, params);
    data.writeInt(floats.size());
    for (Map.Entry<String, float[]> entry : floats.entrySet()) {
      data.writeUTF(entry.getKey());
      write(data, entry.getValue());
    }
    data.writeInt(doubles.size());
    for (Map.Entry<String, double[]> entry : doubles.entrySet()) {
      data.writeUTF(entry.getKey());
      data.writeInt(entry.getValue().length);
      for (double value : entry.getValue()) {
        data.writeLong(Double.doubleToRawLongBits(value));
      }
    }
    data.writeLong(checked.getChecksum().getValue());
    data.flush();
  }

  /**
   * Reads what {@link #writeTo} wrote.
   *
   * @throws IOException if it is damaged, cut off or of another version
   */
  public static TrainingState readFrom(InputStream in) throws IOException {
    CheckedInputStream checked = new CheckedInputStream(in, new CRC32C());
    DataInputStream data = new DataInputStream(checked);
    if (data.readInt() != MAGIC) {
      throw new IOException("not a checkpoint");
    }
    int version = data.readInt();
    if (version != VERSION) {
      throw new IOException("checkpoint of version " + version + " instead of " + VERSION);
    }
    String run = data.readUTF();
    long step = data.readLong();
    long epoch = data.readLong();
    int position = data.readInt();
    TrainingState state = new TrainingState(readFloats(data));
    state.run = run;
    state.step = step;
    state.epoch = epoch;
    state.position = position;
    int floatBuffers = count(data);
    for (int i = 0; i < floatBuffers; i++) {
      state.floats.put(data.readUTF(), readFloats(data));
    }
    int doubleBuffers = count(data);
    for (int i = 0; i < doubleBuffers; i++) {
      String name = data.readUTF();
      state.doubles.put(name, readDoubles(data));
    }
    long sum = checked.getChecksum().getValue();
    if (data.readLong() != sum) {
      throw new IOException("the checkpoint is damaged (its checksum differs)");
    }
    return state;
  }

  private static int count(DataInputStream data) throws IOException {
    int count = data.readInt();
    if (count < 0 || count > MOST_BUFFERS) {
      throw new IOException("the checkpoint is damaged (" + count + " buffers)");
    }
    return count;
  }

  private static int length(DataInputStream data) throws IOException {
    int length = data.readInt();
    if (length < 0) {
      throw new IOException("the checkpoint is damaged (" + length + " elements)");
    }
    return length;
  }

  private static void write(DataOutputStream data, float[] values) throws IOException {
    data.writeInt(values.length);
    byte[] bytes = new byte[CHUNK * Float.BYTES];
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    for (int from = 0; from < values.length; from += CHUNK) {
      int count = Math.min(CHUNK, values.length - from);
      buffer.clear();
      buffer.asFloatBuffer().put(values, from, count);
      data.write(bytes, 0, count * Float.BYTES);
    }
  }

  private static float[] readFloats(DataInputStream data) throws IOException {
    int length = length(data);
    // Grown as the bytes come, so that a damaged length cannot ask for more than the file holds.
    float[] values = new float[Math.min(length, CHUNK)];
    byte[] bytes = new byte[CHUNK * Float.BYTES];
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    for (int from = 0; from < length; from += CHUNK) {
      int count = Math.min(CHUNK, length - from);
      data.readFully(bytes, 0, count * Float.BYTES);
      if (from + count > values.length) {
        long grown = Math.min(length, 2L * (from + count));
        values = Arrays.copyOf(values, (int) grown);
      }
      buffer.clear();
      buffer.asFloatBuffer().get(values, from, count);
    }
    return values;
  }

  private static double[] readDoubles(DataInputStream data) throws IOException {
    int length = length(data);
    double[] values = new double[Math.min(length, CHUNK)];
    for (int i = 0; i < length; i++) {
      if (i == values.length) {
        values = Arrays.copyOf(values, (int) Math.min(length, 2L * i));
      }
      values[i] = Double.longBitsToDouble(data.readLong());
    }
    return values;
  }
}
