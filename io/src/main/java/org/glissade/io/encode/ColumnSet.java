package org.glissade.io.encode;

import java.io.Serializable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Some columns, each with its place among them: a bit a column, and before every 64 of them how
 * many there are below. So twenty million take 4 MB, and the place of a column is a look at one
 * word, without a table over all columns of the records.
 */
public final class ColumnSet implements Serializable {
  private static final long serialVersionUID = 1L;

  /** No column. */
  public static final ColumnSet EMPTY = new ColumnSet(new long[0]);

  private final long[] bits;

  /** Columns below each word; behind the last, all. */
  private final transient int[] below;

  private ColumnSet(long[] bits) {
    this.bits = bits;
    this.below = new int[bits.length + 1];
    for (int i = 0; i < bits.length; i++) {
      below[i + 1] = below[i] + Long.bitCount(bits[i]);
    }
  }

  /** After it travelled, without the counts. */
  private Object readResolve() {
    return new ColumnSet(bits);
  }

  /**
   * These columns.
   *
   * @throws IllegalArgumentException if they do not ascend
   */
  public static ColumnSet of(int... columns) {
    if (columns.length == 0) {
      return EMPTY;
    }
    long[] bits = new long[(Math.max(0, columns[columns.length - 1]) >> 6) + 1];
    int previous = -1;
    for (int column : columns) {
      if (column <= previous || column >> 6 >= bits.length) {
        throw new IllegalArgumentException("feature " + (column + 1L) + " is out of order");
      }
      bits[column >> 6] |= 1L << column;
      previous = column;
    }
    return new ColumnSet(bits);
  }

  /** So many, from 0. */
  static ColumnSet first(int count) {
    long[] bits = new long[(int) ((count + 63L) >> 6)];
    Arrays.fill(bits, -1);
    if ((count & 63) != 0) {
      bits[bits.length - 1] = (1L << count) - 1;
    }
    return new ColumnSet(bits);
  }

  /** Those whose number is above 0. */
  static ColumnSet positive(float[] numbers) {
    int end = numbers.length;
    while (end > 0 && !(numbers[end - 1] > 0)) {
      end--;
    }
    long[] bits = new long[(end + 63) >> 6];
    for (int column = 0; column < end; column++) {
      if (numbers[column] > 0) {
        bits[column >> 6] |= 1L << column;
      }
    }
    return new ColumnSet(bits);
  }

  /** How many there are. */
  public int size() {
    return below[bits.length];
  }

  /** One more than the last, 0 without any. */
  int end() {
    return bits.length == 0
        ? 0
        : bits.length * 64 - Long.numberOfLeadingZeros(bits[bits.length - 1]);
  }

  /** The place of a column among these, from 0; −1 if it is not one of them. */
  public int place(int column) {
    int word = column >> 6;
    return word < bits.length && (bits[word] >>> column & 1) != 0
        ? below[word] + Long.bitCount(bits[word] & (1L << column) - 1)
        : -1;
  }

  /** The first that is at least so large, −1 if there is none. */
  public int next(int from) {
    int word = from >> 6;
    if (word >= bits.length) {
      return -1;
    }
    long rest = bits[word] & -1L << from;
    while (rest == 0) {
      if (++word == bits.length) {
        return -1;
      }
      rest = bits[word];
    }
    return (word << 6) + Long.numberOfTrailingZeros(rest);
  }

  /** The column at a place. */
  public int get(int place) {
    if (place < 0 || place >= size()) {
      throw new IndexOutOfBoundsException("place " + place + " of " + size());
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
    int column = -1;
    for (int place = 0; place < columns.length; place++) {
      column = next(column + 1);
      columns[place] = column;
    }
    return columns;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ColumnSet set && Arrays.equals(bits, set.bits);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bits);
  }

  @Override
  public String toString() {
    return size() + " columns before " + end();
  }
}
