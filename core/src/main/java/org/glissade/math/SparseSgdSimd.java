package org.glissade.math;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** {@link SparseWeights#sgd} with 512-bit gathers; rows shorter than a vector go to the plain twin. */
final class SparseSgdSimd implements SparseWeights {
  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_512;
  static final int LANES = 16;

  private final SparseSgd plain;
  private final float[] weights;

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
    return sum.reduceLanes(VectorOperators.ADD) + tail;
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
}
