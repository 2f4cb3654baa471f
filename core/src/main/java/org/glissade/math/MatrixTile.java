package org.glissade.math;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The innermost part of a product C = A·B: four rows of A by a panel of up to four vectors of B are
 * summed in registers over one block of the sum, and put down in C.
 *
 * <p>A number of A is loaded once for four vectors and a vector of B once for four rows, so that
 * eight loads go with sixteen multiply-adds, as many as have to be under way to hide how long each
 * takes. A is read in place. B is read from a packed panel off the heap: there its vectors are
 * aligned, which those of arrays are not, and follow each other. With 32 registers four vectors
 * fit; with the 16 of AVX2 the compiler spills four or three, at a quarter to half of the speed.
 *
 * <p>Each method is one loop over local variables, since a vector in a field or an array would be
 * an object, and it only stores its sums: to add them to C in the same method brings it to the
 * number of nodes at which the compiler stops inlining, and what is not inlined makes objects. A
 * tile that is to be added, or is not full, is put down beside first, and added or copied from
 * there.
 */
final class MatrixTile {
  static final int ROWS = 4;
  static final VectorSpecies<Float> SPECIES =
      FloatVector.SPECIES_PREFERRED.length() > 16
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED;
  static final int LANES = SPECIES.length();

  /** Vectors side by side. */
  static final int WIDTH = LANES == 8 ? 2 : 4;

  private static final long STEP = SPECIES.vectorByteSize();
  private static final MemorySegment ALL = VectorDenseKernel.ALL;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private float[] a = {};
  private int aStride;
  private float[] c = {};
  private int cStride;
  private long panel;
  private int depth;
  private boolean add;
  private final float[] aside = new float[ROWS * WIDTH * LANES];

  /** From which rows A, into which rows of C. */
  void between(float[] left, int leftStride, float[] to, int toStride) {
    a = left;
    aStride = leftStride;
    c = to;
    cStride = toStride;
  }

  /**
   * With which panel of B.
   *
   * @param address of {@code length} rows of as many vectors as the tiles are to have
   * @param length number of products in each sum
   * @param adding whether to add to what is there
   */
  void with(long address, int length, boolean adding) {
    panel = address;
    depth = length;
    add = adding;
  }

  /**
   * One tile of C.
   *
   * @param from index in A of the first factor of the first row
   * @param rows of the tile, 1 to {@link #ROWS}
   * @param to index in C
   * @param columns of the tile, 1 to {@link #WIDTH} vectors
   */
  void multiply(int from, int rows, int to, int columns) {
    int width = Math.ceilDiv(columns, LANES);
    int padded = width * LANES;
    if (!add && rows == ROWS && columns == padded) {
      tile(width, from, rows, c, to, cStride);
      return;
    }
    tile(width, from, rows, aside, 0, padded);
    for (int i = 0; i < rows; i++) {
      if (!add) {
        System.arraycopy(aside, i * padded, c, to + i * cStride, columns);
      } else if (columns == padded) {
        addVectors(aside, i * padded, c, to + i * cStride, columns);
      } else {
        Vectors.addScaled(1, aside, i * padded, c, to + i * cStride, columns);
      }
    }
  }

  private static void addVectors(float[] from, int at, float[] to, int into, int count) {
    for (int j = 0; j < count; j += LANES) {
      FloatVector.fromArray(SPECIES, from, at + j)
          .add(FloatVector.fromArray(SPECIES, to, into + j))
          .intoArray(to, into + j);
    }
  }

  private void tile(int width, int from, int rows, float[] to, int at, int stride) {
    int last = rows - 1; // rows beyond are this one again, so that nothing beyond is read
    switch (width) {
      case 1 -> tile1(from, last, to, at, stride);
      case 2 -> tile2(from, last, to, at, stride);
      case 3 -> tile3(from, last, to, at, stride);
      default -> tile4(from, last, to, at, stride);
    }
  }

