package org.glissade.spark.rounds;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.glissade.train.LocalSgd;

/**
 * What all workers agree on after a round: enough to go on from there.
 *
 * @param round number of rounds that are done
 * @param content of all rows, by which they are known again: {@link WorkerRows#content}
 * @param learningRate text of the schedule
 * @param arrays parameters and buffers
 * @param velocity of the outer step; empty where it has none
 * @param sums of losses and of weights of each epoch
 */
public record Agreement(
    long round,
    long content,
    String learningRate,
    LocalSgd.Arrays arrays,
    float[] velocity,
    double[] sums) {

  /** All of it. */
  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeLong(round);
      out.writeLong(content);
      out.writeUTF(learningRate);
      out.writeInt(arrays.floats().size());
      for (float[] array : arrays.floats()) {
        write(array, out);
      }
      write(velocity, out);
      out.writeInt(arrays.doubles().size());
      for (double[] array : arrays.doubles()) {
        write(array, out);
      }
      write(sums, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** What {@link #toBytes} wrote. */
  public static Agreement fromBytes(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      long round = in.readLong();
      long content = in.readLong();
      String learningRate = in.readUTF();
      List<float[]> floats = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        floats.add(readFloats(in));
      }
      float[] velocity = readFloats(in);
      List<double[]> doubles = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        doubles.add(readDoubles(in));
      }
      double[] sums = readDoubles(in);
      return new Agreement(
          round, content, learningRate, new LocalSgd.Arrays(floats, doubles), velocity, sums);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(float[] array, DataOutputStream out) throws IOException {
    out.writeInt(array.length);
    ByteBuffer buffer = ByteBuffer.allocate(Math.multiplyExact(array.length, Float.BYTES));
    buffer.asFloatBuffer().put(array);
    out.write(buffer.array());
  }

  private static void write(double[] array, DataOutputStream out) throws IOException {
    out.writeInt(array.length);
    for (double value : array) {
      out.writeDouble(value);
    }
  }

  private static float[] readFloats(DataInputStream in) throws IOException {
    float[] array = new float[in.readInt()];
    ByteBuffer.wrap(in.readNBytes(array.length * Float.BYTES)).asFloatBuffer().get(array);
    return array;
  }

  private static double[] readDoubles(DataInputStream in) throws IOException {
    double[] array = new double[in.readInt()];
    for (int i = 0; i < array.length; i++) {
      array[i] = in.readDouble();
    }
    return array;
  }
}
