package org.glissade.spark.exchange;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Workers of one process, connected through real sockets. */
public final class Workers {
  private Workers() {}

  /** What one of them does. */
  @FunctionalInterface
  public interface Job<T> {
    T run(Exchange exchange) throws Exception;
  }

  /** Runs one job on each worker; what each came to, by rank: a value, or what it threw. */
  public static <T> List<Future<T>> run(int count, Job<T> job) throws Exception {
    return run(count, false, job);
  }

  /** The same, encrypted or not. */
  public static <T> List<Future<T>> run(int count, boolean encrypts, Job<T> job) throws Exception {
    Credentials credentials = Credentials.random(encrypts);
    List<Meeting> meetings = new ArrayList<>();
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      meetings.add(new Meeting("127.0.0.1", credentials));
      addresses.add(new InetSocketAddress("127.0.0.1", meetings.get(i).port()));
    }
    List<Callable<T>> tasks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int rank = i;
      tasks.add(
          () -> {
            try (Meeting meeting = meetings.get(rank);
                Exchange exchange = meeting.join(rank, addresses)) {
              return job.run(exchange);
            }
          });
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
      return threads.invokeAll(tasks);
    }
  }
}
