package org.glissade.math;

import java.util.Arrays;

/**
 * The gradient of a minibatch of sparse rows: summed over the rows in double, then taken row by
 * row, each coordinate once. Zero between two batches, so that neither costs more than its
 * nonzeros.
 */
public final class SparseGradient {
  private final double[] sum;
  private float[] taken = new float[64];

  public SparseGradient(int size) {
    this.sum = new double[size];
  }

  /** Adds {@code scale · values[i]} at {@code base + indices[i]} for {@code from ≤ i < to}. */
  public void add(double scale, int[] indices, float[] values, int from, int to, int base) {
    double[] s = sum;
    for (int i = from; i < to; i++) {
      int j = base + indices[i];
      s[j] = Math.fma(scale, values[i], s[j]);
    }
  }

  /**
   * Takes the sums at {@code base + indices[i]} for {@code from ≤ i < to} and leaves zeros there.
   *
   * @return they, from its start on; valid until the next call
   */
  public float[] take(int[] indices, int from, int to, int base) {
    if (to - from > taken.length) {
      taken = Arrays.copyOf(taken, Math.max(to - from, 2 * taken.length));
    }
    float[] t = taken;
    double[] s = sum;
    for (int i = from; i < to; i++) {
      int j = base + indices[i];
      t[i - from] = (float) s[j];
      s[j] = 0;
    }
    return t;
  }
}
