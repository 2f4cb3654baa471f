package org.glissade.train;

import java.util.Arrays;
import org.glissade.data.Examples;
import org.glissade.math.RandomStream;

/**
 * How curved the losses of rows are along them, up to the curvature of the loss in its score.
 *
 * <p>A row has cᵢ‖xᵢ‖². A batch of b of N rows has the expected smoothness
 *
 * <pre>
 *   L_b = [ N(b − 1)·λmax + (N − b)·max cᵢ‖xᵢ‖² ] / (b(N − 1))      λmax of Σ cᵢxᵢxᵢᵀ/N
 * </pre>
 *
 * <p>(Gazagnadou, Gower and Salmon, "Optimal mini-batch and step sizes for SAGA", ICML 2019); λmax
 * comes from a power iteration.
 */
final class RowSmoothness {
  private static final int POWER_ITERATIONS = 20;

  private final Examples examples;
  private final Shares shares;
  private final double constant;

  /**
   * @param bias whether each row has a constant 1 beside its values
   */
  RowSmoothness(Examples examples, Shares shares, boolean bias) {
    this.examples = examples;
    this.shares = shares;
    this.constant = bias ? 1 : 0;
  }

  /** cᵢ‖xᵢ‖². */
  double of(int example, WideRows rows, int row) {
    return shares.share(example) * (constant + rows.squaredNorm(row));
  }

  /** max cᵢ‖xᵢ‖², or 1 where all rows are zero. */
  double largest() {
    double[] largest = new double[1];
    WideRows.overAll(
        examples, (i, rows, row) -> largest[0] = Math.max(largest[0], of(i, rows, row)));
    return largest[0] > 0 ? largest[0] : 1;
  }

  /** max cᵢ‖xᵢ‖² / L_b: by what the step of a batch may be longer than that of a row. */
  double growth(int batchRows, double largest, long seed) {
    double n = shares.counted();
    double b = Math.min(batchRows, n);
    return n == 1 || b == 1
        ? 1
        : b * (n - 1) / (n * (b - 1) * eigenvalue(seed) / largest + (n - b));
  }

  /** λmax. */
  private double eigenvalue(long seed) {
    int columns = examples.columns();
    double[] v = new double[columns + 1];
    RandomStream random = RandomStream.of(seed, "power-iteration");
    Arrays.setAll(v, j -> j < columns || constant > 0 ? random.nextGaussian() : 0);
    double[] at = new double[v.length];
    double norm = 0;
    for (int iteration = 0; iteration <= POWER_ITERATIONS; iteration++) {
      norm = 0;
      for (double element : v) {
        norm += element * element;
      }
      norm = Math.sqrt(norm);
      if (norm == 0) {
        return 0;
      }
      for (int j = 0; j < v.length; j++) {
        at[j] = v[j] / norm;
      }
      Arrays.fill(v, 0);
      WideRows.overAll(examples, (i, rows, row) -> multiply(i, rows, row, at, v));
    }
    return norm;
  }

  /** {@code into += wᵢ/Σw · x̃x̃ᵀ·at}, x̃ being a row and its constant. */
  private void multiply(int example, WideRows rows, int row, double[] at, double[] into) {
    int columns = examples.columns();
    double dot = shares.ofAll(example) * (rows.dot(row, at, 0) + constant * at[columns]);
    rows.add(dot, row, into, 0);
    into[columns] += dot * constant;
  }
}
