package org.glissade.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.glissade.data.DenseExamples;
import org.glissade.data.Examples;
import org.glissade.math.RandomStream;
import org.glissade.model.LinearModel;
import org.glissade.model.Logistic;
import org.glissade.model.Loss;
import org.glissade.model.Network;
import org.glissade.model.Squared;
import org.glissade.train.EmpiricalRisk;
import org.glissade.train.Objective;
import org.glissade.train.Penalty;
import org.junit.jupiter.api.Test;

/** The figures about gradients, against closed forms and brute force in double. */
class GradientReportTest {
  private static final int COLUMNS = 4;

  private static Examples examples(int rows, long seed, boolean signs) {
    RandomStream random = RandomStream.of(seed, "report-test");
    float[] x = new float[rows * COLUMNS];
    float[] y = new float[rows];
    for (int i = 0; i < rows; i++) {
      double score = 0;
      for (int j = 0; j < COLUMNS; j++) {
        x[i * COLUMNS + j] = (float) ((1 + j) * random.nextGaussian());
        score += x[i * COLUMNS + j] * (j - 1.5) / 4;
      }
      double noisy = score + random.nextGaussian();
      y[i] = signs ? (noisy > 0 ? 1 : -1) : (float) noisy;
    }
    return DenseExamples.of(x, COLUMNS, y);
  }

  private static float[] params(int size, long seed) {
    RandomStream random = RandomStream.of(seed, "report-params");
    float[] params = new float[size];
    for (int j = 0; j < size; j++) {
      params[j] = (float) (0.3 * random.nextGaussian());
    }
    return params;
  }

  private static EmpiricalRisk linear(Loss loss, Examples examples) {
    return new EmpiricalRisk(new LinearModel(COLUMNS, 1, true), loss, examples);
  }

  /** B from the residual and the features of each row, in double. */
  private static double bruteForce(Examples examples, float[] params, boolean signs, double l2) {
    DenseExamples rows = (DenseExamples) examples;
    int size = COLUMNS + 1;
    double[] mean = new double[size];
    double second = 0;
    for (int i = 0; i < rows.rows(); i++) {
      double score = params[COLUMNS];
      for (int j = 0; j < COLUMNS; j++) {
        score += (double) rows.values().get((long) i * COLUMNS + j) * params[j];
      }
      double y = rows.targets()[i];
      double slope = signs ? -y / (1 + Math.exp(y * score)) : score - y;
      for (int j = 0; j < size; j++) {
        double g = slope * (j < COLUMNS ? rows.values().get((long) i * COLUMNS + j) : 1);
        mean[j] += g / rows.rows();
        second += g * g / rows.rows();
      }
    }
    double squared = 0;
    double withPenalty = 0;
    for (int j = 0; j < size; j++) {
      squared += mean[j] * mean[j];
      double g = mean[j] + (j < COLUMNS ? l2 * params[j] : 0);
      withPenalty += g * g;
    }
    return (second - squared) / withPenalty;
  }

  @Property(tries = 30)
  void theNoiseScaleOfALinearModelIsThatOfBruteForceTo1e_6(
      @ForAll @IntRange(min = 40, max = 400) int rows,
      @ForAll @IntRange(max = 10_000) int seed,
      @ForAll boolean signs) {
    Examples examples = examples(rows, seed, signs);
    float[] params = params(COLUMNS + 1, seed);
    double l2 = 0.05;
    NoiseScale found =
        NoiseScale.of(
            linear(signs ? new Logistic() : new Squared(), examples),
            new Penalty(0, l2),
            params,
            1);
    double wanted = bruteForce(examples, params, signs, l2);
    // Gradients of rows are floats: 1e-7 each, more where the mean gradient is small beside them.
    assertThat(found.noise().scale())
        .isCloseTo(wanted, within(1e-6 * wanted * (1 + wanted / rows)));
    assertThat(found.interval().contains(found.noise().scale())).isTrue();
  }

  /**
   * Of 200 data sets drawn from one population, the interval holds its B (known from 200,000 rows)
   * in 95 of 100; fewer than 170 would be six deviations of the binomial and more below.
   */
  @Test
  void theIntervalHoldsTheScaleOfThePopulationAsOftenAsItSays() {
    float[] params = params(COLUMNS + 1, 5);
    double population =
        NoiseScale.of(linear(new Squared(), examples(200_000, 77, false)), Penalty.NONE, params, 1)
            .noise()
            .scale();
    long holding =
        IntStream.range(0, 200)
            .filter(
                seed ->
                    NoiseScale.of(
                            linear(new Squared(), examples(500, seed, false)),
                            Penalty.NONE,
                            params,
                            seed)
                        .interval()
                        .contains(population))
            .count();
    assertThat(holding).isBetween(170L, 199L);
  }

  /**
   * ‖ĝ‖² of a batch is ‖∇L‖² + σ²/m on average, so that two sizes of batch give both (McCandlish et
   * al. 2018, appendix A.1): an estimate that knows nothing of single examples.
   */
  @Test
  void theNoiseScaleOfANetworkAgreesWithAnEstimateFromBatchesOfTwoSizes() {
    Examples examples = examples(2000, 3, false);
    EmpiricalRisk risk =
        new EmpiricalRisk(Network.of(8).model(COLUMNS, 1, true), new Squared(), examples);
    float[] params = new float[risk.layout().size()];
    risk.initialise(params, 2);
    NoiseScale found = NoiseScale.of(risk, Penalty.NONE, params, 1);
    RandomStream random = RandomStream.of(8, "two-batches");
    double small = meanSquare(risk, params, random, 4, 20_000);
    double large = meanSquare(risk, params, random, 64, 20_000);
    double trace = (small - large) / (1.0 / 4 - 1.0 / 64);
    double squared = (64 * large - 4 * small) / (64 - 4);
    assertThat(found.interval().contains(trace / squared))
        .as("%s should hold %s", found.interval(), trace / squared)
        .isTrue();
    assertThat(found.interval().high() / found.interval().low()).isLessThan(2);
  }

