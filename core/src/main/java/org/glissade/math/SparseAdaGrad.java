package org.glissade.math;

/** {@link SparseWeights#adaGrad}, plain: {@code pairs[2i]} is w, {@code pairs[2i + 1]} is s. */
final class SparseAdaGrad implements SparseWeights {
  final float[] pairs;
  final float epsilon;
  final float initial;
  private final float[] weights;
  private final float[] sums;
  float rate;

  SparseAdaGrad(float[] weights, float[] sums, float epsilon, float initial) {
    this(weights, sums, epsilon, initial, new float[Math.multiplyExact(2, weights.length)]);
    load();
  }

  /** The same weights in the same pairs. */
  SparseAdaGrad(SparseAdaGrad other) {
    this(other.weights, other.sums, other.epsilon, other.initial, other.pairs);
  }

  private SparseAdaGrad(
      float[] weights, float[] sums, float epsilon, float initial, float[] pairs) {
    this.weights = weights;
    this.sums = sums;
    this.epsilon = epsilon;
    this.initial = initial;
    this.pairs = pairs;
  }

  @Override
  public float dot(int[] indices, float[] values, int from, int to, int base) {
    float[] p = pairs;
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int i = from;
    for (; i < to - 3; i += 4) {
      s0 = Math.fma(values[i], p[2 * (base + indices[i])], s0);
      s1 = Math.fma(values[i + 1], p[2 * (base + indices[i + 1])], s1);
      s2 = Math.fma(values[i + 2], p[2 * (base + indices[i + 2])], s2);
      s3 = Math.fma(values[i + 3], p[2 * (base + indices[i + 3])], s3);
    }
    for (; i < to; i++) {
      s1 = Math.fma(values[i], p[2 * (base + indices[i])], s1);
    }
    return (s0 + s2) + (s1 + s3);
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
    return pairs[2 * index];
  }

  @Override
  public void step(float gradient, int index) {
    int j = 2 * index;
    float sum = Math.fma(gradient, gradient, pairs[j + 1]);
    pairs[j + 1] = sum;
    pairs[j] -= rate * (gradient / ((float) Math.sqrt(initial + sum) + epsilon));
  }

  @Override
  public void rate(double newRate) {
    rate = (float) newRate;
  }

  @Override
  public void load() {
    for (int i = 0; i < weights.length; i++) {
      pairs[2 * i] = weights[i];
      pairs[2 * i + 1] = sums[i];
    }
  }

  @Override
  public void store() {
    for (int i = 0; i < weights.length; i++) {
      weights[i] = pairs[2 * i];
      sums[i] = pairs[2 * i + 1];
    }
  }

  @Override
  public SparseAdaGrad sharing() {
    return new SparseAdaGrad(this);
  }

  @Override
  public SparseAdaGrad widened(int at, int more, float[] wider, float[]... buffers) {
    float[] widerPairs = Vectors.spliced(pairs, 2 * at, 2 * more);
    return new SparseAdaGrad(wider, buffers[0], epsilon, initial, widerPairs);
  }
}
