package org.glissade.math;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * Addresses at which rows can be read in whole vectors, over their end.
 *
 * <p>A row off the heap is read where it lies. Copied into a place of the tile first are rows on
 * the heap, rows whose numbers are to be made features, and those so near the end of what may be
 * read that a vector would reach over it. Rows of a mapped file never come here: a page of it that
 * is missing would end the JVM ({@link Mapping}).
 *
 * <p>Not thread-safe: it remembers in which run of rows it was.
 */
final class RowAddresses {
  private static final VectorSpecies<Float> SPECIES = Lanes.STREAM;
  private static final MemorySegment ALL = VectorDenseKernel.ALL;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private final DenseRows rows;
  private final long tile;
  private final long padded;
  private final long strideBytes;
  private final boolean readable;
  private final boolean inPlace;
  private final float[] row;

  /** The array in which the rows lie and may be copied from as they are, or null. */
  private final float @Nullable [] heap;

  private final long heapOffset;
  private final @Nullable MemorySegment affine;
  private final boolean complete;

  // The run in which the last row was.
  private int runStart;
  private int runEnd;
  private long runAddress;

  /** Rows of the run before this one may be read over their end. */
  private int safeEnd;

  /** Rows of the run before this one need nothing but their address; often all, or none. */
  private int readyEnd;

  /**
   * @param tile address of places of {@code padded} bytes each
   */
  RowAddresses(DenseRows rows, long tile, long padded) {
    this.rows = rows;
    this.tile = tile;
    this.padded = padded;
    this.strideBytes = (long) rows.stride() * Float.BYTES;
    DenseRows.Affine to = rows.affine();
    this.readable = rows.values().isNative() && rows.sideBySide();
    this.inPlace = readable && to == null;
    this.row = new float[rows.columns()];
    this.heap = to == null && rows.sideBySide() ? rows.values().array() : null;
    this.heapOffset = heap == null ? 0 : rows.values().segment().address() / Float.BYTES;
    this.affine = readable && to != null ? coefficients(to) : null;
    this.complete = to == null || to.missing() == null;
  }

  /** Subtract, factor, add, missing: each in {@code padded} bytes. */
  private MemorySegment coefficients(DenseRows.Affine to) {
    MemorySegment all = Arena.ofAuto().allocate(4 * padded, 64);
    float[] missing = to.missing();
    float[][] parts = {to.subtract(), to.factor(), to.add(), missing != null ? missing : to.add()};
    for (int i = 0; i < parts.length; i++) {
      MemorySegment.copy(parts[i], 0, all, ValueLayout.JAVA_FLOAT, i * padded, rows.columns());
    }
    return all;
  }

  /**
   * The addresses of the rows {@code order[from … from + count)}, each with its place in the tile.
   */
  void of(int[] order, int from, int count, long[] at) {
    int least = Integer.MAX_VALUE;
    int most = -1;
    for (int i = from; i < from + count; i++) {
      least = Math.min(least, order[i]);
      most = Math.max(most, order[i]);
    }
    if (least >= runStart && most < readyEnd) {
      long origin = runAddress - runStart * strideBytes;
      for (int i = 0; i < count; i++) { // without a call in it, which costs more than the rest
        at[i] = origin + order[from + i] * strideBytes;
      }
      return;
    }
    for (int i = 0; i < count; i++) {
      at[i] = of(order[from + i], i);
    }
  }

  /**
   * The address of a row.
   *
   * @param place of the tile, if it has to be copied
   * @throws IndexOutOfBoundsException if there is no such row
   */
  long of(int index, int place) {
    return index >= runStart && index < readyEnd
        ? runAddress + (index - runStart) * strideBytes
        : found(index, place);
  }

  private long found(int index, int place) {
    if (!readable) {
      return copied(index, place);
    }
    if (index < runStart || index >= runEnd) {
      enter(index);
    }
    if (index >= safeEnd) {
      return copied(index, place);
    }
    long address = runAddress + (index - runStart) * strideBytes;
    return inPlace ? address : made(address, place);
  }

  private void enter(int index) {
    runStart = rows.runStart(index);
    runEnd = rows.runEnd(index);
    runAddress = rows.values().segment().address() + rows.start(runStart) * Float.BYTES;
    long room = rows.values().readableEnd() - runAddress - padded;
    safeEnd = room < 0 ? runStart : (int) Math.min(runEnd, runStart + room / strideBytes + 1);
    readyEnd = inPlace ? safeEnd : runStart;
  }

  private long copied(int index, int place) {
    long address = tile + place * padded;
    if (heap != null) {
      copy(heap, (int) (heapOffset + rows.start(index)), row.length, address);
    } else {
      rows.copyTo(index, row);
      copy(row, 0, row.length, address);
    }
    return address;
  }

  private static void copy(float[] from, int at, int count, long to) {
    int lanes = SPECIES.length();
    int whole = count & -lanes;
    long p = to;
    for (int i = at; i < at + whole; i += lanes) {
      FloatVector.fromArray(SPECIES, from, i).intoMemorySegment(ALL, p, ORDER);
      p += SPECIES.vectorByteSize();
    }
    if (whole < count) {
      FloatVector.fromArray(SPECIES, from, at + whole, SPECIES.indexInRange(whole, count))
          .intoMemorySegment(ALL, p, ORDER);
    }
  }

  private long made(long from, int place) {
    long address = tile + place * padded;
    if (affine != null) {
      long bytes = (long) rows.columns() * Float.BYTES;
      if (complete) {
        make(from, address, affine.address(), padded, bytes);
      } else {
        makeOfIncomplete(from, address, affine.address(), padded, bytes);
      }
    }
    return address;
  }

  private static FloatVector at(long address) {
    return FloatVector.fromMemorySegment(SPECIES, ALL, address, ORDER);
  }

  private static void make(long from, long to, long coefficients, long apart, long bytes) {
    long step = SPECIES.vectorByteSize();
    for (long p = 0; p < bytes; p += step) {
      long c = coefficients + p;
      at(from + p)
          .sub(at(c))
          .fma(at(c + apart), at(c + 2 * apart))
          .intoMemorySegment(ALL, to + p, ORDER);
    }
  }

  private static void makeOfIncomplete(
      long from, long to, long coefficients, long apart, long bytes) {
    long step = SPECIES.vectorByteSize();
    for (long p = 0; p < bytes; p += step) {
      long c = coefficients + p;
      FloatVector x = at(from + p);
      x.sub(at(c))
          .fma(at(c + apart), at(c + 2 * apart))
          .blend(at(c + 3 * apart), x.test(VectorOperators.IS_NAN))
          .intoMemorySegment(ALL, to + p, ORDER);
    }
  }
}
