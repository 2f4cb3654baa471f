package org.glissade.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C as a request to finish early. While a guard is open, an interrupt (or a termination) of
 * the process sets {@link #requested}, which training polls; the JVM then waits until the guard is
 * closed, that is, until the best model so far is saved, but no longer than the patience, and ends
 * with status 130 (143 for a termination).
 *
 * <pre>{@code
 * try (Interrupt interrupt = Interrupt.guard(Duration.ofSeconds(30), () -> say("Stopping…"))) {
 *   train(interrupt::requested);
 *   save();
 *   return interrupt.requested() ? ExitCode.INTERRUPTED : ExitCode.DONE;
 * }
 * }</pre>
 *
 * <p>It rests on a shutdown hook, the one portable way: the JVM runs it when a signal arrives, and
 * leaves the thread of the work running meanwhile.
 */
final class Interrupt implements AutoCloseable {
  private final Duration patience;
  private final Runnable onInterrupt;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook = new Thread(this::interrupt, "glissade-interrupt");
  private volatile boolean requested;

  private Interrupt(Duration patience, Runnable onInterrupt) {
    this.patience = patience;
    this.onInterrupt = onInterrupt;
  }

  /**
   * Opens a guard.
   *
   * @param patience how long the process may still take to save
   * @param onInterrupt run once, on another thread, when the interrupt comes
   */
  static Interrupt guard(Duration patience, Runnable onInterrupt) {
    Interrupt guard = new Interrupt(patience, onInterrupt);
    Runtime.getRuntime().addShutdownHook(guard.hook);
    return guard;
  }

  /** Whether to stop. */
  boolean requested() {
    return requested;
  }

  /** What the signal does: asks, then waits for {@link #close}. */
  void interrupt() {
    if (closed.getCount() == 0) {
      return; // an ordinary exit
    }
    requested = true;
    try {
      onInterrupt.run();
    } finally {
      await();
    }
  }

  private void await() {
    try {
      closed.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The work is saved: the process may end. */
  @Override
  public void close() {
    closed.countDown();
    if (!requested) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // the signal came at this very moment; the hook sees that the guard is closed
      }
    }
  }
}
