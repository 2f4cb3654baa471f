package org.glissade.math;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link SparseWeights#sgd} with 512-bit gathers; rows shorter than a vector go to the plain twin.
 */
final class SparseSgdSimd implements SparseWeights {
  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_512;
  static final int LANES = 16;

  private final SparseSgd plain;
  private final float[] weights;
  private final float[] lanes = new float[LANES];

  SparseSgdSimd(SparseSgd plain) {
    this.plain = plain;
    this.weights = plain.weights;
  }

  /** Whether the processor has vectors of that size. */
  static boolean isWide() {
    return FloatVector.SPECIES_PREFERRED.length() >= LANES;
  }

  @Override
  public float dot(int[] indices, float[] values, int from, int to, int base) {
    float[] w = weights;
    int bound = to - LANES;
    if (from > bound) {
      return SparseSgd.dot(indices, values, from, to, w, base);
    }
    FloatVector sum = FloatVector.zero(SPECIES);
    int i = from;
    for (; i <= bound; i += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, values, i);
      sum = x.fma(FloatVector.fromArray(SPECIES, w, base, indices, i), sum);
    }
    float tail = SparseSgd.dot(indices, values, i, to, w, base);
    sum.intoArray(lanes, 0);
    return sum(lanes) + tail;
  }

  /**
   * The sum of the lanes of a vector, always in the same order: {@code reduceLanes} adds in another
   * one when it is compiled than before, and the same seed would not give the same bits. A vector
   * as the argument would be boxed wherever this is not inlined.
   */
  static float sum(float[] lanes) {
    float s0 = (lanes[0] + lanes[8]) + (lanes[4] + lanes[12]);
    float s1 = (lanes[1] + lanes[9]) + (lanes[5] + lanes[13]);
    float s2 = (lanes[2] + lanes[10]) + (lanes[6] + lanes[14]);
    float s3 = (lanes[3] + lanes[11]) + (lanes[7] + lanes[15]);
    return (s0 + s2) + (s1 + s3);
  }

  @Override
  public void step(float scale, int[] indices, int from, int to, float[] values, int at, int base) {
    plain.step(scale, indices, from, to, values, at, base);
  }

  @Override
  public float weight(int index) {
    return plain.weight(index);
  }

  @Override
  public void step(float gradient, int index) {
    plain.step(gradient, index);
  }

  @Override
  public void rate(double newRate) {
    plain.rate(newRate);
  }

  @Override
  public void load() {}

  @Override
  public void store() {}

  @Override
  public SparseWeights sharing() {
    return new SparseSgdSimd(new SparseSgd(weights));
  }

  @Override
  public SparseWeights widened(int at, int more, float[] wider, float[]... buffers) {
    return new SparseSgdSimd(plain.widened(at, more, wider, buffers));
  }
}
