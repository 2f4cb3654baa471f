package org.glissade.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.assertj.core.data.Percentage;
import org.glissade.data.DenseExamples;
import org.glissade.data.Order;
import org.glissade.data.Orders;
import org.glissade.math.Layout;
import org.glissade.math.RandomStream;
import org.glissade.model.LinearModel;
import org.glissade.model.Logistic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the seeds say about chance. Every measurement is the mean of independent draws, one an
 * epoch, at fixed seeds; the tolerance is 5.25 standard errors, so that a test of this kind would
 * fail wrongly less than twice in ten million.
 */
class SeedSamplingTest {
  private static final double ERRORS = 5.25;
  private static final int DRAWS = 60_000;
  private static final int ROWS = 48;
  private static final int COLUMNS = 3;

  private static EmpiricalRisk risk() {
    RandomStream random = RandomStream.of(2, "rows");
    float[] x = new float[ROWS * COLUMNS];
    float[] y = new float[ROWS];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    for (int i = 0; i < ROWS; i++) {
      y[i] = i < ROWS / 3 ? 1 : -1;
    }
    return new EmpiricalRisk(
        new LinearModel(COLUMNS, 1, false), new Logistic(), DenseExamples.of(x, COLUMNS, y));
  }

  /** Per-example gradients of an objective at a point, {@code examples × parameters}. */
  private static double[][] gradients(Objective objective, float[] theta) {
    double[][] rows = new double[objective.examples()][];
    for (int i = 0; i < rows.length; i++) {
      float[] gradient = new float[theta.length];
      objective.addGradient(theta, new int[] {i}, 0, 1, gradient);
      rows[i] = Data.doubles(gradient);
    }
    return rows;
  }

  private static double mean(double[][] rows, int k) {
    return Arrays.stream(rows).mapToDouble(row -> row[k]).average().orElseThrow();
  }

  /** Mean of (gᵢ − mean)ᵖ over the examples. */
  private static double moment(double[][] rows, int k, int power) {
    double mean = mean(rows, k);
    return Arrays.stream(rows)
        .mapToDouble(row -> Math.pow(row[k] - mean, power))
        .average()
        .orElseThrow();
  }

  /** First batch of each epoch: its mean gradient, {@code draws × parameters}. */
  private static double[][] draw(
      Objective objective, float[] theta, Order order, int m, long seed) {
    double[][] means = new double[DRAWS][];
    int[] rows = new int[objective.examples()];
    for (int epoch = 0; epoch < DRAWS; epoch++) {
      order.fill(seed, epoch, rows);
      float[] gradient = new float[theta.length];
      objective.addGradient(theta, rows, 0, m, gradient);
      means[epoch] = Arrays.stream(Data.doubles(gradient)).map(g -> g / m).toArray();
    }
    return means;
  }

  private static double withoutReplacement(Order order, int m, int rows) {
    return order.equals(Orders.replacement()) ? 1 : (rows - m) / (rows - 1.0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"shuffle", "replacement"})
  void S2_theExpectedGradientOfABatchIsTheFullGradient(String name) {
    Order order = Orders.parse(name);
    EmpiricalRisk risk = risk();
    float[] theta = {0.5f, -1, 0.25f};
    double[][] each = gradients(risk, theta);
    for (int m : new int[] {1, 5}) {
      double[][] drawn = draw(risk, theta, order, m, 20 + m);
      for (int k = 0; k < COLUMNS; k++) {
        double variance = moment(each, k, 2) / m * withoutReplacement(order, m, ROWS);
        assertThat(mean(drawn, k))
            .isCloseTo(mean(each, k), within(ERRORS * Math.sqrt(variance / DRAWS)));
      }
    }
  }

  /** The last batch of an epoch is as unbiased as the first. */
  @Test
  void S2_theLastBatchOfAShuffledEpochIsUnbiasedToo() {
    EmpiricalRisk risk = risk();
    float[] theta = {0.5f, -1, 0.25f};
    double[][] each = gradients(risk, theta);
    int[] rows = new int[ROWS];
    double sum = 0;
    for (int epoch = 0; epoch < DRAWS; epoch++) {
      Orders.shuffle().fill(31, epoch, rows);
      sum += each[rows[ROWS - 1]][0];
    }
    assertThat(sum / DRAWS)
        .isCloseTo(mean(each, 0), within(ERRORS * Math.sqrt(moment(each, 0, 2) / DRAWS)));
  }

  /**
   * The standard error of a measured variance is √((κ − 1)/T) of it, where the kurtosis κ of a mean
   * of m draws is 3 + (κ₁ − 3)/m for independent ones; without replacement it differs little, and
   * one unit more is allowed for.
   */
  @ParameterizedTest
  @ValueSource(strings = {"shuffle", "replacement"})
  void S3_theVarianceOfABatchIsThatOfAnExampleOverMTimesTheShareLeftOver(String name) {
    Order order = Orders.parse(name);
    EmpiricalRisk risk = risk();
    float[] theta = {0.5f, -1, 0.25f};
    double[][] each = gradients(risk, theta);
    for (int m : new int[] {1, 4, 16}) {
      double[][] drawn = draw(risk, theta, order, m, 40 + m);
      for (int k = 0; k < COLUMNS; k++) {
        double single = moment(each, k, 4) / Math.pow(moment(each, k, 2), 2);
        double kurtosis = 4 + Math.max(0, single - 3) / m;
        double error = ERRORS * Math.sqrt((kurtosis - 1) / DRAWS);
        assertThat(moment(drawn, k, 2))
            .as(name + ", m = " + m)
            .isCloseTo(
                moment(each, k, 2) / m * withoutReplacement(order, m, ROWS),
                Percentage.withPercentage(100 * error));
      }
    }
  }

  /** Gradients of ±4 have the variance 16. */
  @Test
  void S3_aVarianceOf16GivesStandardDeviations4_2_1ForBatchesOf1_4_16() {
    ExampleFunction function =
        (theta, i, gradient) -> {
          gradient[0] += i % 2 == 0 ? 4 : -4;
          return 0;
        };
    Objective objective = function.over(Layout.flat(1), 32);
    int m = 1;
    for (double deviation : new double[] {4, 2, 1}) {
      double[][] drawn = draw(objective, new float[1], Orders.replacement(), m, 60);
      double error = ERRORS * Math.sqrt(2.0 / DRAWS) / 2;
      assertThat(Math.sqrt(moment(drawn, 0, 2)))
          .isCloseTo(deviation, Percentage.withPercentage(100 * error));
      m *= 4;
    }
  }
}
