package org.glissade.train;

import java.util.Arrays;

/** Exact values of an objective over all of its examples. */
final class Evaluation {
  private Evaluation() {}

  /** The mean loss, without penalties. */
  static double meanLoss(Objective objective, float[] params) {
    int[] all = all(objective.examples());
    return objective.loss(params, all, 0, all.length) / objective.weight(all, 0, all.length);
  }

  /** The mean loss plus penalties. */
  static double value(Objective objective, Penalty penalty, float[] params) {
    return meanLoss(objective, params) + penalty.value(objective.layout(), params);
  }

  /** Rows whose gradients are summed in float before they go to a wider sum. */
  static final int NARROW = 2048;

  /**
   * Σ wᵢ∇ℓᵢ over {@code order[from … to)} in double, from sums over {@value #NARROW} rows in float.
   *
   * @param scratch overwritten
   * @param sum overwritten with the gradient
   * @return Σ wᵢℓᵢ
   */
  static double gradient(
      Objective objective,
      float[] params,
      int[] order,
      int from,
      int to,
      float[] scratch,
      double[] sum) {
    Arrays.fill(sum, 0);
    double loss = 0;
    for (int at = from; at < to; at += NARROW) {
      Arrays.fill(scratch, 0);
      loss += objective.addGradient(params, order, at, Math.min(to, at + NARROW), scratch);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += scratch[i];
      }
    }
    return loss;
  }

  /** All examples, or {@code most} of them at equal distances. */
  static int[] some(int examples, int most) {
    int[] rows = new int[Math.min(examples, most)];
    Arrays.setAll(rows, i -> (int) ((long) i * examples / rows.length));
    return rows;
  }

  static int[] all(int examples) {
    int[] rows = new int[examples];
    Arrays.setAll(rows, i -> i);
    return rows;
  }
}
