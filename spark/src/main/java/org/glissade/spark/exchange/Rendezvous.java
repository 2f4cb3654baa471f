package org.glissade.spark.exchange;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Where workers that do not know of each other come together, as nobody starts them at the same
 * time: each pays a {@link Visit} and waits until all are there. These are a group: what each of
 * them says is told to all, as often as all have said something. The connections stay open; if one
 * of a group ends before there is a result, all of it are sent away, and whoever comes again waits
 * for a new group. The first result ends it all: whoever waits then or comes later hears that it is
 * over.
 *
 * <p>Of several visits of one worker the last is taken, the others wait for the next group: a copy
 * of a worker that is slow does no harm, and one of a machine that is gone does not keep its place.
 * When the first of a later stage comes, those of earlier ones are sent away: the scheduler has
 * begun all anew, and they have cores that the others wait for.
 */
public final class Rendezvous implements AutoCloseable {
  /** What a visitor sends: something for all, or the result. */
  static final int SAYING = 1;

  static final int RESULT = 2;

  /** What he hears instead of the number of the others. */
  static final int OVER = -1;

  private static final long PAUSE_NANOS = 1_000_000;

  private final Credentials credentials;
  private final int workers;
  private final Duration patience;
  private final ServerSocket server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  // The state, guarded by this.
  private final Set<Visitor> visitors = new HashSet<>();
  private final List<Visitor> waiting = new ArrayList<>();
  private List<Visitor> group = List.of();
  private int stage;
  private long until;
  private boolean over;
  private @Nullable List<byte[]> result;
  private int came;

  /** A worker whose connection is open, and what he has said since he heard the others. */
  private static final class Visitor {
    private final int worker;
    private final int stage;
    private final Link link;
    private byte @Nullable [] said;

    Visitor(int worker, int stage, Link link) {
      this.worker = worker;
      this.stage = stage;
      this.link = link;
    }
  }

  /**
   * Opens a port on an address of this machine.
   *
   * @param credentials of the workers of this training
   * @param workers that are to come
   * @param patience how long those who came wait for one more, before it is over without a result
   */
  public Rendezvous(String host, Credentials credentials, int workers, Duration patience)
      throws IOException {
    this.credentials = credentials;
    this.workers = workers;
    this.patience = patience;
    this.server = new ServerSocket(0, 1024, InetAddress.getByName(host));
    threads.execute(this::accept);
    threads.execute(this::watch);
  }

  /** The port at which workers find it. */
  public int port() {
    return server.getLocalPort();
  }

  /** Visits that wait for a group. */
  synchronized int waiting() {
    return waiting.size();
  }

