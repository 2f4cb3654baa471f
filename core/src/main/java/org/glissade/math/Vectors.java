package org.glissade.math;

/**
 * Plain loops over float vectors. Sums run in eight float lanes, which the compiler keeps in
 * registers and which lose less to rounding than one running sum; norms and sums of losses run in
 * double.
 */
public final class Vectors {
  private Vectors() {}

  /** Σ aᵢ·bᵢ over {@code length} elements from {@code a[aFrom]} and {@code b[bFrom]}. */
  public static float dot(float[] a, int aFrom, float[] b, int bFrom, int length) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    int bound = length & -8;
    for (int i = 0; i < bound; i += 8) {
      int p = aFrom + i;
      int q = bFrom + i;
      s0 = Math.fma(a[p], b[q], s0);
      s1 = Math.fma(a[p + 1], b[q + 1], s1);
      s2 = Math.fma(a[p + 2], b[q + 2], s2);
      s3 = Math.fma(a[p + 3], b[q + 3], s3);
      s4 = Math.fma(a[p + 4], b[q + 4], s4);
      s5 = Math.fma(a[p + 5], b[q + 5], s5);
      s6 = Math.fma(a[p + 6], b[q + 6], s6);
      s7 = Math.fma(a[p + 7], b[q + 7], s7);
    }
    for (int i = bound; i < length; i++) {
      s0 = Math.fma(a[aFrom + i], b[bFrom + i], s0);
    }
    return ((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7));
  }

  /** {@code y[yFrom + i] += scale · x[xFrom + i]} for {@code length} elements. */
  public static void addScaled(
      float scale, float[] x, int xFrom, float[] y, int yFrom, int length) {
    for (int i = 0; i < length; i++) {
      y[yFrom + i] = Math.fma(scale, x[xFrom + i], y[yFrom + i]);
    }
  }

  /** {@code x[i] *= factor} for {@code from ≤ i < to}. */
  public static void scale(float[] x, float factor, int from, int to) {
    for (int i = from; i < to; i++) {
      x[i] *= factor;
    }
  }

  /**
   * A copy with {@code more} zeros put in at a place; if there are fewer than none, the elements
   * from {@code at + more} to {@code at} are left out.
   */
  public static float[] spliced(float[] x, int at, int more) {
    float[] result = new float[Math.addExact(x.length, more)];
    System.arraycopy(x, 0, result, 0, Math.min(at, at + more));
    System.arraycopy(x, at, result, at + more, x.length - at);
    return result;
  }

  /** √Σxᵢ², summed in double. */
  public static double norm(float[] x) {
    return Math.sqrt(squaredNorm(x, 0, x.length));
  }

  /** Σxᵢ² for {@code from ≤ i < to}, summed in double. */
  public static double squaredNorm(float[] x, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += (double) x[i] * x[i];
    }
    return sum;
  }

  /** Σ(xᵢ − yᵢ)², summed in double. */
  public static double squaredDistance(float[] x, float[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      double difference = (double) x[i] - y[i];
      sum += difference * difference;
    }
    return sum;
  }

  /** Σ|xᵢ| for {@code from ≤ i < to}, summed in double. */
  public static double absoluteSum(float[] x, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += Math.abs((double) x[i]);
    }
    return sum;
  }

  /** Whether no element is infinite or NaN. */
  public static boolean allFinite(float[] x) {
    // A sum of zeros times the elements is zero exactly when all of them are finite.
    float sum = 0;
    for (float value : x) {
      sum += 0 * value;
    }
    return sum == 0;
  }

  /** sign(x)·max(0, |x| − threshold). */
  public static float softThreshold(float x, float threshold) {
    return Math.copySign(Math.max(0, Math.abs(x) - threshold), x) + 0f;
  }
}
