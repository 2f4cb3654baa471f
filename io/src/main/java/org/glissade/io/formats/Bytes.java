package org.glissade.io.formats;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks at eight bytes at a time as a {@code long}, the first in the lowest byte (SWAR). */
final class Bytes {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101010101010101L;
  private static final long TOPS = 0x8080808080808080L;

  private Bytes() {}

  /** The eight bytes from a position on. */
  static long at(byte[] text, int position) {
    return (long) LONGS.get(text, position);
  }

  /** The position of the first byte that is {@code wanted}, or {@code to}. */
  static int find(byte[] text, int from, int to, byte wanted) {
    long pattern = ONES * (wanted & 0xFF);
    int i = from;
    for (; i + Long.BYTES <= to; i += Long.BYTES) {
      // A byte that is 0 now borrows, and so its highest bit is set; the lowest such is no mistake.
      long differences = at(text, i) ^ pattern;
      long found = (differences - ONES) & ~differences & TOPS;
      if (found != 0) {
        return i + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
    while (i < to && text[i] != wanted) {
      i++;
    }
    return i;
  }
}
