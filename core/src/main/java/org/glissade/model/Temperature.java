package org.glissade.model;

import org.jspecify.annotations.Nullable;

/**
 * Temperature scaling: all scores divided by one number T before the logistic function or softmax
 * (Guo, Pleiss, Sun and Weinberger, "On calibration of modern neural networks", ICML 2017). Above 1
 * it makes a model less sure of itself, below 1 surer; the class predicted stays the same.
 *
 * <p>T minimises the mean log loss of the rows, which is convex in 1/T: Newton's method on its
 * derivative, held in a bracket. Where the log loss falls all the way, since the model is never
 * wrong or no better than chance, T ends at 1/{@value #WIDEST} or {@value #WIDEST}.
 *
 * @param temperature T, above 0, finite
 */
public record Temperature(double temperature) implements Calibration {
  private static final double WIDEST = 1024;
  private static final int MOST_STEPS = 100;

  /**
   * Checks the temperature.
   *
   * @throws IllegalArgumentException if it is not above 0 and finite
   */
  public Temperature {
    if (!(temperature > 0) || Double.isInfinite(temperature)) {
      throw new IllegalArgumentException("the temperature must be above 0, not " + temperature);
    }
  }

  /** First and second derivative of the mean log loss in β = 1/T. */
  private record Slope(double first, double second) {
    static Slope at(
        double beta, float[] scores, int[] classOf, float @Nullable [] weights, int outputs) {
      double first = 0;
      double second = 0;
      double total = 0;
      for (int row = 0; row < classOf.length; row++) {
        double weight = weights == null ? 1 : weights[row];
        int from = row * outputs;
        double mean; // of the scores under the probabilities
        double variance;
        if (outputs == 1) {
          double score = scores[row];
          double p = 1 / (1 + Math.exp(-beta * score));
          mean = p * score;
          variance = p * (1 - p) * score * score;
        } else {
          double highest = scores[from + Links.largest(scores, from, outputs)];
          double sum = 0;
          double moment = 0;
          double square = 0;
          for (int k = from; k < from + outputs; k++) {
            double below = scores[k] - highest;
            double ratio = Math.exp(beta * below);
            sum += ratio;
            moment += ratio * below;
            square += ratio * below * below;
          }
          mean = moment / sum + highest;
          variance = Math.max(0, square / sum - moment / sum * (moment / sum));
        }
        double own =
            outputs > 1 ? scores[from + classOf[row]] : classOf[row] == 1 ? scores[row] : 0;
        first += weight * (mean - own);
        second += weight * variance;
        total += weight;
      }
      return new Slope(first / total, second / total);
    }
  }

  static Temperature fit(float[] scores, int[] classOf, float @Nullable [] weights, int outputs) {
    double low = 1 / WIDEST;
    double high = WIDEST;
    if (Slope.at(low, scores, classOf, weights, outputs).first >= 0) {
      return new Temperature(WIDEST);
    }
    if (Slope.at(high, scores, classOf, weights, outputs).first <= 0) {
      return new Temperature(1 / WIDEST);
    }
    double beta = 1;
    for (int step = 0; step < MOST_STEPS && high - low > 1e-15 * high; step++) {
      Slope slope = Slope.at(beta, scores, classOf, weights, outputs);
      if (slope.first == 0) {
        break;
      }
      if (slope.first > 0) {
        high = beta;
      } else {
        low = beta;
      }
      double next = beta - slope.first / slope.second;
      // Outside of the bracket (or NaN, where the curve is flat) the geometric middle is taken.
      double inside = next > low && next < high ? next : Math.sqrt(low * high);
      if (Math.abs(inside - beta) <= 1e-15 * beta) {
        break;
      }
      beta = inside;
    }
    return new Temperature(1 / beta);
  }

  @Override
  public Method method() {
    return Method.TEMPERATURE;
  }

  @Override
  public boolean fits(int outputs) {
    return outputs >= 1;
  }

  @Override
  public void apply(float[] scores, int rows, int outputs) {
    for (int i = 0; i < rows * outputs; i++) {
      scores[i] = (float) (scores[i] / temperature);
    }
  }
}
