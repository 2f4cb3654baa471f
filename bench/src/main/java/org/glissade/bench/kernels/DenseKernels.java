package org.glissade.bench.kernels;

import java.util.concurrent.TimeUnit;
import org.glissade.math.Vectors;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** The kernels of {@link Vectors}, row by row over dense rows. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class DenseKernels {
  @Benchmark
  public float dot(DenseRows data) {
    float sum = 0;
    for (int row = 0; row < data.rows; row++) {
      sum += Vectors.dot(data.values, row * data.columns, data.weights, 0, data.columns);
    }
    return sum;
  }

  @Benchmark
  public float[] addScaled(DenseRows data) {
    for (int row = 0; row < data.rows; row++) {
      float scale = (row & 1) == 0 ? 0.5f : -0.5f;
      Vectors.addScaled(scale, data.values, row * data.columns, data.gradient, 0, data.columns);
    }
    return data.gradient;
  }

  @Benchmark
  public double squaredNorm(DenseRows data) {
    return Vectors.squaredNorm(data.values, 0, data.values.length);
  }

  @Benchmark
  public boolean allFinite(DenseRows data) {
    return Vectors.allFinite(data.values);
  }
}
