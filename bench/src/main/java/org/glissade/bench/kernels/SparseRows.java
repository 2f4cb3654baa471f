package org.glissade.bench.kernels;

import java.util.Arrays;
import org.glissade.bench.EveryLoss;
import org.glissade.data.SparseBatch;
import org.glissade.data.SparseExamples;
import org.glissade.math.RandomStream;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A batch of sparse rows, ids uniform over the columns, with weights, for benchmarks to share. */
@State(Scope.Benchmark)
public class SparseRows {
  private static final int ROWS = 4096;

  /** Nonzeros of a row. */
  @Param("75")
  public int nonzeros;

  /** Binary logarithm of the number of columns: 2²⁰ weights fit the last cache, 2²⁴ do not. */
  @Param({"20", "24"})
  public int bits;

  int rows = ROWS;
  private int columns;
  private int[] ids;
  private float[] values;
  float[] weights;
  private float[] targets;

  @Setup(Level.Trial)
  public void make() {
    EveryLoss.isUsed();
    columns = 1 << bits;
    RandomStream random = RandomStream.of(1, "sparse rows");
    ids = new int[ROWS * nonzeros];
    for (int row = 0; row < ROWS; row++) {
      int from = row * nonzeros;
      for (int i = from; i < from + nonzeros; i++) {
        ids[i] = random.nextInt(columns - nonzeros);
      }
      Arrays.sort(ids, from, from + nonzeros);
      for (int i = from; i < from + nonzeros; i++) {
        ids[i] += i - from; // strictly ascending
      }
    }
    values = DenseRows.normal(random, ids.length);
    weights = DenseRows.normal(random, columns);
    targets = DenseRows.normal(random, ROWS);
  }

  /** The rows as examples. */
  SparseExamples examples() {
    long[] starts = new long[ROWS + 1];
    for (int row = 0; row <= ROWS; row++) {
      starts[row] = (long) row * nonzeros;
    }
    return SparseExamples.of(starts, ids, values, columns, targets, 1, null);
  }

  /** All rows as one batch. */
  SparseBatch batch() {
    SparseExamples examples = examples();
    SparseBatch batch = (SparseBatch) examples.newBatch(ROWS);
    int[] order = new int[ROWS];
    Arrays.setAll(order, row -> row);
    examples.gather(order, 0, ROWS, batch);
    return batch;
  }
}
