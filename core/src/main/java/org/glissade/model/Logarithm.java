package org.glissade.model;

/**
 * log(1 + x) for 0 ≤ x ≤ 1, for losses that are asked one row at a time: without a branch (the ones
 * of {@link Math#log1p} depend on x, and each wrong guess costs more than the rest) and short
 * enough to be inlined.
 *
 * <p>log(1 + x) = 2·artanh(z) with z = x/(2 + x) ≤ ⅓, whose series 2z·Σ z²ᵏ/(2k + 1) is cut off
 * after k = 15 (what is missing is below 2⁻⁵⁵ of the value) and evaluated as a tree (Estrin 1960).
 */
final class Logarithm {
  private Logarithm() {}

  /** log(1 + x) within 3 units in the last place. */
  static double log1p(double x) {
    double z = x / (2 + x);
    double z2 = z * z;
    double z4 = z2 * z2;
    double z8 = z4 * z4;
    double p0 = Math.fma(z2, 2.0 / 3, 2);
    double p4 = Math.fma(z2, 2.0 / 7, 2.0 / 5);
    double p8 = Math.fma(z2, 2.0 / 11, 2.0 / 9);
    double p12 = Math.fma(z2, 2.0 / 15, 2.0 / 13);
    double p16 = Math.fma(z2, 2.0 / 19, 2.0 / 17);
    double p20 = Math.fma(z2, 2.0 / 23, 2.0 / 21);
    double p24 = Math.fma(z2, 2.0 / 27, 2.0 / 25);
    double p28 = Math.fma(z2, 2.0 / 31, 2.0 / 29);
    double low = Math.fma(z8, Math.fma(z4, p12, p8), Math.fma(z4, p4, p0));
    double high = Math.fma(z8, Math.fma(z4, p28, p24), Math.fma(z4, p20, p16));
    return z * Math.fma(z8 * z8, high, low);
  }
}
