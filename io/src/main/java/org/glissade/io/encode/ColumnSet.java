package org.glissade.io.encode;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Some columns, each with its place among them: a bit a column, and before every 64 of them how
 * many there are below. So twenty million take 4 MB, and the place of a column is a look at one
 * word, without a table over all columns of the records. Where columns are few and far between, a
 * list of them is shorter.
 */
public final class ColumnSet implements Serializable {
  private static final long serialVersionUID = 1L;

  /** No column. */
  public static final ColumnSet EMPTY = new ColumnSet(new long[0], new int[0]);

  /** Bits up to the last column; empty if the columns are listed. */
  private final long[] bits;

  /** The columns themselves; empty if they are bits. */
  private final int[] listed;

  /** Columns below each word of the bits; behind the last, all. */
  private final transient int[] below;

  private ColumnSet(long[] bits, int[] listed) {
    this.bits = bits;
    this.listed = listed;
    this.below = new int[bits.length + 1];
    for (int i = 0; i < bits.length; i++) {
      below[i + 1] = below[i] + Long.bitCount(bits[i]);
    }
  }

  /** After it travelled, without the counts. */
  private Object readResolve() {
    return new ColumnSet(bits, listed);
  }

  /** Whether a list of so many columns takes less than bits up to the last. */
  private static boolean isListShorter(int count, int end) {
    return (long) count * Integer.BYTES < words(end) * (long) (Long.BYTES + Integer.BYTES);
  }

  private static int words(int end) {
    return (int) ((end + 63L) >> 6);
  }

  /**
   * These columns.
   *
   * @throws IllegalArgumentException if they do not ascend
   */
  public static ColumnSet of(int... columns) {
    int previous = -1;
    for (int column : columns) {
      if (column <= previous || column == Integer.MAX_VALUE) {
        throw new IllegalArgumentException("feature " + (column + 1L) + " is out of order");
      }
      previous = column;
    }
    if (isListShorter(columns.length, previous + 1)) {
      return new ColumnSet(new long[0], columns.clone());
    }
    long[] bits = new long[words(previous + 1)];
    for (int column : columns) {
      bits[column >> 6] |= 1L << column;
    }
    return new ColumnSet(bits, new int[0]);
  }

  /** So many, from 0. */
  static ColumnSet first(int count) {
    if (isListShorter(count, count)) {
      return of(IntStream.range(0, count).toArray());
    }
    long[] bits = new long[words(count)];
    Arrays.fill(bits, -1);
    if ((count & 63) != 0) {
      bits[bits.length - 1] = (1L << count) - 1;
    }
    return new ColumnSet(bits, new int[0]);
  }

  /** Those whose number is above 0. */
  static ColumnSet positive(float[] numbers) {
    int count = 0;
    int end = 0;
    for (int column = 0; column < numbers.length; column++) {
      if (numbers[column] > 0) {
        count++;
        end = column + 1;
      }
    }
    boolean list = isListShorter(count, end);
    long[] bits = new long[list ? 0 : words(end)];
    int[] listed = new int[list ? count : 0];
    for (int column = 0, place = 0; column < end; column++) {
      if (numbers[column] > 0) {
        if (list) {
          listed[place++] = column;
        } else {
          bits[column >> 6] |= 1L << column;
        }
      }
    }
    return new ColumnSet(bits, listed);
  }

  private boolean isList() {
    return listed.length > 0;
  }

  /** How many there are. */
  public int size() {
    return isList() ? listed.length : below[bits.length];
  }

  /** One more than the last, 0 without any. */
  int end() {
    return size() == 0 ? 0 : get(size() - 1) + 1;
  }

  /** The place of a column among these, from 0; −1 if it is not one of them. */
  public int place(int column) {
    if (isList()) {
      return Math.max(-1, Arrays.binarySearch(listed, column));
    }
    int word = column >> 6;
    return word < bits.length && (bits[word] >>> column & 1) != 0
        ? below[word] + Long.bitCount(bits[word] & (1L << column) - 1)
        : -1;
  }

  /** The column at a place. */
  public int get(int place) {
    if (place < 0 || place >= size()) {
      throw new IndexOutOfBoundsException("place " + place + " of " + size());
    }
    if (isList()) {
      return listed[place];
    }
    int from = 0;
    int to = bits.length;
    while (to - from > 1) {
      int middle = (from + to) >>> 1;
      if (below[middle] <= place) {
        from = middle;
      } else {
        to = middle;
      }
    }
    long rest = bits[from];
    for (int skip = place - below[from]; skip > 0; skip--) {
      rest &= rest - 1;
    }
    return (from << 6) + Long.numberOfTrailingZeros(rest);
  }

  /** All of them in ascending order. */
  public int[] toArray() {
    int[] columns = new int[size()];
    forEach((place, column) -> columns[place] = column);
    return columns;
  }

  /** Takes a column and its place. */
  @FunctionalInterface
  public interface Visitor {
    void visit(int place, int column);
  }

  /** Visits all of them in ascending order. */
  public void forEach(Visitor visitor) {
    for (int place = 0; place < listed.length; place++) {
      visitor.visit(place, listed[place]);
    }
    int place = 0;
    for (int word = 0; word < bits.length; word++) {
      for (long rest = bits[word]; rest != 0; rest &= rest - 1) {
        visitor.visit(place++, (word << 6) + Long.numberOfTrailingZeros(rest));
      }
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ColumnSet set
        && Arrays.equals(bits, set.bits)
        && Arrays.equals(listed, set.listed);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(bits) + Arrays.hashCode(listed);
  }

  @Override
  public String toString() {
    return size() + " columns before " + end();
  }
}
