package org.glissade.data;

import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Fills slots with blocks of a file: when they are needed, or ahead, by a thread of its own, so
 * that reading and learning overlap.
 *
 * <p>The thread is help, never a condition: who needs a block that was asked for and not begun
 * reads it himself, and who has to wait for one in the middle of being read takes the next one
 * meanwhile. So both threads are busy wherever the time goes, and which of them reads what makes no
 * difference to what is read. The thread is a daemon, sleeps where there is little to do and ends
 * after two seconds without work; it is started again when there is.
 *
 * <p>All methods are for one thread, whose blocks they are.
 */
final class BlockReader {
  /** Reads a block into a slot; called by either thread, never twice at once for one slot. */
  @FunctionalInterface
  interface Source {
    void read(int block, int slot);
  }

  private static final int READY = 0;
  private static final int ASKED = 1;
  private static final int READING = 2;
  private static final int FAILED = 3;

  /** Blocks that are worth waking a thread for. */
  private static final int WORTH_WAKING = 4;

  private static final int SPINS = 1000;
  private static final long NAP_NANOS = 20_000;
  private static final long IDLE_NANOS = 500_000_000L;
  private static final int NAPS_BEFORE_END = 4;

  private final Source source;

  /** What is to be done, or was, with each slot. */
  private final AtomicIntegerArray states;

  /** The block that each slot is for. */
  private final int[] blocks;

  /**
   * The slots asked for, in a ring; those whose state says otherwise by now are passed over. Lines
   * {@code head … tail − 1} of it wait: {@code head} is the thread's, {@code tail} the caller's.
   */
  private final AtomicIntegerArray ring;

  private volatile long head;
  private volatile long tail;
  private volatile @Nullable Thread sleeper;
  private final AtomicBoolean running = new AtomicBoolean();
  private volatile @Nullable Throwable failure;

  BlockReader(int slots, Source source) {
    this.source = source;
    this.states = new AtomicIntegerArray(slots);
    this.blocks = new int[slots];
    this.ring = new AtomicIntegerArray(Integer.highestOneBit(Math.max(8, slots)) * 2);
  }

  /** Reads a block now, into a slot that is not {@linkplain #ahead asked for}. */
  void now(int slot, int block) {
    blocks[slot] = block;
    states.set(slot, READING);
    fill(slot);
    requireRead(slot);
  }

  /**
   * Asks for a block in a slot that is not asked for yet.
   *
   * @return false if too many are
   */
  boolean ahead(int slot, int block) {
    long at = tail;
    if (at - head >= ring.length()) {
      wake();
      return false;
    }
    blocks[slot] = block;
    states.set(slot, ASKED);
    ring.set((int) at & (ring.length() - 1), slot);
    tail = at + 1;
    if (at + 1 - head >= WORTH_WAKING) {
      wake();
    }
    return true;
  }

  private void wake() {
    if (running.compareAndSet(false, true)) {
      WeakReference<BlockReader> self = new WeakReference<>(this);
      try {
        Thread.ofPlatform().daemon().name("glissade-reader").start(() -> work(self));
      } catch (OutOfMemoryError e) { // no thread is to be had: it goes without
        running.set(false);
      }
      return;
    }
    Thread asleep = sleeper;
    if (asleep != null) {
      LockSupport.unpark(asleep);
    }
  }

  /**
   * Waits until a slot has the block that was asked for, and reads meanwhile.
   *
   * @throws RuntimeException if it cannot be read, as the source said it
   */
  void await(int slot) {
    int spins = 0;
    while (true) {
      int state = states.get(slot);
      if (state == READY) {
        return;
      }
      if (state == FAILED) {
        requireRead(slot);
      } else if (state == ASKED) {
        take(slot);
      } else if (!takeAny()) {
        if (++spins < SPINS) {
          Thread.onSpinWait();
        } else {
          LockSupport.parkNanos(this, NAP_NANOS);
        }
      }
    }
  }

  /** Makes a slot free for another block, whatever was asked for. */
  void forget(int slot) {
    if (!states.compareAndSet(slot, ASKED, READY)) {
      while (states.get(slot) == READING) {
        LockSupport.parkNanos(this, NAP_NANOS);
      }
    }
  }

  private void requireRead(int slot) {
    if (states.get(slot) == FAILED) {
      switch (failure) {
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case null, default -> throw new IllegalStateException(failure);
      }
    }
  }

  private boolean take(int slot) {
    boolean mine = states.compareAndSet(slot, ASKED, READING);
    if (mine) {
      fill(slot);
    }
    return mine;
  }

  /** Reads the next block of those that nobody has begun; false if there is none. */
  private boolean takeAny() {
    for (long at = head; at < tail; at++) {
      if (take(ring.get((int) at & (ring.length() - 1)))) {
        return true;
      }
    }
    return false;
  }

  private void fill(int slot) {
    try {
      source.read(blocks[slot], slot);
    } catch (RuntimeException | Error e) { // told to whom needs the block
      failure = e;
      states.set(slot, FAILED);
      return;
    }
    states.set(slot, READY);
  }

  /** What the thread does. Asleep it holds no blocks, which may be garbage by then. */
  private static void work(WeakReference<BlockReader> of) {
    int naps = 0; // one may end early
    while (true) {
      BlockReader reader = of.get();
      if (reader == null) {
        return;
      }
      reader.sleeper = null;
      while (reader.takeNext()) {
        naps = 0;
      }
      if (naps++ == NAPS_BEFORE_END) {
        reader.running.set(false);
        // whoever asked for something meanwhile took this thread for one that runs
        if (reader.head == reader.tail || !reader.running.compareAndSet(false, true)) {
          return;
        }
        naps = 0;
      }
      reader.sleeper = Thread.currentThread();
      boolean idle = reader.head == reader.tail;
      reader = null;
      if (idle) {
        LockSupport.parkNanos(IDLE_NANOS);
      }
    }
  }

  /** Reads the next block that was asked for; false if there is none. */
  private boolean takeNext() {
    long at = head;
    if (at == tail) {
      return false;
    }
    take(ring.get((int) at & (ring.length() - 1)));
    head = at + 1;
    return true;
  }
}
