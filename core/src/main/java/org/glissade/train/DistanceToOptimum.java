package org.glissade.train;

import org.jspecify.annotations.Nullable;

/**
 * How much lower the training objective can still go, found by going there: a polish by
 * limited-memory BFGS on all training rows, from the parameters reached, within a bounded number of
 * passes. The parameters themselves are left alone.
 *
 * @param gap the objective now minus the lowest found, at least 0: the distance itself, to
 *     rounding, if {@code converged}, otherwise a lower bound of it
 * @param objective the objective now
 * @param converged whether the polish found no further decrease
 */
public record DistanceToOptimum(double gap, double objective, boolean converged) {
  /** Multiplications that the polish may spend, a second or so. */
  private static final double WORK = 5e8;

  /** What an exponential costs, in multiplications. */
  private static final int LINK = 16;

  private static final int MOST_PASSES = 200;
  private static final int FEWEST_PASSES = 4;

  /**
   * @param epochs that the training took: where a pass is dear, the polish gets no more
   * @return null if that leaves less than two passes, with which nothing could be found
   */
  static @Nullable DistanceToOptimum of(
      EmpiricalRisk training, Penalty penalty, float[] params, long epochs) {
    double pass =
        training.model().outputs()
            * (2.0 * training.data().stored() + (double) LINK * training.examples());
    int passes = (int) Math.clamp(WORK / pass, FEWEST_PASSES, MOST_PASSES);
    if (passes < MOST_PASSES) {
      passes = (int) Math.min(passes, epochs);
    }
    if (passes < 2) {
      return null;
    }
    Polish.Result result = Polish.run(training, penalty, params, passes);
    return new DistanceToOptimum(result.gap(), result.before(), result.converged());
  }
}
