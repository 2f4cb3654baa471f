package org.glissade.io.formats;

import java.io.Serial;

/** Ends the reading of rows that go to a {@link NumberSink}, for a reason that is no fault. */
final class StreamEnd extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final boolean served;

  /**
   * @param served false if the rows cannot be read that way, true if no more are wanted
   */
  StreamEnd(boolean served) {
    super("no more rows", null, false, false);
    this.served = served;
  }

  boolean served() {
    return served;
  }
}
