package org.glissade.model;

import org.jspecify.annotations.Nullable;

/**
 * Cross-entropy of the softmax: −log p_y with p_k = e^{s_k}/Σⱼe^{s_j}, for a class y from 0 to
 * outputs − 1; the loss of multinomial logistic regression. Its derivative is p_k − [k = y].
 *
 * <p>With m the largest score, it is computed as (m − s_y) + log1p(Σ e^{s_k − m}) where the sum
 * leaves out the largest score itself: nothing overflows, and the loss of a row that is almost
 * certainly right keeps its digits (Blanchard, Higham and Higham, "Accurately computing the
 * log-sum-exp and softmax functions", IMA Journal of Numerical Analysis 2021). Two outputs are the
 * {@link Logistic} loss of the difference of the scores.
 */
public record Softmax() implements Loss {
  @Override
  public Target target() {
    return Target.CLASS;
  }

  @Override
  public Link link() {
    return Link.SOFTMAX;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if there are fewer than 2 outputs, or a target is not a class
   */
  @Override
  public double evaluate(
      float[] scores,
      float[] targets,
      float @Nullable [] weights,
      float @Nullable [] dScores,
      int rows,
      int outputs) {
    if (outputs < 2) {
      throw new IllegalArgumentException("softmax needs at least 2 outputs: " + outputs);
    }
    double sum = 0;
    for (int row = 0; row < rows; row++) {
      int target = classOf(targets, row, outputs);
      double weight = weights == null ? 1 : weights[row];
      int from = row * outputs;
      int top = Links.largest(scores, from, outputs);
      double highest = scores[from + top];
      double others = 0;
      for (int k = 0; k < outputs; k++) {
        if (k != top) {
          double ratio = Exponential.exp(scores[from + k] - highest);
          others += ratio;
          if (dScores != null) {
            dScores[from + k] = (float) ratio;
          }
        }
      }
      sum += weight * (Math.log1p(others) + (highest - scores[from + target]));
      if (dScores != null) {
        differentiate(dScores, from, outputs, top, target, weight, others);
      }
    }
    return sum;
  }

  /**
   * The class of a row.
   *
   * @throws IllegalArgumentException if it is none of 0 to outputs − 1
   */
  static int classOf(float[] targets, int row, int outputs) {
    int target = (int) targets[row];
    if (target != targets[row] || target < 0 || target >= outputs) {
      throw new IllegalArgumentException(
          "row " + row + ": class " + targets[row] + " is not one of 0 to " + (outputs - 1));
    }
    return target;
  }

  /** Turns the ratios p_k/p_top of one row into weight · (p_k − [k = target]). */
  private static void differentiate(
      float[] ratios, int from, int outputs, int top, int target, double weight, double others) {
    double scale = weight / (1 + others);
    for (int k = from; k < from + outputs; k++) {
      ratios[k] = (float) (scale * ratios[k]);
    }
    ratios[from + top] = (float) scale;
    // 1 − p_top is others/(1 + others), without the cancellation; any other p is at most ½.
    ratios[from + target] =
        (float) (target == top ? -scale * others : ratios[from + target] - weight);
  }

  /** ½: the largest eigenvalue of diag(p) − ppᵀ (Böhning 1992, Ann. Inst. Stat. Math. 44). */
  @Override
  public double curvature() {
    return 0.5;
  }

  @Override
  public String toString() {
    return "softmax";
  }
}
