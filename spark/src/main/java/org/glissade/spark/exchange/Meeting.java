package org.glissade.spark.exchange;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How workers that do not know each other's ports come together: each opens one, tells it to all
 * others by any other way ({@link #port}; {@link Rendezvous} is one), and is then connected to each
 * of them: it calls those before it and is called by those behind it. A caller that does not know
 * the secret is sent away.
 */
public final class Meeting implements AutoCloseable {
  private static final int ACCEPT_MILLIS = 60_000;

  private final byte[] secret;
  private final ServerSocket server;

  /**
   * Opens a port on an address of this machine.
   *
   * @param secret known to the workers of one training only
   */
  public Meeting(String host, byte[] secret) throws IOException {
    this.secret = secret.clone();
    this.server = new ServerSocket(0, 1024, InetAddress.getByName(host));
  }

  /** The port at which the others find this worker. */
  public int port() {
    return server.getLocalPort();
  }

  /**
   * Connects to all others.
   *
   * @param addresses of all workers, in their order
   * @throws IOException if one does not come within a minute
   */
  public Exchange join(int rank, List<InetSocketAddress> addresses) throws IOException {
    Link[] links = new Link[addresses.size()];
    try {
      for (int worker = 0; worker < rank; worker++) {
        links[worker] = Link.to(addresses.get(worker));
        links[worker].greet(secret, rank);
      }
      long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ACCEPT_MILLIS);
      for (int missing = links.length - 1 - rank; missing > 0; ) {
        long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
        server.setSoTimeout((int) Math.max(1, left));
        missing -= accepted(rank, links) ? 1 : 0;
      }
    } catch (IOException e) {
      for (Link link : links) {
        close(link);
      }
      throw e;
    }
    @SuppressWarnings("NullAway") // all but the own one are there, which is not used
    Exchange exchange = new Exchange(rank, links);
    return exchange;
  }

  /** Whether the next caller is one of those awaited; it is among the links then. */
  private boolean accepted(int rank, Link[] links) throws IOException {
    Link link = new Link(server.accept());
    int worker = link.greeted(secret);
    if (worker > rank && worker < links.length && links[worker] == null) {
      links[worker] = link;
      return true;
    }
    link.close();
    return false;
  }

  private static void close(@Nullable Link link) {
    if (link != null) {
      link.close();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
