package org.glissade.lab.server;

import org.glissade.spec.SpecException;
import org.jspecify.annotations.Nullable;

/**
 * Where a server listens.
 *
 * @param host an address or a name of this machine
 * @param port 0 for any that is free; null for {@link #USUAL_PORT}, or any if that is taken
 */
public record Listening(String host, @Nullable Integer port) {
  /** Where a browser is sent when nothing is set. */
  public static final int USUAL_PORT = 7878;

  /** This machine alone can ask. */
  public static final String LOOPBACK = "127.0.0.1";

  private static final int LAST_PORT = 65535;

  public Listening {
    if (port != null && (port < 0 || port > LAST_PORT)) {
      throw new SpecException("a port is a number from 0 to 65535, not " + port);
    }
  }

  /** On this machine alone, on any port that is free. */
  public static Listening anywhereFree() {
    return new Listening(LOOPBACK, 0);
  }
}
