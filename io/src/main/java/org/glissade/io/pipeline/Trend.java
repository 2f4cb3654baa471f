package org.glissade.io.pipeline;

import java.util.List;

/**
 * Whether a figure rises or falls along settings that have an order, such as batch sizes, over
 * repeats that each had all of them.
 *
 * <p>Within a repeat the figures become ranks, equal ones sharing theirs, so that repeats that lie
 * higher as a whole, or figures far off, do not matter. If the setting does nothing, every order of
 * a repeat's figures is as likely as any other; p is the share of all these orders, of all repeats,
 * whose ranks go with the settings, or against them, as much as the ones seen. Nothing is
 * approximated. (Page, Journal of the American Statistical Association 58, 1963; here two-sided.)
 *
 * @param correlation of all ranks with the places of the settings, from −1 to 1: Spearman's,
 *     averaged over the repeats, where no figures are equal; 0 where all are
 * @param p from above 0 to 1
 */
public record Trend(double correlation, double p) {
  /** The orders of more settings than these are too many to be gone through. */
  public static final int MOST_SETTINGS = 9;

  /**
   * Measures it.
   *
   * @param repeats the figures of each, in the order of the settings: 2 to {@value #MOST_SETTINGS},
   *     as many in each, none NaN
   */
  public static Trend of(List<double[]> repeats) {
    int settings = repeats.isEmpty() ? 0 : repeats.getFirst().length;
    if (settings < 2 || settings > MOST_SETTINGS) {
      throw new IllegalArgumentException(
          "a trend is along 2 to " + MOST_SETTINGS + " settings, not " + settings);
    }
    // All doubled, so that shared ranks are whole numbers, and less their mean.
    int[] places = new int[settings];
    for (int i = 0; i < settings; i++) {
      places[i] = 2 * i - settings + 1;
    }
    int seen = 0;
    double squares = 0;
    double[] shares = {1}; // of the orders gone through so far, by their sum; the middle one is 0
    for (double[] figures : repeats) {
      if (figures.length != settings) {
        throw new IllegalArgumentException(
            "a repeat has " + figures.length + " figures, others have " + settings);
      }
      int[] ranks = ranks(figures);
      seen += product(places, ranks);
      squares += product(ranks, ranks);
      shares = sums(shares, ofAllOrders(places, ranks));
    }
    double length = Math.sqrt(squares * repeats.size() * product(places, places));
    double p = 0;
    for (int i = 0; i < shares.length; i++) {
      p += Math.abs(i - shares.length / 2) >= Math.abs(seen) ? shares[i] : 0;
    }
    return new Trend(length == 0 ? 0 : seen / length, Math.min(1, p));
  }

  /** Twice the rank of each, less the mean; equal ones have the mean of theirs. */
  private static int[] ranks(double[] figures) {
    int[] ranks = new int[figures.length];
    for (int i = 0; i < figures.length; i++) {
      if (Double.isNaN(figures[i])) {
        throw new IllegalArgumentException("a figure is NaN: it has no rank");
      }
      for (double other : figures) {
        ranks[i] += Integer.signum(Double.compare(figures[i] + 0.0, other + 0.0));
      }
    }
    return ranks;
  }

  private static int product(int[] a, int[] b) {
    int sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** How the products of the places with the ranks in each of their orders are distributed. */
  private static double[] ofAllOrders(int[] places, int[] ranks) {
    int most = product(places, places);
    double[] shares = new double[2 * most + 1];
    count(places, ranks.clone(), 0, 0, shares);
    double orders = 0;
    for (double share : shares) {
      orders += share;
    }
    for (int i = 0; i < shares.length; i++) {
      shares[i] /= orders;
    }
    return shares;
  }

  private static void count(int[] places, int[] ranks, int from, int sum, double[] counts) {
    if (from == ranks.length) {
      counts[sum + counts.length / 2]++;
      return;
    }
    for (int i = from; i < ranks.length; i++) {
      swap(ranks, from, i);
      count(places, ranks, from + 1, sum + places[from] * ranks[from], counts);
      swap(ranks, from, i);
    }
  }

  private static void swap(int[] values, int i, int j) {
    int kept = values[i];
    values[i] = values[j];
    values[j] = kept;
  }

  /** How the sum of two independent numbers is distributed. */
  private static double[] sums(double[] a, double[] b) {
    double[] sums = new double[a.length + b.length - 1];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < b.length && a[i] != 0; j++) {
        sums[i + j] += a[i] * b[j];
      }
    }
    return sums;
  }
}
