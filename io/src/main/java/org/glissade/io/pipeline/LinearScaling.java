package org.glissade.io.pipeline;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a rate that grows with the batch, η ∝ m, keeps the course of the smallest batch.
 *
 * <p>k small steps at η and one step of their rows together at kη are the same as long as the
 * gradient hardly changes over the k steps (Goyal et al. 2017, arXiv 1706.02677, section 2.1). It
 * is therefore a rule with an end: at the latest where kη passes the limit of stability 2/λmax (Ma,
 * Bassily and Belkin, ICML 2018). Here it is measured and not supposed: two runs are alike if their
 * median losses are within a tolerance of each other at the end of every epoch.
 *
 * @param reference the configuration of the first batch
 * @param within that of the largest batch that is alike, as are all between; the reference itself
 *     if none is
 * @param deviation how far it is off at most, relatively
 * @param beyond the next larger one, which is not alike; null if all are
 * @param beyondDeviation how far that one is off at most; infinite if it diverged
 */
public record LinearScaling(
    Comparison.Result reference,
    Comparison.Result within,
    double deviation,
    Comparison.@Nullable Result beyond,
    double beyondDeviation) {
  /** Runs whose losses are closer than this share of each other count as alike. */
  public static final double TOLERANCE = 0.05;

  /**
   * Measures.
   *
   * @param results the reference first; those of smaller batches are left out
   * @param tolerance relative, above 0
   */
  public static LinearScaling of(List<Comparison.Result> results, double tolerance) {
    Comparison.Result reference = results.getFirst();
    List<Comparison.Result> larger =
        results.stream()
            .filter(result -> batchSize(result) > batchSize(reference))
            .sorted(Comparator.comparingInt(LinearScaling::batchSize))
            .toList();
    Comparison.Result within = reference;
    double deviation = 0;
    for (Comparison.Result result : larger) {
      double off = deviation(reference, result);
      if (!(off <= tolerance)) {
        return new LinearScaling(reference, within, deviation, result, off);
      }
      within = result;
      deviation = off;
    }
    return new LinearScaling(reference, within, deviation, null, 0);
  }

  private static int batchSize(Comparison.Result result) {
    return result.runs().getFirst().batchSize();
  }

  private static double deviation(Comparison.Result reference, Comparison.Result other) {
    if (2 * other.diverged() > other.runs().size()) {
      return Double.POSITIVE_INFINITY;
    }
    double most = 0;
    double last = Math.min(reference.curve().lastEpoch(), other.curve().lastEpoch());
    for (int epoch = 1; epoch <= last; epoch++) {
      double off = other.curve().atEpoch(epoch) / reference.curve().atEpoch(epoch) - 1;
      most = Math.max(most, Math.abs(off)); // NaN where nothing was measured, and then not alike
    }
    return last < 1 ? Double.POSITIVE_INFINITY : most;
  }
}
