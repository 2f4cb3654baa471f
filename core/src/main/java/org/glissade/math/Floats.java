package org.glissade.math;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A sequence of {@code float32} numbers that may be longer than an array can be: on the heap, off
 * the heap, or in a mapped file. Indices are {@code long}; bulk copies run at memory speed.
 *
 * <p>This is storage, not arithmetic: kernels work on {@code float[]} that {@link #copyTo} fills,
 * or in place.
 */
public final class Floats {
  /** Bytes beyond the end of off-heap zeros that may be read. */
  private static final int READ_BEYOND = 64;

  private final MemorySegment segment;
  private final @Nullable Mapping mapping;
  private final long length;
  private final long readableEnd;

  private Floats(MemorySegment segment, @Nullable Mapping mapping, long readableEnd) {
    this.segment = segment;
    this.mapping = mapping;
    this.length = segment.byteSize() / Float.BYTES;
    this.readableEnd = readableEnd;
  }

  /** A view of the array, not a copy: later changes of the array are seen. */
  public static Floats of(float... values) {
    return new Floats(MemorySegment.ofArray(values), null, 0);
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
    return new Floats(
        padded.asSlice(0, length * Float.BYTES), null, padded.address() + padded.byteSize());
  }

  /**
   * A part of a file, read-only, in the byte order of this machine; nothing is read yet. {@link
   * Mapping} says what happens when the file is changed.
   *
   * @param byteOffset where it begins in the file
   * @param count how many numbers
   * @throws java.io.UncheckedIOException if the file cannot be read or is too short
   */
  public static Floats map(Path file, long byteOffset, long count) {
    Mapping mapping = Mapping.of(file, byteOffset, Math.multiplyExact(count, (long) Float.BYTES));
    MemorySegment segment = mapping.segment();
    return new Floats(segment, mapping, segment.address() + segment.byteSize());
  }

  public long length() {
    return length;
  }

  /** The file behind it, or null if it lies in memory. */
  public @Nullable Mapping mapping() {
    return mapping;
  }

  /** The memory, for kernels. */
  MemorySegment segment() {
    return segment;
  }

  public float get(long index) {
    return segment.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, index);
  }

  public void set(long index, float value) {
    segment.setAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, index, value);
  }

  /** Copies {@code count} numbers from {@code from} on into {@code target[at …]}. */
  public void copyTo(long from, float[] target, int at, int count) {
    if (mapping != null) {
      mapping.used(from * Float.BYTES, (long) count * Float.BYTES);
    }
    MemorySegment.copy(
        segment, ValueLayout.JAVA_FLOAT_UNALIGNED, from * Float.BYTES, target, at, count);
  }

  /**
   * Copies {@code count} numbers from {@code from} on to {@code target}, {@code at} on; those of a
   * file are read into it, past the mapping.
   *
   * @throws java.io.UncheckedIOException if the file cannot be read there; says how it changed
   */
  public void read(long from, Floats target, long at, long count) {
    MemorySegment into = target.segment.asSlice(at * Float.BYTES, count * Float.BYTES);
    if (mapping != null) {
      mapping.read(from * Float.BYTES, into);
    } else {
      into.copyFrom(segment.asSlice(from * Float.BYTES, into.byteSize()));
    }
  }

  /** The same into an array. */
  public void read(long from, float[] target, int at, int count) {
    MemorySegment into =
        MemorySegment.ofArray(target).asSlice((long) at * Float.BYTES, (long) count * Float.BYTES);
    if (mapping != null) {
      mapping.read(from * Float.BYTES, into);
    } else {
      into.copyFrom(segment.asSlice(from * Float.BYTES, into.byteSize()));
    }
  }

  /** Copies {@code source[at … at+count)} to {@code to} on. */
  public void copyFrom(float[] source, int at, long to, int count) {
    MemorySegment.copy(
        source, at, segment, ValueLayout.JAVA_FLOAT_UNALIGNED, to * Float.BYTES, count);
  }

  /** The array of which this is a view, or null if it lies off the heap. */
  float @Nullable [] array() {
    return segment.heapBase().orElse(null) instanceof float[] array ? array : null;
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
