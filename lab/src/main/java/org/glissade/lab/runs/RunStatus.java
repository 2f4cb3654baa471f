package org.glissade.lab.runs;

import java.util.Locale;

/** How a run stands. */
enum RunStatus {
  /** Steps are being taken. */
  LIVE,
  /** It ended as it should. */
  FINISHED,
  /** The loss rose beyond bounds. */
  DIVERGED,
  /** Somebody stopped it; the record is whole. */
  INTERRUPTED,
  /** Its process ended without a word. */
  BROKE_OFF,
  /** The record cannot be read. */
  DAMAGED;

  /** As the page has it: lower case with underscores. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