  private static double meanSquare(
      Objective objective, float[] params, RandomStream random, int size, int draws) {
    float[] gradient = new float[params.length];
    int[] rows = new int[size];
    double sum = 0;
    for (int draw = 0; draw < draws; draw++) {
      for (int i = 0; i < size; i++) {
        rows[i] = random.nextInt(objective.examples());
      }
      Arrays.fill(gradient, 0);
      objective.addGradient(params, rows, 0, size, gradient);
      for (float g : gradient) {
        sum += (double) g * g / size / size;
      }
    }
    return sum / draws;
  }

  /** Drift and noise apart; 200 draws a size, seven standard errors: once in 10⁹ or less. */
  @Test
  void S4_theGradientOfABatchIsDriftAndNoiseOfTheLengthsThatTheFormulasSay() {
    Examples examples = examples(300, 9, true);
    float[] params = params(COLUMNS + 1, 9);
    GradientReport report =
        GradientReport.of(linear(new Logistic(), examples), new Penalty(0, 0.01), params, 4);
    assertThat(report.batches()).hasSizeGreaterThanOrEqualTo(4);
    double last = 180;
    for (BatchNoise batch : report.batches()) {
      assertThat(batch.replacedMeasured())
          .isCloseTo(batch.replaced(), within(7 * batch.replacedError()));
      assertThat(batch.unreplacedMeasured())
          .isCloseTo(batch.unreplaced(), within(7 * batch.unreplacedError()));
      assertThat(batch.replaced()).isCloseTo(sigma2(report) / batch.size(), within(1e-9));
      assertThat(batch.unreplaced())
          .isCloseTo(batch.replaced() * (300 - batch.size()) / 299, within(1e-9));
      assertThat(batch.angle()).isBetween(0.0, last);
      last = batch.angle();
    }
    // cos ≈ 1/√(1 + B/m) where the noise is at right angles to the drift: of the largest batch.
    BatchNoise largest = report.batches().getLast();
    double ratio = largest.unreplaced() / Math.pow(report.gradientNorm(), 2);
    assertThat(largest.cosine()).isCloseTo(1 / Math.sqrt(1 + ratio), within(0.1));
  }

  private static double sigma2(GradientReport report) {
    return report.noise().trace();
  }

  /** ℓ = ½(θ − y)² with targets of variance 16. */
  @Test
  void S3_aVarianceOf16IsReportedAsNoiseOfLengths4_2_1ForBatchesOf1_4_16() {
    float[] y = new float[64];
    for (int i = 0; i < y.length; i++) {
      y[i] = i % 2 == 0 ? 4 : -4;
    }
    EmpiricalRisk risk =
        new EmpiricalRisk(
            new LinearModel(1, 1, false), new Squared(), DenseExamples.of(filled(64), 1, y));
    GradientReport report = GradientReport.of(risk, Penalty.NONE, new float[] {0.5f}, 0);
    assertThat(report.noiseNorm(1)).isCloseTo(4, within(1e-6));
    assertThat(report.noiseNorm(4)).isCloseTo(2, within(1e-6));
    assertThat(report.noiseNorm(16)).isCloseTo(1, within(1e-6));
    assertThat(report.gradientNorm()).isCloseTo(0.5, within(1e-6));
    assertThat(report.curvature().largest()).isCloseTo(1, within(1e-6));
    assertThat(report.noiseFloor(0.1, 4)).isCloseTo(0.1 * 16 / 16, within(1e-7));
  }

  private static float[] filled(int length) {
    float[] ones = new float[length];
    Arrays.fill(ones, 1);
    return ones;
  }

  @Test
  void weightsThatDifferLeaveTheFormulasOfBatchesOut() {
    Examples plain = examples(60, 1, false);
    float[] weights = filled(60);
    EmpiricalRisk alike = linear(new Squared(), plain.with(plain.targets(), 1, weights.clone()));
    weights[3] = 2;
    EmpiricalRisk unlike = linear(new Squared(), plain.with(plain.targets(), 1, weights));
    float[] params = params(COLUMNS + 1, 1);
    assertThat(GradientReport.of(alike, Penalty.NONE, params, 0).batches()).isNotEmpty();
    assertThat(GradientReport.of(unlike, Penalty.NONE, params, 0).batches()).isEmpty();
  }

  /** N of the same row: all batches have one gradient, and smoothness is that of the row. */
  @Test
  void rowsThatAreAllTheSameHaveNoNoise() {
    float[] x = {1, 2, 1, 2, 1, 2, 1, 2};
    EmpiricalRisk risk =
        new EmpiricalRisk(
            new LinearModel(2, 1, true), new Squared(), DenseExamples.of(x, 2, filled(4)));
    GradientReport report = GradientReport.of(risk, Penalty.NONE, new float[3], 0);
    assertThat(report.noise().scale()).isZero();
    Smoothness smoothness = Objects.requireNonNull(report.smoothness());
    assertThat(smoothness.mean()).isCloseTo(6, within(1e-5));
    assertThat(smoothness.largest()).isCloseTo(6, within(1e-9));
    for (int m = 1; m <= 4; m++) {
      assertThat(smoothness.ofBatch(m)).isCloseTo(6, within(1e-5));
    }
  }
}
