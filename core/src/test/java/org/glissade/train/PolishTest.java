package org.glissade.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Objects;
import org.glissade.data.DenseExamples;
import org.glissade.math.Layout;
import org.glissade.model.Squared;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The distance to the optimum, against optima known otherwise. */
class PolishTest {
  /** ½Σcⱼ(θⱼ − tⱼ)² as an objective of one example: from θ the gap is its value. */
  private static Objective bowl(double[] curvature, double[] target) {
    ExampleFunction function =
        (theta, i, gradient) -> {
          double sum = 0;
          for (int j = 0; j < target.length; j++) {
            double residual = theta[j] - target[j];
            gradient[j] += (float) (curvature[j] * residual);
            sum += 0.5 * curvature[j] * residual * residual;
          }
          return sum;
        };
    return function.over(Layout.flat(target.length), 1);
  }

  @Test
  void theGapOfAQuadraticIsItsValueAboveTheMinimum() {
    double[] curvature = {100, 10, 1, 0.1};
    double[] target = {1, -2, 3, -4};
    Polish.Result result =
        Polish.run(bowl(curvature, target), Penalty.NONE, new float[] {0, 0, 0, 0}, 200);
    double value = 0.5 * (100 + 10 * 4 + 9 + 0.1 * 16);
    assertThat(result.before()).isCloseTo(value, within(1e-6));
    assertThat(result.gap()).isCloseTo(value, within(1e-4));
    assertThat(result.converged()).isTrue();
  }

  @Test
  void atTheOptimumTheGapIsZeroAndTheParametersAreLeftAlone() {
    double[] target = {1, -2};
    float[] at = {1, -2};
    Polish.Result result = Polish.run(bowl(new double[] {3, 1}, target), Penalty.NONE, at, 50);
    assertThat(result.gap()).isZero();
    assertThat(result.converged()).isTrue();
    assertThat(at).containsExactly(1, -2);
  }

  @Test
  void aPolishCutShortSaysSoAndGivesALowerBound() {
    double[] curvature = {1000, 1, 0.01};
    double[] target = {1, 10, 100};
    double value = 0.5 * (1000 + 100 + 100);
    Polish.Result result = Polish.run(bowl(curvature, target), Penalty.NONE, new float[3], 4);
    assertThat(result.converged()).isFalse();
    assertThat(result.gap()).isPositive().isLessThan(value);
  }

  private static final Data DIABETES = Data.diabetes().standardised();

  @ParameterizedTest
  @CsvSource({
    "0, 0, 1429.84817379",
    "0, 0.01, 1444.20480000",
    "0, 1, 1923.14378156",
    "1, 0, 1533.76871696",
    "10, 0, 2125.72039414"
  })
  void fromZeroTheGapLeadsToTheKnownOptimum(double l1, double l2, double lowest) {
    Fit fit = from(Sgd.regressor().l1(l1).l2(l2), DIABETES);
    DistanceToOptimum distance = Objects.requireNonNull(fit.distanceToOptimum());
    assertThat(distance.objective()).isCloseTo(fit.objective(), within(1e-6 * lowest));
    assertThat(distance.objective() - distance.gap()).isCloseTo(lowest, within(2e-6 * lowest));
    assertThat(distance.converged()).isTrue();
  }

  /** A step that goes nowhere, so that the fit stays where it starts. */
  private static Fit from(Sgd sgd, Data data) {
    return sgd.learningRate(0).epochs(1).fit(data.examples());
  }

  @ParameterizedTest
  @CsvSource({"0.05, 0", "0.05, 0.1", "0.4, 0", "2, 0.5"})
  void withL1TheGapIsThatOfCoordinateDescent(double l1, double l2) {
    Data data = Data.airfoil().whitened();
    Fit fit = from(Sgd.regressor().loss(new Squared()).l1(l1).l2(l2), data);
    DistanceToOptimum distance = Objects.requireNonNull(fit.distanceToOptimum());
    double lowest = coordinateDescent(data, l1, l2);
    assertThat(distance.objective() - distance.gap()).isCloseTo(lowest, within(2e-6));
    assertThat(distance.converged()).isTrue();
  }

  /** Minimum of ½MSE + λ₁‖w‖₁ + ½λ₂‖w‖², the target having mean 0 (Friedman et al. 2010). */
  private static double coordinateDescent(Data data, double l1, double l2) {
    int rows = data.rows();
    int columns = data.x()[0].length;
    double[] w = new double[columns];
    double[] residual = data.y().clone();
    for (int sweep = 0; sweep < 500; sweep++) {
      for (int j = 0; j < columns; j++) {
        double squares = 0;
        double product = 0;
        for (int i = 0; i < rows; i++) {
          double x = data.x()[i][j];
          squares += x * x / rows;
          product += x * (residual[i] + x * w[j]) / rows;
        }
        double next = Math.signum(product) * Math.max(0, Math.abs(product) - l1) / (squares + l2);
        for (int i = 0; i < rows; i++) {
          residual[i] -= data.x()[i][j] * (next - w[j]);
        }
        w[j] = next;
      }
    }
    double loss = Arrays.stream(residual).map(r -> 0.5 * r * r).sum() / rows;
    double absolute = Arrays.stream(w).map(Math::abs).sum();
    return loss + l1 * absolute + 0.5 * l2 * Arrays.stream(w).map(v -> v * v).sum();
  }

  /** A constant target: the bias alone is right, and the distance says how far it is away. */
  @Test
  void theBiasIsNotPenalised() {
    DenseExamples constant =
        DenseExamples.of(new float[] {1, -1, 2, -2}, 1, new float[] {3, 3, 3, 3});
    Fit fit = Sgd.regressor().l1(5).l2(5).learningRate(0).epochs(1).fit(constant);
    assertThat(Objects.requireNonNull(fit.distanceToOptimum()).gap()).isCloseTo(4.5, within(1e-6));
  }
}
