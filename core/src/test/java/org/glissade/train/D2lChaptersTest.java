package org.glissade.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.glissade.data.DenseExamples;
import org.glissade.math.RandomStream;
import org.junit.jupiter.api.Test;

/**
 * Two chapters of "Dive into Deep Learning" on data that it draws itself: linear regression (3.4)
 * and weight decay (3.7), with its settings; weights from N(0, 0.01²), noise of 0.01.
 */
class D2lChaptersTest {
  private static final int SEEDS = 40;

  /** Rows x ~ N(0, I), y = xᵀw + b + noise. */
  private static DenseExamples drawn(int rows, double[] w, double b, long seed) {
    RandomStream random = RandomStream.of(seed, "d2l-data");
    float[] x = new float[rows * w.length];
    float[] y = new float[rows];
    for (int i = 0; i < rows; i++) {
      double sum = b + 0.01 * random.nextGaussian();
      for (int j = 0; j < w.length; j++) {
        x[i * w.length + j] = (float) random.nextGaussian();
        sum += w[j] * x[i * w.length + j];
      }
      y[i] = (float) sum;
    }
    return DenseExamples.of(x, w.length, y);
  }

  private static float[] start(int columns, long seed) {
    RandomStream random = RandomStream.of(seed, "d2l-start");
    float[] start = new float[columns + 1];
    for (int j = 0; j < columns; j++) {
      start[j] = (float) (0.01 * random.nextGaussian());
    }
    return start;
  }

  private static float[] regression(long epochs, long seed) {
    return Sgd.regressor()
        .batchSize(32)
        .learningRate(0.03)
        .epochs(epochs)
        .seed(seed)
        .startFrom(start(2, seed))
        .fit(drawn(1000, new double[] {2, -3.4}, 4.2, seed))
        .params();
  }

  /**
   * The book's errors after three epochs: (0.1408, −0.1493) and 0.2130 in one edition, (0.0715,
   * −0.1926) and 0.2431 in another. Features being white, each of the 3·32 steps leaves 0.97 of an
   * error on average, so that 0.97⁹⁶ = 0.0537 of the truth is missing.
   */
  @Test
  void threeEpochsOfLinearRegressionLeaveTheShareOfTheErrorThatTheRateSays() {
    double[] truth = {2, -3.4, 4.2};
    double left = StrictMath.pow(0.97, 96);
    for (int j = 0; j < truth.length; j++) {
      int k = j;
      double[] errors =
          IntStream.range(0, SEEDS)
              .mapToDouble(seed -> truth[k] - regression(3, seed)[k])
              .toArray();
      double mean = IntStream.range(0, SEEDS).mapToDouble(i -> errors[i]).average().orElseThrow();
      double deviation =
          Math.sqrt(
              IntStream.range(0, SEEDS)
                  .mapToDouble(i -> (errors[i] - mean) * (errors[i] - mean) / (SEEDS - 1))
                  .sum());
      // Errors mix into each other (products of steps), which changes the mean by little.
      assertThat(mean)
          .isCloseTo(left * truth[k], within(5 * deviation / Math.sqrt(SEEDS) + 0.1 * left * 4.2));
      assertThat(deviation).isLessThan(0.1); // both editions lie within two of it
    }
  }

  /** Ten epochs: the book has errors of 3.6e-5, −3.0e-4 and 3e-4. */
  @Test
  void tenEpochsOfLinearRegressionComeToTheNoiseOfTheData() {
    float[] found = regression(10, 1);
    // The least-squares estimate is off by 0.01/√1000 = 3e-4, the noise of steps by less.
    assertThat(found[0]).isCloseTo(2, within(1.6e-3f));
    assertThat(found[1]).isCloseTo(-3.4f, within(1.6e-3f));
    assertThat(found[2]).isCloseTo(4.2f, within(1.6e-3f));
  }

  private static double halfSquaredNorm(double lambda, long seed) {
    double[] truth = new double[200];
    Arrays.fill(truth, 0.01);
    float[] params =
        Sgd.regressor()
            .batchSize(5)
            .learningRate(0.01)
            .l2(lambda)
            .epochs(10)
            .seed(seed)
            .startFrom(start(200, seed))
            .fit(drawn(20, truth, 0.05, seed))
            .params();
    double sum = 0;
    for (int j = 0; j < 200; j++) {
      sum += 0.5 * params[j] * params[j];
    }
    return sum;
  }

  /**
   * ‖w‖²/2 after ten epochs on 20 rows of 200 features: the book has 0.00995 and 0.01094 without
   * decay, 0.00173 and 0.00149 with λ = 3.
   */
  @Test
  void weightDecayShortensWeightsAsInTheBook() {
    double[] without =
        IntStream.range(0, SEEDS).mapToDouble(seed -> halfSquaredNorm(0, seed)).sorted().toArray();
    double[] with =
        IntStream.range(0, SEEDS).mapToDouble(seed -> halfSquaredNorm(3, seed)).sorted().toArray();
    assertThat(without[0]).isLessThan(0.00995);
    assertThat(without[SEEDS - 1]).isGreaterThan(0.01094);
    assertThat(with[0]).isLessThan(0.00149);
    assertThat(with[SEEDS - 1]).isGreaterThan(0.00173);
    // Each within half of what is published: neither decay twice as strong nor half would pass.
    assertThat(without[SEEDS / 2]).isCloseTo(0.0104, within(0.0015));
    assertThat(with[SEEDS / 2]).isCloseTo(0.0016, within(0.0005));
  }
}
