package org.glissade.io.modelfile;

import org.glissade.io.encode.TargetEncoder;
import org.glissade.io.encode.Task;
import org.glissade.model.Calibration;
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

  /** The number predicted by a regression of one target: see {@link #value(int, int)}. */
  public double value(int row) {
    return value(row, 0);
  }

  /**
   * The number that a regression predicts for a target, in its units: the link function of the
   * score, times the scale of the target, plus its offset.
   *
   * @param k index of the target
   */
  public double value(int row, int k) {
    double score = scores[row * outputs + k];
    double linked =
        switch (link) {
          case IDENTITY, SIGN, SOFTMAX, ONE_VS_REST -> score;
          case EXP -> Math.exp(score);
          case LOGISTIC -> logistic(score);
        };
    return target.targets().get(k).unscaled(linked);
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

  /**
   * Of two classes one score a row, which rises with the probability of the second and is above 0
   * where that is predicted: the score itself, or the second of two minus the first, of which the
   * logistic function makes what softmax makes of the two.
   */
  public float[] margins() {
    if (outputs == 1) {
      return scores;
    }
    float[] logits = asLogits().scores;
    float[] differences = new float[rows];
    for (int row = 0; row < rows; row++) {
      differences[row] = logits[2 * row + 1] - logits[2 * row];
    }
    return differences;
  }

  /**
   * The scores that a calibration takes, finite: for two classes one a row, which rises with the
   * probability of the second; for more, the scores themselves where each stands for its class
   * against the rest, or where they are softmax's and a temperature is to divide them, and else the
   * log-odds of each class that softmax gives it.
   */
  public float[] calibrationScores(Calibration.Method method) {
    if (outputs == 1) {
      return scores.clone();
    }
    if (target.task() == Task.BINARY) {
      return margins();
    }
    float[] result = scores.clone();
    if (link == Loss.Link.SOFTMAX && method != Calibration.Method.TEMPERATURE) {
      for (int row = 0; row < rows; row++) {
        logOdds(result, row * outputs);
      }
    }
    return result;
  }

  /** s_k − log Σ_{j≠k} e^{s_j}; the largest score is left out of the sum of its own others. */
  private void logOdds(float[] of, int from) {
    int top = Links.largest(of, from, outputs);
    double highest = of[from + top];
    double others = 0; // Σ e^{s_j − highest} without the highest itself
    for (int k = 0; k < outputs; k++) {
      others += k == top ? 0 : Math.exp(of[from + k] - highest);
    }
    double second = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < outputs; k++) {
      second = k == top ? second : Math.max(second, of[from + k]);
    }
    double rest = 0;
    for (int k = 0; k < outputs; k++) {
      rest += k == top ? 0 : Math.exp(of[from + k] - second);
    }
    for (int k = 0; k < outputs; k++) {
      double score = of[from + k];
      of[from + k] =
          (float)
              (k == top
                  ? score - second - Math.log(rest)
                  : score - highest - Math.log1p(others - Math.exp(score - highest)));
    }
  }

  /** The same rows with calibrated probabilities; the class of the highest one is predicted. */
  public Predictions calibrated(Calibration calibration) {
    float[] calibrated = calibrationScores(calibration.method());
    int each = target.task() == Task.BINARY ? 1 : outputs;
    calibration.apply(calibrated, rows, each);
    return new Predictions(
        rows, each, calibrated, target, each == 1 ? Loss.Link.LOGISTIC : Loss.Link.SOFTMAX);
  }

  /** 1/(1+e⁻ˢ) without overflow. */
  private static double logistic(double score) {
    double e = Math.exp(-Math.abs(score));
    return score >= 0 ? 1 / (1 + e) : e / (1 + e);
  }
}
