package org.glissade.math;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * The vector twin. Rows off the heap are read in place, others are copied into a tile first.
 *
 * <p>What was measured and is built in: scores row by row, because eight rows at once defeat the
 * prefetcher of the processor; the gradient eight rows at once, which by then lie in the
 * first-level cache, so that it is loaded and stored once for eight rows; 256-bit vectors where
 * rows stream from memory, the widest where a single row is scored and latency counts; everything
 * addressed from one segment that spans all memory, so that the compiler sees one kind of segment.
 * One loop a method: the compiler does several of them worse.
 *
 * <p>A row is read in whole vectors, over its end. What is read there is blended out of scores, and
 * falls into padding of the gradient. All bounds are checked when rows are named ({@link
 * RowAddresses}), because the checks of the Vector API are switched off where Glissade loads it
 * ({@link Simd}).
 */
final class VectorDenseKernel implements DenseKernel {
  private static final VectorSpecies<Float> WIDEST = Lanes.WIDEST;
  private static final VectorSpecies<Float> STREAM = Lanes.STREAM;
  private static final long WIDE = WIDEST.vectorByteSize();
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

  /** Bytes from one output's weights to the next, a whole number of the widest vectors. */
  private final long padded;

  private final RowAddresses addresses;

  // Held so that it is not freed while its addresses are in use.
  private final MemorySegment memory;
  private final @Nullable VectorDenseKernel shared;
  private final long weights;
  private final long gradient;
  private final long tile;
  private final long[] at = new long[TILE];
  private final float[] output = new float[TILE];
  private int held;
  private long last;

  VectorDenseKernel(DenseRows rows, int outputs) {
    this(rows, outputs, null);
  }

  private VectorDenseKernel(DenseRows rows, int outputs, @Nullable VectorDenseKernel sharing) {
    this.rows = rows;
    this.columns = rows.columns();
    this.outputs = outputs;
    this.rowBytes = (long) columns * Float.BYTES;
    this.padded = Math.ceilDiv(rowBytes, WIDE) * WIDE;
    long matrix = padded * outputs;
    this.memory = Arena.ofAuto().allocate(2 * matrix + TILE * padded + WIDE, 64);
    this.shared = sharing;
    this.weights = sharing != null ? sharing.weights : memory.address();
    this.gradient = memory.address() + matrix;
    this.tile = gradient + matrix;
    this.addresses = new RowAddresses(rows, tile, padded);
  }

  @Override
  public DenseKernel sharingWeights() {
    return new VectorDenseKernel(rows, outputs, shared != null ? shared : this);
  }

  @Override
  public void setWeights(float[] params) {
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
    held = count;
    addresses.of(order, from, count, at);
    if (outputs == 1) {
      scoreRows(at, count, weights, columns, scores);
    } else {
      for (int i = 0; i < count; i++) {
        scoreOutputs(at[i], weights, padded, columns, scores, i * outputs, outputs);
      }
    }
  }

  private static void scoreRows(long[] at, int count, long weights, int columns, float[] scores) {
    for (int i = 0; i < count; i++) {
      scores[i] = dot(at[i], weights, columns);
    }
  }

  private static void scoreOutputs(
      long x, long weights, long padded, int columns, float[] scores, int from, int outputs) {
    for (int k = 0; k < outputs; k++) {
      scores[from + k] = dot(x, weights + k * padded, columns);
    }
  }

  private static FloatVector stream(long address) {
    return FloatVector.fromMemorySegment(STREAM, ALL, address, ORDER);
  }

  private static FloatVector wide(long address) {
    return FloatVector.fromMemorySegment(WIDEST, ALL, address, ORDER);
  }

