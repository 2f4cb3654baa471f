package org.glissade.lab.server;

/** What one client may cost. The server of the JDK takes most of it from properties, once. */
final class ServerLimits {
  /** The largest body of a request: settings, never data. */
  static final int BODY_BYTES = 1 << 20;

  private ServerLimits() {}

  /** Before the first server is made; what the user has set on the command line stays. */
  static void set() {
    // Events are small: without this, each waits for the acknowledgement of the one before.
    set("sun.net.httpserver.nodelay", "true");
    // Seconds for a whole request to come in. One that comes in part holds a connection and a
    // virtual thread, though nobody else up; replies have no such limit, as events never end.
    set("sun.net.httpserver.maxReqTime", "10");
    // A browser sends about fifteen headers, one kilobyte.
    set("sun.net.httpserver.maxReqHeaders", "100");
    set("sun.net.httpserver.maxReqHeaderSize", "16384");
    // A tab has six connections at most.
    set("jdk.httpserver.maxConnections", "500");
    // What is read, and thrown away, of a body that was refused: closing earlier would often take
    // the reply with it.
    set("sun.net.httpserver.drainAmount", Integer.toString(16 * BODY_BYTES));
  }

  private static void set(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
