package org.glissade.bench;

/**
 * Tells when a contender has warmed up, the same way for all of them: when it has run so many
 * epochs, so many seconds and so much work, and its best epoch has not been undercut for a while.
 *
 * <p>The work counts because a steady time may be the calm before a change: Glissade begins with
 * plain kernels and takes vectors after 2²⁸ floats.
 */
final class WarmUp {
  /**
   * What is asked of a contender.
   *
   * @param epochs at least
   * @param seconds at least, of the clock on the wall
   * @param floats streamed at least
   * @param limitSeconds after which it is over in any case
   */
  record Terms(int epochs, double seconds, double floats, double limitSeconds) {}

  /** An epoch undercuts the best one if it takes less than this share of it. */
  private static final double BETTER = 0.98;

  private final Terms terms;
  private final double floatsPerEpoch;
  private double best = Double.POSITIVE_INFINITY;
  private double spent;
  private int epochs;
  private int bestAt;

  /**
   * @param floatsPerEpoch that an epoch streams
   */
  WarmUp(Terms terms, double floatsPerEpoch) {
    this.terms = terms;
    this.floatsPerEpoch = floatsPerEpoch;
  }

  /**
   * An epoch has been run.
   *
   * @param seconds that it took
   * @param onTheWall the same with all that is not counted
   */
  void add(double seconds, double onTheWall) {
    epochs++;
    spent += onTheWall;
    if (seconds < BETTER * best) {
      best = seconds;
      bestAt = epochs;
    }
  }

  /** Whether it is over. */
  boolean isOver() {
    return spent >= terms.limitSeconds()
        || (epochs >= terms.epochs()
            && spent >= terms.seconds()
            && epochs * floatsPerEpoch >= terms.floats()
            && isSteady());
  }

  /** Whether the last quarter of all epochs, but at least two, brought nothing better. */
  private boolean isSteady() {
    return epochs - bestAt >= Math.max(2, epochs / 4);
  }
}
