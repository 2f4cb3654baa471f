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
  /** Bytes beyond the end of off-heap zeros that may be read. */
  private static final int READ_BEYOND = 64;

  private final MemorySegment segment;
  private final long length;
  private final long readableEnd;

  private Floats(MemorySegment segment, long readableEnd) {
    this.segment = segment;
    this.length = segment.byteSize() / Float.BYTES;
    this.readableEnd = readableEnd;
  }

  /** A view of the array, not a copy: later changes of the array are seen. */
  public static Floats of(float... values) {
    return new Floats(MemorySegment.ofArray(values), 0);
  }

  /**
   * Zeros. Up to 2¹² of them lie on the heap, more of them off the heap, where kernels read them in
   * place; freed when unreachable.
   */
  public static Floats zeros(long length) {
    if (length < 0) {
      throw new IllegalArgumentException("length must not be negative: " + length);
    }
    if (length <= 1 << 12) {
      return of(new float[(int) length]);
    }
    // Kernels read whole vectors, up to one beyond the end.
    MemorySegment padded = Arena.ofAuto().allocate(length * Float.BYTES + READ_BEYOND, READ_BEYOND);
    return new Floats(padded.asSlice(0, length * Float.BYTES), padded.address() + padded.byteSize());
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

  /** The memory behind it. */
  MemorySegment segment() {
    return segment;
  }

  /** Whether it lies off the heap, at an address that stays. */
  boolean isNative() {
    return segment.isNative();
  }

  /** The first address that must not be read; 0 on the heap. */
  long readableEnd() {
    return readableEnd;
  }
}
