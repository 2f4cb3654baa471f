package org.glissade.spark.exchange;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.glissade.io.encode.Totals;

/**
 * Sums over workers, the same bits for all of them. Worker k owns the k-th slice of an array: each
 * sends its numbers of a slice to its owner, who adds them up in double in the order of the
 * workers, and sends the result to all. Of an array of d numbers a worker sends and receives
 * 2·d·(p−1)/p of them, which is the least that any method can do and what a ring does too (Thakur,
 * Rabenseifner and Gropp 2005, "Optimization of collective communication operations in MPICH"), in
 * two hops instead of 2(p−1).
 *
 * <p>Of a slice of floats most of which are 0 only the others are sent, each with its place.
 *
 * <p>All workers call the same methods in the same order. Whoever sees a connection end throws, and
 * closes its own. Not thread-safe.
 */
public final class Exchange implements Totals, AutoCloseable {
  private static final int DENSE = -1;

  private final int rank;
  private final Link[] links;
  private final ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor();
  private long sent;

  /**
   * @param rank of this worker, from 0
   * @param links one a worker; what stands at the place of this one is not used
   */
  Exchange(int rank, Link[] links) {
    this.rank = rank;
    this.links = links;
  }

  /** Which worker this is, from 0. */
  public int rank() {
    return rank;
  }

  /** Number of workers. */
  public int size() {
    return links.length;
  }

  /** Bytes of numbers that this worker has sent so far. */
  public long sent() {
    return sent;
  }

  /** Writes to one worker or reads from it. */
  @FunctionalInterface
  private interface Part {
    void move(int worker, Link link) throws IOException;
  }

  /** Sends to all others at once, and receives from them one after the other. */
  private void turn(Part send, Part receive) {
    List<Future<?>> sending = new ArrayList<>();
    try {
      for (int i = 1; i < size(); i++) {
        int worker = (rank + i) % size(); // not all to the first one at first
        sending.add(
            senders.submit(
                () -> {
                  send.move(worker, links[worker]);
                  links[worker].flush();
                  return worker;
                }));
      }
      for (int worker = 0; worker < size(); worker++) {
        receive.move(worker, links[worker]);
      }
      for (Future<?> each : sending) {
        each.get();
      }
    } catch (IOException e) {
      close();
      throw new UncheckedIOException(
          "the connection to another worker ended: " + e.getMessage(), e);
    } catch (ExecutionException e) {
      close();
      throw new IllegalStateException("the connection to another worker ended", e.getCause());
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while workers exchange numbers", e);
    }
  }

  private int begin(int worker, int length) {
    return (int) ((long) length * worker / size());
  }

  @Override
  public void sum(double[] values) {
    int from = begin(rank, values.length);
    int to = begin(rank + 1, values.length);
    double[] own = Arrays.copyOfRange(values, from, to);
    double[] other = new double[to - from];
    Arrays.fill(values, from, to, 0);
    turn(
        (worker, link) ->
            link.write(values, begin(worker, values.length), begin(worker + 1, values.length)),
        (worker, link) -> {
          double[] part = worker == rank ? own : other;
          if (worker != rank) {
            link.read(other, 0, other.length);
          }
          for (int i = 0; i < part.length; i++) {
            values[from + i] += part[i];
          }
        });
    turn(
        (worker, link) -> link.write(values, from, to),
        (worker, link) -> {
          if (worker != rank) {
            link.read(values, begin(worker, values.length), begin(worker + 1, values.length));
          }
        });
    sent += (long) Double.BYTES * (values.length - (to - from) + (long) (size() - 1) * (to - from));
  }

  @Override
  public void max(float[] values) {
    reduce(values, true);
  }

  /** Replaces each number by the sum over all workers, rounded once. */
  public void sum(float[] values) {
    reduce(values, false);
  }

  private void reduce(float[] values, boolean greatest) {
    int from = begin(rank, values.length);
    int to = begin(rank + 1, values.length);
    double[] result = new double[to - from];
    Arrays.fill(result, greatest ? Double.NEGATIVE_INFINITY : 0);
    float[] other = new float[to - from];
    turn(
        (worker, link) ->
            send(link, values, begin(worker, values.length), begin(worker + 1, values.length)),
        (worker, link) -> {
          if (worker == rank) {
            System.arraycopy(values, from, other, 0, other.length);
          } else {
            receive(link, other, 0, other.length);
          }
          for (int i = 0; i < other.length; i++) {
            result[i] = greatest ? Math.max(result[i], other[i]) : result[i] + other[i];
          }
        });
    for (int i = 0; i < result.length; i++) {
      values[from + i] = (float) result[i];
    }
    turn(
        (worker, link) -> send(link, values, from, to),
        (worker, link) -> {
          if (worker != rank) {
            receive(link, values, begin(worker, values.length), begin(worker + 1, values.length));
          }
        });
  }

  private void send(Link link, float[] values, int from, int to) throws IOException {
    int others = 0;
    for (int i = from; i < to; i++) {
      others += Float.floatToRawIntBits(values[i]) != 0 ? 1 : 0;
    }
    if (2L * others >= to - from) {
      link.writeInt(DENSE);
      link.write(values, from, to);
      count((long) Float.BYTES * (to - from));
      return;
    }
    link.writeInt(others);
    for (int i = from; i < to; i++) {
      if (Float.floatToRawIntBits(values[i]) != 0) {
        link.writeInt(i - from);
        link.writeInt(Float.floatToRawIntBits(values[i]));
      }
    }
    count(2L * Integer.BYTES * others);
  }

  private synchronized void count(long bytes) {
    sent += bytes;
  }

  private static void receive(Link link, float[] values, int from, int to) throws IOException {
    int others = link.readInt();
    if (others == DENSE) {
      link.read(values, from, to);
      return;
    }
    Arrays.fill(values, from, to, 0);
    for (int i = 0; i < others; i++) {
      int place = link.readInt();
      values[from + place] = Float.intBitsToFloat(link.readInt());
    }
  }

  /**
   * What every worker has to say, in their order.
   *
   * @param own of this one
   */
  public List<byte[]> gather(byte[] own) {
    byte[][] all = new byte[size()][];
    turn(
        (worker, link) -> link.writeBlock(own),
        (worker, link) -> all[worker] = worker == rank ? own : link.readBlock());
    return List.of(all);
  }

  /** What the first worker has to say; of the others nothing is asked. */
  public byte[] fromFirst(byte[] said) {
    return gather(rank == 0 ? said : new byte[0]).getFirst();
  }

  @Override
  public void close() {
    senders.shutdownNow();
    for (int worker = 0; worker < size(); worker++) {
      if (worker != rank) {
        links[worker].close();
      }
    }
  }
}
