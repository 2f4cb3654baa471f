package org.glissade.spark.exchange;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * How workers that do not know each other's ports come together: each opens one, tells it to all
 * others by any other way ({@link #port}; {@link Rendezvous} is one), and is then connected to each
 * of them: it calls those before it and is called by those behind it. A caller that does not know
 * the secret is sent away.
 */
public final class Meeting implements AutoCloseable {
  private static final int ACCEPT_MILLIS = 60_000;
  private static final long PAUSE_NANOS = 1_000_000;

  private final Credentials credentials;
  private final ServerSocket server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  // The state while it joins, guarded by this.
  private @Nullable Link[] links = new Link[0];
  private int missing;
  private boolean ended;
  private @Nullable IOException failure;

  /** Opens a port on an address of this machine. */
  public Meeting(String host, Credentials credentials) throws IOException {
    this.credentials = credentials;
    this.server = new ServerSocket(0, 1024, InetAddress.getByName(host));
  }

  /** The port at which the others find this worker. */
  public int port() {
    return server.getLocalPort();
  }

  /**
   * Connects to all others; once only.
   *
   * @param addresses of all workers, in their order
   * @throws IOException if one does not come within a minute
   */
  public Exchange join(int rank, List<InetSocketAddress> addresses) throws IOException {
    begin(addresses.size());
    threads.execute(() -> accept(rank));
    for (int other = 0; other < rank; other++) {
      int worker = other;
      threads.execute(() -> call(rank, worker, addresses.get(worker)));
    }
    Link[] all = all();
    return new Exchange(rank, all);
  }

  private synchronized void begin(int workers) {
    links = new Link[workers];
    missing = workers - 1;
  }

  private void call(int rank, int worker, InetSocketAddress address) {
    try {
      add(worker, Link.to(address, credentials, rank));
    } catch (IOException e) {
      fail(e);
    }
  }

  /** Hears callers until the port is closed; one that does not greet keeps no other waiting. */
  private void accept(int rank) {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        try {
          threads.execute(() -> answer(rank, socket));
        } catch (RejectedExecutionException _) {
          socket.close();
        }
      } catch (IOException _) {
        LockSupport.parkNanos(PAUSE_NANOS); // closed, or this caller is lost
      }
    }
  }

  private void answer(int rank, Socket socket) {
    try {
      Link link = Link.from(socket, credentials);
      if (link != null && link.caller() > rank) {
        add(link.caller(), link);
      } else if (link != null) {
        link.close();
      }
    } catch (IOException _) {
      // he is gone
    }
  }

  private synchronized void add(int worker, Link link) {
    if (ended || worker >= links.length || links[worker] != null) {
      link.close();
      return;
    }
    links[worker] = link;
    missing--;
    notifyAll();
  }

  private synchronized void fail(IOException e) {
    failure = e;
    notifyAll();
  }

  @SuppressWarnings("NullAway") // all but the own one are there, which is not used
  private synchronized Link[] all() throws IOException {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ACCEPT_MILLIS);
    try {
      while (missing > 0 && failure == null) {
        long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
        if (left <= 0) {
          failure = new IOException(missing + " of " + links.length + " workers did not come");
        } else {
          wait(left);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failure = new InterruptedIOException("interrupted while workers come together");
    }
    ended = true;
    if (failure != null) {
      for (Link link : links) {
        if (link != null) {
          link.close();
        }
      }
      throw failure;
    }
    return links;
  }

  @Override
  public void close() throws IOException {
    server.close();
    threads.shutdown();
  }
}
