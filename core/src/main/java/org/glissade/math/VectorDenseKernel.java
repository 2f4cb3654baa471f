package org.glissade.math;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Objects;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * The vector twin. Rows off the heap are read in place, others are copied into a tile first.
 *
 * <p>What was measured and is built in: the products of rows and weights row by row, because eight
 * rows at once defeat the prefetcher of the processor, and their sums over lanes eight at a time
 * ({@link RowSums}); the gradient eight rows at once, which by then lie in the first-level cache,
 * so that it is loaded and stored once for eight rows; 256-bit vectors; everything addressed from
 * one segment that spans all memory, so that the compiler sees one kind of segment.
 *
 * <p>The loops that take the time are methods of more than 325 bytecodes, all loads written out:
 * such methods are never inlined. Inlined into the loop around them, they ran at half the speed in
 * some starts of the JVM.
 *
 * <p>A row is read in whole vectors, over its end. What is read there is blended out of scores, and
 * falls into padding of the gradient. All bounds are checked when rows are named ({@link
 * RowAddresses}), because the checks of the Vector API are switched off where Glissade loads it
 * ({@link Simd}).
 */
final class VectorDenseKernel implements DenseKernel {
  private static final VectorSpecies<Float> STREAM = Lanes.STREAM;
  private static final long CACHE_LINE = 64;
  private static final long STEP = STREAM.vectorByteSize();
  private static final int LANES = STREAM.length();

  @SuppressWarnings("restricted") // what a row may span is checked against the segment it lies in
  static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

  private final DenseRows rows;
  private final int columns;
  private final int outputs;

  /** Bytes of the features of a row. */
  private final long rowBytes;

  /** Bytes from one output's weights to the next, a whole number of cache lines. */
  private final long padded;

  private final RowAddresses addresses;

  // Held so that it is not freed while its addresses are in use.
  private final MemorySegment memory;
  private final @Nullable VectorDenseKernel shared;
  private final long weights;
  private final long gradient;
  private final long tile;
  private final int tileRows;

  /** A vector a row of the tile. */
  private final long products;

  private final long[] at = new long[TILE];
  private final float[] output = new float[TILE];
  private int held;

  // The row scored last, and the one after it with wy and xy of stepAndScore.
  private long last;
  private long ahead;
  private int aheadRow = -1;
  private final float[] found = new float[2];
  private int place;

  VectorDenseKernel(DenseRows rows, int outputs) {
    this(rows, outputs, null);
  }

  private VectorDenseKernel(DenseRows rows, int outputs, @Nullable VectorDenseKernel sharing) {
    this.rows = rows;
    this.columns = rows.columns();
    this.outputs = outputs;
    this.rowBytes = (long) columns * Float.BYTES;
    this.padded = Math.ceilDiv(rowBytes, CACHE_LINE) * CACHE_LINE;
    long matrix = padded * outputs;
    this.tileRows = DenseKernel.tileRows(columns);
    this.memory =
        Arena.ofAuto().allocate(2 * matrix + tileRows * padded + CACHE_LINE + TILE * STEP, 64);
    this.shared = sharing;
    this.weights = sharing != null ? sharing.weights : memory.address();
    this.gradient = memory.address() + matrix;
    this.tile = gradient + matrix;
    this.products = tile + tileRows * padded + CACHE_LINE;
    this.addresses = new RowAddresses(rows, tile, padded);
  }

  @Override
  public DenseKernel sharingWeights() {
    return new VectorDenseKernel(rows, outputs, shared != null ? shared : this);
  }

  @Override
  public void setWeights(float[] params) {
    aheadRow = -1;
    for (int k = 0; k < outputs; k++) {
      MemorySegment.copy(params, k * columns, ALL, FLOAT, weights + k * padded, columns);
    }
  }

  @Override
  public void getWeights(float[] params) {
    for (int k = 0; k < outputs; k++) {
      MemorySegment.copy(ALL, FLOAT, weights + k * padded, params, k * columns, columns);
    }
  }

