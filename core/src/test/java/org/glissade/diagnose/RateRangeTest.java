package org.glissade.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import org.glissade.data.DenseExamples;
import org.glissade.data.Orders;
import org.glissade.math.RandomStream;
import org.glissade.model.LinearModel;
import org.glissade.model.Squared;
import org.glissade.spec.SpecException;
import org.glissade.train.EmpiricalRisk;
import org.glissade.train.Penalty;
import org.glissade.train.Sgd;
import org.junit.jupiter.api.Test;

/** The range test beside the limits that are known of a quadratic. */
class RateRangeTest {
  private static DenseExamples regression(int rows, double noise) {
    RandomStream random = RandomStream.of(1, "range");
    float[] x = new float[rows * 3];
    float[] y = new float[rows];
    for (int i = 0; i < rows; i++) {
      double sum = noise * random.nextGaussian();
      for (int j = 0; j < 3; j++) {
        x[3 * i + j] = (float) ((1 + j) * random.nextGaussian());
        sum += x[3 * i + j];
      }
      y[i] = (float) sum;
    }
    return DenseExamples.of(x, 3, y);
  }

  private static double limit(DenseExamples examples) {
    EmpiricalRisk risk = new EmpiricalRisk(new LinearModel(3, 1, true), new Squared(), examples);
    return Curvature.of(risk, Penalty.NONE, new float[4]).stableRate();
  }

  /** Below 2/λmax every step of full-batch descent lowers a quadratic. */
  @Test
  void theLossOfFullBatchesFallsUpToTheLimitAndRisesBeyond() {
    DenseExamples examples = regression(200, 0.5);
    double limit = limit(examples);
    RateRange range =
        RateRange.test(
            Sgd.regressor().batchSize(Sgd.FULL_BATCH), examples, 1e-4 * limit, 1e3 * limit, 300);
    assertThat(range.diverged()).isTrue();
    for (int i = 1; i < range.points().size(); i++) {
      RateRange.Point before = range.points().get(i - 1);
      if (before.rate() < 0.99 * limit) {
        assertThat(range.points().get(i).loss()).isLessThanOrEqualTo(before.loss() * (1 + 1e-5));
      }
    }
    assertThat(range.points().getLast().rate()).isGreaterThan(limit);
    assertThat(range.lowest()).isBetween(limit, 30 * limit);
    assertThat(range.steepest()).isLessThan(limit);
  }

  @Test
  void ratesGrowByOneFactorAndSmoothedLossesAreWeightedMeansOfThoseSoFar() {
    DenseExamples examples = regression(200, 0.5);
    RateRange range = RateRange.test(Sgd.regressor().batchSize(8), examples, 1e-6, 1e-2, 41);
    assertThat(range.points()).hasSize(41);
    double factor = Math.pow(10, 0.1);
    for (int i = 0; i < 41; i++) {
      assertThat(range.points().get(i).rate())
          .isCloseTo(1e-6 * Math.pow(factor, i), within(1e-12 + 1e-9 * Math.pow(factor, i) * 1e-6));
    }
    for (int n = 1; n <= 41; n += 8) {
      double sum = 0;
      double weights = 0;
      for (int i = 0; i < n; i++) {
        double weight = Math.pow(0.95, n - 1 - i);
        sum += weight * range.points().get(i).loss();
        weights += weight;
      }
      assertThat(range.points().get(n - 1).smoothed())
          .isCloseTo(sum / weights, within(1e-12 * sum / weights + 1e-12));
    }
  }

  /**
   * The first batches are alone in their mean: that one of them is hard or easy is no property of
   * its rate. Rows in order, of which the first batch is the easiest, or the hardest by far.
   */
  @Test
  void theFirstBatchesSayNothingOfTheirRates() {
    for (float target : new float[] {0, 100}) {
      DenseExamples plain = regression(400, 0.5);
      float[] targets = plain.targets().clone();
      for (int i = 0; i < 4; i++) {
        targets[i] = target;
      }
      RateRange range =
          RateRange.test(
              Sgd.regressor().batchSize(4).order(Orders.sequential()),
              (DenseExamples) plain.with(targets, 1, null),
              1e-8,
              1,
              100);
      double settled = range.points().get(20).rate();
      assertThat(range.steepest()).as("first target %s", target).isGreaterThan(settled);
      assertThat(range.lowest()).as("first target %s", target).isGreaterThanOrEqualTo(settled);
    }
  }

  /** A run at what is suggested learns; one at ten times what was lowest does not. */
  @Test
  void theSuggestedRateLearns() {
    DenseExamples examples = regression(1000, 0.5);
    RateRange range = RateRange.test(Sgd.regressor().batchSize(16), examples, 1e-6, 100, 400);
    double loss =
        Sgd.regressor()
            .batchSize(16)
            .learningRate(range.suggested())
            .epochs(5)
            .fit(examples)
            .trainingLoss();
    assertThat(loss).isLessThan(1.2 * 0.125); // ½ of the variance of the noise
  }

  @Test
  void whatIsNoRangeIsRefused() {
    DenseExamples examples = regression(20, 1);
    for (double[] bad : new double[][] {{0, 1}, {1, 1}, {1, 0.5}, {1, Double.POSITIVE_INFINITY}}) {
      assertThatExceptionOfType(SpecException.class)
          .isThrownBy(() -> RateRange.test(Sgd.regressor(), examples, bad[0], bad[1], 50));
    }
    assertThatExceptionOfType(SpecException.class)
        .isThrownBy(() -> RateRange.test(Sgd.regressor(), examples, 1e-3, 1, 5));
  }
}
