package org.glissade.lab.race;

import java.util.Arrays;
import org.glissade.lab.problem.Hessian;
import org.glissade.lab.problem.Landscape;
import org.glissade.lab.problem.Problem;
import org.glissade.math.RandomStream;

/**
 * What the next update may be: the gradients of batches that could be drawn, and their mean and
 * covariance by the formulas.
 *
 * <pre>
 *   E ĝ = ∇L,   Cov ĝ = C/m                    (with replacement)
 *                       C/m · (N − m)/(N − 1)  (without)
 * </pre>
 *
 * with C the covariance of the gradients of single examples. As vectors these come in, they are not
 * yet multiplied by the rate.
 *
 * @param gradient ∇L
 * @param covariance of ĝ: by the first weight twice, by both, by the second twice; the latter two
 *     are 0 where there is one weight
 * @param draws gradients of batches, {@code draws × weights}; one only where all batches are alike
 * @param trace tr C, of single examples
 * @param squaredGradient ‖∇L‖²
 * @param largest λmax here
 */
public record Lens(
    double[] gradient,
    double[] covariance,
    float[] draws,
    double trace,
    double squaredGradient,
    double largest) {
  /** Most batches that are drawn. */
  public static final int MOST_DRAWS = 20_000;

  /**
   * Looks.
   *
   * @param weights where
   * @param batch m; more than N is all of them
   * @param replaced whether an example can come twice in a batch
   * @param count how many batches to draw, at most {@value #MOST_DRAWS}
   * @param seed of the draws
   */
  public static Lens of(
      Problem problem, float[] weights, int batch, boolean replaced, int count, long seed) {
    Landscape landscape = new Landscape(problem);
    landscape.moveTo(weights);
    double[] mean = landscape.gradient();
    double[] each = landscape.gradients(weights);
    int n = problem.count();
    int m = Math.min(batch, n);
    double[] single = covariance(each, mean, n);
    double shrink = replaced ? 1.0 / m : n == 1 ? 0 : (double) (n - m) / (n - 1) / m;
    Hessian hessian = landscape.hessian(weights);
    double squared = 0;
    for (double g : mean) {
      squared += g * g;
    }
    return new Lens(
        mean,
        new double[] {single[0] * shrink, single[1] * shrink, single[2] * shrink},
        draws(each, mean.length, n, m, replaced, Math.min(count, MOST_DRAWS), seed),
        single[0] + single[2],
        squared,
        hessian.largest());
  }

  private static double[] covariance(double[] each, double[] mean, int n) {
    int weights = mean.length;
    double a = 0;
    double b = 0;
    double c = 0;
    for (int i = 0; i < n; i++) {
      double first = each[i * weights] - mean[0];
      double second = weights > 1 ? each[i * weights + 1] - mean[1] : 0;
      a += first * first / n;
      b += first * second / n;
      c += second * second / n;
    }
    return new double[] {a, b, c};
  }

  private static float[] draws(
      double[] each, int weights, int n, int m, boolean replaced, int count, long seed) {
    boolean alike = m == n && !replaced;
    float[] draws = new float[(alike ? 1 : count) * weights];
    RandomStream random = RandomStream.of(seed, "lens");
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    double[] sum = new double[weights];
    for (int draw = 0; draw < draws.length / weights; draw++) {
      Arrays.fill(sum, 0);
      for (int i = 0; i < m; i++) {
        int other = replaced ? random.nextInt(n) : i + random.nextInt(n - i);
        int row = order[other];
        if (!replaced) {
          order[other] = order[i];
          order[i] = row;
        }
        for (int j = 0; j < weights; j++) {
          sum[j] += each[row * weights + j];
        }
      }
      for (int j = 0; j < weights; j++) {
        draws[draw * weights + j] = (float) (sum[j] / m);
      }
    }
    return draws;
  }

  /** B = tr C/‖∇L‖²; infinite where there is no gradient. */
  public double noiseScale() {
    return trace == 0 ? 0 : trace / squaredGradient;
  }
}