  private void tile1(int from, int last, float[] to, int at, int stride) {
    float[] left = a;
    int r0 = from;
    int r1 = from + Math.min(1, last) * aStride;
    int r2 = from + Math.min(2, last) * aStride;
    int r3 = from + Math.min(3, last) * aStride;
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c10 = c00;
    FloatVector c20 = c00;
    FloatVector c30 = c00;
    long q = panel;
    int count = depth;
    for (int p = 0; p < count; p++) {
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, ALL, q, ORDER);
      FloatVector a0 = FloatVector.broadcast(SPECIES, left[r0 + p]);
      c00 = a0.fma(b0, c00);
      FloatVector a1 = FloatVector.broadcast(SPECIES, left[r1 + p]);
      c10 = a1.fma(b0, c10);
      FloatVector a2 = FloatVector.broadcast(SPECIES, left[r2 + p]);
      c20 = a2.fma(b0, c20);
      FloatVector a3 = FloatVector.broadcast(SPECIES, left[r3 + p]);
      c30 = a3.fma(b0, c30);
      q += STEP;
    }
    int row = at;
    c00.intoArray(to, row);
    row += stride;
    c10.intoArray(to, row);
    row += stride;
    c20.intoArray(to, row);
    row += stride;
    c30.intoArray(to, row);
  }

  private void tile2(int from, int last, float[] to, int at, int stride) {
    float[] left = a;
    int r0 = from;
    int r1 = from + Math.min(1, last) * aStride;
    int r2 = from + Math.min(2, last) * aStride;
    int r3 = from + Math.min(3, last) * aStride;
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = c00;
    FloatVector c10 = c00;
    FloatVector c11 = c00;
    FloatVector c20 = c00;
    FloatVector c21 = c00;
    FloatVector c30 = c00;
    FloatVector c31 = c00;
    long q = panel;
    int count = depth;
    for (int p = 0; p < count; p++) {
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, ALL, q, ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, ALL, q + STEP, ORDER);
      FloatVector a0 = FloatVector.broadcast(SPECIES, left[r0 + p]);
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      FloatVector a1 = FloatVector.broadcast(SPECIES, left[r1 + p]);
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      FloatVector a2 = FloatVector.broadcast(SPECIES, left[r2 + p]);
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      FloatVector a3 = FloatVector.broadcast(SPECIES, left[r3 + p]);
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
      q += 2 * STEP;
    }
    int row = at;
    c00.intoArray(to, row);
    c01.intoArray(to, row + LANES);
    row += stride;
    c10.intoArray(to, row);
    c11.intoArray(to, row + LANES);
    row += stride;
    c20.intoArray(to, row);
    c21.intoArray(to, row + LANES);
    row += stride;
    c30.intoArray(to, row);
    c31.intoArray(to, row + LANES);
  }

  private void tile3(int from, int last, float[] to, int at, int stride) {
    float[] left = a;
    int r0 = from;
    int r1 = from + Math.min(1, last) * aStride;
    int r2 = from + Math.min(2, last) * aStride;
    int r3 = from + Math.min(3, last) * aStride;
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = c00;
    FloatVector c02 = c00;
    FloatVector c10 = c00;
    FloatVector c11 = c00;
    FloatVector c12 = c00;
    FloatVector c20 = c00;
    FloatVector c21 = c00;
    FloatVector c22 = c00;
    FloatVector c30 = c00;
    FloatVector c31 = c00;
    FloatVector c32 = c00;
    long q = panel;
    int count = depth;
    for (int p = 0; p < count; p++) {
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, ALL, q, ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, ALL, q + STEP, ORDER);
      FloatVector b2 = FloatVector.fromMemorySegment(SPECIES, ALL, q + 2 * STEP, ORDER);
      FloatVector a0 = FloatVector.broadcast(SPECIES, left[r0 + p]);
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      c02 = a0.fma(b2, c02);
      FloatVector a1 = FloatVector.broadcast(SPECIES, left[r1 + p]);
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      c12 = a1.fma(b2, c12);
      FloatVector a2 = FloatVector.broadcast(SPECIES, left[r2 + p]);
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      c22 = a2.fma(b2, c22);
      FloatVector a3 = FloatVector.broadcast(SPECIES, left[r3 + p]);
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
      c32 = a3.fma(b2, c32);
      q += 3 * STEP;
    }
    int row = at;
    c00.intoArray(to, row);
    c01.intoArray(to, row + LANES);
    c02.intoArray(to, row + 2 * LANES);
    row += stride;
    c10.intoArray(to, row);
    c11.intoArray(to, row + LANES);
    c12.intoArray(to, row + 2 * LANES);
    row += stride;
    c20.intoArray(to, row);
    c21.intoArray(to, row + LANES);
    c22.intoArray(to, row + 2 * LANES);
    row += stride;
    c30.intoArray(to, row);
    c31.intoArray(to, row + LANES);
    c32.intoArray(to, row + 2 * LANES);
  }

  private void tile4(int from, int last, float[] to, int at, int stride) {
    float[] left = a;
    int r0 = from;
    int r1 = from + Math.min(1, last) * aStride;
    int r2 = from + Math.min(2, last) * aStride;
    int r3 = from + Math.min(3, last) * aStride;
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
    long q = panel;
    int count = depth;
    for (int p = 0; p < count; p++) {
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, ALL, q, ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, ALL, q + STEP, ORDER);
      FloatVector b2 = FloatVector.fromMemorySegment(SPECIES, ALL, q + 2 * STEP, ORDER);
      FloatVector b3 = FloatVector.fromMemorySegment(SPECIES, ALL, q + 3 * STEP, ORDER);
      FloatVector a0 = FloatVector.broadcast(SPECIES, left[r0 + p]);
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      c02 = a0.fma(b2, c02);
      c03 = a0.fma(b3, c03);
      FloatVector a1 = FloatVector.broadcast(SPECIES, left[r1 + p]);
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      c12 = a1.fma(b2, c12);
      c13 = a1.fma(b3, c13);
      FloatVector a2 = FloatVector.broadcast(SPECIES, left[r2 + p]);
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      c22 = a2.fma(b2, c22);
      c23 = a2.fma(b3, c23);
      FloatVector a3 = FloatVector.broadcast(SPECIES, left[r3 + p]);
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
      c32 = a3.fma(b2, c32);
      c33 = a3.fma(b3, c33);
      q += 4 * STEP;
    }
    int row = at;
    c00.intoArray(to, row);
    c01.intoArray(to, row + LANES);
    c02.intoArray(to, row + 2 * LANES);
    c03.intoArray(to, row + 3 * LANES);
    row += stride;
    c10.intoArray(to, row);
    c11.intoArray(to, row + LANES);
    c12.intoArray(to, row + 2 * LANES);
    c13.intoArray(to, row + 3 * LANES);
    row += stride;
    c20.intoArray(to, row);
    c21.intoArray(to, row + LANES);
    c22.intoArray(to, row + 2 * LANES);
    c23.intoArray(to, row + 3 * LANES);
    row += stride;
    c30.intoArray(to, row);
    c31.intoArray(to, row + LANES);
    c32.intoArray(to, row + 2 * LANES);
    c33.intoArray(to, row + 3 * LANES);
  }
}
