package org.glissade.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Scores of one class against the rest, and whether each row is of it: what a curve is fitted to.
 *
 * @param scores one a row
 * @param positive whether the row is of the class
 * @param weights one a row
 */
record CalibrationRows(double[] scores, boolean[] positive, double[] weights) {

  /** Fits a curve to each class: to the second one of two, with one output. */
  static <C> List<C> each(
      float[] scores,
      int[] classOf,
      float @Nullable [] weights,
      int outputs,
      Function<CalibrationRows, C> fit) {
    List<C> curves = new ArrayList<>();
    for (int k = 0; k < outputs; k++) {
      curves.add(fit.apply(of(scores, classOf, weights, outputs, k)));
    }
    return curves;
  }

  private static CalibrationRows of(
      float[] scores, int[] classOf, float @Nullable [] weights, int outputs, int k) {
    int rows = classOf.length;
    double[] column = new double[rows];
    boolean[] positive = new boolean[rows];
    double[] weight = new double[rows];
    for (int row = 0; row < rows; row++) {
      column[row] = scores[row * outputs + k];
      positive[row] = classOf[row] == (outputs == 1 ? 1 : k);
      weight[row] = weights == null ? 1 : weights[row];
    }
    return new CalibrationRows(column, positive, weight);
  }

  static void check(float[] scores, int[] classOf, float @Nullable [] weights, int outputs) {
    int rows = classOf.length;
    if (scores.length != rows * outputs || (weights != null && weights.length != rows)) {
      throw new IllegalArgumentException(
          scores.length + " scores, " + outputs + " a row, do not fit " + rows + " rows");
    }
    double total = 0;
    for (int row = 0; row < rows; row++) {
      total += weights == null ? 1 : weights[row];
      if (classOf[row] < 0 || classOf[row] >= Math.max(2, outputs)) {
        throw new IllegalArgumentException("row " + row + " is of class " + classOf[row]);
      }
    }
    if (!(total > 0)) {
      throw new IllegalArgumentException("there are no rows to calibrate on");
    }
    for (float score : scores) {
      if (!Float.isFinite(score)) {
        throw new IllegalArgumentException("a score is " + score);
      }
    }
  }

  int rows() {
    return scores.length;
  }

  /** Σ wᵢ of the rows of the class, or of the others. */
  double weight(boolean ofClass) {
    double sum = 0;
    for (int row = 0; row < rows(); row++) {
      sum += positive[row] == ofClass ? weights[row] : 0;
    }
    return sum;
  }
}
