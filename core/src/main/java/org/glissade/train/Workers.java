package org.glissade.train;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.glissade.math.ParallelFor;
import org.jspecify.annotations.Nullable;

/**
 * Threads that share the parts of one minibatch, thousands of times a second.
 *
 * <p>What a part does must not depend on who does it: then the result has the same bits for any
 * number of threads. Workers wait for the next batch spinning, which costs a fraction of a
 * microsecond where waking a sleeping thread costs tens; after some 50 microseconds without work
 * they sleep, and after two seconds they end and are started again when needed. They are daemons.
 *
 * <p>Used from one thread at a time.
 */
final class Workers implements ParallelFor {
  private static final int SPINS = 4000;
  private static final long NAP_NANOS = 500_000_000L;
  private static final int NAPS_BEFORE_END = 4;

  private final int threads;
  private final @Nullable Worker[] crew;
  private final AtomicInteger pending = new AtomicInteger();
  private @Nullable Body task;
  private int parts;
  private volatile @Nullable Throwable failure;

  /** At least one thread, the caller's. */
  Workers(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("there must be at least one thread: " + threads);
    }
    this.threads = threads;
    this.crew = new Worker[threads - 1];
  }

  int threads() {
    return threads;
  }

  /** Runs the task on the parts 0 … parts − 1, and waits for all of them. */
  @Override
  public void run(int count, Body what) {
    int helpers = Math.min(threads, count) - 1;
    if (helpers == 0) {
      for (int part = 0; part < count; part++) {
        what.run(part);
      }
      return;
    }
    task = what;
    parts = count;
    failure = null;
    pending.set(helpers);
    for (int i = 0; i < helpers; i++) {
      worker(i).call(helpers + 1);
    }
    try {
      share(0, helpers + 1);
    } finally {
      await();
    }
    Throwable thrown = failure;
    if (thrown instanceof Error error) {
      throw error;
    }
    if (thrown instanceof RuntimeException exception) {
      throw exception;
    }
  }

  private Worker worker(int index) {
    Worker worker = crew[index];
    if (worker == null || !worker.reserve()) {
      worker = new Worker(index + 1);
      crew[index] = worker;
      Thread.ofPlatform().daemon().name("glissade-worker-" + (index + 1)).start(worker);
    }
    return worker;
  }

  /** The parts of one of the sharers: neighbours, so that it reads on. */
  private void share(int sharer, int sharers) {
    Body what = task;
    if (what != null) {
      for (int part = sharer * parts / sharers; part < (sharer + 1) * parts / sharers; part++) {
        what.run(part);
      }
    }
  }

  private void await() {
    int spins = 0;
    while (pending.get() > 0) {
      if (++spins < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(this, 20_000);
      }
    }
  }

  /** One thread and its letter box: the number of sharers of the work that waits, 0 for none. */
  private final class Worker implements Runnable {
    private static final int IDLE = 0;
    private static final int RESERVED = -1;
    private static final int ENDED = -2;

    private final int sharer;
    private final AtomicInteger box = new AtomicInteger(RESERVED);
    private volatile @Nullable Thread sleeper;

    Worker(int sharer) {
      this.sharer = sharer;
    }

    /** Keeps it from ending; false if it has ended. */
    boolean reserve() {
      return box.compareAndSet(IDLE, RESERVED);
    }

    void call(int sharers) {
      box.set(sharers);
      Thread asleep = sleeper;
      if (asleep != null) {
        LockSupport.unpark(asleep);
      }
    }

    @Override
    public void run() {
      while (true) {
        int sharers = next();
        if (sharers == ENDED) {
          return;
        }
        try {
          share(sharer, sharers);
        } catch (RuntimeException | Error e) { // told to the caller
          failure = e;
        }
        box.set(IDLE);
        pending.decrementAndGet();
      }
    }

    private int next() {
      for (int spins = 0; spins < SPINS; spins++) {
        int sharers = box.get();
        if (sharers > 0) {
          return sharers;
        }
        Thread.onSpinWait();
      }
      sleeper = Thread.currentThread();
      try {
        int naps = 0; // a nap may end early
        while (true) {
          int sharers = box.get();
          if (sharers > 0) {
            return sharers;
          }
          if (naps++ >= NAPS_BEFORE_END && box.compareAndSet(IDLE, ENDED)) {
            return ENDED;
          }
          LockSupport.parkNanos(this, NAP_NANOS);
        }
      } finally {
        sleeper = null;
      }
    }
  }
}