  @Override
  public void scores(int[] order, int from, int count, float[] scores) {
    Objects.checkFromToIndex(0, count, tileRows);
    held = count;
    addresses.of(order, from, count, at);
    if (outputs == 1) {
      score(weights, count, scores);
      return;
    }
    for (int k = 0; k < outputs; k++) {
      score(weights + k * padded, count, output);
      for (int i = 0; i < count; i++) {
        scores[i * outputs + k] = output[i];
      }
    }
  }

  private void score(long by, int count, float[] scores) {
    multiplyRows(at, count, by, columns, products);
    RowSums.of(products, count, scores);
  }

  /** Leaves the products of each row and the weights in one vector, whose lanes are to be added. */
  private static void multiplyRows(long[] at, int count, long weights, int columns, long products) {
    int rest = columns & (LANES - 1);
    long whole = (long) (columns - rest) * Float.BYTES;
    VectorMask<Float> beyond = STREAM.indexInRange(0, rest).not();
    for (int i = 0; i < count; i++) {
      FloatVector s0 = FloatVector.zero(STREAM);
      FloatVector s1 = s0;
      FloatVector s2 = s0;
      FloatVector s3 = s0;
      long p = at[i];
      long toWeight = weights - p;
      long end = p + whole;
      for (; p <= end - 4 * STEP; p += 4 * STEP) {
        FloatVector w0 = FloatVector.fromMemorySegment(STREAM, ALL, p + toWeight, ORDER);
        FloatVector w1 = FloatVector.fromMemorySegment(STREAM, ALL, p + STEP + toWeight, ORDER);
        FloatVector w2 = FloatVector.fromMemorySegment(STREAM, ALL, p + 2 * STEP + toWeight, ORDER);
        FloatVector w3 = FloatVector.fromMemorySegment(STREAM, ALL, p + 3 * STEP + toWeight, ORDER);
        s0 = FloatVector.fromMemorySegment(STREAM, ALL, p, ORDER).fma(w0, s0);
        s1 = FloatVector.fromMemorySegment(STREAM, ALL, p + STEP, ORDER).fma(w1, s1);
        s2 = FloatVector.fromMemorySegment(STREAM, ALL, p + 2 * STEP, ORDER).fma(w2, s2);
        s3 = FloatVector.fromMemorySegment(STREAM, ALL, p + 3 * STEP, ORDER).fma(w3, s3);
      }
      for (; p < end; p += STEP) {
        FloatVector w0 = FloatVector.fromMemorySegment(STREAM, ALL, p + toWeight, ORDER);
        s0 = FloatVector.fromMemorySegment(STREAM, ALL, p, ORDER).fma(w0, s0);
      }
      if (rest != 0) {
        FloatVector w1 = FloatVector.fromMemorySegment(STREAM, ALL, p + toWeight, ORDER);
        FloatVector x1 = FloatVector.fromMemorySegment(STREAM, ALL, p, ORDER);
        s1 = x1.blend(0, beyond).fma(w1.blend(0, beyond), s1);
      }
      s0.add(s1).add(s2.add(s3)).intoMemorySegment(ALL, products + i * STEP, ORDER);
    }
  }

  @Override
  public void accumulate(float[] dScores) {
    if (outputs == 1) {
      accumulate(dScores, gradient);
      return;
    }
    for (int k = 0; k < outputs; k++) {
      for (int i = 0; i < held; i++) {
        output[i] = dScores[i * outputs + k];
      }
      accumulate(output, gradient + k * padded);
    }
  }

  private void accumulate(float[] d, long into) {
    int i = 0;
    for (; i <= held - 8; i += 8) {
      addEight(at, i, d, into, rowBytes);
    }
    for (; i < held; i++) {
      addOne(at[i], d[i], into, rowBytes);
    }
  }

