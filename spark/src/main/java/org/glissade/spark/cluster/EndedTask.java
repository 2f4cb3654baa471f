package org.glissade.spark.cluster;

import org.apache.spark.TaskContext;
import org.glissade.spark.exchange.Exchange;

/**
 * Closes the connections of a task that Spark ended, as others of its stage failed or somebody
 * cancelled the job: it may wait for a worker that never answers.
 */
final class EndedTask implements AutoCloseable {
  private static final long MILLIS = 500;

  private final Thread watch;

  EndedTask(TaskContext task, Exchange exchange) {
    watch = Thread.ofVirtual().name("glissade-ended-task").start(() -> watch(task, exchange));
  }

  private static void watch(TaskContext task, Exchange exchange) {
    try {
      while (!task.isInterrupted()) {
        Thread.sleep(MILLIS);
      }
      exchange.close();
    } catch (InterruptedException _) {
      // the task is over
    }
  }

  @Override
  public void close() {
    watch.interrupt();
  }
}
