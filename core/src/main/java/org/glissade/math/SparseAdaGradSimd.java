package org.glissade.math;

import static org.glissade.math.SparseSgdSimd.LANES;
import static org.glissade.math.SparseSgdSimd.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link SparseWeights#adaGrad} with vectors: roots and quotients sixteen at a time, into a block
 * from which the pairs are then written one by one.
 */
final class SparseAdaGradSimd implements SparseWeights {
  static final VectorSpecies<Integer> INTS = IntVector.SPECIES_512;

  /** Nonzeros from which on a vector, though not full, is faster than one after the other. */
  static final int FEWEST = 6;

  private static final int BLOCK = 128;

  private final SparseAdaGrad plain;
  private final float[] pairs;
  private final int[] places = new int[BLOCK];
  private final float[] sums = new float[BLOCK];
  private final float[] moves = new float[BLOCK];

  SparseAdaGradSimd(SparseAdaGrad plain) {
    this.plain = plain;
    this.pairs = plain.pairs;
  }

  @Override
  public float dot(int[] indices, float[] values, int from, int to, int base) {
    return plain.dot(indices, values, from, to, base);
  }

  @Override
  public void step(float scale, int[] indices, int from, int to, float[] values, int at, int base) {
    if (to - from < FEWEST) {
      plain.step(scale, indices, from, to, values, at, base);
      return;
    }
    for (int i = from; i < to; i += BLOCK) {
      int count = Math.min(BLOCK, to - i);
      prepare(scale, indices, i, count, values, at + i - from, base);
      write(count, 2 * base);
    }
  }

  private void prepare(
      float scale, int[] indices, int from, int count, float[] values, int at, int base) {
    float[] p = pairs;
    int origin = 2 * base + 1; // lanes beyond the row read place 0
    for (int k = 0; k < count; k += LANES) {
      VectorMask<Float> row = SPECIES.indexInRange(k, count);
      IntVector.fromArray(INTS, indices, from + k, row.cast(INTS))
          .lanewise(VectorOperators.LSHL, 1)
          .intoArray(places, k);
      FloatVector gradient = FloatVector.fromArray(SPECIES, values, at + k, row).mul(scale);
      FloatVector sum =
          gradient.fma(gradient, FloatVector.fromArray(SPECIES, p, origin, places, k));
      sum.intoArray(sums, k);
      gradient
          .div(sum.add(plain.initial).sqrt().add(plain.epsilon))
          .mul(plain.rate)
          .intoArray(moves, k);
    }
  }

  private void write(int count, int origin) {
    float[] p = pairs;
    for (int k = 0; k < count; k++) {
      int j = origin + places[k];
      p[j] -= moves[k];
      p[j + 1] = sums[k];
    }
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
  public void load() {
    plain.load();
  }

  @Override
  public void store() {
    plain.store();
  }

  @Override
  public SparseWeights sharing() {
    return new SparseAdaGradSimd(new SparseAdaGrad(plain));
  }

  @Override
  public SparseWeights widened(int at, int more, float[] wider, float[]... buffers) {
    return new SparseAdaGradSimd(plain.widened(at, more, wider, buffers));
  }
}
