package org.glissade.lab.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.glissade.data.DenseExamples;
import org.glissade.diagnose.Curvature;
import org.glissade.diagnose.MeanGradient;
import org.glissade.spec.SpecException;
import org.glissade.train.Penalty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProblemsTest {
  @Property(tries = 30)
  void leastSquaresHasTheConditionNumberAskedForAndTheMinimumOfTheNormalEquations(
      @ForAll @DoubleRange(min = 1, max = 300) double condition,
      @ForAll @IntRange(min = 8, max = 500) int examples,
      @ForAll @IntRange(min = 0, max = 1000) int seed) {
    Problem problem =
        Problems.of(
            new ProblemSettings(Problems.LEAST_SQUARES, examples, condition, 0.6, seed, "", ""));
    Hessian hessian = problem.hessian();
    assertThat(hessian.largest()).isCloseTo(1.6, within(1e-4));
    assertThat(hessian.largest() / hessian.smallest())
        .isCloseTo(condition, within(condition * condition * 2e-6 + 1e-3));
    double[] best = normalEquations((Problem.Rows) problem.examples());
    // A float gradient near 0 tells the minimum to rounding, divided by the least curvature.
    double tolerance = 3e-6 * condition;
    assertThat(problem.minimum().at()[0]).isCloseTo(best[0], within(tolerance));
    assertThat(problem.minimum().at()[1]).isCloseTo(best[1], within(tolerance));
    assertThat(problem.minimum().loss()).isCloseTo(best[2], within(1e-6));
  }

  /** The best weights and their loss, in double. */
  private static double[] normalEquations(Problem.Rows origin) {
    DenseExamples rows = (DenseExamples) origin.rows();
    int n = rows.rows();
    double a = 0;
    double b = 0;
    double c = 0;
    double p = 0;
    double q = 0;
    double yy = 0;
    for (int i = 0; i < n; i++) {
      double u = rows.values().get(2L * i);
      double v = rows.values().get(2L * i + 1);
      double y = rows.targets()[i];
      a += u * u / n;
      b += u * v / n;
      c += v * v / n;
      p += u * y / n;
      q += v * y / n;
      yy += y * y / n;
    }
    double determinant = a * c - b * b;
    double first = (c * p - b * q) / determinant;
    double second = (a * q - b * p) / determinant;
    return new double[] {first, second, (yy - p * first - q * second) / 2};
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"least-squares", "logistic", "network", "wells", "two-samples", "two-points"})
  void theGradientIsTheDifferenceOfLossesAndVanishesAtTheMinimum(String key) {
    Problem problem = Problems.of(ProblemSettings.usual(key));
    Landscape landscape = new Landscape(problem);
    float[] at = problem.start().clone();
    landscape.moveTo(at);
    double[] gradient = landscape.gradient();
    double step = 1.0 / 64;
    for (int j = 0; j < at.length; j++) {
      float[] beside = at.clone();
      beside[j] = (float) (at[j] + step);
      landscape.moveTo(beside);
      double above = landscape.loss();
      beside[j] = (float) (at[j] - step);
      landscape.moveTo(beside);
      double slope = (above - landscape.loss()) / (2 * step);
      assertThat(gradient[j]).as("weight %s", j).isCloseTo(slope, within(2e-3));
    }
    float[] best = new float[at.length];
    for (int j = 0; j < best.length; j++) {
      best[j] = (float) problem.minimum().at()[j];
    }
    landscape.moveTo(best);
    for (double g : landscape.gradient()) {
      assertThat(g).isCloseTo(0, within(1e-5));
    }
    assertThat(landscape.excess()).isCloseTo(0, within(1e-9));
    assertThat(problem.hessian().smallest()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"least-squares", "logistic", "network", "wells"})
  void theLargestCurvatureIsThatOfTheEngine(String key) {
    Problem problem = Problems.of(ProblemSettings.usual(key));
    float[] best = {(float) problem.minimum().at()[0], (float) problem.minimum().at()[1]};
    double largest = Curvature.of(problem.examples().objective(), Penalty.NONE, best).largest();
    assertThat(problem.hessian().largest()).isCloseTo(largest, within(2e-3 * largest));
  }

  @Test
  void theSmallestNetworkHasTwoMinimaThatAreOneFunction() {
    Problem problem = Problems.of(ProblemSettings.usual(Problems.NETWORK));
    assertThat(problem.minima()).hasSize(2);
    double[] one = problem.minima().get(0).at();
    double[] other = problem.minima().get(1).at();
    assertThat(other[0]).isCloseTo(-one[0], within(1e-4));
    assertThat(other[1]).isCloseTo(-one[1], within(1e-4));
  }

  @Test
  void oneOfTheTwoWellsIsDeeper() {
    Problem problem = Problems.of(ProblemSettings.usual(Problems.WELLS));
    assertThat(problem.minima()).hasSize(2);
    // w³ − w + 0.15 = 0
    assertThat(problem.minimum().at()[0]).isCloseTo(-1.0679, within(1e-3));
    assertThat(problem.minima().get(1).at()[0]).isCloseTo(0.9127, within(2e-3));
    assertThat(problem.minima().get(1).loss()).isGreaterThan(problem.minimum().loss() + 0.2);
  }

  @Test
  void theSeedsProblemsHaveTheMinimaOfTheDocuments() {
    assertThat(Problems.of(ProblemSettings.usual(Problems.TWO_SAMPLES)).minimum().at()[0])
        .isCloseTo(2, within(1e-6));
    assertThat(Problems.of(ProblemSettings.usual(Problems.TWO_POINTS)).minimum().at()[0])
        .isCloseTo(0.4, within(1e-6));
  }

  /** Beside a pass over the examples in double precision, to 1e-9 of it. */
  @Property(tries = 40)
  void aQuadraticLossIsKnownEverywhereWithoutAPass(
      @ForAll @DoubleRange(min = 1, max = 300) double condition,
      @ForAll @IntRange(min = 8, max = 500) int examples,
      @ForAll @DoubleRange(min = -20, max = 20) double first,
      @ForAll @DoubleRange(min = -20, max = 20) double second) {
    Problem problem =
        Problems.of(
            new ProblemSettings(Problems.LEAST_SQUARES, examples, condition, 0.6, 3, "", ""));
    float[] at = {(float) first, (float) second};
    Landscape landscape = new Landscape(problem);
    landscape.moveTo(at);
    DenseExamples rows = (DenseExamples) ((Problem.Rows) problem.examples()).rows();
    double loss = 0;
    double[] gradient = new double[2];
    for (int i = 0; i < examples; i++) {
      double u = rows.values().get(2L * i);
      double v = rows.values().get(2L * i + 1);
      double residual = at[0] * u + at[1] * v - rows.targets()[i];
      loss += residual * residual / 2 / examples;
      gradient[0] += residual * u / examples;
      gradient[1] += residual * v / examples;
    }
    assertThat(landscape.loss()).isCloseTo(loss, within(1e-9 * loss));
    double size = Math.hypot(gradient[0], gradient[1]);
    for (int j = 0; j < 2; j++) {
      assertThat(landscape.gradient()[j]).isCloseTo(gradient[j], within(1e-9 * size));
    }
  }

  /** The engine's own pass, in floats, says the same of each quadratic problem. */
  @ParameterizedTest
  @ValueSource(strings = {"least-squares", "two-samples", "two-points"})
  void aQuadraticLossIsThatOfTheEngine(String key) {
    Problem problem = Problems.of(ProblemSettings.usual(key));
    MeanGradient pass = new MeanGradient(problem.examples().objective(), Penalty.NONE);
    double[] slope = new double[problem.weights()];
    pass.at(problem.start(), slope);
    Landscape landscape = new Landscape(problem);
    landscape.moveTo(problem.start());
    assertThat(landscape.loss()).isCloseTo(pass.loss(), within(1e-6 * pass.loss()));
    for (int j = 0; j < slope.length; j++) {
      assertThat(landscape.gradient()[j]).isCloseTo(slope[j], within(1e-5));
    }
  }

  @Test
  void theLossesOfAGridAreThoseOfItsPoints() {
    Problem problem = Problems.of(ProblemSettings.usual(Problems.LEAST_SQUARES));
    Landscape landscape = new Landscape(problem);
    float[] grid = landscape.grid(new Landscape.Box(-1, 3, 0, 2), 5, 3);
    float[] there = {2, 1};
    landscape.moveTo(there);
    assertThat(grid[1 * 5 + 3]).isEqualTo((float) landscape.excess());
    assertThat((double) grid[5 + 3])
        .isCloseTo(landscape.loss() - problem.minimum().loss(), within(1e-5));
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatThrownBy(() -> Problems.of(ProblemSettings.usual("least-square")))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("least-squares");
    assertThatThrownBy(() -> new ProblemSettings(Problems.LOGISTIC, 1_000_000, 1, 1, 0, "", ""))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("4096");
    assertThatThrownBy(() -> new Landscape.Box(1, 1, 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
