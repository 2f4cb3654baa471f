package org.glissade.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class SparseGradientTest {
  private static final int SIZE = 1000;

  /**
   * Batch after batch, of any rows: each sum is taken once, and nothing is left of the last batch.
   */
  @Property(tries = 200)
  void aSumIsTakenOnceAndLeavesZeros(
      @ForAll @LongRange(min = 0) long seed,
      @ForAll @IntRange(min = 1, max = 20) int rows,
      @ForAll @IntRange(min = 1, max = 400) int columns) {
    RandomStream random = RandomStream.of(seed, "sums");
    SparseGradient gradient = new SparseGradient(SIZE);
    int base = random.nextInt(SIZE - columns);
    for (int batch = 0; batch < 3; batch++) {
      double[] expected = new double[SIZE];
      int[][] indices = new int[rows][];
      for (int row = 0; row < rows; row++) {
        int[] all = IntStream.range(0, columns).toArray();
        random.shuffle(all);
        indices[row] = IntStream.of(all).limit(random.nextInt(columns + 1)).sorted().toArray();
        float[] values = new float[indices[row].length];
        double scale = (float) random.nextGaussian();
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) random.nextGaussian();
          expected[base + indices[row][i]] += scale * values[i];
        }
        gradient.add(scale, indices[row], values, 0, values.length, base);
      }
      for (int pass = 0; pass < 2; pass++) {
        for (int[] row : indices) {
          int from = Math.min(2, row.length); // the first two are left to the second pass
          float[] taken = gradient.take(row, pass == 0 ? from : 0, row.length, base);
          for (int i = pass == 0 ? from : 0; i < row.length; i++) {
            double sum = expected[base + row[i]];
            expected[base + row[i]] = 0;
            double error = taken[pass == 0 ? i - from : i] - sum;
            // one rounding to float, and those of a sum in double
            assertThat(Math.abs(error)).isLessThanOrEqualTo(Math.abs(sum) * 0x1p-24 + 1e-13);
          }
        }
      }
    }
  }
}
