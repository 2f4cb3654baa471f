package org.glissade.io.modelfile;

import org.glissade.io.encode.TargetEncoder;
import org.glissade.model.Links;
import org.glissade.model.Loss;

/**
 * Raw scores of some rows, told as predictions.
 *
 * @param rows number of rows
 * @param outputs scores a row
 * @param scores {@code rows × outputs}, row-major, as the model gave them
 * @param target what they mean
 * @param link how they become predictions
 */
public record Predictions(
    int rows, int outputs, float[] scores, TargetEncoder target, Loss.Link link) {

  public Predictions {
    if (scores.length != rows * outputs) {
      throw new IllegalArgumentException(
          scores.length + " scores for " + rows + " rows of " + outputs);
    }
  }

  /**
   * The number predicted by a regression, in the units of the target: the link function of the
   * score, times the scale of the target, plus its offset.
   */
  public double value(int row) {
    double score = scores[row * outputs];
    double linked =
        switch (link) {
          case IDENTITY, SIGN, SOFTMAX, ONE_VS_REST -> score;
          case EXP -> Math.exp(score);
          case LOGISTIC -> logistic(score);
        };
    return target.unscaled(linked);
  }

  /**
   * Index of the class predicted. With one score a row it is 1 (the positive class) if the score is
   * above 0; with several it is that of the largest score, the first of equal ones.
   */
  public int classOf(int row) {
    if (outputs == 1) {
      return scores[row] > 0 ? 1 : 0;
    }
    int best = 0;
    for (int k = 1; k < outputs; k++) {
      if (scores[row * outputs + k] > scores[row * outputs + best]) {
        best = k;
      }
    }
    return best;
  }

  /** Name of the class predicted. */
  public String label(int row) {
    return target.classes().get(classOf(row));
  }

  /** Whether scores can be told as probabilities; if not, only as {@link #scores}. */
  public boolean hasProbabilities() {
    return outputs == 1
        ? link == Loss.Link.LOGISTIC
        : link == Loss.Link.SOFTMAX || link == Loss.Link.ONE_VS_REST;
  }

  /**
   * Probability of a class, from 0 to 1; those of a row add up to 1.
   *
   * @param k index of the class; 1 is the positive one of two
   * @throws IllegalStateException without {@link #hasProbabilities}
   */
  public double probability(int row, int k) {
    if (!hasProbabilities()) {
      throw new IllegalStateException("scores of link " + link + " are no probabilities");
    }
    if (outputs == 1) {
      return logistic(k == 1 ? scores[row] : -scores[row]);
    }
    double largest = logit(row, classOf(row));
    double sum = 0;
    for (int j = 0; j < outputs; j++) {
      sum += Math.exp(logit(row, j) - largest);
    }
    return Math.exp(logit(row, k) - largest) / sum;
  }

  /** What softmax takes to the probability of a class. */
  private double logit(int row, int k) {
    double score = scores[row * outputs + k];
    return link == Loss.Link.ONE_VS_REST ? Links.logSigmoid(score) : score;
  }

  /**
   * The same probabilities as scores of other links: log-odds of the positive class, of which
   * {@link Loss.Link#LOGISTIC} makes them, with one score a row; else numbers of which {@link
   * Loss.Link#SOFTMAX} does. Metrics take these. Itself where it has no probabilities.
   */
  public Predictions asLogits() {
    if (outputs == 1 || link != Loss.Link.ONE_VS_REST) {
      return this;
    }
    float[] logits = scores.clone();
    Links.logSigmoid(logits, logits.length);
    return new Predictions(rows, outputs, logits, target, Loss.Link.SOFTMAX);
  }

  /** 1/(1+e⁻ˢ) without overflow. */
  private static double logistic(double score) {
    double e = Math.exp(-Math.abs(score));
    return score >= 0 ? 1 / (1 + e) : e / (1 + e);
  }
}
