package org.glissade.bench;

import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Stops a training that runs by itself at the end of each epoch, so that contenders can take turns:
 * the training runs on a thread of its own and calls {@link #pass}; {@link #next} lets it go on
 * until it comes by again. Its clock stands still while it waits.
 */
public final class Turnstile {
  /** A training that calls {@link #pass} after each epoch. */
  @FunctionalInterface
  public interface Training {
    void run(Turnstile turnstile) throws Exception;
  }

  private final Semaphore go = new Semaphore(0);
  private final Semaphore arrived = new Semaphore(0);
  private long waited;
  private volatile boolean ended;
  private volatile @Nullable Throwable failure;

  /** Makes the training ready to go; it starts with the first {@link #next}. */
  public Turnstile(Training training) {
    Thread.ofPlatform()
        .daemon()
        .name("training")
        .start(
            () -> {
              go.acquireUninterruptibly();
              try {
                training.run(this);
              } catch (Throwable e) {
                failure = e;
              }
              ended = true;
              arrived.release();
            });
  }

  /** Nanoseconds that the training has run; to be asked by the training's thread. */
  public long nanos() {
    return System.nanoTime() - waited;
  }

  /** Waits for the next turn; called by the training at the end of an epoch. */
  public void pass() {
    long since = System.nanoTime();
    arrived.release();
    go.acquireUninterruptibly();
    waited += System.nanoTime() - since;
  }

  /** Lets the training run until it passes again. */
  public void next() {
    if (ended) {
      throw new IllegalStateException("the training is over");
    }
    go.release();
    arrived.acquireUninterruptibly();
    Throwable thrown = failure;
    if (thrown != null) {
      throw new IllegalStateException("the training failed: " + thrown, thrown);
    }
    if (ended) {
      throw new IllegalStateException("the training ended before its time");
    }
  }
}