  private static float dot(long x, long w, int columns) {
    FloatVector s0 = FloatVector.zero(STREAM);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    long toWeight = w - x;
    long end = x + (long) (columns & -LANES) * Float.BYTES;
    long p = x;
    for (; p <= end - 4 * STEP; p += 4 * STEP) {
      s0 = stream(p).fma(stream(p + toWeight), s0);
      s1 = stream(p + STEP).fma(stream(p + STEP + toWeight), s1);
      s2 = stream(p + 2 * STEP).fma(stream(p + 2 * STEP + toWeight), s2);
      s3 = stream(p + 3 * STEP).fma(stream(p + 3 * STEP + toWeight), s3);
    }
    for (; p < end; p += STEP) {
      s0 = stream(p).fma(stream(p + toWeight), s0);
    }
    int rest = columns & (LANES - 1);
    if (rest != 0) {
      VectorMask<Float> beyond = STREAM.indexInRange(0, rest).not();
      s1 = stream(p).blend(0, beyond).fma(stream(p + toWeight), s1);
    }
    return Lanes.sum(s0.add(s1).add(s2.add(s3)));
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
      FloatVector s = stream(p).fma(d0, stream(p + toSum));
      FloatVector t = stream(p + x1).mul(d1);
      s = stream(p + x2).fma(d2, s);
      t = stream(p + x3).fma(d3, t);
      s = stream(p + x4).fma(d4, s);
      t = stream(p + x5).fma(d5, t);
      s = stream(p + x6).fma(d6, s);
      t = stream(p + x7).fma(d7, t);
      s.add(t).intoMemorySegment(ALL, p + toSum, ORDER);
    }
  }

  private static void addOne(long x, float d, long into, long bytes) {
    FloatVector factor = FloatVector.broadcast(STREAM, d);
    long toSum = into - x;
    long end = x + bytes;
    for (long p = x; p < end; p += STEP) {
      stream(p).fma(factor, stream(p + toSum)).intoMemorySegment(ALL, p + toSum, ORDER);
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
    step(weights, gradient, padded * outputs, decay, factor);
    if (rowBytes < padded) {
      for (int k = 0; k < outputs; k++) {
        clear(weights + k * padded + rowBytes, weights + (k + 1) * padded);
      }
    }
  }

  private static void step(long weights, long gradient, long bytes, float decay, float factor) {
    FloatVector keep = FloatVector.broadcast(STREAM, decay);
    FloatVector along = FloatVector.broadcast(STREAM, factor);
    FloatVector zero = FloatVector.zero(STREAM);
    long toGradient = gradient - weights;
    long end = weights + bytes;
    for (long p = weights; p < end; p += STEP) {
      stream(p + toGradient).fma(along, stream(p).mul(keep)).intoMemorySegment(ALL, p, ORDER);
      zero.intoMemorySegment(ALL, p + toGradient, ORDER);
    }
  }

  /** Padding of weights stays zero, or what lies beyond a row would count. */
  private static void clear(long from, long to) {
    for (long p = from; p < to; p += Float.BYTES) {
      ALL.set(FLOAT, p, 0f);
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
      FloatVector w = stream(p);
      FloatVector up = w.sub(by).max(zero);
      FloatVector down = w.add(by).min(zero);
      up.add(down).intoMemorySegment(ALL, p, ORDER);
    }
  }

  @Override
  public void stepAlong(float decay, float factor) {
    stepAlong(last, weights, columns, decay, factor);
  }

  private static void stepAlong(long x, long weights, int columns, float decay, float factor) {
    FloatVector keep = FloatVector.broadcast(WIDEST, decay);
    FloatVector along = FloatVector.broadcast(WIDEST, factor);
    long toWeight = weights - x;
    int lanes = WIDEST.length();
    long end = x + (long) (columns & -lanes) * Float.BYTES;
    long p = x;
    for (; p < end; p += WIDE) {
      wide(p).fma(along, wide(p + toWeight).mul(keep)).intoMemorySegment(ALL, p + toWeight, ORDER);
    }
    int rest = columns & (lanes - 1);
    if (rest != 0) {
      VectorMask<Float> beyond = WIDEST.indexInRange(0, rest).not();
      wide(p)
          .blend(0, beyond)
          .fma(along, wide(p + toWeight).mul(keep))
          .intoMemorySegment(ALL, p + toWeight, ORDER);
    }
  }

  @Override
  public float stepAndScore(float decay, float factor, int next) {
    long x = last;
    // Two places of the tile in turn: the row before is still needed.
    last = addresses.of(next, x == tile ? 1 : 0);
    return stepAndScore(x, last, weights, columns, decay, factor);
  }

  private static float stepAndScore(
      long x, long next, long weights, int columns, float decay, float factor) {
    FloatVector keep = FloatVector.broadcast(WIDEST, decay);
    FloatVector along = FloatVector.broadcast(WIDEST, factor);
    FloatVector s0 = FloatVector.zero(WIDEST);
    FloatVector s1 = s0;
    long toNext = next - x;
    long toWeight = weights - x;
    int lanes = WIDEST.length();
    long end = x + (long) (columns & -lanes) * Float.BYTES;
    long p = x;
    for (; p <= end - 2 * WIDE; p += 2 * WIDE) {
      FloatVector w0 = wide(p).fma(along, wide(p + toWeight).mul(keep));
      FloatVector w1 = wide(p + WIDE).fma(along, wide(p + WIDE + toWeight).mul(keep));
      w0.intoMemorySegment(ALL, p + toWeight, ORDER);
      w1.intoMemorySegment(ALL, p + WIDE + toWeight, ORDER);
      s0 = wide(p + toNext).fma(w0, s0);
      s1 = wide(p + WIDE + toNext).fma(w1, s1);
    }
    if (p < end) {
      FloatVector w0 = wide(p).fma(along, wide(p + toWeight).mul(keep));
      w0.intoMemorySegment(ALL, p + toWeight, ORDER);
      s0 = wide(p + toNext).fma(w0, s0);
      p += WIDE;
    }
    int rest = columns & (lanes - 1);
    if (rest != 0) {
      VectorMask<Float> beyond = WIDEST.indexInRange(0, rest).not();
      FloatVector w0 = wide(p).blend(0, beyond).fma(along, wide(p + toWeight).mul(keep));
      w0.intoMemorySegment(ALL, p + toWeight, ORDER);
      s1 = wide(p + toNext).blend(0, beyond).fma(w0, s1);
    }
    return Lanes.sumWidest(s0.add(s1));
  }

  @Override
  public float score(int row) {
    last = addresses.of(row, 0);
    return dot(last, weights, columns);
  }
}
