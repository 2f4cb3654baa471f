package org.glissade.io.pipeline;

import java.util.Locale;

/** By what the progress of a training is told; who is ahead depends on it. */
public enum Clock {
  /**
   * Updates of the parameters: what matters where a step has a price of its own, such as a message.
   */
  STEPS,
  /** Passes over the rows: what matters where rows are dear. */
  EPOCHS,
  /** Time of training on this machine, without that of measurements. */
  SECONDS;

  /** As JSON writes it. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
