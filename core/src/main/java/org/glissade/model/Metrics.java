package org.glissade.model;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How good predictions are, over all rows at once, summed in double.
 *
 * <p>Regression compares predictions (after the link) with targets. Classification takes <em>raw
 * scores</em>, before the link: the ranking and the log loss of confident rows would suffer from
 * probabilities that round to 1. Binary targets are −1 and +1 (or 0 and 1: positive means
 * positive), multiclass targets the class from 0.
 *
 * <p>Weights are one a row, or null for all 1; a row of weight 0 counts for nothing. A metric that
 * is not defined (no rows, no weight, or as said at each) is NaN, and so is one of scores with a
 * NaN among them, except accuracy and F1, which cannot tell. Lengths that do not fit throw {@link
 * IllegalArgumentException}.
 */
public final class Metrics {
  private Metrics() {}

  /** Root of the weighted mean squared error, over rows and outputs; in units of the target. */
  public static double rmse(
      float[] predictions, float[] targets, float @Nullable [] weights, int outputs) {
    int rows = rows(predictions, outputs, targets.length, outputs, weights);
    double sum = 2 * new Squared().evaluate(predictions, targets, weights, null, rows, outputs);
    return Math.sqrt(sum / (total(weights, rows) * outputs));
  }

  /** Weighted mean absolute error, over rows and outputs; in units of the target. */
  public static double mae(
      float[] predictions, float[] targets, float @Nullable [] weights, int outputs) {
    int rows = rows(predictions, outputs, targets.length, outputs, weights);
    double sum = new Absolute().evaluate(predictions, targets, weights, null, rows, outputs);
    return sum / (total(weights, rows) * outputs);
  }

  /**
   * Coefficient of determination: 1 − Σw(y − s)²/Σw(y − ȳ)²; 1 is perfect, 0 no better than the
   * mean of the targets. The mean over those outputs whose target varies; NaN if none does.
   */
  public static double r2(
      float[] predictions, float[] targets, float @Nullable [] weights, int outputs) {
    int rows = rows(predictions, outputs, targets.length, outputs, weights);
    double sum = 0;
    int defined = 0;
    for (int k = 0; k < outputs; k++) {
      double spread = spread(targets, weights, rows, outputs, k);
      if (spread > 0) {
        double error = 0;
        for (int row = 0; row < rows; row++) {
          int at = row * outputs + k;
          double residual = (double) predictions[at] - targets[at];
          error += weight(weights, row) * residual * residual;
        }
        sum += 1 - error / spread;
        defined++;
      }
    }
    return sum / defined;
  }

  /** Share of the weight whose score has the sign of the target; a score of 0 is negative. */
  public static double accuracy(float[] scores, float[] targets, float @Nullable [] weights) {
    int rows = rows(scores, 1, targets.length, 1, weights);
    double right = 0;
    for (int row = 0; row < rows; row++) {
      if (scores[row] > 0 == targets[row] > 0) {
        right += weight(weights, row);
      }
    }
    return right / total(weights, rows);
  }

  /** Weighted mean of −log p of the true class, where p is the logistic function of the score. */
  public static double logLoss(float[] scores, float[] targets, float @Nullable [] weights) {
    int rows = rows(scores, 1, targets.length, 1, weights);
    float[] signs = new float[rows];
    for (int row = 0; row < rows; row++) {
      signs[row] = targets[row] > 0 ? 1 : -1;
    }
    return new Logistic().evaluate(scores, signs, weights, null, rows, 1) / total(weights, rows);
  }

  /**
   * Area under the ROC curve: the probability that a positive row scores higher than a negative
   * one, pairs of equal score counted half (Hanley and McNeil, Radiology 1982); a pair weighs the
   * product of its weights. Needs only the order of the scores. NaN if there is only one class.
   */
  public static double auc(float[] scores, float[] targets, float @Nullable [] weights) {
    int rows = rows(scores, 1, targets.length, 1, weights);
    long[] order = ascending(scores);
    if (order == null) {
      return Double.NaN;
    }
    double below = 0; // negative weight below the group of equal scores
    double positive = 0;
    double area = 0;
    for (int i = 0; i < rows; ) {
      long score = order[i] >> 32;
      double groupPositive = 0;
      double groupNegative = 0;
      for (; i < rows && order[i] >> 32 == score; i++) {
        int row = (int) order[i];
        if (targets[row] > 0) {
          groupPositive += weight(weights, row);
        } else {
          groupNegative += weight(weights, row);
        }
      }
      area += groupPositive * (below + groupNegative / 2);
      below += groupNegative;
      positive += groupPositive;
    }
    return area / (positive * below);
  }

