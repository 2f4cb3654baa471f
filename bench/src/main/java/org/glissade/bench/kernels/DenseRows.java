package org.glissade.bench.kernels;

import org.glissade.bench.EveryLoss;
import org.glissade.math.RandomStream;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Dense rows, row-major, with weights, a gradient and targets, for benchmarks to share. */
@State(Scope.Benchmark)
public class DenseRows {
  /** Features of a row. */
  @Param({"5", "54", "100", "1000"})
  public int columns;

  /** Bytes of all rows: in the second cache by default; 64 MB and more come from memory. */
  @Param("512")
  public int kilobytes;

  int rows;
  float[] values;
  float[] weights;
  float[] gradient;
  float[] targets;

  @Setup(Level.Trial)
  public void make() {
    EveryLoss.isUsed();
    rows = Math.max(1, (int) (kilobytes * 1024L / Float.BYTES / columns));
    RandomStream random = RandomStream.of(1, "dense rows");
    values = normal(random, rows * columns);
    weights = normal(random, columns);
    gradient = new float[columns];
    targets = normal(random, rows);
  }

  static float[] normal(RandomStream random, int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }
}
