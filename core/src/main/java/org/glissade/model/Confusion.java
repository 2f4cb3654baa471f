package org.glissade.model;

import org.jspecify.annotations.Nullable;

/** Which classes were taken for which: the weight of the rows by true and by predicted class. */
public final class Confusion {
  private final int classes;
  private final double[] weight;

  private Confusion(int classes, double[] weight) {
    this.classes = classes;
    this.weight = weight;
  }

  /**
   * Counts rows.
   *
   * @param actual index of the true class, one a row
   * @param predicted index of the class predicted, one a row
   * @param weights one a row, or null for all 1
   * @param classes number of classes
   * @throws IllegalArgumentException if lengths do not fit, or an index is that of no class
   */
  public static Confusion of(
      int[] actual, int[] predicted, float @Nullable [] weights, int classes) {
    int rows = actual.length;
    if (predicted.length != rows || (weights != null && weights.length != rows)) {
      throw new IllegalArgumentException(predicted.length + " predictions for " + rows + " rows");
    }
    double[] weight = new double[Math.multiplyExact(classes, classes)];
    for (int row = 0; row < rows; row++) {
      int of = actual[row];
      int taken = predicted[row];
      if (of < 0 || of >= classes || taken < 0 || taken >= classes) {
        throw new IllegalArgumentException(
            "row " + row + ": no classes " + of + ", " + taken + " among " + classes);
      }
      weight[of * classes + taken] += weights == null ? 1 : weights[row];
    }
    return new Confusion(classes, weight);
  }

  public int classes() {
    return classes;
  }

  /** Weight of the rows of one class that were taken for another, or for the same. */
  public double weight(int actual, int predicted) {
    return weight[actual * classes + predicted];
  }

  /** Weight of the rows of a class. */
  public double actual(int k) {
    double sum = 0;
    for (int j = 0; j < classes; j++) {
      sum += weight(k, j);
    }
    return sum;
  }

  /** Weight of the rows that were taken for a class. */
  public double predicted(int k) {
    double sum = 0;
    for (int j = 0; j < classes; j++) {
      sum += weight(j, k);
    }
    return sum;
  }

  /** Share of a class that was found; NaN if it has no rows. */
  public double recall(int k) {
    return weight(k, k) / actual(k);
  }

  /** Share of what was taken for a class that is of it; NaN if nothing was. */
  public double precision(int k) {
    return weight(k, k) / predicted(k);
  }

  /** Harmonic mean of precision and recall; NaN if no row is of the class or was taken for it. */
  public double f1(int k) {
    return 2 * weight(k, k) / (actual(k) + predicted(k));
  }
}
