package org.glissade.math;

/**
 * Runs the parts of some work, on as many threads as it has.
 *
 * <p>What a part does must not depend on who does it, nor on the order of the parts.
 */
@FunctionalInterface
public interface ParallelFor {
  /** One part of the work. */
  @FunctionalInterface
  interface Body {
    void run(int part);
  }

  /** Runs the body for 0 … parts − 1 and returns when all of them are done. */
  void run(int parts, Body body);

  /** One part after the other, on the thread of the caller. */
  static ParallelFor sequential() {
    return (parts, body) -> {
      for (int part = 0; part < parts; part++) {
        body.run(part);
      }
    };
  }
}
