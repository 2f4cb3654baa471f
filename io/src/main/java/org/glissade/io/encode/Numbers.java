package org.glissade.io.encode;

/**
 * Mean and population standard deviation of the numbers that are not NaN, in double and in two
 * passes: Σx/n first, then Σ(x−mean)² − (Σ(x−mean))²/n, whose second term takes back the rounding
 * of the mean (Chan, Golub and LeVeque 1983, "Algorithms for computing the sample variance",
 * equation 1.7). Squares of {@code float} numbers cannot overflow a double.
 *
 * @param present how many are not NaN
 * @param mean 0 if there are none
 * @param deviation at least 0
 */
record Numbers(int present, double mean, double deviation) {

  /** Below this multiple of |mean| a deviation is the rounding of {@code float} numbers. */
  private static final double ROUNDING = 1e-7;

  static Numbers of(float[] values) {
    int present = 0;
    double sum = 0;
    for (float value : values) {
      if (!Float.isNaN(value)) {
        present++;
        sum += value;
      }
    }
    double mean = present == 0 ? 0 : sum / present;
    double squares = 0;
    double rest = 0;
    for (float value : values) {
      if (!Float.isNaN(value)) {
        squares += (value - mean) * (value - mean);
        rest += value - mean;
      }
    }
    double variance = present == 0 ? 0 : (squares - rest * rest / present) / present;
    return new Numbers(present, mean, Math.sqrt(Math.max(0, variance)));
  }

  /** Whether the numbers do not vary beyond the rounding of {@code float}. */
  boolean constant() {
    return !(deviation > Math.abs(mean) * ROUNDING);
  }

  /** (x − offset)/scale as a float; beyond the largest float, the largest float of that sign. */
  static float scaled(double x, double offset, double scale) {
    double value = (x - offset) / scale;
    return (float) Math.clamp(value, -Float.MAX_VALUE, Float.MAX_VALUE);
  }
}
