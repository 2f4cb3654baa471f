package org.glissade.model;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What code allocates on the heap. */
final class Allocation {
  private Allocation() {}

  /** Bytes a call of the action allocates once it has run before, rounded down. */
  static long perCall(Runnable action) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int calls = 1000; // what the measurement itself allocates is less than a byte a call
    action.run();
    threads.getCurrentThreadAllocatedBytes();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < calls; i++) {
      action.run();
    }
    return (threads.getCurrentThreadAllocatedBytes() - before) / calls;
  }
}
