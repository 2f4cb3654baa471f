package org.glissade.train;

import org.glissade.math.DenseKernel;
import org.glissade.math.Simd;

/**
 * Which of the two kernels dense rows go through: the plain one or its vector twin.
 *
 * <p>The vector twin is some eight times as fast once it is compiled, which takes most of a second;
 * until then it is much slower. So every run begins plain. One that may become long has the twin
 * run on a few made-up rows in a thread of its own, so that it is compiled meanwhile, and changes
 * over after as much work as that takes. What decides is counted, never timed: the same run has the
 * same bits.
 */
final class KernelChoice {
  /** Floats streamed by plain loops after which vectors take over: about a third of a second. */
  private static final double PLAIN_FLOATS = 1L << 28;

  /** A run of so many floats is over before the vector twin would have paid. */
  private static final double SHORT_RUN = 1L << 29;

  /** Floats streamed before the twin is prepared: runs that end of themselves often end by then. */
  private static final double BEFORE_PREPARATION = 1L << 24;

  private final double plainFloats;
  private boolean prepared;
  private boolean vectors;

  private KernelChoice(double plainFloats) {
    this.plainFloats = plainFloats;
  }

  /** By the work done and ahead. */
  static KernelChoice byWork() {
    return new KernelChoice(PLAIN_FLOATS);
  }

  /** Vectors from the start, or never. */
  static KernelChoice always(boolean vectors) {
    return new KernelChoice(vectors ? 0 : Double.POSITIVE_INFINITY);
  }

  /** Vectors after so many floats. */
  static KernelChoice after(double floats) {
    return new KernelChoice(floats);
  }

  boolean vectors() {
    return vectors;
  }

  /**
   * Tells what a run has done and how much it may do.
   *
   * @param done floats streamed so far
   * @param inAll floats of the whole run; infinite if it ends when it has converged
   * @param columns number of features
   * @param outputs number of scores a row
   */
  void progress(double done, double inAll, int columns, int outputs) {
    if (vectors) {
      return;
    }
    if (done >= plainFloats) {
      vectors = Simd.available();
    } else if (!prepared && done >= BEFORE_PREPARATION && inAll >= SHORT_RUN && Simd.available()) {
      prepared = true;
      Thread.ofPlatform()
          .daemon()
          .name("glissade-prepare-kernels")
          .start(() -> DenseKernel.prepareVectors(columns, outputs));
    }
  }
}
