package org.glissade.math;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Turns square blocks of a matrix around, of as many rows as a vector has lanes: in steps of 8, 4,
 * 2 and 1 rows, two rows that are so far apart exchange those of their lanes that are so far apart
 * (Eklundh, 1972), a permutation and a blend for each new row.
 *
 * <p>Two steps at a time with four rows in registers; between them the block lies in the
 * first-level cache. Whole vectors are read: beyond the edge of a matrix, but never of its array.
 *
 * <p>Not thread-safe.
 */
final class Transposition {
  private static final VectorSpecies<Float> SPECIES = MatrixTile.SPECIES;
  private static final int LANES = MatrixTile.LANES;
  private static final long STEP = SPECIES.vectorByteSize();
  private static final MemorySegment ALL = VectorDenseKernel.ALL;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  static final VectorMask<Float> UPPER_1 = lanesWith(1);
  static final VectorMask<Float> UPPER_2 = lanesWith(2);
  static final VectorMask<Float> UPPER_4 = lanesWith(4);
  static final VectorMask<Float> UPPER_8 = lanesWith(8);
  static final VectorMask<Float> LOWER_1 = UPPER_1.not();
  static final VectorMask<Float> LOWER_2 = UPPER_2.not();
  static final VectorMask<Float> LOWER_4 = UPPER_4.not();
  static final VectorMask<Float> LOWER_8 = UPPER_8.not();
  static final VectorShuffle<Float> BY_1 = exchange(1);
  static final VectorShuffle<Float> BY_2 = exchange(2);
  static final VectorShuffle<Float> BY_4 = exchange(4);
  static final VectorShuffle<Float> BY_8 = exchange(8);

  /** What it needs of memory. */
  static final long BYTES = LANES * STEP;

  /** Address of the block between the steps. */
  private final long block;

  /** Rows at the end of an array, with room behind them. */
  private final float[] spare = new float[LANES * LANES];

  /**
   * @param block address of {@link #BYTES}, aligned
   */
  Transposition(long block) {
    this.block = block;
  }

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
   * Writes columns of a matrix as vectors: one for each lane. Where the matrix has no more rows,
   * its last one is repeated; where it has no more columns, anything may be written.
   *
   * @param at index of the first element
   * @param rowsLeft rows from there on, at least 1
   * @param columnsLeft columns from there on, at least 1
   * @param to address of the first vector, aligned
   * @param apart bytes from one vector to the next
   */
  void toMemory(
      float[] from, int at, int stride, int rowsLeft, int columnsLeft, long to, long apart) {
    read(from, at, stride, rowsLeft, columnsLeft);
    for (int i = 0; i < LANES; i += 4) {
      turnToMemory(block + i * STEP, to + i * apart, apart);
    }
  }

  /** The same into an array, in which the vectors lie {@code apart} elements from each other. */
  void toArray(
      float[] from,
      int at,
      int stride,
      int rowsLeft,
      int columnsLeft,
      float[] to,
      int into,
      int apart) {
    read(from, at, stride, rowsLeft, columnsLeft);
    for (int i = 0; i < LANES; i += 4) {
      turnToArray(block + i * STEP, to, into + i * apart, apart);
    }
  }

  private void read(float[] matrix, int start, int pitch, int rowsLeft, int columnsLeft) {
    float[] from = matrix;
    int at = start;
    int stride = pitch;
    int last = Math.min(LANES, rowsLeft) - 1;
    if (at + last * stride > from.length - LANES) {
      for (int i = 0; i <= last; i++) {
        int row = start + i * pitch;
        System.arraycopy(matrix, row, spare, i * LANES, Math.min(LANES, columnsLeft));
      }
      from = spare;
      at = 0;
      stride = LANES;
    }
    for (int i = 0; i < 4; i++) {
      long to = block + i * STEP;
      int r0 = at + Math.min(i, last) * stride;
      if (LANES == 16) {
        int r1 = at + Math.min(i + 4, last) * stride;
        int r2 = at + Math.min(i + 8, last) * stride;
        int r3 = at + Math.min(i + 12, last) * stride;
        exchangeBy8And4(from, r0, r1, r2, r3, to);
      } else if (LANES == 8) {
        exchangeBy4(from, r0, at + Math.min(i + 4, last) * stride, to);
      } else {
        FloatVector.fromArray(SPECIES, from, r0).intoMemorySegment(ALL, to, ORDER);
      }
    }
  }

