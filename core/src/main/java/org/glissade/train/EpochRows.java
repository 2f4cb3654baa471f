package org.glissade.train;

import org.glissade.data.Order;

/**
 * The rows of an epoch in the order in which they come: whole, or, where there are many and the
 * order can be drawn so, a piece at a time.
 */
final class EpochRows {
  /** Rows of a piece, about: 4 MB. */
  private static final int PIECE = 1 << 20;

  private final Order order;
  private final long seed;
  private final int examples;
  private final int piece;
  private int[] rows = new int[0];
  private Order.Draws draws = (into, count) -> {};
  private int begin;
  private int end;

  /**
   * @param batch rows of a step: a piece ends where one ends
   */
  EpochRows(Order order, long seed, int examples, int batch) {
    this.order = order;
    this.seed = seed;
    this.examples = examples;
    long steps = Math.max(1, PIECE / batch);
    this.piece = (int) Math.min(examples, steps * batch);
  }

  /** Goes to a position of an epoch, at which a step begins. */
  void moveTo(long epoch, int position) {
    Order.Draws drawn = piece == examples ? null : order.draws(seed, epoch, examples);
    if (drawn == null) {
      rows = rows.length == examples ? rows : new int[examples];
      order.fill(seed, epoch, rows);
      begin = 0;
      end = examples;
      return;
    }
    rows = rows.length == piece ? rows : new int[piece];
    draws = drawn;
    begin = 0;
    end = 0;
    for (int skipped = 0; skipped < position; skipped = end) {
      draw(Math.min(piece, position - skipped));
    }
  }

  private void draw(int count) {
    draws.next(rows, count);
    begin = end;
    end += count;
  }

  /** Makes sure that the row at a position is held: the one after those held, or one of them. */
  void hold(int position) {
    if (position == end) {
      draw(Math.min(piece, examples - end));
    }
  }

  /** The rows held: those at the positions from {@link #begin} on. */
  int[] rows() {
    return rows;
  }

  /** The position of the first row held. */
  int begin() {
    return begin;
  }

  /** The position behind the last row held. */
  int end() {
    return end;
  }
}
