package org.glissade.bench.kernels;

import java.util.concurrent.TimeUnit;
import org.glissade.data.SparseBatch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Products and updates with sparse rows. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class SparseKernels {
  /** The rows as the engines see them. */
  @State(Scope.Benchmark)
  public static class Gathered {
    private SparseBatch batch;

    /** Made from the shared rows. */
    @Setup(Level.Trial)
    public void gather(SparseRows data) {
      batch = data.batch();
    }
  }

  @Benchmark
  public float dot(SparseRows data, Gathered gathered) {
    float sum = 0;
    for (int row = 0; row < data.rows; row++) {
      sum += gathered.batch.dot(row, data.weights, 0);
    }
    return sum;
  }

  @Benchmark
  public float[] addTo(SparseRows data, Gathered gathered) {
    for (int row = 0; row < data.rows; row++) {
      gathered.batch.addTo(row, (row & 1) == 0 ? 1e-3f : -1e-3f, data.weights, 0);
    }
    return data.weights;
  }

  /** A step of a row: product, then update. */
  @Benchmark
  public float[] dotThenAddTo(SparseRows data, Gathered gathered) {
    for (int row = 0; row < data.rows; row++) {
      float score = gathered.batch.dot(row, data.weights, 0);
      gathered.batch.addTo(row, -1e-3f * score, data.weights, 0);
    }
    return data.weights;
  }
}
