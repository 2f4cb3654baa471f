package org.glissade.math;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link SparseWeights#sgd} with 512-bit gathers; rows shorter than a vector go to the plain twin.
 */
final class SparseSgdSimd implements SparseWeights {
  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_512;
  static final int LANES = 16;
  static final VectorSpecies<Float> HALF = FloatVector.SPECIES_256;

  private final SparseSgd plain;
  private final float[] weights;
  private final float[] lanes = new float[LANES / 2];

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
    return sum(sum, lanes) + tail;
  }

  /**
   * The sum of the lanes, always in the same order. {@code reduceLanes} adds in another order when
   * it is compiled than before: the same seed would not give the same bits.
   */
  static float sum(FloatVector v, float[] lanes) {
    FloatVector low = (FloatVector) v.reinterpretShape(HALF, 0);
    FloatVector high = (FloatVector) v.reinterpretShape(HALF, 1);
    low.add(high).intoArray(lanes, 0);
    return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6]))
        + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
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
