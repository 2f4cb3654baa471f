package org.glissade.math;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A sequence of {@code int64} numbers that may be longer than an array can be: on the heap, off the
 * heap, or in a mapped file. Indices are {@code long}; bulk copies run at memory speed.
 */
public final class Longs {
  private final MemorySegment segment;
  private final @Nullable Mapping mapping;
  private final long length;

  private Longs(MemorySegment segment, @Nullable Mapping mapping) {
    this.segment = segment;
    this.mapping = mapping;
    this.length = segment.byteSize() / Long.BYTES;
  }

  /** A view of the array, not a copy: later changes of the array are seen. */
  public static Longs of(long... values) {
    return new Longs(MemorySegment.ofArray(values), null);
  }

  /**
   * A part of a file, read-only, in the byte order of this machine; nothing is read yet. {@link
   * Mapping} says what happens when the file is changed.
   *
   * @param byteOffset where it begins in the file
   * @param count how many numbers
   * @throws java.io.UncheckedIOException if the file cannot be read or is too short
   */
  public static Longs map(Path file, long byteOffset, long count) {
    Mapping mapping = Mapping.of(file, byteOffset, Math.multiplyExact(count, (long) Long.BYTES));
    return new Longs(mapping.segment(), mapping);
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

  public long get(long index) {
    if (mapping != null) {
      mapping.used(index * Long.BYTES, Long.BYTES);
    }
    return segment.getAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, index);
  }

  /** Copies {@code count} numbers from {@code from} on into {@code target[at …]}. */
  public void copyTo(long from, long[] target, int at, int count) {
    if (mapping != null) {
      mapping.used(from * Long.BYTES, (long) count * Long.BYTES);
    }
    MemorySegment.copy(
        segment, ValueLayout.JAVA_LONG_UNALIGNED, from * Long.BYTES, target, at, count);
  }
}
