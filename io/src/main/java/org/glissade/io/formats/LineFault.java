package org.glissade.io.formats;

import java.io.Serial;
import org.glissade.io.DataException;

/**
 * Something wrong with a line of a part of a file. The part does not know where in the file it
 * stands, so lines are counted within it; whoever puts the parts together knows, and says.
 */
final class LineFault extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final long line;

  /**
   * @param line within the part, from 1
   * @param what what comes behind {@code file:line}, from the next colon on
   */
  LineFault(long line, String what) {
    super(what, null, false, false);
    this.line = line;
  }

  /** The line within the part, from 1. */
  long line() {
    return line;
  }

  /** The same as it is told to people. */
  DataException in(String source, long linesBefore) {
    return new DataException(source + ":" + (linesBefore + line) + getMessage());
  }
}
