package org.glissade.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether probabilities mean what they say: rows are put into bins by the probability predicted,
 * and in each bin the mean of the predictions is held against the share of rows in which the event
 * came true (the reliability diagram of Murphy and Winkler, Applied Statistics 26, 1977).
 *
 * <p>Bins are {@value #BINS} of equal width, 0 to 0.1, …, 0.9 to 1, so that figures of different
 * models and data are of the same bins (Naeini, Cooper and Hauskrecht, "Obtaining well calibrated
 * probabilities using Bayesian binning", AAAI 2015); bins of equal mass have less bias where few
 * rows are in some, but other bins for each model. Either way few rows make the error larger than
 * it is: a bin of n rows is off by about √(p(1−p)/n) by chance.
 *
 * @param bins those that have rows of some weight, ascending
 */
public record Reliability(List<Bin> bins) {
  /** Number of bins. */
  public static final int BINS = 10;

  /**
   * Rows of about the same probability.
   *
   * @param from lower end of the probabilities, which belongs to it
   * @param to upper end, which does not, except 1
   * @param rows number of rows, those without weight left out
   * @param weight of these rows, above 0
   * @param predicted weighted mean of the probabilities
   * @param observed share of the weight in which the event came true
   */
  public record Bin(
      double from, double to, int rows, double weight, double predicted, double observed) {}

  public Reliability {
    bins = List.copyOf(bins);
  }

  /**
   * Compares probabilities with what came of them.
   *
   * @param probabilities of an event, from 0 to 1, one a row
   * @param happened whether it did
   * @param weights one a row, or null for all 1
   * @throws IllegalArgumentException if lengths do not fit, or a probability is none
   */
  public static Reliability of(
      double[] probabilities, boolean[] happened, float @Nullable [] weights) {
    int rows = probabilities.length;
    if (happened.length != rows || (weights != null && weights.length != rows)) {
      throw new IllegalArgumentException(
          rows + " probabilities for " + happened.length + " outcomes");
    }
    int[] count = new int[BINS];
    double[] weight = new double[BINS];
    double[] predicted = new double[BINS];
    double[] observed = new double[BINS];
    for (int row = 0; row < rows; row++) {
      double p = probabilities[row];
      if (!(p >= 0 && p <= 1)) {
        throw new IllegalArgumentException("row " + row + ": " + p + " is no probability");
      }
      double w = weights == null ? 1 : weights[row];
      if (w > 0) {
        int bin = Math.min((int) (p * BINS), BINS - 1);
        count[bin]++;
        weight[bin] += w;
        predicted[bin] += w * p;
        observed[bin] += happened[row] ? w : 0;
      }
    }
    List<Bin> bins = new ArrayList<>();
    for (int bin = 0; bin < BINS; bin++) {
      if (count[bin] > 0) {
        bins.add(
            new Bin(
                (double) bin / BINS,
                (double) (bin + 1) / BINS,
                count[bin],
                weight[bin],
                predicted[bin] / weight[bin],
                observed[bin] / weight[bin]));
      }
    }
    return new Reliability(bins);
  }

  /**
   * Expected calibration error: the mean over the weight of |observed − predicted| of the bins,
   * from 0 to 1 (Naeini et al. 2015; Guo et al. 2017). NaN if there are no rows.
   */
  public double expectedCalibrationError() {
    double sum = 0;
    double total = 0;
    for (Bin bin : bins) {
      sum += bin.weight * Math.abs(bin.observed - bin.predicted);
      total += bin.weight;
    }
    return sum / total;
  }
}
