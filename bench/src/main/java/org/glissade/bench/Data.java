package org.glissade.bench;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.function.IntToDoubleFunction;
import org.glissade.io.npy.NpyFile;
import org.glissade.math.Floats;

/**
 * The data of a job.
 *
 * @param rows dense: {@code rows × columns}, row-major; sparse: of the nonzeros
 * @param values the same numbers as an array, if they lie on the heap; else empty
 * @param ids columns of the nonzeros, {@code job.nonzeros()} a row; empty if dense
 * @param targets one a row; classes are 0 and 1
 */
public record Data(Job job, Floats rows, float[] values, int[] ids, float[] targets) {
  private static final int PART = 1 << 16;

  /** Where the numbers lie. */
  public enum Storage {
    /** In an array of the JVM. */
    HEAP,
    /** In memory outside of the JVM's heap. */
    NATIVE,
    /** In a mapped file, an array of NumPy; the system's page cache holds it. */
    MAPPED
  }

  static Data read(Path folder, Job job, Storage storage) throws IOException {
    long perRow = job.isSparse() ? job.nonzeros() : job.columns();
    int count = Math.toIntExact(job.rows() * perRow);
    Path file = folder.resolve(job.data() + ".x.f32");
    float[] values = storage == Storage.HEAP ? floats(file, count) : new float[0];
    return new Data(
        job,
        switch (storage) {
          case HEAP -> Floats.of(values);
          case NATIVE -> offHeap(file, count);
          case MAPPED -> NpyFile.open(DataFiles.mapped(folder, job.data())).floats(note -> {});
        },
        values,
        job.isSparse() ? ints(folder.resolve(job.data() + ".ids.i32"), count) : new int[0],
        floats(folder.resolve(job.data() + ".y.f32"), job.rows()));
  }

  private static float[] floats(Path file, int count) throws IOException {
    float[] numbers = new float[count];
    read(file, count, (part, at) -> part.asFloatBuffer().get(numbers, at, part.limit() / 4));
    return numbers;
  }

  private static Floats offHeap(Path file, int count) throws IOException {
    Floats numbers = Floats.zeros(count);
    float[] piece = new float[PART / Float.BYTES];
    read(
        file,
        count,
        (part, at) -> {
          int length = part.limit() / Float.BYTES;
          part.asFloatBuffer().get(piece, 0, length);
          numbers.copyFrom(piece, 0, at, length);
        });
    return numbers;
  }

  private static int[] ints(Path file, int count) throws IOException {
    int[] numbers = new int[count];
    read(file, count, (part, at) -> part.asIntBuffer().get(numbers, at, part.limit() / 4));
    return numbers;
  }

  private interface Sink {
    void take(ByteBuffer part, int at);
  }

  /** In small parts and not mapped: a mapped file would count as memory of the contender. */
  private static void read(Path file, int count, Sink sink) throws IOException {
    ByteBuffer part = ByteBuffer.allocateDirect(PART).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel = FileChannel.open(file)) {
      for (int at = 0; at < count; at += part.limit() / 4) {
        part.clear().limit((int) Math.min(part.capacity(), 4L * (count - at)));
        while (part.hasRemaining()) {
          if (channel.read(part) < 0) {
            throw new EOFException(file + " is too short; delete it, and it will be made again");
          }
        }
        sink.take(part.flip(), at);
      }
    }
  }

  /** Mean loss over all rows, in double, without penalties: that everybody did the same work. */
  public double meanLoss(IntToDoubleFunction weight, double bias) {
    return meanLossOf(row -> bias + dot(row, weight));
  }

  /** The same from the score of each row. */
  public double meanLossOf(IntToDoubleFunction scoreOf) {
    double sum = 0;
    for (int row = 0; row < job.rows(); row++) {
      double score = scoreOf.applyAsDouble(row);
      if (job.isLogistic()) {
        double margin = targets[row] > 0 ? score : -score;
        sum += Math.log1p(Math.exp(-Math.abs(margin))) + Math.max(0, -margin);
      } else {
        sum += 0.5 * (score - targets[row]) * (score - targets[row]);
      }
    }
    return sum / job.rows();
  }

  private double dot(int row, IntToDoubleFunction weight) {
    double sum = 0;
    if (job.isSparse()) {
      for (int i = row * job.nonzeros(); i < (row + 1) * job.nonzeros(); i++) {
        sum += rows.get(i) * weight.applyAsDouble(ids[i]);
      }
    } else {
      for (int column = 0; column < job.columns(); column++) {
        sum += rows.get((long) row * job.columns() + column) * weight.applyAsDouble(column);
      }
    }
    return sum;
  }
}
