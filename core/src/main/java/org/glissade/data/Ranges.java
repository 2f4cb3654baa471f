package org.glissade.data;

import java.util.Arrays;

/**
 * A sequence of indices made of ranges: which rows of a file, or which of its columns. Finding an
 * index takes the logarithm of the number of ranges.
 */
public final class Ranges {
  /** Where each range begins among the indices. */
  private final int[] from;

  /** Number of positions up to the end of each range. */
  private final int[] end;

  private Ranges(int[] from, int[] end) {
    this.from = from;
    this.end = end;
  }

  /** {@code from, from + 1, …}, so many. */
  public static Ranges of(int from, int count) {
    if (from < 0 || count < 0) {
      throw new IllegalArgumentException(count + " indices from " + from);
    }
    return new Ranges(new int[] {from}, new int[] {count});
  }

  /** These indices, in this order; neighbours that follow each other become one range. */
  public static Ranges of(int[] indices) {
    int ranges = 0;
    for (int i = 0; i < indices.length; i++) {
      ranges += i == 0 || indices[i] != indices[i - 1] + 1 ? 1 : 0;
    }
    int[] from = new int[Math.max(1, ranges)];
    int[] end = new int[from.length];
    int range = -1;
    for (int i = 0; i < indices.length; i++) {
      if (i == 0 || indices[i] != indices[i - 1] + 1) {
        range++;
        from[range] = indices[i];
      }
      end[range] = i + 1;
    }
    return new Ranges(from, end);
  }

  /** Number of indices. */
  public int size() {
    return end[end.length - 1];
  }

  /** Number of ranges, at least 1. */
  public int count() {
    return end.length;
  }

  /** Position of the first index of a range. */
  public int start(int range) {
    return range == 0 ? 0 : end[range - 1];
  }

  /** Number of indices of a range. */
  public int length(int range) {
    return end[range] - start(range);
  }

  /** First index of a range. */
  public int first(int range) {
    return from[range];
  }

  /** The index at a position. */
  public int at(int position) {
    int range = range(position);
    return from[range] + position - start(range);
  }

  /** The first position of the range to which a position belongs. */
  public int runStart(int position) {
    return start(range(position));
  }

  /** The first position from which on indices no longer follow each other. */
  public int runEnd(int position) {
    return end[range(position)];
  }

  private int range(int position) {
    if (end.length == 1) {
      return 0;
    }
    int found = Arrays.binarySearch(end, position);
    return found >= 0 ? found + 1 : -found - 1;
  }

  /** All the indices, in their order. */
  public int[] toArray() {
    int[] indices = new int[size()];
    for (int range = 0; range < count(); range++) {
      for (int i = start(range); i < end[range]; i++) {
        indices[i] = from[range] + i - start(range);
      }
    }
    return indices;
  }

  /** The indices at those positions, in that order. */
  public Ranges select(int[] positions) {
    int[] indices = new int[positions.length];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = at(positions[i]);
    }
    return of(indices);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int range = 0; range < Math.min(count(), 10); range++) {
      text.append(range == 0 ? "" : ", ").append(from[range]);
      if (length(range) != 1) {
        text.append('…').append(from[range] + length(range) - 1);
      }
    }
    return text + (count() > 10 ? ", …" : "");
  }
}
