package org.glissade.model;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How scores rank rows of two classes: what is found and what is taken by mistake as the threshold
 * falls from above the highest score to the lowest. Its points make the ROC curve (false positives
 * against true ones) and the precision-recall curve; rows of equal score come in together.
 *
 * <p>Point 0 takes no row as positive, point {@code size() − 1} takes all.
 */
public final class Ranking {
  private final double[] found;
  private final double[] mistaken;

  private Ranking(double[] found, double[] mistaken) {
    this.found = found;
    this.mistaken = mistaken;
  }

  /**
   * Ranks rows.
   *
   * @param targets positive means positive
   * @param weights one a row, or null for all 1
   * @return null unless both classes have weight and no score is NaN
   * @throws IllegalArgumentException if lengths do not fit
   */
  public static @Nullable Ranking of(float[] scores, float[] targets, float @Nullable [] weights) {
    if (targets.length != scores.length || (weights != null && weights.length != scores.length)) {
      throw new IllegalArgumentException(scores.length + " scores for " + targets.length + " rows");
    }
    long[] order = Metrics.ascending(scores);
    if (order == null) {
      return null;
    }
    double[] found = new double[order.length + 1];
    double[] mistaken = new double[order.length + 1];
    int points = 0;
    for (int i = order.length - 1; i >= 0; ) {
      long score = order[i] >> 32;
      points++;
      found[points] = found[points - 1];
      mistaken[points] = mistaken[points - 1];
      for (; i >= 0 && order[i] >> 32 == score; i--) {
        int row = (int) order[i];
        double weight = weights == null ? 1 : weights[row];
        if (targets[row] > 0) {
          found[points] += weight;
        } else {
          mistaken[points] += weight;
        }
      }
    }
    if (!(found[points] > 0 && mistaken[points] > 0)) {
      return null;
    }
    return new Ranking(Arrays.copyOf(found, points + 1), Arrays.copyOf(mistaken, points + 1));
  }

  /** Number of points: one more than there are different scores. */
  public int size() {
    return found.length;
  }

  /** Share of the positive weight that is taken as positive: the true positive rate, or recall. */
  public double recall(int point) {
    return found[point] / found[found.length - 1];
  }

  /** Share of the negative weight that is taken as positive. */
  public double falsePositiveRate(int point) {
    return mistaken[point] / mistaken[mistaken.length - 1];
  }

  /** Share of the weight taken as positive that is; NaN where none is taken. */
  public double precision(int point) {
    return found[point] / (found[point] + mistaken[point]);
  }

  /** Share of all weight that is positive: the precision of a ranking by chance. */
  public double baseRate() {
    return precision(found.length - 1);
  }

  /** Area under the ROC curve, points joined by straight lines: {@link Metrics#auc}. */
  public double area() {
    double area = 0;
    for (int i = 1; i < found.length; i++) {
      area += (mistaken[i] - mistaken[i - 1]) * (found[i] + found[i - 1]) / 2;
    }
    return area / (found[found.length - 1] * mistaken[mistaken.length - 1]);
  }

  /**
   * Average precision: the mean over the positive weight of the precision at its own score (the
   * area under the precision-recall curve as steps; points of it must not be joined by lines, Davis
   * and Goadrich, ICML 2006).
   */
  public double averagePrecision() {
    double sum = 0;
    for (int i = 1; i < found.length; i++) {
      double gained = found[i] - found[i - 1];
      sum += gained > 0 ? gained * precision(i) : 0;
    }
    return sum / found[found.length - 1];
  }
}
