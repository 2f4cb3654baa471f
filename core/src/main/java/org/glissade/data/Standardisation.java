package org.glissade.data;

import org.glissade.math.DenseRows;

/**
 * Features as they are learnt from, made of numbers as they are stored: x′ = (x − offset)/scale,
 * computed in double and kept within the range of {@code float}; a missing number (NaN) counts as
 * {@code fill}. It is applied to rows as they are gathered, so that a mapped file needs no encoded
 * copy.
 *
 * <p>A linear kernel that reads rows in place may fold it into the weights instead: Σ wⱼx′ⱼ = Σ
 * (wⱼ/scaleⱼ)xⱼ − Σ wⱼ·offsetⱼ/scaleⱼ, if nothing is missing.
 */
public final class Standardisation {
  private final double[] offset;
  private final double[] scale;
  private final float[] missing;
  private final boolean complete;

  /**
   * @param offset what is subtracted from each feature; not copied
   * @param scale what it is divided by after that, above 0; not copied
   * @param fill what a missing number counts as, before the two; not copied
   * @param complete whether it is known that nothing is missing
   */
  public Standardisation(double[] offset, double[] scale, double[] fill, boolean complete) {
    if (scale.length != offset.length || fill.length != offset.length) {
      throw new IllegalArgumentException(
          offset.length + " offsets, " + scale.length + " scales, " + fill.length + " fills");
    }
    this.offset = offset;
    this.scale = scale;
    this.missing = new float[offset.length];
    this.complete = complete;
    for (int j = 0; j < offset.length; j++) {
      if (!(scale[j] > 0)) {
        throw new IllegalArgumentException("the scale of feature " + j + " is " + scale[j]);
      }
      missing[j] = of(fill[j], offset[j], scale[j]);
    }
  }

  /** (x − offset)/scale as a float; beyond the largest float, the largest float of that sign. */
  public static float of(double x, double offset, double scale) {
    return (float)
        Math.max(-Float.MAX_VALUE, Math.min((double) Float.MAX_VALUE, (x - offset) / scale));
  }

  /** Number of features. */
  public int width() {
    return offset.length;
  }

  /** What is subtracted from each feature; not copied. */
  public double[] offset() {
    return offset;
  }

  /** What each feature is divided by after that; not copied. */
  public double[] scale() {
    return scale;
  }

  /** What a missing number becomes in the end; not copied. */
  public float[] missing() {
    return missing;
  }

  /** Whether it is known that no number is missing, so that a kernel need not look. */
  public boolean complete() {
    return complete;
  }

  /**
   * The same in {@code float}: (x − o)/scale + (o − offset)/scale with o the offset rounded, so
   * that a small difference of large numbers keeps its digits.
   */
  DenseRows.Affine inFloat() {
    int width = offset.length;
    float[] subtract = new float[width];
    float[] factor = new float[width];
    float[] add = new float[width];
    for (int j = 0; j < width; j++) {
      subtract[j] = (float) offset[j];
      factor[j] = (float) (1 / scale[j]);
      add[j] = (float) ((subtract[j] - offset[j]) / scale[j]);
    }
    return new DenseRows.Affine(subtract, factor, add, complete ? null : missing);
  }

  /**
   * Applies it to a row.
   *
   * @param row its first {@link #width} numbers are read and overwritten
   */
  public void apply(float[] row) {
    // The same index on all arrays, and one thing a loop: so these become vector loops. A number
    // that is missing stays NaN in the first, and no other becomes it.
    for (int j = 0; j < offset.length; j++) {
      row[j] = of(row[j], offset[j], scale[j]);
    }
    if (!complete) {
      for (int j = 0; j < missing.length; j++) {
        row[j] = Float.isNaN(row[j]) ? missing[j] : row[j];
      }
    }
  }
}
