package org.glissade.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Both kernels against sums in double, for sizes around the number of lanes. */
class DenseKernelTest {
  @Test
  void vectorsWereExpectedAndAreThere() {
    assertThat(Simd.available()).isTrue();
  }

  private static DenseRows rows(int rows, int columns, int gap, boolean onHeap, long seed) {
    int stride = columns + gap;
    float[] all = new float[gap + rows * stride];
    RandomStream random = RandomStream.of(seed, "rows");
    for (int i = 0; i < all.length; i++) {
      // what lies between the rows must not count
      boolean between = (i - gap + stride) % stride >= columns || i < gap;
      all[i] = between ? Float.NaN : (float) random.nextGaussian();
    }
    if (onHeap) {
      return DenseRows.of(Floats.of(all), gap, stride, columns, rows);
    }
    int lead = 1 << 13; // more than what Floats.zeros puts on the heap
    Floats values = Floats.zeros(lead + all.length);
    values.copyFrom(all, 0, lead, all.length);
    return DenseRows.of(values, lead + gap, stride, columns, rows);
  }

  @Property(tries = 300)
  void scoresGradientsAndStepsEqualSumsInDouble(
      @ForAll @IntRange(min = 1, max = 70) int columns,
      @ForAll @IntRange(min = 1, max = DenseKernel.TILE) int most,
      @ForAll @IntRange(min = 1, max = 4) int outputs,
      @ForAll @IntRange(max = 3) int gap,
      @ForAll boolean onHeap,
      @ForAll long seed) {
    int count = Math.min(most, DenseKernel.tileRows(columns));
    DenseRows rows = rows(20, columns, gap, onHeap, seed);
    RandomStream random = RandomStream.of(seed, "test");
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = i == 0 ? 19 : random.nextInt(20); // the last row has nothing behind it
    }
    float[] params = new float[outputs * columns];
    float[] d = new float[count * outputs];
    fill(params, random);
    fill(d, random);
    for (DenseKernel kernel : kernels(rows, outputs)) {
      kernel.setWeights(params);
      float[] scores = new float[count * outputs];
      kernel.scores(order, 0, count, scores);
      double[] gradient = new double[params.length];
      float[] row = new float[columns];
      for (int i = 0; i < count; i++) {
        rows.copyTo(order[i], row);
        for (int k = 0; k < outputs; k++) {
          double score = 0;
          for (int j = 0; j < columns; j++) {
            score += (double) row[j] * params[k * columns + j];
            gradient[k * columns + j] += (double) d[i * outputs + k] * row[j];
          }
          assertThat((double) scores[i * outputs + k]).isCloseTo(score, within(1e-5 * columns));
        }
      }
      kernel.accumulate(d);
      double[] sum = new double[params.length];
      kernel.addGradientTo(sum);
      assertThat(sum).containsExactly(gradient, within(1e-5 * count));
      kernel.scores(order, 0, count, scores);
      kernel.accumulate(d);
      kernel.step(0.5f, -0.25f);
      kernel.shrink(0.1f);
      float[] moved = new float[params.length];
      kernel.getWeights(moved);
      for (int j = 0; j < params.length; j++) {
        double w = 0.5 * params[j] - 0.25 * gradient[j];
        double soft = Math.signum(w) * Math.max(0, Math.abs(w) - 0.1);
        assertThat((double) moved[j]).isCloseTo(soft, within(1e-5 * count));
      }
      kernel.addGradientTo(sum); // the step has cleared it
      assertThat(sum).containsExactly(gradient, within(1e-5 * count));
    }
  }

  @Property(tries = 200)
  void singleRowsEqualSumsInDouble(
      @ForAll @IntRange(min = 1, max = 140) int columns,
      @ForAll @IntRange(max = 2) int gap,
      @ForAll boolean onHeap,
      @ForAll long seed) {
    DenseRows rows = rows(9, columns, gap, onHeap, seed);
    RandomStream random = RandomStream.of(seed, "test");
    float[] params = new float[columns];
    fill(params, random);
    for (DenseKernel kernel : kernels(rows, 1)) {
      double[] w = new double[columns];
      for (int j = 0; j < columns; j++) {
        w[j] = params[j];
      }
      kernel.setWeights(params);
      float[] row = new float[columns];
      assertThat((double) kernel.score(8)).isCloseTo(dot(rows, 8, row, w), within(1e-5 * columns));
      move(w, row, 0.9, 0.25);
      float score = kernel.stepAndScore(0.9f, 0.25f, 3, 8);
      assertThat((double) score).isCloseTo(dot(rows, 3, row, w), within(1e-5 * columns));
      move(w, row, 1, -0.5);
      score = kernel.stepAndScore(1, -0.5f, 8, -1);
      assertThat((double) score).isCloseTo(dot(rows, 8, row, w), within(1e-5 * columns));
      move(w, row, 0.75, 2);
      kernel.stepAlong(0.75f, 2);
      float[] moved = new float[columns];
      kernel.getWeights(moved);
      for (int j = 0; j < columns; j++) {
        assertThat((double) moved[j]).isCloseTo(w[j], within(1e-5));
      }
    }
  }

  @Test
  void aRowThatDoesNotExistIsRefused() {
    DenseRows rows = rows(4, 5, 0, false, 1);
    for (DenseKernel kernel : kernels(rows, 1)) {
      for (int row : new int[] {-1, 4, Integer.MAX_VALUE}) {
        assertThatThrownBy(() -> kernel.score(row)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> kernel.scores(new int[] {row}, 0, 1, new float[1]))
            .isInstanceOf(IndexOutOfBoundsException.class);
      }
    }
  }

  @Test
  void moreRowsThanATileHoldsAreRefused() {
    DenseRows rows = rows(4, 500, 0, false, 1);
    int many = DenseKernel.tileRows(500) + 1;
    for (DenseKernel kernel : kernels(rows, 1)) {
      assertThatThrownBy(() -> kernel.scores(new int[many], 0, many, new float[many]))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  private static DenseKernel[] kernels(DenseRows rows, int outputs) {
    return new DenseKernel[] {DenseKernel.plain(rows, outputs), DenseKernel.vector(rows, outputs)};
  }

  private static void fill(float[] values, RandomStream random) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
  }

  private static double dot(DenseRows rows, int r, float[] row, double[] w) {
    rows.copyTo(r, row);
    double sum = 0;
    for (int j = 0; j < row.length; j++) {
      sum += row[j] * w[j];
    }
    return sum;
  }

  private static void move(double[] w, float[] row, double decay, double factor) {
    for (int j = 0; j < w.length; j++) {
      w[j] = decay * w[j] + factor * row[j];
    }
  }
}
