package org.glissade.math;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums over the lanes of many vectors of shape {@link Lanes#STREAM}, as many of them at once as a
 * vector has lanes.
 *
 * <p>A dot product ends with a sum over lanes, which takes as long as some 64 columns: shuffles and
 * additions that wait for each other, and a number taken out of a vector. For the scores of a tile
 * the vectors are put down in memory first. Then eight of them are added up by blending two vectors
 * into one at each of three steps, so that lane i of the outcome is the sum of vector i: 28
 * operations for eight sums instead of 64.
 *
 * <p>The sum of a vector does not depend on its place: lanes are added in pairs of neighbours, then
 * pairs, then fours, always.
 */
final class RowSums {
  private static final VectorSpecies<Float> SPECIES = Lanes.STREAM;
  private static final MemorySegment ALL = VectorDenseKernel.ALL;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final int LANES = SPECIES.length();
  private static final long STEP = SPECIES.vectorByteSize();
  private static final boolean HAS_8 = LANES == 8;
  private static final VectorMask<Float> ODD = lanesWith(1);
  private static final VectorMask<Float> EVEN = ODD.not();
  private static final VectorMask<Float> UPPER_2 = lanesWith(2);
  private static final VectorMask<Float> LOWER_2 = UPPER_2.not();
  private static final VectorMask<Float> UPPER_4 = lanesWith(4);
  private static final VectorMask<Float> LOWER_4 = UPPER_4.not();
  private static final VectorShuffle<Float> BY_1 = exchange(1);
  private static final VectorShuffle<Float> BY_2 = exchange(2);
  private static final VectorShuffle<Float> BY_4 = exchange(4);

  private RowSums() {}

  private static VectorMask<Float> lanesWith(int bit) {
    boolean[] set = new boolean[LANES];
    for (int i = 0; i < LANES; i++) {
      set[i] = (i & bit) != 0;
    }
    return VectorMask.fromValues(SPECIES, set);
  }

  private static VectorShuffle<Float> exchange(int by) {
    return VectorShuffle.fromOp(SPECIES, i -> (i ^ by) & (LANES - 1));
  }

  /**
   * Writes the sums of {@code count} vectors to {@code sums[0 … count)}.
   *
   * @param vectors address of the first; as many as make whole groups of eight may be read
   */
  static void of(long vectors, int count, float[] sums) {
    if (!HAS_8) {
      for (int i = 0; i < count; i++) {
        sums[i] = Lanes.sum(FloatVector.fromMemorySegment(SPECIES, ALL, vectors + i * STEP, ORDER));
      }
      return;
    }
    int i = 0;
    for (; i + 8 <= sums.length && i < count; i += 8) {
      eight(vectors + i * STEP, sums, i);
    }
    if (i < count) {
      float[] last = new float[8];
      eight(vectors + i * STEP, last, 0);
      System.arraycopy(last, 0, sums, i, count - i);
    }
  }

  private static void eight(long p, float[] sums, int to) {
    FloatVector a = FloatVector.fromMemorySegment(SPECIES, ALL, p, ORDER);
    FloatVector b = FloatVector.fromMemorySegment(SPECIES, ALL, p + STEP, ORDER);
    FloatVector v01 = a.blend(b, ODD).add(a.blend(b, EVEN).rearrange(BY_1));
    a = FloatVector.fromMemorySegment(SPECIES, ALL, p + 2 * STEP, ORDER);
    b = FloatVector.fromMemorySegment(SPECIES, ALL, p + 3 * STEP, ORDER);
    FloatVector v23 = a.blend(b, ODD).add(a.blend(b, EVEN).rearrange(BY_1));
    FloatVector v03 = v01.blend(v23, UPPER_2).add(v01.blend(v23, LOWER_2).rearrange(BY_2));
    a = FloatVector.fromMemorySegment(SPECIES, ALL, p + 4 * STEP, ORDER);
    b = FloatVector.fromMemorySegment(SPECIES, ALL, p + 5 * STEP, ORDER);
    v01 = a.blend(b, ODD).add(a.blend(b, EVEN).rearrange(BY_1));
    a = FloatVector.fromMemorySegment(SPECIES, ALL, p + 6 * STEP, ORDER);
    b = FloatVector.fromMemorySegment(SPECIES, ALL, p + 7 * STEP, ORDER);
    v23 = a.blend(b, ODD).add(a.blend(b, EVEN).rearrange(BY_1));
    FloatVector v47 = v01.blend(v23, UPPER_2).add(v01.blend(v23, LOWER_2).rearrange(BY_2));
    v03.blend(v47, UPPER_4).add(v03.blend(v47, LOWER_4).rearrange(BY_4)).intoArray(sums, to);
  }
}
