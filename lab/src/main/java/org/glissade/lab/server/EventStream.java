package org.glissade.lab.server;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One connection on which events go to one tab. Who publishes puts them into a queue and never
 * waits: a client that is too slow to keep the queue from filling up is cut off, connects again and
 * goes on where it was.
 */
final class EventStream {
  private static final String HEARTBEAT = ": still here\n\n";

  private final List<String> backlog;
  private final BlockingQueue<String> queue;
  private final Duration heartbeat;
  private final Runnable onEnd;
  private final Thread writer = Thread.currentThread();
  private volatile boolean cut;

  /**
   * Made by the thread that writes it.
   *
   * @param backlog what is sent first
   * @param capacity how many events may wait
   * @param heartbeat after how much silence something is sent: only then is it seen that a client
   *     is gone
   * @param onEnd called once, when nothing more is sent
   */
  EventStream(List<String> backlog, int capacity, Duration heartbeat, Runnable onEnd) {
    this.backlog = List.copyOf(backlog);
    this.queue = new ArrayBlockingQueue<>(capacity);
    this.heartbeat = heartbeat;
    this.onEnd = onEnd;
  }

  /** Sends an event, or cuts the client off if too many wait. */
  void send(String event) {
    if (!queue.offer(event)) {
      cut();
    }
  }

  /** Ends it, whatever it is waiting for: an interrupt closes the socket under a blocked write. */
  void cut() {
    cut = true;
    writer.interrupt();
  }

  /** Writes events until the client is gone, or cut off. */
  void writeTo(OutputStream out) throws IOException, InterruptedException {
    try {
      for (String event : backlog) {
        write(out, event);
      }
      out.flush();
      while (!cut) {
        String event = queue.poll(heartbeat.toMillis(), TimeUnit.MILLISECONDS);
        write(out, event == null ? HEARTBEAT : event);
        if (queue.isEmpty()) {
          out.flush();
        }
      }
    } finally {
      onEnd.run();
    }
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
