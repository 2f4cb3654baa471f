package org.glissade.math;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The innermost part of a product X·Wᵀ that takes both as they lie: products of four rows of X and
 * up to four rows of W, in lanes along the rows, whose sums are taken at the end, for all of them
 * at once (as {@link RowSums} does).
 *
 * <p>Nothing is packed, so that it wins where there are few outputs, or few rows to make up for the
 * packing of W. Sums of lanes are put aside as often as those of {@link MatrixTile}.
 */
final class DotTile {
  static final int ROWS = MatrixTile.ROWS;
  static final int OUTPUTS = MatrixTile.WIDTH;

  private static final VectorSpecies<Float> SPECIES = MatrixTile.SPECIES;
  private static final int LANES = MatrixTile.LANES;
  private static final long STEP = SPECIES.vectorByteSize();
  private static final MemorySegment ALL = VectorDenseKernel.ALL;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final int BLOCK = MatrixKernel.BLOCK * LANES;

  /** What it needs of memory. */
  static final long BYTES = STEP * ROWS * OUTPUTS;

  private final long products;
  private final float[] sums = new float[ROWS * OUTPUTS];
  private final float[] total = new float[ROWS * OUTPUTS];

  private float[] x = {};
  private int xStride;
  private float[] w = {};
  private int wStride;
  private int depth;

  // The block of the sum.
  private int start;
  private int end;

  /**
   * @param products address of {@link #BYTES}, aligned
   */
  DotTile(long products) {
    this.products = products;
  }

  /** Whether it can do a product, and is faster than packing. */
  static boolean isBetter(int rows, int outputs, int inputs) {
    return inputs >= LANES && (outputs <= LANES || rows <= LANES);
  }

  /** Which rows, of {@code length} numbers each, {@link #LANES} at the least. */
  void between(float[] left, int leftStride, float[] right, int rightStride, int length) {
    x = left;
    xStride = leftStride;
    w = right;
    wStride = rightStride;
    depth = length;
  }

  /**
   * The products of up to four rows of X and {@link #OUTPUTS} rows of W, for {@link #put}.
   *
   * @param from index of the first row in X
   * @param with index of the first row in W
   */
  void multiply(int from, int rows, int with, int outputs) {
    int width = outputs > 2 ? OUTPUTS : 2;
    for (start = 0; start < depth; start = end) {
      end = Math.min(depth, start + BLOCK);
      // Rows beyond the last are this one again, so that nothing beyond is read.
      if (outputs > 2) {
        products4(from, rows - 1, with, outputs - 1);
      } else {
        products2(from, rows - 1, with, outputs - 1);
      }
      sum(ROWS * width);
      for (int i = 0; i < ROWS * width; i++) {
        total[i] = start == 0 ? sums[i] : total[i] + sums[i];
      }
    }
  }

