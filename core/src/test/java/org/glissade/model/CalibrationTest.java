package org.glissade.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.glissade.math.RandomStream;
import org.glissade.spec.SpecException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fits of calibrations against their definitions. */
class CalibrationTest {
  /** Rows of two classes whose log-odds are {@code slope · s + intercept}. */
  private record Rows(float[] scores, int[] classOf, float[] weights) {
    static Rows drawn(int rows, double slope, double intercept, long seed) {
      RandomStream random = RandomStream.of(seed, "calibration");
      float[] scores = new float[rows];
      int[] classOf = new int[rows];
      float[] weights = new float[rows];
      for (int i = 0; i < rows; i++) {
        scores[i] = (float) (2 * random.nextGaussian());
        double p = 1 / (1 + Math.exp(-slope * scores[i] - intercept));
        classOf[i] = random.nextDouble() < p ? 1 : 0;
        weights[i] = 1 + random.nextInt(3);
      }
      return new Rows(scores, classOf, weights);
    }

    /** Each row as often as it weighs. */
    Rows repeated() {
      int total = 0;
      for (float weight : weights) {
        total += (int) weight;
      }
      Rows all = new Rows(new float[total], new int[total], new float[total]);
      int at = 0;
      for (int i = 0; i < scores.length; i++) {
        for (int n = 0; n < weights[i]; n++, at++) {
          all.scores[at] = scores[i];
          all.classOf[at] = classOf[i];
          all.weights[at] = 1;
        }
      }
      return all;
    }

    /** Derivatives of Platt's objective in a and b over the weight, in double. */
    double[] gradient(double a, double b) {
      double positive = 0;
      double negative = 0;
      for (int i = 0; i < scores.length; i++) {
        positive += classOf[i] * weights[i];
        negative += (1 - classOf[i]) * weights[i];
      }
      double[] gradient = new double[2];
      for (int i = 0; i < scores.length; i++) {
        double target = classOf[i] == 1 ? (positive + 1) / (positive + 2) : 1 / (negative + 2);
        double d = weights[i] * (1 / (1 + Math.exp(-a * scores[i] - b)) - target);
        gradient[0] += d * scores[i] / (positive + negative);
        gradient[1] += d / (positive + negative);
      }
      return gradient;
    }
  }

  private static Platt.Sigmoid platt(float[] scores, int[] classOf, float @Nullable [] weights) {
    return ((Platt) Calibration.Method.PLATT.fit(scores, classOf, weights, 1)).curves().getFirst();
  }