  /**
   * What the first worker who had one told.
   *
   * @throws TimeoutException if not all workers came; says how many did
   */
  public synchronized List<byte[]> result() throws TimeoutException {
    if (result != null) {
      return result;
    }
    throw new TimeoutException(
        "only "
            + came
            + " of "
            + workers
            + " workers came together, and no further one within "
            + patience.toSeconds()
            + " s");
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        try {
          threads.execute(() -> serve(socket));
        } catch (RejectedExecutionException _) {
          socket.close();
        }
      } catch (IOException _) {
        LockSupport.parkNanos(PAUSE_NANOS); // closed, or this caller is lost
      }
    }
  }

  private void serve(Socket socket) {
    try (Link link = Link.from(socket, credentials)) {
      if (link == null || link.caller() < 0 || link.caller() >= workers) {
        return;
      }
      Visitor visitor = new Visitor(link.caller(), link.readInt(), link);
      begin(visitor);
      try {
        while (true) {
          if (link.readInt() == RESULT) {
            end(blocks(link));
            send(visitor, List.of());
          } else {
            hear(visitor, link.readBlock());
          }
        }
      } finally {
        leave(visitor);
      }
    } catch (IOException | UncheckedIOException | RejectedExecutionException _) {
      // he is gone, or it is closed
    }
  }

  private static List<byte[]> blocks(Link link) throws IOException {
    List<byte[]> blocks = new ArrayList<>();
    for (int left = link.readInt(); left > 0; left--) {
      blocks.add(link.readBlock());
    }
    return blocks;
  }

  private synchronized void begin(Visitor visitor) throws IOException {
    if (server.isClosed()) {
      throw new IOException("closed");
    }
    visitors.add(visitor);
  }

  private synchronized void hear(Visitor visitor, byte[] said) {
    if (over) {
      send(visitor, null);
    } else if (visitors.contains(visitor)) { // he is not one who was just sent away
      visitor.said = said;
      if (!group.contains(visitor)) {
        arrive(visitor);
      }
      tellAll();
    }
  }

  private void arrive(Visitor visitor) {
    if (visitor.stage < stage) {
      sendAway(visitor);
      return;
    }
    if (visitor.stage > stage) {
      stage = visitor.stage;
      List.copyOf(waiting).forEach(this::sendAway);
      breakUp();
    }
    waiting.add(visitor);
    until = System.nanoTime() + patience.toNanos();
    notifyAll();
    gather();
  }

  /** Makes a group of those who wait, if there is none and all workers are among them. */
  private void gather() {
    Visitor[] last = new Visitor[workers];
    for (Visitor visitor : waiting) {
      last[visitor.worker] = visitor;
    }
    if (group.isEmpty() && !Arrays.asList(last).contains(null)) {
      group = List.of(last);
      waiting.removeAll(group);
      notifyAll();
    }
  }

  /** If all of the group have said something. */
  private void tellAll() {
    List<byte[]> all = new ArrayList<>();
    for (Visitor visitor : group) {
      if (visitor.said == null) {
        return;
      }
      all.add(visitor.said);
    }
    for (Visitor visitor : group) {
      visitor.said = null;
      send(visitor, all);
    }
  }

  private synchronized void leave(Visitor visitor) {
    visitors.remove(visitor);
    waiting.remove(visitor);
    if (!over && group.contains(visitor)) {
      breakUp();
      until = System.nanoTime() + patience.toNanos();
      notifyAll();
      gather();
      tellAll();
    }
  }

  private void breakUp() {
    List<Visitor> broken = group;
    group = List.of();
    broken.forEach(this::sendAway);
  }

  private void sendAway(Visitor visitor) {
    visitors.remove(visitor);
    waiting.remove(visitor);
    visitor.link.close();
  }

  /** In a thread of its own, as nobody is to wait for a visitor that does not read. */
  private void send(Visitor visitor, @Nullable List<byte[]> all) {
    threads.execute(
        () -> {
          synchronized (visitor) { // the thread before wrote to its buffer too
            try {
              visitor.link.writeInt(all == null ? OVER : all.size());
              for (byte[] each : all == null ? List.<byte[]>of() : all) {
                visitor.link.writeBlock(each);
              }
              visitor.link.flush();
            } catch (IOException _) {
              visitor.link.close();
            }
          }
        });
  }

  private synchronized void end(@Nullable List<byte[]> told) {
    if (!over) {
      over = true;
      result = told;
      came =
          Math.toIntExact(waiting.stream().mapToInt(visitor -> visitor.worker).distinct().count());
      waiting.forEach(visitor -> send(visitor, null));
      group.stream().filter(visitor -> visitor.said != null).forEach(each -> send(each, null));
      waiting.clear();
      notifyAll();
    }
  }

  /** Ends it when patience does. */
  private synchronized void watch() {
    try {
      while (!over) {
        boolean incomplete = group.isEmpty() && !waiting.isEmpty();
        long left = incomplete ? until - System.nanoTime() : Long.MAX_VALUE;
        if (left <= 0) {
          end(null);
        } else {
          TimeUnit.NANOSECONDS.timedWait(this, left);
        }
      }
    } catch (InterruptedException _) {
      // closed
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    synchronized (this) {
      List.copyOf(visitors).forEach(this::sendAway);
    }
    threads.shutdownNow();
  }
}
