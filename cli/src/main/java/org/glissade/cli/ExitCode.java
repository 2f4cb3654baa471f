package org.glissade.cli;

/** The exit status of the command: part of its contract. */
final class ExitCode {
  /** Done. */
  static final int DONE = 0;

  /** The data, a file or the run failed. */
  static final int FAILED = 1;

  /** The command line is wrong. */
  static final int USAGE = 2;

  /** Training diverged; its report is written all the same. */
  static final int DIVERGED = 3;

  /** Interrupted; the best model so far is written all the same. */
  static final int INTERRUPTED = 130;

  private ExitCode() {}
}
