package org.glissade.math;

/**
 * A deterministic stream of random numbers, split from others by name.
 *
 * <p>The generator is SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number
 * generators", OOPSLA 2014): a counter that advances by an odd constant, and a mixing function. A
 * stream is found by hashing the seed with a name and any number of indices, so that adding a
 * stream moves no other, and the permutation of epoch 17 can be drawn without drawing the sixteen
 * before it.
 *
 * <p>The same seed, name and indices give the same numbers on every machine and in every release
 * that does not say otherwise. Not thread-safe; not for secrets.
 */
public final class RandomStream {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private long counter;

  private RandomStream(long counter) {
    this.counter = counter;
  }

  /** The stream of that name under that seed, for the given indices (an epoch, a layer, …). */
  public static RandomStream of(long seed, String name, long... indices) {
    long hash = mix(seed + GOLDEN_GAMMA);
    for (int i = 0; i < name.length(); i++) {
      hash = mix(hash ^ (name.charAt(i) + GOLDEN_GAMMA));
    }
    for (long index : indices) {
      hash = mix(hash + GOLDEN_GAMMA * (index + 1));
    }
    return new RandomStream(hash);
  }

  /** 64 uniform bits. */
  public long nextLong() {
    counter += GOLDEN_GAMMA;
    return mix(counter);
  }

  /** Uniform on [0, 1), a multiple of 2⁻⁵³. */
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  /**
   * Uniform on 0 … bound−1, without bias (Lemire, "Fast random integer generation in an interval",
   * ACM TOMACS 2019).
   *
   * @param bound at least 1
   */
  public int nextInt(int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("bound must be at least 1: " + bound);
    }
    long product = (nextLong() >>> 32) * bound;
    long low = product & 0xFFFFFFFFL;
    if (low < bound) {
      long threshold = (0x100000000L - bound) % bound;
      while (low < threshold) {
        product = (nextLong() >>> 32) * bound;
        low = product & 0xFFFFFFFFL;
      }
    }
    return (int) (product >>> 32);
  }

  /** Standard normal, by Marsaglia's polar method; the second of each pair is not kept. */
  public double nextGaussian() {
    while (true) {
      double u = 2 * nextDouble() - 1;
      double v = 2 * nextDouble() - 1;
      double s = u * u + v * v;
      if (s > 0 && s < 1) {
        return u * StrictMath.sqrt(-2 * StrictMath.log(s) / s);
      }
    }
  }

  /** Permutes the array uniformly (Fisher and Yates; Durstenfeld, CACM 1964, algorithm 235). */
  public void shuffle(int[] values) {
    shuffle(values, 0, values.length);
  }

  /** Permutes {@code values[from … to)} uniformly. */
  public void shuffle(int[] values, int from, int to) {
    for (int i = to - 1; i > from; i--) {
      int j = from + nextInt(i - from + 1);
      int value = values[i];
      values[i] = values[j];
      values[j] = value;
    }
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
