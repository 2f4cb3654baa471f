package org.glissade.math;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A sequence of {@code float32} numbers that may be longer than an array can be: on the heap, off
 * the heap, or a mapped file. Indices are {@code long}; bulk copies run at memory speed.
 *
 * <p>This is storage, not arithmetic: kernels work on {@code float[]} that {@link #copyTo} fills.
 */
public final class Floats {
  private final MemorySegment segment;
  private final long length;

  private Floats(MemorySegment segment) {
    this.segment = segment;
    this.length = segment.byteSize() / Float.BYTES;
  }

  /** A view of the array, not a copy: later changes of the array are seen. */
  public static Floats of(float... values) {
    return new Floats(MemorySegment.ofArray(values));
  }

  /**
   * Zeros. Up to 2²⁸ of them lie on the heap, more of them off the heap, freed when unreachable.
   */
  public static Floats zeros(long length) {
    if (length < 0) {
      throw new IllegalArgumentException("length must not be negative: " + length);
    }
    return length <= 1 << 28
        ? of(new float[(int) length])
        : new Floats(Arena.ofAuto().allocate(length * Float.BYTES, 64));
  }

  public long length() {
    return length;
  }

  public float get(long index) {
    return segment.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, index);
  }

  public void set(long index, float value) {
    segment.setAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, index, value);
  }

  /** Copies {@code count} numbers from {@code from} on into {@code target[at …]}. */
  public void copyTo(long from, float[] target, int at, int count) {
    MemorySegment.copy(
        segment, ValueLayout.JAVA_FLOAT_UNALIGNED, from * Float.BYTES, target, at, count);
  }

  /** Copies {@code source[at … at+count)} to {@code to} on. */
  public void copyFrom(float[] source, int at, long to, int count) {
    MemorySegment.copy(
        source, at, segment, ValueLayout.JAVA_FLOAT_UNALIGNED, to * Float.BYTES, count);
  }
}
