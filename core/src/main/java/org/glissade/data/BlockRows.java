package org.glissade.data;

import org.jspecify.annotations.Nullable;

/**
 * Rows of a file, held in blocks of 2ˢ neighbours: where each row is that is asked for, and which
 * are to be read ahead.
 *
 * <p>Row r of the file is at place {@code slot · 2ˢ + r mod 2ˢ}; with a slot for every block at
 * place r. Which rows come next is told by {@link #expect}, or assumed where calls ask for one row
 * after the other.
 *
 * <p>Not thread-safe.
 */
final class BlockRows {
  /** Fewest blocks, so that there is room for the rows of a small batch wherever they are. */
  static final int FEWEST_SLOTS = 16;

  /** Most blocks that are read before their rows come. */
  private static final int MOST_AHEAD = 64;

  private final int rows;
  private final int shift;
  private final int slots;
  private final BlockCache blocks;
  private final int rowsAhead;
  private boolean complete;

  private int[] own = new int[0];
  private int[] places = own;
  private int first;

  // What is known of the rows to come: expected[next … end), or the rows next … end − 1.
  private int @Nullable [] expected;
  private int next;
  private int end;

  /** Rows before this one are foreseen. */
  private int foreseen;

  /** The position of row 0 of those expected. */
  private long base;

  /** The last position that was given to a row. */
  private long last;

  /** The row from which on it is worth trying again to foresee more. */
  private int tryAgain;

  /** The row after the last one asked for. */
  private int following;

  /**
   * @param shift s: blocks have 2ˢ rows
   * @param room for so many blocks; some are held however little it is
   * @param source reads the rows {@code block · 2ˢ} on to the place {@code slot · 2ˢ} on
   */
  BlockRows(int rows, int shift, long room, BlockReader.Source source) {
    this.rows = rows;
    this.shift = shift;
    int count = blocks(rows, shift);
    this.slots = slots(rows, shift, room);
    this.blocks = new BlockCache(count, slots, source);
    this.rowsAhead = Math.clamp(slots / 2, 1, MOST_AHEAD) << shift;
  }

  /** In how many blocks so many rows are; at least 1. */
  static int blocks(int rows, int shift) {
    return Math.max(1, (int) Math.ceilDiv((long) rows, 1L << shift));
  }

  /** How many of them are held, at least some. */
  static int slots(int rows, int shift, long room) {
    long places = (Integer.MAX_VALUE - 8L) >>> shift;
    return (int) Math.min(blocks(rows, shift), Math.clamp(room, FEWEST_SLOTS, places));
  }

  /** How many places there are: for each row if all have room. */
  int places() {
    return slots == blocks(rows, shift) ? Math.max(1, rows) : slots << shift;
  }

  int firstRow(int block) {
    return block << shift;
  }

  int endRow(int block) {
    return (int) Math.min(rows, (block + 1L) << shift);
  }

  int slot(int place) {
    return place >>> shift;
  }

  int firstPlace(int slot) {
    return slot << shift;
  }

  /** See {@link RowWindow#expect}. */
  void expect(int[] order, int from, int to) {
    if (!complete && !(order == expected && from == next && to <= end)) {
      foresee(order, from, to);
    }
  }

  private void foresee(int @Nullable [] order, int from, int to) {
    expected = order;
    next = from;
    end = to;
    foreseen = from;
    tryAgain = from;
    base = last + 1 - from;
    readAhead();
  }

  /** Has the reader begin what comes next, as far as there is room. */
  private void readAhead() {
    int until = (int) Math.min(end, (long) next + rowsAhead);
    foreseen = Math.max(foreseen, next);
    if (next < tryAgain) {
      return;
    }
    for (; foreseen < until; foreseen++) {
      int row = expected == null ? foreseen : expected[foreseen];
      last = Math.max(last, base + foreseen);
      if (!blocks.foresee(row >>> shift, base + foreseen)) {
        tryAgain = next + (1 << shift);
        return;
      }
    }
  }

  /** See {@link RowWindow#hold}. */
  int hold(int[] order, int from, int to) {
    if (complete) {
      places = order;
      first = from;
      return to;
    }
    if (from == to) {
      return to;
    }
    boolean asTold = order == expected && from == next && to <= end;
    boolean inOrder = expected == null && order[from] == next && next < end;
    int held = hold(order, from, to, asTold ? base + from : inOrder ? base + next : last + 1);
    boolean goesOn = order[from] == following;
    following = order[held - 1] + 1;
    if (asTold) {
      next = held;
      readAhead();
    } else if (inOrder && following == next + held - from) {
      next = following;
      readAhead();
    } else {
      foresee(null, following, goesOn ? rows : following);
    }
    complete = blocks.complete();
    return held;
  }

  private int hold(int[] order, int from, int to, long start) {
    if (own.length < to - from) {
      own = new int[to - from];
    }
    places = own;
    first = 0;
    int mask = (1 << shift) - 1;
    int held = to;
    blocks.begin(start);
    for (int i = from; i < to; i++) {
      // only rows in more blocks than there is room for are cut: sums must not depend on the room
      int slot = blocks.hold(order[i] >>> shift, start + i - from);
      if (slot == BlockCache.ABSENT) {
        held = i;
        break;
      }
      own[i - from] = (slot << shift) | (order[i] & mask);
    }
    last = Math.max(last, start + held - from);
    return held;
  }

  /** Places of the rows held, from {@link #first} on, until the next call. */
  int[] held() {
    return places;
  }

  int first() {
    return first;
  }
}