  private static void addEight(long[] at, int i, float[] d, long into, long bytes) {
    long x0 = at[i];
    long x1 = at[i + 1] - x0;
    long x2 = at[i + 2] - x0;
    long x3 = at[i + 3] - x0;
    long x4 = at[i + 4] - x0;
    long x5 = at[i + 5] - x0;
    long x6 = at[i + 6] - x0;
    long x7 = at[i + 7] - x0;
    FloatVector d0 = FloatVector.broadcast(STREAM, d[i]);
    FloatVector d1 = FloatVector.broadcast(STREAM, d[i + 1]);
    FloatVector d2 = FloatVector.broadcast(STREAM, d[i + 2]);
    FloatVector d3 = FloatVector.broadcast(STREAM, d[i + 3]);
    FloatVector d4 = FloatVector.broadcast(STREAM, d[i + 4]);
    FloatVector d5 = FloatVector.broadcast(STREAM, d[i + 5]);
    FloatVector d6 = FloatVector.broadcast(STREAM, d[i + 6]);
    FloatVector d7 = FloatVector.broadcast(STREAM, d[i + 7]);
    long toSum = into - x0;
    long end = x0 + bytes;
    for (long p = x0; p < end; p += STEP) {
      FloatVector s =
          FloatVector.fromMemorySegment(STREAM, ALL, p, ORDER)
              .fma(d0, FloatVector.fromMemorySegment(STREAM, ALL, p + toSum, ORDER));
      FloatVector t = FloatVector.fromMemorySegment(STREAM, ALL, p + x1, ORDER).mul(d1);
      s = FloatVector.fromMemorySegment(STREAM, ALL, p + x2, ORDER).fma(d2, s);
      t = FloatVector.fromMemorySegment(STREAM, ALL, p + x3, ORDER).fma(d3, t);
      s = FloatVector.fromMemorySegment(STREAM, ALL, p + x4, ORDER).fma(d4, s);
      t = FloatVector.fromMemorySegment(STREAM, ALL, p + x5, ORDER).fma(d5, t);
      s = FloatVector.fromMemorySegment(STREAM, ALL, p + x6, ORDER).fma(d6, s);
      t = FloatVector.fromMemorySegment(STREAM, ALL, p + x7, ORDER).fma(d7, t);
      s.add(t).intoMemorySegment(ALL, p + toSum, ORDER);
    }
  }

  private static void addOne(long x, float d, long into, long bytes) {
    FloatVector factor = FloatVector.broadcast(STREAM, d);
    long toSum = into - x;
    long end = x + bytes;
    for (long p = x; p < end; p += STEP) {
      FloatVector.fromMemorySegment(STREAM, ALL, p, ORDER)
          .fma(factor, FloatVector.fromMemorySegment(STREAM, ALL, p + toSum, ORDER))
          .intoMemorySegment(ALL, p + toSum, ORDER);
    }
  }

  @Override
  public void addGradientTo(float[] into) {
    for (int k = 0; k < outputs; k++) {
      long from = gradient + k * padded;
      for (int j = 0; j < columns; j++) {
        into[k * columns + j] += ALL.get(FLOAT, from + 4L * j);
      }
    }
    clearGradient();
  }

  @Override
  public void addGradientTo(double[] into) {
    for (int k = 0; k < outputs; k++) {
      long from = gradient + k * padded;
      for (int j = 0; j < columns; j++) {
        into[k * columns + j] += ALL.get(FLOAT, from + 4L * j);
      }
    }
    clearGradient();
  }

  @Override
  public void absorb(DenseKernel other) {
    VectorDenseKernel from = (VectorDenseKernel) other;
    addOne(from.gradient, 1, gradient, padded * outputs);
    from.clearGradient();
  }

  private void clearGradient() {
    ALL.asSlice(gradient, padded * outputs).fill((byte) 0);
  }

  @Override
  public void step(float decay, float factor) {
    for (int k = 0; k < outputs; k++) {
      step(weights + k * padded, gradient + k * padded, columns, decay, factor);
    }
  }

