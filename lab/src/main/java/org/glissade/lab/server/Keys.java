package org.glissade.lab.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of one server, 192 bits each, which nobody but this process keeps:
 *
 * <ul>
 *   <li>the token, in the address that is printed; it stays good while the server runs;
 *   <li>the ticket, in the address that a browser is started with. Others on the machine can read
 *       the command line of a process, so it is good once only;
 *   <li>the session, in the cookie that either is exchanged for.
 * </ul>
 */
final class Keys {
  private static final int BYTES = 24;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String token = secret();
  private final String session = secret();
  private final AtomicReference<@Nullable String> ticket = new AtomicReference<>();

  String token() {
    return token;
  }

  String session() {
    return session;
  }

  /** A new ticket; the one before is no longer good. */
  String newTicket() {
    String fresh = secret();
    ticket.set(fresh);
    return fresh;
  }

  /** Whether a text is the token, or the ticket, which is thereby used up. */
  boolean admits(String text) {
    if (same(token, text)) {
      return true;
    }
    String current = ticket.get();
    return current != null && same(current, text) && ticket.compareAndSet(current, null);
  }

  /** Whether a text is the session's. */
  boolean isSession(String text) {
    return same(session, text);
  }

  /** Takes as long for a wrong text as for a right one. */
  private static boolean same(String secret, String text) {
    return MessageDigest.isEqual(
        secret.getBytes(StandardCharsets.UTF_8), text.getBytes(StandardCharsets.UTF_8));
  }

  private static String secret() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
