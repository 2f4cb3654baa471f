package org.glissade.diagnose;

import org.glissade.model.Network;

/** What to change in a run that diverged. */
public sealed interface Remedy {
  /** Features brought to mean 0 and deviation 1 (sparse ones to a largest magnitude of 1). */
  record ScaleFeatures() implements Remedy {}

  /**
   * A longest gradient of a batch.
   *
   * @param max above 0
   */
  record ClipNorm(double max) implements Remedy {}

  /**
   * A loss that is straight beyond some residual, instead of the squared one.
   *
   * @param delta in the units of the targets as they were trained on
   */
  record HuberLoss(double delta) implements Remedy {}

  /**
   * All rates multiplied.
   *
   * @param factor from 0 to 1
   * @param rate the highest that there is then
   */
  record LowerRate(double factor, double rate) implements Remedy {}

  /**
   * Rates that rise from 0.
   *
   * @param steps the length of the rise
   * @param share the same as a share of the run; NaN if it is less than {@link #USUAL} of it
   */
  record WarmUp(long steps, double share) implements Remedy {
    /** The usual share of a run. */
    public static final double USUAL = 0.05;
  }

  /** A network of that shape and initialisation. */
  record Initialise(Network network) implements Remedy {}
}