  /**
   * The rows by ascending score: the score in the upper half of a number, equal ones alike, the row
   * in the lower. Null if a score is NaN.
   */
  static long @Nullable [] ascending(float[] scores) {
    long[] order = new long[scores.length];
    for (int row = 0; row < order.length; row++) {
      if (Float.isNaN(scores[row])) {
        return null;
      }
      int bits = Float.floatToIntBits(scores[row] + 0f); // −0 + 0 is 0: they tie
      int ascending = bits ^ (bits >> 31 & Integer.MAX_VALUE);
      order[row] = (long) ascending << 32 | row;
    }
    Arrays.sort(order);
    return order;
  }

  /** Share of the weight whose largest score is that of the true class; of equals, the first. */
  public static double accuracy(
      float[] scores, float[] targets, float @Nullable [] weights, int classes) {
    int rows = rows(scores, classes, targets.length, 1, weights);
    double right = 0;
    for (int row = 0; row < rows; row++) {
      if (Links.largest(scores, row * classes, classes) == targets[row]) {
        right += weight(weights, row);
      }
    }
    return right / total(weights, rows);
  }

  /** Weighted mean of −log p of the true class, where p is the softmax of the scores. */
  public static double logLoss(
      float[] scores, float[] targets, float @Nullable [] weights, int classes) {
    int rows = rows(scores, classes, targets.length, 1, weights);
    double sum = new Softmax().evaluate(scores, targets, weights, null, rows, classes);
    return sum / total(weights, rows);
  }

  /**
   * Mean over the classes of F1 = 2·hits/(predicted + true), the harmonic mean of precision and
   * recall, each class counting the same. Classes that no row has and none is predicted to have are
   * left out of the mean.
   */
  public static double macroF1(
      float[] scores, float[] targets, float @Nullable [] weights, int classes) {
    int rows = rows(scores, classes, targets.length, 1, weights);
    double[] hits = new double[classes];
    double[] seen = new double[classes];
    for (int row = 0; row < rows; row++) {
      int predicted = Links.largest(scores, row * classes, classes);
      int actual = (int) targets[row];
      double weight = weight(weights, row);
      seen[predicted] += weight;
      seen[actual] += weight;
      if (predicted == actual) {
        hits[actual] += weight;
      }
    }
    double sum = 0;
    int defined = 0;
    for (int k = 0; k < classes; k++) {
      if (seen[k] > 0) {
        sum += 2 * hits[k] / seen[k];
        defined++;
      }
    }
    return sum / defined;
  }

  /** Σw(y − ȳ)² of output k; exactly 0 if the targets of all rows that have weight are equal. */
  private static double spread(
      float[] targets, float @Nullable [] weights, int rows, int outputs, int k) {
    double total = 0;
    double pivot = 0;
    double shift = 0;
    for (int row = 0; row < rows; row++) {
      double weight = weight(weights, row);
      if (weight > 0) {
        double target = targets[row * outputs + k];
        pivot = total == 0 ? target : pivot;
        total += weight;
        shift += weight * (target - pivot);
      }
    }
    double mean = shift / total; // of y − pivot, which is 0 in every row if y does not vary
    double sum = 0;
    for (int row = 0; row < rows; row++) {
      double deviation = targets[row * outputs + k] - pivot - mean;
      sum += weight(weights, row) * deviation * deviation;
    }
    return sum;
  }

  private static double weight(float @Nullable [] weights, int row) {
    return weights == null ? 1 : weights[row];
  }

  private static double total(float @Nullable [] weights, int rows) {
    double sum = 0;
    for (int row = 0; row < rows; row++) {
      sum += weight(weights, row);
    }
    return sum;
  }

  /** The number of rows, once everything fits. */
  private static int rows(
      float[] scores, int outputs, int targets, int targetsPerRow, float @Nullable [] weights) {
    int rows = scores.length / outputs;
    if (scores.length != rows * outputs
        || targets != rows * targetsPerRow
        || (weights != null && weights.length != rows)) {
      throw new IllegalArgumentException(
          scores.length
              + " scores, "
              + outputs
              + " a row, do not fit "
              + targets
              + " targets"
              + (weights == null ? "" : " and " + weights.length + " weights"));
    }
    return rows;
  }
}