  private static void exchangeBy8And4(float[] from, int r0, int r1, int r2, int r3, long to) {
    FloatVector x0 = FloatVector.fromArray(SPECIES, from, r0);
    FloatVector x1 = FloatVector.fromArray(SPECIES, from, r1);
    FloatVector x2 = FloatVector.fromArray(SPECIES, from, r2);
    FloatVector x3 = FloatVector.fromArray(SPECIES, from, r3);
    FloatVector y0 = x0.blend(x2.rearrange(BY_8), UPPER_8);
    FloatVector y1 = x1.blend(x3.rearrange(BY_8), UPPER_8);
    FloatVector y2 = x2.blend(x0.rearrange(BY_8), LOWER_8);
    FloatVector y3 = x3.blend(x1.rearrange(BY_8), LOWER_8);
    y0.blend(y1.rearrange(BY_4), UPPER_4).intoMemorySegment(ALL, to, ORDER);
    y1.blend(y0.rearrange(BY_4), LOWER_4).intoMemorySegment(ALL, to + 4 * STEP, ORDER);
    y2.blend(y3.rearrange(BY_4), UPPER_4).intoMemorySegment(ALL, to + 8 * STEP, ORDER);
    y3.blend(y2.rearrange(BY_4), LOWER_4).intoMemorySegment(ALL, to + 12 * STEP, ORDER);
  }

  private static void exchangeBy4(float[] from, int r0, int r1, long to) {
    FloatVector x0 = FloatVector.fromArray(SPECIES, from, r0);
    FloatVector x1 = FloatVector.fromArray(SPECIES, from, r1);
    x0.blend(x1.rearrange(BY_4), UPPER_4).intoMemorySegment(ALL, to, ORDER);
    x1.blend(x0.rearrange(BY_4), LOWER_4).intoMemorySegment(ALL, to + 4 * STEP, ORDER);
  }

  /** The steps by 2 and 1 of four neighbours, and where they go. */
  private static void turnToMemory(long from, long to, long apart) {
    FloatVector x0 = FloatVector.fromMemorySegment(SPECIES, ALL, from, ORDER);
    FloatVector x1 = FloatVector.fromMemorySegment(SPECIES, ALL, from + STEP, ORDER);
    FloatVector x2 = FloatVector.fromMemorySegment(SPECIES, ALL, from + 2 * STEP, ORDER);
    FloatVector x3 = FloatVector.fromMemorySegment(SPECIES, ALL, from + 3 * STEP, ORDER);
    FloatVector y0 = x0.blend(x2.rearrange(BY_2), UPPER_2);
    FloatVector y1 = x1.blend(x3.rearrange(BY_2), UPPER_2);
    FloatVector y2 = x2.blend(x0.rearrange(BY_2), LOWER_2);
    FloatVector y3 = x3.blend(x1.rearrange(BY_2), LOWER_2);
    y0.blend(y1.rearrange(BY_1), UPPER_1).intoMemorySegment(ALL, to, ORDER);
    y1.blend(y0.rearrange(BY_1), LOWER_1).intoMemorySegment(ALL, to + apart, ORDER);
    y2.blend(y3.rearrange(BY_1), UPPER_1).intoMemorySegment(ALL, to + 2 * apart, ORDER);
    y3.blend(y2.rearrange(BY_1), LOWER_1).intoMemorySegment(ALL, to + 3 * apart, ORDER);
  }

  private static void turnToArray(long from, float[] to, int at, int stride) {
    FloatVector x0 = FloatVector.fromMemorySegment(SPECIES, ALL, from, ORDER);
    FloatVector x1 = FloatVector.fromMemorySegment(SPECIES, ALL, from + STEP, ORDER);
    FloatVector x2 = FloatVector.fromMemorySegment(SPECIES, ALL, from + 2 * STEP, ORDER);
    FloatVector x3 = FloatVector.fromMemorySegment(SPECIES, ALL, from + 3 * STEP, ORDER);
    FloatVector y0 = x0.blend(x2.rearrange(BY_2), UPPER_2);
    FloatVector y1 = x1.blend(x3.rearrange(BY_2), UPPER_2);
    FloatVector y2 = x2.blend(x0.rearrange(BY_2), LOWER_2);
    FloatVector y3 = x3.blend(x1.rearrange(BY_2), LOWER_2);
    y0.blend(y1.rearrange(BY_1), UPPER_1).intoArray(to, at);
    y1.blend(y0.rearrange(BY_1), LOWER_1).intoArray(to, at + stride);
    y2.blend(y3.rearrange(BY_1), UPPER_1).intoArray(to, at + 2 * stride);
    y3.blend(y2.rearrange(BY_1), LOWER_1).intoArray(to, at + 3 * stride);
  }
}
