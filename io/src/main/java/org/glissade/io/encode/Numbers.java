package org.glissade.io.encode;

import org.glissade.io.table.ColumnStatistics;

/**
 * Mean and population standard deviation of the numbers that are not NaN.
 *
 * @param present how many are not NaN
 * @param mean 0 if there are none
 * @param deviation at least 0
 */
public record Numbers(long present, double mean, double deviation) {

  /** Below this multiple of |mean| a deviation is the rounding of {@code float} numbers. */
  private static final double ROUNDING = 1e-7;

  static Numbers of(float[] values) {
    return of(ColumnStatistics.of(values), 0);
  }

  /** Those of one of the columns. */
  public static Numbers of(ColumnStatistics statistics, int column) {
    return new Numbers(
        statistics.present(column), statistics.mean(column), statistics.deviation(column));
  }

  /** Whether the numbers do not vary beyond the rounding of {@code float}. */
  boolean constant() {
    return !(deviation > Math.abs(mean) * ROUNDING);
  }
}
