package org.glissade.model;

/** From raw scores to predictions. */
public final class Links {
  private Links() {}

  /**
   * Turns scores into predictions, in place: probabilities for LOGISTIC (of the positive class,
   * each output by itself), SOFTMAX and ONE_VS_REST (of each class; a row adds up to 1), rates for
   * EXP. The scores of IDENTITY and SIGN stay as they are.
   *
   * <p>Finite scores give finite predictions: a rate beyond the range of a float becomes {@link
   * Float#MAX_VALUE}.
   *
   * @param scores {@code rows × outputs}, row-major; overwritten
   * @param rows number of rows, may be 0
   * @param outputs scores a row, at least 1
   */
  public static void apply(Loss.Link link, float[] scores, int rows, int outputs) {
    switch (link) {
      case IDENTITY, SIGN -> {}
      case EXP -> exponentiate(scores, rows * outputs);
      case LOGISTIC -> squash(scores, rows * outputs);
      case SOFTMAX -> {
        for (int row = 0; row < rows; row++) {
          normalise(scores, row * outputs, outputs);
        }
      }
      case ONE_VS_REST -> {
        logSigmoid(scores, rows * outputs);
        for (int row = 0; row < rows; row++) {
          normalise(scores, row * outputs, outputs);
        }
      }
    }
  }

  /**
   * Which of {@code scores[from … from + outputs)} is the largest, counted from 0: the class that a
   * row of class scores (or probabilities) predicts. The first one of equals.
   */
  public static int largest(float[] scores, int from, int outputs) {
    int best = 0;
    for (int k = 1; k < outputs; k++) {
      if (scores[from + k] > scores[from + best]) {
        best = k;
      }
    }
    return best;
  }

  /**
   * Replaces scores by log σ(s), σ(s) = 1/(1+e⁻ˢ); their softmax is what ONE_VS_REST makes of the
   * scores.
   */
  public static void logSigmoid(float[] scores, int count) {
    for (int i = 0; i < count; i++) {
      scores[i] = (float) logSigmoid(scores[i]);
    }
  }

  /** log σ(s) = min(s, 0) − log1p(e^{−|s|}), which neither overflows nor loses digits. */
  public static double logSigmoid(double score) {
    return Math.min(score, 0) - Math.log1p(Math.exp(-Math.abs(score)));
  }

  private static void exponentiate(float[] scores, int count) {
    for (int i = 0; i < count; i++) {
      scores[i] = (float) Math.min(Exponential.exp(scores[i]), Float.MAX_VALUE);
    }
  }

  private static void squash(float[] scores, int count) {
    for (int i = 0; i < count; i++) {
      // e⁻ˢ overflows to infinity only where the probability is below the smallest float.
      scores[i] = (float) (1 / (1 + Exponential.exp(-scores[i])));
    }
  }

  private static void normalise(float[] scores, int from, int outputs) {
    double highest = scores[from + largest(scores, from, outputs)];
    double sum = 0;
    for (int k = from; k < from + outputs; k++) {
      double ratio = Exponential.exp(scores[k] - highest);
      sum += ratio;
      scores[k] = (float) ratio;
    }
    for (int k = from; k < from + outputs; k++) {
      scores[k] = (float) (scores[k] / sum);
    }
  }
}
