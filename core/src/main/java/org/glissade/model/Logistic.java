package org.glissade.model;

import org.jspecify.annotations.Nullable;

/**
 * Logistic loss: log(1 + e^{−ys}) with y = −1 or +1, the negative log-likelihood of logistic
 * regression. With labels 0 and 1 it is the cross-entropy −y log p − (1 − y) log(1 − p) of p = 1/(1
 * + e⁻ˢ), and its derivative is p − y.
 *
 * <p>With the margin m = ys and e = e^{−|m|} it is log1p(e) + max(0, −m), which neither overflows
 * nor loses digits, however large the score (Mächler, "Accurately computing log(1 − exp(−|a|))",
 * 2012).
 *
 * <p>The logarithm costs more than all the rest, so up to 256 elements of weight 1 share one: Σ
 * log(1 + eᵢ) = log1p(q) with 1 + q = Π(1 + eᵢ) ≤ 2²⁵⁶. Kept as q ← q(1 + e) + e, a sum of positive
 * terms, the product loses no digits either.
 */
public record Logistic() implements Loss {
  private static final int TILE = 256;

  @Override
  public Target target() {
    return Target.SIGN;
  }

  @Override
  public Link link() {
    return Link.LOGISTIC;
  }

  @Override
  public double evaluate(
      float[] scores,
      float[] targets,
      float @Nullable [] weights,
      float @Nullable [] dScores,
      int rows,
      int outputs) {
    double sum = 0;
    int count = rows * outputs;
    if (weights != null) {
      return weighted(scores, targets, weights, dScores, count, outputs);
    }
    for (int from = 0; from < count; from += TILE) {
      sum += tile(scores, targets, dScores, from, Math.min(from + TILE, count));
    }
    return sum;
  }

  private static double tile(
      float[] scores, float[] targets, float @Nullable [] dScores, int from, int to) {
    double linear = 0;
    double product = 0; // Π(1 + e) − 1
    for (int i = from; i < to; i++) {
      double margin = (double) scores[i] * targets[i];
      double small = Exponential.exp(-Math.abs(margin));
      product = Math.fma(product, 1 + small, small);
      linear += Math.abs(margin) - margin; // 2·max(0, −m)
      if (dScores != null) {
        dScores[i] = (float) (-targets[i] * wrong(margin, small));
      }
    }
    return (product <= 1 ? Logarithm.log1p(product) : Math.log1p(product)) + 0.5 * linear;
  }

  private static double weighted(
      float[] scores,
      float[] targets,
      float[] weights,
      float @Nullable [] dScores,
      int count,
      int outputs) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      double weight = RowWeights.of(weights, i, outputs);
      double margin = (double) scores[i] * targets[i];
      double small = Exponential.exp(-Math.abs(margin));
      sum += weight * (Logarithm.log1p(small) + 0.5 * (Math.abs(margin) - margin));
      if (dScores != null) {
        dScores[i] = (float) (-weight * targets[i] * wrong(margin, small));
      }
    }
    return sum;
  }

  /**
   * The probability of the other class, 1/(1 + eᵐ): e/(1 + e) for a positive margin, else 1/(1 +
   * e). Without a branch, which would be guessed wrongly for every example that is hard to
   * classify.
   */
  private static double wrong(double margin, double small) {
    double positive = 0.5 + Math.copySign(0.5, margin); // 1 or 0
    return Math.fma(small, positive, 1 - positive) / (1 + small);
  }

  @Override
  public Loss vectorised() {
    return new VectorisedLogistic(this);
  }

  @Override
  public double curvature() {
    return 0.25;
  }

  @Override
  public String toString() {
    return "logistic";
  }
}
