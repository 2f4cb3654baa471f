package org.glissade.math;

/**
 * {@link SparseWeights#ftrl}, plain: {@code pairs[2i]} is z, {@code pairs[2i + 1]} is n, and the
 * weight is derived from them each time, which costs a root but half of the memory traffic.
 *
 * <p>A weight without a gradient so far has a z that leads to the weight it started from.
 */
final class SparseFtrl implements SparseWeights {
  final float[] pairs;
  final float alpha;
  final float l1;

  /** 1/α, and β/α + λ₂: the weight is −(z − sign(z)·λ₁) / (√n/α + β/α + λ₂). */
  final float inverse;

  final float ground;
  private final float[] weights;
  private final float[] zs;
  private final float[] ns;

  private final FtrlRates rates;

  SparseFtrl(float[] weights, float[] zs, float[] ns, FtrlRates rates) {
    this(weights, zs, ns, rates, new float[Math.multiplyExact(2, weights.length)]);
    load();
  }

  /** The same weights in the same pairs. */
  SparseFtrl(SparseFtrl other) {
    this(other.weights, other.zs, other.ns, other.rates, other.pairs);
  }

  private SparseFtrl(float[] weights, float[] zs, float[] ns, FtrlRates rates, float[] pairs) {
    this.weights = weights;
    this.zs = zs;
    this.ns = ns;
    this.rates = rates;
    this.pairs = pairs;
    this.alpha = (float) rates.alpha();
    this.l1 = (float) rates.l1();
    this.inverse = (float) (1 / rates.alpha());
    this.ground = (float) (rates.beta() / rates.alpha() + rates.l2());
  }

  @Override
  public float dot(int[] indices, float[] values, int from, int to, int base) {
    float even = 0;
    float odd = 0;
    int i = from;
    for (; i < to - 1; i += 2) {
      even = Math.fma(values[i], weight(base + indices[i]), even);
      odd = Math.fma(values[i + 1], weight(base + indices[i + 1]), odd);
    }
    if (i < to) {
      even = Math.fma(values[i], weight(base + indices[i]), even);
    }
    return even + odd;
  }

  @Override
  public void step(float scale, int[] indices, int from, int to, float[] values, int at, int base) {
    int shift = at - from;
    for (int i = from; i < to; i++) {
      step(scale * values[shift + i], base + indices[i]);
    }
  }

  @Override
  public float weight(int index) {
    float z = pairs[2 * index];
    float beyond = Math.max(Math.abs(z) - l1, 0);
    float root = (float) Math.sqrt(pairs[2 * index + 1]);
    return -Math.copySign(beyond, z) / Math.fma(root, inverse, ground) + 0f;
  }

  @Override
  public void step(float gradient, int index) {
    float weight = weight(index);
    int j = 2 * index;
    float squares = Math.fma(gradient, gradient, pairs[j + 1]);
    // √(n + g²) − √n without its cancellation
    float roots = (float) Math.sqrt(squares) + (float) Math.sqrt(pairs[j + 1]) + Float.MIN_NORMAL;
    float sigma = gradient * (gradient / (roots * alpha));
    pairs[j] += Math.fma(-sigma, weight, gradient);
    pairs[j + 1] = squares;
  }

  @Override
  public void rate(double newRate) {} // it has its own

  @Override
  public void load() {
    for (int i = 0; i < weights.length; i++) {
      float w = weights[i];
      float start = w == 0 ? 0 : -w * ground - Math.copySign(l1, w);
      pairs[2 * i] = ns[i] > 0 ? zs[i] : start;
      pairs[2 * i + 1] = ns[i];
    }
  }

  @Override
  public void store() {
    for (int i = 0; i < weights.length; i++) {
      if (pairs[2 * i + 1] != 0) { // NaN too, so that divergence is seen
        weights[i] = weight(i);
        zs[i] = pairs[2 * i];
        ns[i] = pairs[2 * i + 1];
      }
    }
  }

  @Override
  public SparseFtrl sharing() {
    return new SparseFtrl(this);
  }

  @Override
  public SparseFtrl widened(int at, int more, float[] wider, float[]... buffers) {
    float[] widerPairs = Vectors.spliced(pairs, 2 * at, 2 * more);
    return new SparseFtrl(wider, buffers[0], buffers[1], rates, widerPairs);
  }
}
