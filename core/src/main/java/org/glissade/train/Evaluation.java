package org.glissade.train;

import java.util.Arrays;

/** Exact values of an objective over all of its examples. */
final class Evaluation {
  private Evaluation() {}

  /** The mean loss, without penalties. */
  static double meanLoss(Objective objective, float[] params) {
    int examples = objective.examples();
    int[] piece = all(Math.min(PIECE, examples));
    double loss = 0;
    double weight = 0;
    for (int from = 0; from < examples; from += PIECE) {
      int count = number(piece, from, examples);
      loss += objective.loss(params, piece, 0, count);
      weight += objective.weight(piece, 0, count);
    }
    return loss / weight;
  }

  /** Writes {@code from, from + 1, …} as far as there is room and examples; answers how many. */
  static int number(int[] piece, int from, int examples) {
    int count = Math.min(piece.length, examples - from);
    for (int i = 0; i < count; i++) {
      piece[i] = from + i;
    }
    return count;
  }

  /** Σ wᵢ of all examples. */
  static double weight(Objective objective) {
    int examples = objective.examples();
    int[] piece = new int[Math.min(PIECE, examples)];
    double weight = 0;
    for (int from = 0; from < examples; from += PIECE) {
      weight += objective.weight(piece, 0, number(piece, from, examples));
    }
    return weight;
  }

  /** The mean loss plus penalties. */
  static double value(Objective objective, Penalty penalty, float[] params) {
    return meanLoss(objective, params) + penalty.value(objective.layout(), params);
  }

  /** Rows that are numbered at a time: 4 MB. */
  private static final int PIECE = 1 << 20;

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

  /** The same over all examples, in their order. */
  static double gradient(Objective objective, float[] params, float[] scratch, double[] sum) {
    int examples = objective.examples();
    int[] piece = new int[Math.min(NARROW, examples)];
    Arrays.fill(sum, 0);
    double loss = 0;
    for (int from = 0; from < examples; from += NARROW) {
      int count = number(piece, from, examples);
      Arrays.fill(scratch, 0);
      loss += objective.addGradient(params, piece, 0, count, scratch);
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