  private static double logLoss(float[] logOdds, int[] classOf, float[] weights) {
    float[] targets = new float[classOf.length];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = classOf[i];
    }
    return Metrics.logLoss(logOdds, targets, weights);
  }

  private static float[] applied(Calibration calibration, float[] scores, int outputs) {
    float[] result = scores.clone();
    calibration.apply(result, scores.length / outputs, outputs);
    return result;
  }

  // --- Platt -------------------------------------------------------------------------------------

  /**
   * Two scores, so that the curve can meet both: the share of each is that of the smoothed targets.
   * 30 of 40 rows at 1 and 10 of 60 at −2 are of the class: N₊ = 40, N₋ = 60.
   */
  @Test
  void plattMeetsTheSmoothedSharesOfTwoScores() {
    float[] scores = {1, 1, -2, -2};
    int[] classOf = {1, 0, 1, 0};
    float[] counts = {30, 10, 10, 50};
    double high = 41 / 42.0;
    double low = 1 / 62.0;
    double at1 = (30 * high + 10 * low) / 40;
    double at2 = (10 * high + 50 * low) / 60;
    double odds1 = Math.log(at1 / (1 - at1));
    double odds2 = Math.log(at2 / (1 - at2));
    Platt.Sigmoid curve = platt(scores, classOf, counts);
    assertThat(curve.slope()).isCloseTo((odds1 - odds2) / 3, within(1e-8));
    assertThat(curve.intercept()).isCloseTo((2 * odds1 + odds2) / 3, within(1e-8));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 1e-6, 1e9})
  void plattEndsWhereTheDerivativesAreZeroInAnyUnitOfTheScore(double unit) {
    for (long seed = 0; seed < 5; seed++) {
      Rows rows = Rows.drawn(300, 0.7, -1, seed);
      float[] scaled = new float[300];
      for (int i = 0; i < 300; i++) {
        scaled[i] = (float) (unit * rows.scores[i]);
      }
      Platt.Sigmoid curve = platt(scaled, rows.classOf, rows.weights);
      double[] gradient = rows.gradient(curve.slope() * unit, curve.intercept());
      // scores in other units are rounded by 2⁻²⁴, which moves the derivatives by as much
      assertThat(gradient).containsExactly(new double[] {0, 0}, within(3e-7));
    }
  }

  /** The deviations of a and b over 20,000 rows are below 0.03 here; five of them are allowed. */
  @Test
  void plattFindsTheCurveThatTheClassesWereDrawnFrom() {
    Rows rows = Rows.drawn(20_000, 1.3, 0.4, 3);
    Platt.Sigmoid curve = platt(rows.scores, rows.classOf, null);
    assertThat(curve.slope()).isCloseTo(1.3, within(0.15));
    assertThat(curve.intercept()).isCloseTo(0.4, within(0.15));
  }

  @Test
  void plattStaysFiniteWhereScoresSeparateOrSayNothing() {
    int[] classOf = {0, 0, 1, 1};
    Platt.Sigmoid separated = platt(new float[] {-2, -1, 1, 2}, classOf, null);
    assertThat(separated.slope()).isGreaterThan(0);
    assertThat(1 / (1 + Math.exp(-separated.logOdds(2)))).isBetween(0.7, 0.9);
    Platt.Sigmoid constant = platt(new float[] {3, 3, 3, 3}, classOf, null);
    assertThat(1 / (1 + Math.exp(-constant.logOdds(3)))).isCloseTo(0.5, within(1e-9));
    Platt.Sigmoid one = platt(new float[] {1, 2}, new int[] {0, 0}, null);
    assertThat(1 / (1 + Math.exp(-one.logOdds(1.5)))).isCloseTo(0.25, within(1e-6));
  }

  // --- temperature -------------------------------------------------------------------------------

  @Test
  void temperatureOfTwoClassesHasTheDerivativeZero() {
    Rows rows = Rows.drawn(400, 0.4, 0, 1);
    Temperature found =
        (Temperature)
            Calibration.Method.TEMPERATURE.fit(rows.scores, rows.classOf, rows.weights, 1);
    double sum = 0;
    double total = 0;
    for (int i = 0; i < 400; i++) {
      double p = 1 / (1 + Math.exp(-rows.scores[i] / found.temperature()));
      sum += rows.weights[i] * (p - rows.classOf[i]) * rows.scores[i];
      total += rows.weights[i];
    }
    assertThat(sum / total).isCloseTo(0, within(1e-12));
    assertThat(found.temperature()).isBetween(1.8, 3.5); // 2.5 were no rows drawn by chance
  }

  @Test
  void temperatureOfSoftmaxIsTheLowestPointOfItsLogLoss() {
    RandomStream random = RandomStream.of(4, "temperature");
    int rows = 500;
    int classes = 5;
    float[] scores = LossCase.gaussians(random, rows * classes, 3);
    int[] classOf = new int[rows];
    float[] targets = new float[rows];
    float[] weights = new float[rows];
    for (int i = 0; i < rows; i++) {
      int best = Links.largest(scores, i * classes, classes);
      classOf[i] = random.nextInt(3) == 0 ? random.nextInt(classes) : best;
      targets[i] = classOf[i];
      weights[i] = random.nextInt(3);
    }
    Temperature found =
        (Temperature) Calibration.Method.TEMPERATURE.fit(scores, classOf, weights, classes);
    double least = Metrics.logLoss(applied(found, scores, classes), targets, weights, classes);
    for (double factor : new double[] {0.9, 0.99, 1.01, 1.1}) {
      float[] other = applied(new Temperature(factor * found.temperature()), scores, classes);
      assertThat(Metrics.logLoss(other, targets, weights, classes)).isGreaterThan(least);
    }
    double first = 0;
    for (int i = 0; i < rows; i++) {
      double sum = 0;
      double mean = 0;
      for (int k = 0; k < classes; k++) {
        double ratio = Math.exp(scores[i * classes + k] / found.temperature());
        sum += ratio;
        mean += ratio * scores[i * classes + k];
      }
      first += weights[i] * (mean / sum - scores[i * classes + classOf[i]]);
    }
    assertThat(first / rows).isCloseTo(0, within(1e-11));
    for (int i = 0; i < rows; i++) {
      assertThat(Links.largest(applied(found, scores, classes), i * classes, classes))
          .isEqualTo(Links.largest(scores, i * classes, classes));
    }
  }

  @Test
  void temperatureIsBoundedWhereTheLogLossFallsAllTheWay() {
    float[] scores = {-1, 2};
    Calibration never = Calibration.Method.TEMPERATURE.fit(scores, new int[] {0, 1}, null, 1);
    assertThat(never).isEqualTo(new Temperature(1 / 1024.0));
    Calibration always = Calibration.Method.TEMPERATURE.fit(scores, new int[] {1, 0}, null, 1);
    assertThat(always).isEqualTo(new Temperature(1024));
  }

  // --- all ---------------------------------------------------------------------------------------

  /** Platt's weights enter the smoothed targets, isotonic's number of rows its ends. */
  @ParameterizedTest
  @EnumSource
  void aWeightCountsAsSoManyRows(Calibration.Method method) {
    Rows rows = Rows.drawn(400, 0.7, -0.5, 8);
    Rows repeated = rows.repeated();
    Calibration weighted = method.fit(rows.scores, rows.classOf, rows.weights, 1);
    Calibration counted = method.fit(repeated.scores, repeated.classOf, null, 1);
    float[] scores = new float[81];
    for (int i = 0; i < 81; i++) {
      scores[i] = (i - 40) / 10f;
    }
    float[] a = applied(weighted, scores, 1);
    float[] b = applied(counted, scores, 1);
    Links.apply(Loss.Link.LOGISTIC, a, 81, 1);
    Links.apply(Loss.Link.LOGISTIC, b, 81, 1);
    assertThat(a).containsExactly(b, within(1f / 402)); // the shift of isotonic's ends
    if (method != Calibration.Method.ISOTONIC) {
      assertThat(a).containsExactly(b, within(1e-6f));
    }
  }

  /**
   * No higher than before, but for what Platt's and isotonic's targets, held off 0 and 1, may cost.
   */
  @ParameterizedTest
  @EnumSource
  void logLossOfTheRowsThatCalibratedDoesNotRise(Calibration.Method method) {
    for (long seed = 0; seed < 20; seed++) {
      Rows rows = Rows.drawn(200, seed % 2 == 0 ? 0.3 : 2.5, seed % 3 - 1, seed);
      Calibration fitted = method.fit(rows.scores, rows.classOf, rows.weights, 1);
      double before = logLoss(rows.scores, rows.classOf, rows.weights);
      double after = logLoss(applied(fitted, rows.scores, 1), rows.classOf, rows.weights);
      double slack = method == Calibration.Method.TEMPERATURE ? 1e-7 : 1 / 201.0;
      assertThat(after).as("seed %s", seed).isLessThanOrEqualTo(before + slack);
    }
  }

  /** Each class against the rest is the fit of two classes. */
  @ParameterizedTest
  @EnumSource(names = {"PLATT", "ISOTONIC"})
  void severalClassesAreCalibratedEachAgainstTheRestAndNormalised(Calibration.Method method) {
    RandomStream random = RandomStream.of(6, "classes");
    int rows = 300;
    float[] scores = LossCase.gaussians(random, rows * 3, 2);
    int[] classOf = new int[rows];
    for (int i = 0; i < rows; i++) {
      classOf[i] = random.nextInt(3) == 0 ? random.nextInt(3) : Links.largest(scores, i * 3, 3);
    }
    float[] told = applied(method.fit(scores, classOf, null, 3), scores, 3);
    Links.apply(Loss.Link.SOFTMAX, told, rows, 3);
    float[][] alone = new float[3][];
    for (int k = 0; k < 3; k++) {
      float[] column = new float[rows];
      int[] ofClass = new int[rows];
      for (int i = 0; i < rows; i++) {
        column[i] = scores[i * 3 + k];
        ofClass[i] = classOf[i] == k ? 1 : 0;
      }
      alone[k] = applied(method.fit(column, ofClass, null, 1), column, 1);
      Links.apply(Loss.Link.LOGISTIC, alone[k], rows, 1);
    }
    for (int i = 0; i < rows; i++) {
      float sum = alone[0][i] + alone[1][i] + alone[2][i];
      for (int k = 0; k < 3; k++) {
        assertThat(told[i * 3 + k]).isCloseTo(alone[k][i] / sum, within(2e-6f));
      }
    }
  }

  @Test
  void methodsAreReadByNameInAnyCaseAndOthersRefused() {
    for (Calibration.Method method : Calibration.Method.values()) {
      assertThat(Calibration.Method.parse(method.name())).isEqualTo(method);
      assertThat(Calibration.Method.parse(method.text())).isEqualTo(method);
    }
    assertThat(Calibration.Method.parse("none")).isNull();
    assertThatThrownBy(() -> Calibration.Method.parse("plat"))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("did you mean platt?");
  }

  @ParameterizedTest
  @EnumSource
  void rowsThatCannotCalibrateAreRefused(Calibration.Method method) {
    float[] nan = {1, Float.NaN};
    assertThatThrownBy(() -> method.fit(nan, new int[] {0, 1}, null, 1))
        .hasMessageContaining("NaN");
    assertThatThrownBy(() -> method.fit(new float[2], new int[] {0, 2}, null, 1))
        .hasMessageContaining("class 2");
    assertThatThrownBy(() -> method.fit(new float[2], new int[2], new float[2], 1))
        .hasMessageContaining("no rows");
    assertThatThrownBy(() -> method.fit(new float[3], new int[2], null, 1))
        .hasMessageContaining("do not fit");
  }

  @Test
  void valuesOutsideOfTheirRangesAreRefused() {
    for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new Temperature(bad)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> new Platt.Sigmoid(Double.NaN, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Platt(List.of())).isInstanceOf(IllegalArgumentException.class);
    for (double[][] bad :
        new double[][][] {
          {{}, {}},
          {{1}, {0.5, 0.6}},
          {{1, 1}, {0.5, 0.6}},
          {{1, 2}, {0.6, 0.5}},
          {{1, 2}, {0, 0.5}},
          {{1, 2}, {0.5, 1}},
          {{1, Double.NaN}, {0.5, 0.6}}
        }) {
      assertThatThrownBy(() -> new Isotonic.Curve(list(bad[0]), list(bad[1])))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static List<Double> list(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }
}