  /** Padding of weights stays zero, or what lies beyond a row would count. */
  private static void step(long weights, long gradient, int columns, float decay, float factor) {
    FloatVector keep = FloatVector.broadcast(STREAM, decay);
    FloatVector along = FloatVector.broadcast(STREAM, factor);
    FloatVector zero = FloatVector.zero(STREAM);
    long toGradient = gradient - weights;
    long end = weights + (long) (columns & -LANES) * Float.BYTES;
    long p = weights;
    for (; p < end; p += STEP) {
      FloatVector.fromMemorySegment(STREAM, ALL, p + toGradient, ORDER)
          .fma(along, FloatVector.fromMemorySegment(STREAM, ALL, p, ORDER).mul(keep))
          .intoMemorySegment(ALL, p, ORDER);
      zero.intoMemorySegment(ALL, p + toGradient, ORDER);
    }
    int rest = columns & (LANES - 1);
    if (rest != 0) {
      VectorMask<Float> beyond = STREAM.indexInRange(0, rest).not();
      FloatVector.fromMemorySegment(STREAM, ALL, p + toGradient, ORDER)
          .fma(along, FloatVector.fromMemorySegment(STREAM, ALL, p, ORDER).mul(keep))
          .blend(0, beyond)
          .intoMemorySegment(ALL, p, ORDER);
      zero.intoMemorySegment(ALL, p + toGradient, ORDER);
    }
  }

  @Override
  public void shrink(float threshold) {
    shrink(weights, padded * outputs, threshold);
  }

  private static void shrink(long weights, long bytes, float threshold) {
    FloatVector by = FloatVector.broadcast(STREAM, threshold);
    FloatVector zero = FloatVector.zero(STREAM);
    long end = weights + bytes;
    for (long p = weights; p < end; p += STEP) {
      FloatVector w = FloatVector.fromMemorySegment(STREAM, ALL, p, ORDER);
      FloatVector up = w.sub(by).max(zero);
      FloatVector down = w.add(by).min(zero);
      up.add(down).intoMemorySegment(ALL, p, ORDER);
    }
  }

  @Override
  public void stepAlong(float decay, float factor) {
    aheadRow = -1;
    stepAlong(last, weights, columns, decay, factor);
  }

  private static void stepAlong(long x, long weights, int columns, float decay, float factor) {
    FloatVector keep = FloatVector.broadcast(STREAM, decay);
    FloatVector along = FloatVector.broadcast(STREAM, factor);
    long toWeight = weights - x;
    long end = x + (long) (columns & -LANES) * Float.BYTES;
    long p = x;
    for (; p < end; p += STEP) {
      FloatVector.fromMemorySegment(STREAM, ALL, p, ORDER)
          .fma(along, FloatVector.fromMemorySegment(STREAM, ALL, p + toWeight, ORDER).mul(keep))
          .intoMemorySegment(ALL, p + toWeight, ORDER);
    }
    int rest = columns & (LANES - 1);
    if (rest != 0) {
      VectorMask<Float> beyond = STREAM.indexInRange(0, rest).not();
      FloatVector.fromMemorySegment(STREAM, ALL, p, ORDER)
          .blend(0, beyond)
          .fma(along, FloatVector.fromMemorySegment(STREAM, ALL, p + toWeight, ORDER).mul(keep))
          .intoMemorySegment(ALL, p + toWeight, ORDER);
    }
  }

  /**
   * With w′ = decay·w + factor·x the score of the next row y is w′y = decay·wy + factor·xy. Both
   * products are known before the step is, so that the long way from one score to the next, through
   * all weights and the sum of lanes, is gone twice at a time: while the weights move, the products
   * of the row after the next are taken.
   */
  @Override
  public float stepAndScore(float decay, float factor, int next, int afterNext) {
    if (aheadRow != next) {
      ahead = addresses.of(next, place());
      found[0] = product(ahead, weights);
      found[1] = product(ahead, last);
    }
    float score = Math.fma(factor, found[1], decay * found[0]);
    if (afterNext < 0) {
      stepAlong(last, weights, columns, decay, factor);
      last = ahead;
    } else {
      long after = addresses.of(afterNext, place());
      stepAndLookAhead(last, ahead, after, weights, columns, decay, factor, found);
      last = ahead;
      ahead = after;
    }
    aheadRow = afterNext;
    return score;
  }

