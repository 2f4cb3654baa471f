package org.glissade.train;

import org.glissade.math.Simd;
import org.jspecify.annotations.Nullable;

/**
 * What a run computes with: how many threads, and which of the two kernels dense rows go through,
 * the plain one or its vector twin.
 *
 * <p>The vector twin is some eight times as fast once it is compiled, which takes most of a second;
 * until then it is much slower. So every run begins plain. One that may become long has the twin
 * run on a few made-up rows in a thread of its own, so that it is compiled meanwhile, and changes
 * over after as much work as that takes. What decides is counted, never timed: the same run has the
 * same bits.
 */
final class Machine {
  /** Floats streamed by plain loops after which vectors take over: about a third of a second. */
  private static final double PLAIN_FLOATS = 1L << 28;

  /** A run of so many floats is over before the vector twin would have paid. */
  private static final double SHORT_RUN = 1L << 29;

  /** Floats streamed before the twin is prepared: runs that end of themselves often end by then. */
  private static final double BEFORE_PREPARATION = 1L << 24;

  private final Workers workers;
  private final double plainFloats;
  private final @Nullable Machine leader;
  private boolean prepared;
  private boolean vectors;

  private Machine(int threads, double plainFloats, @Nullable Machine leader) {
    this.workers = new Workers(threads);
    this.plainFloats = plainFloats;
    this.leader = leader;
  }

  /** Kernels by the work done and ahead. */
  static Machine of(int threads) {
    return new Machine(threads, PLAIN_FLOATS, null);
  }

  /** One thread; vectors from the start, or never. */
  static Machine always(boolean vectors) {
    return always(vectors, 1);
  }

  /** Vectors from the start, or never. */
  static Machine always(boolean vectors, int threads) {
    return new Machine(threads, vectors ? 0 : Double.POSITIVE_INFINITY, null);
  }

  /** One thread; vectors after so many floats. */
  static Machine after(double floats) {
    return new Machine(1, floats, null);
  }

  /** One thread, and the kernels of this machine; what it is told it has no ears for. */
  Machine follower() {
    return new Machine(1, Double.POSITIVE_INFINITY, this);
  }

  /** As this one was before it computed anything: a run that is begun anew has its own bits. */
  Machine afresh() {
    return new Machine(workers.threads(), plainFloats, leader);
  }

  Workers workers() {
    return workers;
  }

  /** Floats streamed by plain loops after which vectors take over; infinite for never. */
  double plainFloats() {
    return plainFloats;
  }

  boolean vectors() {
    return leader != null ? leader.vectors() : vectors;
  }

  /**
   * Tells what a run has done and how much it may do.
   *
   * @param done floats streamed so far
   * @param inAll floats of the whole run; infinite if it ends when it has converged
   * @param preparation runs the vector kernels until they are compiled
   */
  void progress(double done, double inAll, Runnable preparation) {
    if (vectors || leader != null) {
      return;
    }
    if (done >= plainFloats) {
      vectors = Simd.available();
    } else if (!prepared && done >= BEFORE_PREPARATION && inAll >= SHORT_RUN && Simd.available()) {
      prepared = true;
      Thread.ofPlatform().daemon().name("glissade-prepare-kernels").start(preparation);
    }
  }
}
