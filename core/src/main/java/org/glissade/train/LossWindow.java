package org.glissade.train;

/**
 * The mean loss over the last steps, for curves that show what happens within an epoch. It is told
 * at most a hundred times an epoch, and each time after at least a thousandth of all steps so far:
 * a run of E epochs has at most {@code 1000·(1 + ln(max(1, E/10)))} points or so, as many as a
 * picture has room for. Only looked at where the loop looks up anyway, so that no number of the run
 * depends on it.
 */
final class LossWindow {
  /** An epoch has at most so many windows. */
  static final int MOST_OF_AN_EPOCH = 100;

  /** A window is at least the so-manieth part of the steps so far. */
  static final int MOST_ALIKE = 1000;

  private final long fewestSteps;
  private double loss;
  private double weight;
  private long steps;

  /**
   * @param stepsPerEpoch at least 1; where it is not known, 1
   */
  LossWindow(long stepsPerEpoch) {
    this.fewestSteps = Math.ceilDiv(stepsPerEpoch, MOST_OF_AN_EPOCH);
  }

  void add(Engine.Progress progress) {
    loss += progress.loss();
    weight += progress.weight();
    steps += progress.steps();
  }

  /**
   * Whether it is long enough.
   *
   * @param step number of steps taken in all
   */
  boolean isDue(long step) {
    return steps >= Math.max(fewestSteps, Math.ceilDiv(step, MOST_ALIKE));
  }

  /** Steps in it. */
  long steps() {
    return steps;
  }

  /** Mean loss of its batches. */
  double mean() {
    return loss / weight;
  }

  /** Begins the next one. */
  void clear() {
    loss = 0;
    weight = 0;
    steps = 0;
  }
}
