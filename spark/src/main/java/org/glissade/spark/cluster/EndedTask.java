package org.glissade.spark.cluster;

import org.apache.spark.TaskContext;

/**
 * Closes the connections of a task that Spark ended, as others of its stage failed or somebody
 * cancelled the job: it may wait for a worker that never answers.
 */
final class EndedTask implements AutoCloseable {
  private static final long MILLIS = 500;

  private final Thread watch;

  /**
   * @param close what closes them
   */
  EndedTask(TaskContext task, Runnable close) {
    watch = Thread.ofVirtual().name("glissade-ended-task").start(() -> watch(task, close));
  }

  private static void watch(TaskContext task, Runnable close) {
    try {
      while (!task.isInterrupted()) {
        Thread.sleep(MILLIS);
      }
      close.run();
    } catch (InterruptedException _) {
      // the task is over
    }
  }

  @Override
  public void close() {
    watch.interrupt();
  }
}
