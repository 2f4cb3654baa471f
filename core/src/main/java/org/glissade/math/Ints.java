package org.glissade.math;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A sequence of {@code int32} numbers that may be longer than an array can be: on the heap, off the
 * heap, or in a mapped file. Indices are {@code long}; bulk copies run at memory speed.
 */
public final class Ints {
  private final MemorySegment segment;
  private final @Nullable Mapping mapping;
  private final long length;

  private Ints(MemorySegment segment, @Nullable Mapping mapping) {
    this.segment = segment;
    this.mapping = mapping;
    this.length = segment.byteSize() / Integer.BYTES;
  }

  /** A view of the array, not a copy: later changes of the array are seen. */
  public static Ints of(int... values) {
    return new Ints(MemorySegment.ofArray(values), null);
  }

  /**
   * A part of a file, read-only, in the byte order of this machine; nothing is read yet. {@link
   * Mapping} says what happens when the file is changed.
   *
   * @param byteOffset where it begins in the file
   * @param count how many numbers
   * @throws java.io.UncheckedIOException if the file cannot be read or is too short
   */
  public static Ints map(Path file, long byteOffset, long count) {
    Mapping mapping = Mapping.of(file, byteOffset, Math.multiplyExact(count, (long) Integer.BYTES));
    return new Ints(mapping.segment(), mapping);
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

  public int get(long index) {
    if (mapping != null) {
      mapping.used(index * Integer.BYTES, Integer.BYTES);
    }
    return segment.getAtIndex(ValueLayout.JAVA_INT_UNALIGNED, index);
  }

  /** Copies {@code count} numbers from {@code from} on into {@code target[at …]}. */
  public void copyTo(long from, int[] target, int at, int count) {
    if (mapping != null) {
      mapping.used(from * Integer.BYTES, (long) count * Integer.BYTES);
    }
    MemorySegment.copy(
        segment, ValueLayout.JAVA_INT_UNALIGNED, from * Integer.BYTES, target, at, count);
  }

  /**
   * Copies {@code count} numbers from {@code from} on into {@code target[at …]}; those of a file
   * are read, past the mapping.
   *
   * @throws java.io.UncheckedIOException if the file cannot be read there; says how it changed
   */
  public void read(long from, int[] target, int at, int count) {
    MemorySegment into =
        MemorySegment.ofArray(target)
            .asSlice((long) at * Integer.BYTES, (long) count * Integer.BYTES);
    if (mapping != null) {
      mapping.read(from * Integer.BYTES, into);
    } else {
      into.copyFrom(segment.asSlice(from * Integer.BYTES, into.byteSize()));
    }
  }
}
