package org.glissade.train;

import org.glissade.math.Simd;

/**
 * Which of the two kernels dense rows go through: the plain one or its vector twin.
 *
 * <p>The vector twin is some eight times as fast once it is compiled, and until then much slower: its
 * first pass over 40 MB takes 0.2 s longer than that of plain loops. So a run that is known to be
 * long begins with vectors, and any other begins plain and changes over after as much work as the
 * change costs, which at worst doubles the cost of the right choice made beforehand. What decides is
 * counted, never timed: the same run has the same bits.
 */
final class KernelChoice {
  /** Floats streamed by plain loops after which vectors take over: about a third of a second. */
  private static final long PLAIN_FLOATS = 1L << 28;

  /** Floats ahead from which vectors are used at once. */
  private static final long LONG_RUN = 1L << 29;

  private final double plainFloats;
  private final double longRun;
  private boolean vectors;

  private KernelChoice(double plainFloats, double longRun) {
    this.plainFloats = plainFloats;
    this.longRun = longRun;
  }

  /** By the work done and ahead. */
  static KernelChoice byWork() {
    return new KernelChoice(PLAIN_FLOATS, LONG_RUN);
  }

  /** Vectors from the start, or never. */
  static KernelChoice always(boolean vectors) {
    double bound = vectors ? -1 : Double.POSITIVE_INFINITY;
    return new KernelChoice(bound, bound);
  }

  /** Vectors after so many floats. */
  static KernelChoice after(double floats) {
    return new KernelChoice(floats, Double.POSITIVE_INFINITY);
  }

  boolean vectors() {
    return vectors;
  }

  /**
   * Tells what a run has done and how much it may still do.
   *
   * @param done floats streamed so far
   * @param ahead floats of the whole run, or −1 if it ends when it has converged
   */
  void progress(double done, double ahead) {
    if (!vectors && (done >= plainFloats || ahead >= longRun)) {
      vectors = Simd.available();
    }
  }
}
