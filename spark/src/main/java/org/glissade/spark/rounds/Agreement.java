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
 * @param learningRate text of the schedule
 * @param floats parameters and buffers, then the velocity of the outer step
 * @param doubles buffers in double, then the sums of losses and weights of each epoch
 */
public record Agreement(
    long round, String learningRate, List<float[]> floats, List<double[]> doubles) {

  /** Copies of what is there now. */
  static Agreement of(
      long round, String learningRate, LocalSgd.Arrays arrays, float[] velocity, double[] sums) {
    List<float[]> floats = new ArrayList<>();
    arrays.floats().forEach(array -> floats.add(array.clone()));
    floats.add(velocity.clone());
    List<double[]> doubles = new ArrayList<>();
    arrays.doubles().forEach(array -> doubles.add(array.clone()));
    doubles.add(sums.clone());
    return new Agreement(round, learningRate, floats, doubles);
  }

  /** Writes what is kept to where it came from. */
  void restore(LocalSgd.Arrays arrays, float[] velocity, double[] sums) {
    for (int i = 0; i < arrays.floats().size(); i++) {
      copy(floats.get(i), arrays.floats().get(i));
    }
    copy(floats.getLast(), velocity);
    for (int i = 0; i < arrays.doubles().size(); i++) {
      System.arraycopy(doubles.get(i), 0, arrays.doubles().get(i), 0, doubles.get(i).length);
    }
    System.arraycopy(doubles.getLast(), 0, sums, 0, sums.length);
  }

  private static void copy(float[] from, float[] to) {
    System.arraycopy(from, 0, to, 0, to.length);
  }

  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeLong(round);
      out.writeUTF(learningRate);
      out.writeInt(floats.size());
      for (float[] array : floats) {
        out.writeInt(array.length);
        ByteBuffer buffer = ByteBuffer.allocate(Math.multiplyExact(array.length, Float.BYTES));
        buffer.asFloatBuffer().put(array);
        out.write(buffer.array());
      }
      out.writeInt(doubles.size());
      for (double[] array : doubles) {
        out.writeInt(array.length);
        for (double value : array) {
          out.writeDouble(value);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static Agreement fromBytes(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      long round = in.readLong();
      String learningRate = in.readUTF();
      List<float[]> floats = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        float[] array = new float[in.readInt()];
        byte[] read = in.readNBytes(array.length * Float.BYTES);
        ByteBuffer.wrap(read).asFloatBuffer().get(array);
        floats.add(array);
      }
      List<double[]> doubles = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        double[] array = new double[in.readInt()];
        for (int i = 0; i < array.length; i++) {
          array[i] = in.readDouble();
        }
        doubles.add(array);
      }
      return new Agreement(round, learningRate, floats, doubles);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