  /** Three places of the tile in turn, for rows that have to be copied. */
  private int place() {
    place = place == 2 ? 0 : place + 1;
    return place;
  }

  /** w ← decay·w + factor·x, and of the row z after y: found ← wz, yz. */
  private static void stepAndLookAhead(
      long x, long y, long z, long weights, int columns, float decay, float factor, float[] found) {
    FloatVector keep = FloatVector.broadcast(STREAM, decay);
    FloatVector along = FloatVector.broadcast(STREAM, factor);
    FloatVector s0 = FloatVector.zero(STREAM);
    FloatVector s1 = s0;
    FloatVector t0 = s0;
    FloatVector t1 = s0;
    long toX = x - z;
    long toY = y - z;
    long toWeight = weights - z;
    long end = z + (long) (columns & -LANES) * Float.BYTES;
    long p = z;
    for (; p <= end - 2 * STEP; p += 2 * STEP) {
      FloatVector w0 =
          FloatVector.fromMemorySegment(STREAM, ALL, p + toX, ORDER)
              .fma(
                  along, FloatVector.fromMemorySegment(STREAM, ALL, p + toWeight, ORDER).mul(keep));
      FloatVector w1 =
          FloatVector.fromMemorySegment(STREAM, ALL, p + STEP + toX, ORDER)
              .fma(
                  along,
                  FloatVector.fromMemorySegment(STREAM, ALL, p + STEP + toWeight, ORDER).mul(keep));
      w0.intoMemorySegment(ALL, p + toWeight, ORDER);
      w1.intoMemorySegment(ALL, p + STEP + toWeight, ORDER);
      FloatVector z0 = FloatVector.fromMemorySegment(STREAM, ALL, p, ORDER);
      FloatVector z1 = FloatVector.fromMemorySegment(STREAM, ALL, p + STEP, ORDER);
      s0 = z0.fma(w0, s0);
      s1 = z1.fma(w1, s1);
      t0 = z0.fma(FloatVector.fromMemorySegment(STREAM, ALL, p + toY, ORDER), t0);
      t1 = z1.fma(FloatVector.fromMemorySegment(STREAM, ALL, p + STEP + toY, ORDER), t1);
    }
    if (p < end) {
      FloatVector w0 =
          FloatVector.fromMemorySegment(STREAM, ALL, p + toX, ORDER)
              .fma(
                  along, FloatVector.fromMemorySegment(STREAM, ALL, p + toWeight, ORDER).mul(keep));
      w0.intoMemorySegment(ALL, p + toWeight, ORDER);
      FloatVector z0 = FloatVector.fromMemorySegment(STREAM, ALL, p, ORDER);
      s0 = z0.fma(w0, s0);
      t0 = z0.fma(FloatVector.fromMemorySegment(STREAM, ALL, p + toY, ORDER), t0);
      p += STEP;
    }
    int rest = columns & (LANES - 1);
    if (rest != 0) {
      VectorMask<Float> beyond = STREAM.indexInRange(0, rest).not();
      FloatVector w0 =
          FloatVector.fromMemorySegment(STREAM, ALL, p + toX, ORDER)
              .fma(along, FloatVector.fromMemorySegment(STREAM, ALL, p + toWeight, ORDER).mul(keep))
              .blend(0, beyond);
      w0.intoMemorySegment(ALL, p + toWeight, ORDER);
      FloatVector z0 = FloatVector.fromMemorySegment(STREAM, ALL, p, ORDER).blend(0, beyond);
      s1 = z0.fma(w0, s1);
      t1 = z0.fma(FloatVector.fromMemorySegment(STREAM, ALL, p + toY, ORDER).blend(0, beyond), t1);
    }
    found[0] = Lanes.sum(s0.add(s1));
    found[1] = Lanes.sum(t0.add(t1));
  }

  @Override
  public float score(int row) {
    last = addresses.of(row, place());
    aheadRow = -1;
    return product(last, weights);
  }

  /** Of a row and another row, or weights. */
  private float product(long x, long y) {
    at[0] = x;
    score(y, 1, output);
    return output[0];
  }
}
