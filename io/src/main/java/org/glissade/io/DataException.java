package org.glissade.io;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Data that cannot be used as they are. The message says what, where ({@code file:line:column}) and
 * what to do; it is shown to people as it stands.
 */
public final class DataException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  public DataException(String message) {
    super(message);
  }

  public DataException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
