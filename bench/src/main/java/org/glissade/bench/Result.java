package org.glissade.bench;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one contender did in one race.
 *
 * @param seconds of each round; NaN for a round it sat out
 * @param loss after the first warm-up, or NaN
 * @param peakBytes most memory, or 0 if unknown
 * @param refusal why there are no figures, or null if there are
 */
record Result(
    String contender,
    Contender.Terms terms,
    double[] seconds,
    double loss,
    long peakBytes,
    @Nullable String refusal) {

  static Result refused(String contender, String reason) {
    return new Result(
        contender, new Contender.Terms("", 0, ""), new double[0], Double.NaN, 0, reason);
  }

  int rounds() {
    return (int) Arrays.stream(seconds).filter(Double::isFinite).count();
  }

  double median() {
    return median(seconds);
  }

  double least() {
    return Arrays.stream(seconds).filter(Double::isFinite).min().orElse(Double.NaN);
  }

  double most() {
    return Arrays.stream(seconds).filter(Double::isFinite).max().orElse(Double.NaN);
  }

  /** Median of the ratios of the same round: what both suffered from falls out. */
  double timesFasterThan(Result other) {
    double[] ratios = new double[Math.min(seconds.length, other.seconds.length)];
    Arrays.setAll(ratios, round -> other.seconds[round] / seconds[round]);
    return median(ratios);
  }

  /** The middle of the finite numbers, or NaN if there are none. */
  static double median(double[] numbers) {
    double[] sorted = Arrays.stream(numbers).filter(Double::isFinite).sorted().toArray();
    int half = sorted.length / 2;
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
