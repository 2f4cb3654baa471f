package org.glissade.math;

import static org.glissade.math.SparseAdaGradSimd.FEWEST;
import static org.glissade.math.SparseAdaGradSimd.INTS;
import static org.glissade.math.SparseSgdSimd.LANES;
import static org.glissade.math.SparseSgdSimd.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * {@link SparseWeights#ftrl} with vectors: roots and quotients sixteen at a time, into a block from
 * which the pairs are then written one by one. The weight, −sign(z)·max(0, |z| − λ₁) / (√n/α + β/α
 * + λ₂), is written out in both loops: vectors that cross a call are boxed wherever it is not
 * inlined.
 */
final class SparseFtrlSimd implements SparseWeights {
  private static final int BLOCK = 128;
  private static final int SIGN = 0x80000000;

  private final SparseFtrl plain;
  private final float[] pairs;
  private final int[] places = new int[BLOCK];
  private final float[] zs = new float[BLOCK];
  private final float[] ns = new float[BLOCK];
  private final float[] lanes = new float[LANES];

  SparseFtrlSimd(SparseFtrl plain) {
    this.plain = plain;
    this.pairs = plain.pairs;
  }

  @Override
  public float dot(int[] indices, float[] values, int from, int to, int base) {
    if (to - from < FEWEST) {
      return plain.dot(indices, values, from, to, base);
    }
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int i = from; i < to; i += LANES) {
      VectorMask<Float> row = SPECIES.indexInRange(i, to);
      IntVector.fromArray(INTS, indices, i, row.cast(INTS))
          .lanewise(VectorOperators.LSHL, 1)
          .intoArray(places, 0);
      FloatVector z = FloatVector.fromArray(SPECIES, pairs, 2 * base, places, 0, row);
      FloatVector n = FloatVector.fromArray(SPECIES, pairs, 2 * base + 1, places, 0, row);
      FloatVector beyond = z.abs().sub(plain.l1).max(0);
      FloatVector weights =
          z.neg()
              .reinterpretAsInts()
              .and(SIGN)
              .or(beyond.reinterpretAsInts())
              .reinterpretAsFloats()
              .div(n.sqrt().mul(plain.inverse).add(plain.ground));
      sum = FloatVector.fromArray(SPECIES, values, i, row).fma(weights, sum);
    }
    sum.intoArray(lanes, 0);
    return SparseSgdSimd.sum(lanes);
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
    for (int k = 0; k < count; k += LANES) {
      VectorMask<Float> row = SPECIES.indexInRange(k, count);
      IntVector.fromArray(INTS, indices, from + k, row.cast(INTS))
          .lanewise(VectorOperators.LSHL, 1)
          .intoArray(places, k);
      FloatVector z = FloatVector.fromArray(SPECIES, pairs, 2 * base, places, k, row);
      FloatVector n = FloatVector.fromArray(SPECIES, pairs, 2 * base + 1, places, k, row);
      FloatVector root = n.sqrt();
      FloatVector beyond = z.abs().sub(plain.l1).max(0);
      FloatVector weights =
          z.neg()
              .reinterpretAsInts()
              .and(SIGN)
              .or(beyond.reinterpretAsInts())
              .reinterpretAsFloats()
              .div(root.mul(plain.inverse).add(plain.ground));
      FloatVector gradient = FloatVector.fromArray(SPECIES, values, at + k, row).mul(scale);
      FloatVector squares = gradient.fma(gradient, n);
      FloatVector roots = squares.sqrt().add(root).add(Float.MIN_NORMAL);
      FloatVector sigma = gradient.mul(gradient.div(roots.mul(plain.alpha)));
      z.add(gradient.sub(sigma.mul(weights))).intoArray(zs, k);
      squares.intoArray(ns, k);
    }
  }

  private void write(int count, int origin) {
    float[] p = pairs;
    for (int k = 0; k < count; k++) {
      int j = origin + places[k];
      p[j] = zs[k];
      p[j + 1] = ns[k];
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
  public void rate(double newRate) {}

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
    return new SparseFtrlSimd(new SparseFtrl(plain));
  }

  @Override
  public SparseWeights widened(int at, int more, float[] wider, float[]... buffers) {
    return new SparseFtrlSimd(plain.widened(at, more, wider, buffers));
  }
}
