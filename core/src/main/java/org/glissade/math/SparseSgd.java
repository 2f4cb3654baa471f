package org.glissade.math;

/** {@link SparseWeights#sgd}, plain. */
final class SparseSgd implements SparseWeights {
  final float[] weights;
  private float rate;

  SparseSgd(float[] weights) {
    this.weights = weights;
  }

  @Override
  public float dot(int[] indices, float[] values, int from, int to, int base) {
    return dot(indices, values, from, to, weights, base);
  }

  /** The same over any array, in four lanes. */
  static float dot(int[] indices, float[] values, int from, int to, float[] w, int base) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int i = from;
    for (; i < to - 3; i += 4) {
      s0 = Math.fma(values[i], w[base + indices[i]], s0);
      s1 = Math.fma(values[i + 1], w[base + indices[i + 1]], s1);
      s2 = Math.fma(values[i + 2], w[base + indices[i + 2]], s2);
      s3 = Math.fma(values[i + 3], w[base + indices[i + 3]], s3);
    }
    for (; i < to; i++) {
      s1 = Math.fma(values[i], w[base + indices[i]], s1);
    }
    return (s0 + s2) + (s1 + s3);
  }

  @Override
  public void step(float scale, int[] indices, int from, int to, float[] values, int at, int base) {
    float[] w = weights;
    float factor = -rate * scale;
    int shift = at - from;
    for (int i = from; i < to; i++) {
      int j = base + indices[i];
      w[j] = Math.fma(factor, values[shift + i], w[j]);
    }
  }

  @Override
  public float weight(int index) {
    return weights[index];
  }

  @Override
  public void step(float gradient, int index) {
    weights[index] -= rate * gradient;
  }

  @Override
  public void rate(double newRate) {
    rate = (float) newRate;
  }

  @Override
  public void load() {}

  @Override
  public void store() {}

  @Override
  public SparseSgd sharing() {
    return new SparseSgd(weights);
  }

  @Override
  public SparseSgd widened(int at, int more, float[] wider, float[]... buffers) {
    return new SparseSgd(wider);
  }
}