  /**
   * Puts the products down in C.
   *
   * @param adding whether to add to what is there
   */
  void put(float[] c, int at, int stride, int rows, int outputs, boolean adding) {
    int width = outputs > 2 ? OUTPUTS : 2;
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < outputs; j++) {
        int to = at + i * stride + j;
        float product = total[i * width + j];
        c[to] = adding ? c[to] + product : product;
      }
    }
  }

  private void products2(int from, int last, int with, int lastOutput) {
    float[] left = x;
    float[] right = w;
    int x0 = from;
    int x1 = from + Math.min(1, last) * xStride;
    int x2 = from + Math.min(2, last) * xStride;
    int x3 = from + Math.min(3, last) * xStride;
    int w0 = with;
    int w1 = with + Math.min(1, lastOutput) * wStride;
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = c00;
    FloatVector c10 = c00;
    FloatVector c11 = c00;
    FloatVector c20 = c00;
    FloatVector c21 = c00;
    FloatVector c30 = c00;
    FloatVector c31 = c00;
    int to = end;
    int whole = start + (to - start & -LANES);
    for (int p = start; p < whole; p += LANES) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, right, w0 + p);
      FloatVector b1 = FloatVector.fromArray(SPECIES, right, w1 + p);
      FloatVector a0 = FloatVector.fromArray(SPECIES, left, x0 + p);
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      FloatVector a1 = FloatVector.fromArray(SPECIES, left, x1 + p);
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      FloatVector a2 = FloatVector.fromArray(SPECIES, left, x2 + p);
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      FloatVector a3 = FloatVector.fromArray(SPECIES, left, x3 + p);
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
    }
    if (whole < to) { // the last vector of each row, without what has been counted
      int p = to - LANES;
      VectorMask<Float> counted = SPECIES.indexInRange(0, whole - p);
      FloatVector b0 = FloatVector.fromArray(SPECIES, right, w0 + p).blend(0, counted);
      FloatVector b1 = FloatVector.fromArray(SPECIES, right, w1 + p).blend(0, counted);
      FloatVector a0 = FloatVector.fromArray(SPECIES, left, x0 + p).blend(0, counted);
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      FloatVector a1 = FloatVector.fromArray(SPECIES, left, x1 + p).blend(0, counted);
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      FloatVector a2 = FloatVector.fromArray(SPECIES, left, x2 + p).blend(0, counted);
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      FloatVector a3 = FloatVector.fromArray(SPECIES, left, x3 + p).blend(0, counted);
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
    }
    c00.intoMemorySegment(ALL, products, ORDER);
    c01.intoMemorySegment(ALL, products + STEP, ORDER);
    c10.intoMemorySegment(ALL, products + 2 * STEP, ORDER);
    c11.intoMemorySegment(ALL, products + 3 * STEP, ORDER);
    c20.intoMemorySegment(ALL, products + 4 * STEP, ORDER);
    c21.intoMemorySegment(ALL, products + 5 * STEP, ORDER);
    c30.intoMemorySegment(ALL, products + 6 * STEP, ORDER);
    c31.intoMemorySegment(ALL, products + 7 * STEP, ORDER);
  }

  private void products4(int from, int last, int with, int lastOutput) {
    float[] left = x;
    float[] right = w;
    int x0 = from;
    int x1 = from + Math.min(1, last) * xStride;
    int x2 = from + Math.min(2, last) * xStride;
    int x3 = from + Math.min(3, last) * xStride;
    int w0 = with;
    int w1 = with + Math.min(1, lastOutput) * wStride;
    int w2 = with + Math.min(2, lastOutput) * wStride;
    int w3 = with + Math.min(3, lastOutput) * wStride;
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = c00;
    FloatVector c02 = c00;
    FloatVector c03 = c00;
    FloatVector c10 = c00;
    FloatVector c11 = c00;
    FloatVector c12 = c00;
    FloatVector c13 = c00;
    FloatVector c20 = c00;
    FloatVector c21 = c00;
    FloatVector c22 = c00;
    FloatVector c23 = c00;
    FloatVector c30 = c00;
    FloatVector c31 = c00;
    FloatVector c32 = c00;
    FloatVector c33 = c00;
    int to = end;
    int whole = start + (to - start & -LANES);
    for (int p = start; p < whole; p += LANES) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, right, w0 + p);
      FloatVector b1 = FloatVector.fromArray(SPECIES, right, w1 + p);
      FloatVector b2 = FloatVector.fromArray(SPECIES, right, w2 + p);
      FloatVector b3 = FloatVector.fromArray(SPECIES, right, w3 + p);
      FloatVector a0 = FloatVector.fromArray(SPECIES, left, x0 + p);
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      c02 = a0.fma(b2, c02);
      c03 = a0.fma(b3, c03);
      FloatVector a1 = FloatVector.fromArray(SPECIES, left, x1 + p);
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      c12 = a1.fma(b2, c12);
      c13 = a1.fma(b3, c13);
      FloatVector a2 = FloatVector.fromArray(SPECIES, left, x2 + p);
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      c22 = a2.fma(b2, c22);
      c23 = a2.fma(b3, c23);
      FloatVector a3 = FloatVector.fromArray(SPECIES, left, x3 + p);
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
      c32 = a3.fma(b2, c32);
      c33 = a3.fma(b3, c33);
    }
    if (whole < to) { // the last vector of each row, without what has been counted
      int p = to - LANES;
      VectorMask<Float> counted = SPECIES.indexInRange(0, whole - p);
      FloatVector b0 = FloatVector.fromArray(SPECIES, right, w0 + p).blend(0, counted);
      FloatVector b1 = FloatVector.fromArray(SPECIES, right, w1 + p).blend(0, counted);
      FloatVector b2 = FloatVector.fromArray(SPECIES, right, w2 + p).blend(0, counted);
      FloatVector b3 = FloatVector.fromArray(SPECIES, right, w3 + p).blend(0, counted);
      FloatVector a0 = FloatVector.fromArray(SPECIES, left, x0 + p).blend(0, counted);
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      c02 = a0.fma(b2, c02);
      c03 = a0.fma(b3, c03);
      FloatVector a1 = FloatVector.fromArray(SPECIES, left, x1 + p).blend(0, counted);
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      c12 = a1.fma(b2, c12);
      c13 = a1.fma(b3, c13);
      FloatVector a2 = FloatVector.fromArray(SPECIES, left, x2 + p).blend(0, counted);
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      c22 = a2.fma(b2, c22);
      c23 = a2.fma(b3, c23);
      FloatVector a3 = FloatVector.fromArray(SPECIES, left, x3 + p).blend(0, counted);
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
      c32 = a3.fma(b2, c32);
      c33 = a3.fma(b3, c33);
    }
    c00.intoMemorySegment(ALL, products, ORDER);
    c01.intoMemorySegment(ALL, products + STEP, ORDER);
    c02.intoMemorySegment(ALL, products + 2 * STEP, ORDER);
    c03.intoMemorySegment(ALL, products + 3 * STEP, ORDER);
    c10.intoMemorySegment(ALL, products + 4 * STEP, ORDER);
    c11.intoMemorySegment(ALL, products + 5 * STEP, ORDER);
    c12.intoMemorySegment(ALL, products + 6 * STEP, ORDER);
    c13.intoMemorySegment(ALL, products + 7 * STEP, ORDER);
    c20.intoMemorySegment(ALL, products + 8 * STEP, ORDER);
    c21.intoMemorySegment(ALL, products + 9 * STEP, ORDER);
    c22.intoMemorySegment(ALL, products + 10 * STEP, ORDER);
    c23.intoMemorySegment(ALL, products + 11 * STEP, ORDER);
    c30.intoMemorySegment(ALL, products + 12 * STEP, ORDER);
    c31.intoMemorySegment(ALL, products + 13 * STEP, ORDER);
    c32.intoMemorySegment(ALL, products + 14 * STEP, ORDER);
    c33.intoMemorySegment(ALL, products + 15 * STEP, ORDER);
  }

  /** Adds up the lanes of each product: first within fours of lanes, then over the fours. */
  private void sum(int count) {
    for (int i = 0; i < count; i += 4) {
      sumWithinFours(products + i * STEP);
    }
    if (LANES == 16) {
      sumOverFours(products, sums);
    } else if (LANES == 8) {
      for (int i = 0; i < count; i += 8) {
        FloatVector a = at(products + i * STEP);
        FloatVector b = at(products + (i + 4) * STEP);
        pairs(a, b, Transposition.UPPER_4, Transposition.LOWER_4, Transposition.BY_4)
            .intoArray(sums, i);
      }
    } else {
      for (int i = 0; i < count; i += 4) {
        at(products + i * STEP).intoArray(sums, i);
      }
    }
  }

  /** Of four vectors one, in whose lane i the sums of vector i mod 4 over its fours are. */
  private static void sumWithinFours(long p) {
    FloatVector v01 =
        pairs(
            at(p), at(p + STEP), Transposition.UPPER_1, Transposition.LOWER_1, Transposition.BY_1);
    FloatVector v23 =
        pairs(
            at(p + 2 * STEP),
            at(p + 3 * STEP),
            Transposition.UPPER_1,
            Transposition.LOWER_1,
            Transposition.BY_1);
    pairs(v01, v23, Transposition.UPPER_2, Transposition.LOWER_2, Transposition.BY_2)
        .intoMemorySegment(ALL, p, ORDER);
  }

  private static void sumOverFours(long p, float[] sums) {
    FloatVector v01 =
        pairs(
            at(p),
            at(p + 4 * STEP),
            Transposition.UPPER_4,
            Transposition.LOWER_4,
            Transposition.BY_4);
    FloatVector v23 =
        pairs(
            at(p + 8 * STEP),
            at(p + 12 * STEP),
            Transposition.UPPER_4,
            Transposition.LOWER_4,
            Transposition.BY_4);
    pairs(v01, v23, Transposition.UPPER_8, Transposition.LOWER_8, Transposition.BY_8)
        .intoArray(sums, 0);
  }

  private static FloatVector at(long address) {
    return FloatVector.fromMemorySegment(SPECIES, ALL, address, ORDER);
  }

  /** Sums of pairs of lanes: of a in the lower lane of each pair, of b in the upper. */
  private static FloatVector pairs(
      FloatVector a,
      FloatVector b,
      VectorMask<Float> upper,
      VectorMask<Float> lower,
      VectorShuffle<Float> by) {
    return a.blend(b, upper).add(a.blend(b, lower).rearrange(by));
  }
}
