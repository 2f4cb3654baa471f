package org.glissade.diagnose;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.glissade.data.Examples;
import org.glissade.math.RandomStream;
import org.glissade.train.EmpiricalRisk;
import org.glissade.train.GradientNoise;
import org.glissade.train.Objective;
import org.glissade.train.Penalty;
import org.jspecify.annotations.Nullable;

/**
 * The gradient at some parameters as minibatch SGD sees it: drift and noise apart, and which rates
 * are stable.
 *
 * <pre>
 *   ĝ = ∇L + ξ,   E‖ξ‖² = σ²/m,   σ² = tr Cov(∇ℓᵢ),   B = σ²/‖∇L‖²
 * </pre>
 *
 * @param scale ‖∇L‖², σ² and B over all examples
 * @param curvature λmax at these parameters
 * @param smoothness of the whole objective, or null unless the model is linear and the loss has a
 *     bounded second derivative
 * @param batches for several sizes; empty if the examples have weights of their own, with which a
 *     batch is a quotient of two sums and the formulas do not hold exactly
 */
public record GradientReport(
    NoiseScale scale,
    Curvature curvature,
    @Nullable Smoothness smoothness,
    List<BatchNoise> batches) {
  private static final int DRAWS = 200;
  private static final int GROWTH = 4;

  /** Most examples of which a batch that is drawn has. */
  private static final int LARGEST = 1024;

  public GradientReport {
    batches = List.copyOf(batches);
  }

  /**
   * Measures it: a few dozen passes over the examples.
   *
   * @param seed of the batches that are drawn
   */
  public static GradientReport of(Objective objective, Penalty penalty, float[] params, long seed) {
    NoiseScale scale = NoiseScale.of(objective, penalty, params, seed);
    Smoothness smoothness =
        objective instanceof EmpiricalRisk risk ? Smoothness.of(risk, penalty) : null;
    return new GradientReport(
        scale,
        Curvature.of(objective, penalty, params),
        smoothness,
        areAlike(objective)
            ? new Draws(objective, penalty, params, seed).batches(scale.noise().trace())
            : List.of());
  }

  private static boolean areAlike(Objective objective) {
    if (!(objective instanceof EmpiricalRisk risk)) {
      return true;
    }
    Examples data = risk.data();
    float[] weights = data.weights();
    return weights == null || Arrays.equals(weights, filled(weights.length, weights[0]));
  }

  private static float[] filled(int length, float value) {
    float[] values = new float[length];
    Arrays.fill(values, value);
    return values;
  }

  /** ‖∇L‖, the L2 penalty included. */
  public double gradientNorm() {
    return Math.sqrt(Math.max(0, scale.noise().squaredGradient()));
  }

  /** √E‖ξ‖² of a batch of independent draws: σ/√m. */
  public double noiseNorm(int batch) {
    return Math.sqrt(scale.noise().trace() / batch);
  }

  /**
   * By how much the loss stays above its minimum with a constant rate, near a quadratic minimum:
   * η·σ² /(4m) (the stationary covariance Σ of dθ = −Hθ dt + noise solves HΣ + ΣH = (η/m)·C, so
   * that ½tr HΣ = η·tr C/(4m); Mandt, Hoffman and Blei, JMLR 2017, equation 11). It holds for rates
   * well below 2/λmax.
   */
  public double noiseFloor(double rate, int batch) {
    return rate * scale.noise().trace() / (4 * batch);
  }

  /** Draws batches and looks at their gradients. */
  private static final class Draws {
    private final Objective objective;
    private final float[] params;
    private final double[] mean;
    private final double[] decay;
    private final float[] gradient;
    private final long seed;

    Draws(Objective objective, Penalty penalty, float[] params, long seed) {
      this.objective = objective;
      this.params = params;
      this.seed = seed;
      this.mean = new double[params.length];
      new MeanGradient(objective, Penalty.NONE).at(params, mean);
      this.gradient = new float[params.length];
      penalty.addL2Gradient(objective.layout(), params, gradient);
      this.decay = new double[params.length];
      Arrays.setAll(decay, j -> gradient[j]);
    }

    List<BatchNoise> batches(double trace) {
      List<BatchNoise> found = new ArrayList<>();
      int n = objective.examples();
      for (int m = 1; m <= LARGEST && m <= Math.max(1, n / 2); m *= GROWTH) {
        double[] replaced = new double[DRAWS];
        double[] unreplaced = new double[DRAWS];
        double cosines = 0;
        RandomStream random = RandomStream.of(seed, "batches", m);
        int[] rows = new int[m];
        Sampler sampler = new Sampler(n);
        for (int draw = 0; draw < DRAWS; draw++) {
          for (int i = 0; i < m; i++) {
            rows[i] = random.nextInt(n);
          }
          replaced[draw] = squaredNoise(rows);
          sampler.draw(random, rows);
          unreplaced[draw] = squaredNoise(rows);
          cosines += cosine();
        }
        double without = n == 1 ? 0 : trace / m * (n - m) / (n - 1);
        found.add(
            new BatchNoise(
                m,
                DRAWS,
                trace / m,
                mean(replaced),
                error(replaced),
                without,
                mean(unreplaced),
                error(unreplaced),
                cosines / DRAWS));
      }
      return found;
    }

    /** ‖ĝ − ∇L‖²; leaves ĝ in {@code gradient}. */
    private double squaredNoise(int[] rows) {
      Arrays.fill(gradient, 0);
      objective.addGradient(params, rows, 0, rows.length, gradient);
      double weight = objective.weight(rows, 0, rows.length);
      double sum = 0;
      for (int j = 0; j < gradient.length; j++) {
        double noise = gradient[j] / weight - mean[j];
        gradient[j] = (float) (gradient[j] / weight);
        sum += noise * noise;
      }
      return sum;
    }

    private double cosine() {
      double dot = 0;
      double a = 0;
      double b = 0;
      for (int j = 0; j < gradient.length; j++) {
        double g = gradient[j] + decay[j];
        double whole = mean[j] + decay[j];
        dot += g * whole;
        a += g * g;
        b += whole * whole;
      }
      return a > 0 && b > 0 ? dot / Math.sqrt(a * b) : 0;
    }
  }

  /** Draws without replacement, in time that depends on the number drawn only. */
  private static final class Sampler {
    private final int[] order;

    Sampler(int examples) {
      order = new int[examples];
      Arrays.setAll(order, i -> i);
    }

    /** The first steps of a shuffle (Durstenfeld 1964), from wherever the last draw left off. */
    void draw(RandomStream random, int[] rows) {
      for (int i = 0; i < rows.length; i++) {
        int other = i + random.nextInt(order.length - i);
        int row = order[other];
        order[other] = order[i];
        order[i] = row;
        rows[i] = row;
      }
    }
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double error(double[] values) {
    double mean = mean(values);
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return Math.sqrt(squares / (values.length - 1) / values.length);
  }

  /** ‖∇L‖², σ² and B. */
  public GradientNoise noise() {
    return scale.noise();
  }
}
