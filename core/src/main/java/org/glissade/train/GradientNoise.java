package org.glissade.train;

import java.util.Arrays;

/**
 * How noisy the gradient of one example is at some parameters:
 *
 * <pre>
 *   tr Σ = E‖∇ℓᵢ − ∇L‖²        B = tr Σ / ‖∇L + λ₂w‖²
 * </pre>
 *
 * <p>B is the simple noise scale (McCandlish, Kaplan, Amodei et al., "An empirical model of
 * large-batch training", 2018, arXiv 1812.06162, equation 2.9): the gradient of a batch of B
 * examples has as much noise as signal. Smaller batches make better use of examples, larger ones of
 * steps. Weights of examples count as how often they occur.
 *
 * <p>Of a sample of n examples, both figures are free of bias: tr Σ has the factor n/(n − 1), and
 * tr Σ/n is taken from the squared norm of the sample's mean gradient (appendix A.1 there), which
 * may leave a number below 0 where the noise drowns the gradient. B is their quotient and has a
 * bias of the order of 1/n.
 *
 * @param squaredGradient ‖∇L + λ₂w‖², penalty included, or its estimate
 * @param trace tr Σ, of one example, at least 0, or NaN where it could not be told
 * @param loss mean loss of the examples looked at
 * @param examples how many were looked at
 */
public record GradientNoise(double squaredGradient, double trace, double loss, int examples) {
  /** Examples whose gradients are summed in float before they go to a wider sum. */
  private static final int PIECE = 256;

  /** The same where a wider sum costs little: fewer roundings. */
  private static final int SMALL_PIECE = 16;

  private static final int FEW_PARAMETERS = 1 << 12;

  /** B; infinite where the noise drowns the gradient, NaN where fewer than two rows had weight. */
  public double scale() {
    if (Double.isNaN(trace)) {
      return Double.NaN;
    }
    return trace == 0
        ? 0
        : squaredGradient > 0 ? trace / squaredGradient : Double.POSITIVE_INFINITY;
  }

  /** That of a loss and a penalty so many times as large, at the same parameters. */
  GradientNoise scaled(double factor) {
    double square = factor * factor;
    return new GradientNoise(squaredGradient * square, trace * square, loss * factor, examples);
  }

  /** At all examples of an objective: exact. */
  public static GradientNoise of(Objective objective, Penalty penalty, float[] params) {
    return of(objective, penalty, params, Evaluation.all(objective.examples()), true);
  }

  /**
   * At a sample.
   *
   * @param sample rows drawn at random with replacement; tr Σ is NaN unless two have weight
   */
  public static GradientNoise of(
      Objective objective, Penalty penalty, float[] params, int[] sample) {
    return of(objective, penalty, params, sample, false);
  }

  private static GradientNoise of(
      Objective objective, Penalty penalty, float[] params, int[] rows, boolean exact) {
    double[] mean = new double[params.length];
    float[] part = new float[params.length];
    int piece = params.length <= FEW_PARAMETERS ? SMALL_PIECE : PIECE;
    double[] norms = new double[piece];
    double loss = 0;
    double weights = 0;
    double squaredWeights = 0;
    double second = 0;
    for (int from = 0; from < rows.length; from += piece) {
      int to = Math.min(rows.length, from + piece);
      Arrays.fill(part, 0);
      loss += objective.addGradientAndNorms(params, rows, from, to, part, norms);
      for (int i = from; i < to; i++) {
        double weight = objective.weight(rows, i, i + 1);
        weights += weight;
        squaredWeights += weight * weight;
        second += weight == 0 ? 0 : norms[i - from] / weight;
      }
      for (int j = 0; j < mean.length; j++) {
        mean[j] += part[j];
      }
    }
    double squared = 0;
    for (int j = 0; j < mean.length; j++) {
      mean[j] /= weights;
      squared += mean[j] * mean[j];
    }
    double spread = Math.max(0, second / weights - squared);
    double count = weights * weights / squaredWeights;
    double trace = exact ? spread : count > 1 ? spread * count / (count - 1) : Double.NaN;
    double signal = squaredNorm(objective, penalty, params, mean) - (exact ? 0 : trace / count);
    return new GradientNoise(signal, trace, loss / weights, rows.length);
  }

  private static double squaredNorm(
      Objective objective, Penalty penalty, float[] params, double[] mean) {
    float[] decay = new float[params.length];
    penalty.addL2Gradient(objective.layout(), params, decay);
    double sum = 0;
    for (int j = 0; j < mean.length; j++) {
      double g = mean[j] + decay[j];
      sum += g * g;
    }
    return sum;
  }
}
