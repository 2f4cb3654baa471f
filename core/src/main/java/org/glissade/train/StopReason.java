package org.glissade.train;

import java.util.Locale;

/** Why a run ended. */
public enum StopReason {
  /** All epochs were done. */
  EPOCHS("all epochs done"),
  /** All steps were done. */
  STEPS("all steps done"),
  /** The time was up. */
  TIME_LIMIT("the time was up"),
  /** The validation loss no longer became lower; the best parameters were restored. */
  EARLY_STOPPING("the validation loss no longer fell"),
  /** The objective no longer became lower. */
  CONVERGED("converged"),
  /** The loss was not finite or rose beyond bounds; the last good parameters were kept. */
  DIVERGED("diverged"),
  /** The user interrupted the run. */
  INTERRUPTED("interrupted");

  private final String words;

  StopReason(String words) {
    this.words = words;
  }

  /** In words for people. */
  public String words() {
    return words;
  }

  /** As records and JSON write it: lower case with underscores. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
