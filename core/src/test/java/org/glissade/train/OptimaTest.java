package org.glissade.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.glissade.data.DenseExamples;
import org.glissade.model.SquaredHinge;
import org.glissade.optim.Averaging;
import org.glissade.optim.Schedules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The lowest values of penalised objectives on real data, computed elsewhere in double (mean loss
 * plus ½λ‖w‖² or λ‖w‖₁, no penalty on the bias), are reached to 10⁻⁴ of themselves: by gradient
 * descent with Nesterov's momentum and by minibatches whose rate decays. They would not be if the
 * loss, a penalty, the bias or an average were anything else than stated.
 */
class OptimaTest {
  private static final Percentage CLOSE = Percentage.withPercentage(0.01);

  private static DenseExamples breastCancer() {
    return Data.breastCancer().standardised().examples();
  }

  private static Sgd gradientDescent(Sgd sgd, double rate, double beta, long epochs) {
    return sgd.batchSize(Sgd.FULL_BATCH).nesterov(beta).learningRate(rate).epochs(epochs);
  }

  private static double bias(Fit fit) {
    return fit.params()[fit.model().layout().slot("bias").offset()];
  }

  @ParameterizedTest
  @CsvSource({
    "1e-2, 0.0995913755, 0.49526969, 0.95, 500",
    "1e-3, 0.0598279373, 0.05937837, 0.98, 1500",
    "1e-4, 0.0426193730, -0.87199547, 0.99, 4000"
  })
  void logisticRegressionReachesItsOptimum(
      double lambda, double lowest, double bias, double beta, long epochs) {
    Fit fit = gradientDescent(Sgd.classifier().l2(lambda), 0.3, beta, epochs).fit(breastCancer());
    assertThat(fit.objective()).isCloseTo(lowest, CLOSE);
    assertThat(bias(fit)).isCloseTo(bias, within(0.02));
  }

  @Test
  void logisticRegressionReachesItsOptimumWithMinibatchesAndADecayingRate() {
    Fit fit =
        Sgd.classifier()
            .l2(1e-2)
            .batchSize(32)
            .learningRate(Schedules.linear(0.1))
            .epochs(400)
            .fit(breastCancer());
    assertThat(fit.objective()).isCloseTo(0.0995913755, CLOSE);
  }

  @Test
  void logisticRegressionReachesItsOptimumWithAConstantRateAndTailAveraging() {
    Fit fit =
        Sgd.classifier()
            .l2(1e-2)
            .batchSize(32)
            .learningRate(0.02)
            .averaging(Averaging.tail(0.5))
            .epochs(2000)
            .fit(breastCancer());
    assertThat(fit.objective()).isCloseTo(0.0995913755, CLOSE);
  }

  @Test
  void squaredHingeReachesItsOptimum() {
    Fit fit =
        gradientDescent(Sgd.classifier().loss(new SquaredHinge()).l2(1e-2), 0.03, 0.97, 1500)
            .fit(breastCancer());
    assertThat(fit.objective()).isCloseTo(0.069991775, CLOSE);
  }

  @ParameterizedTest
  @CsvSource({
    "iris, 1e-2, 0.2436772266, 0.95, 500",
    "iris, 1e-3, 0.1023680784, 0.98, 1500",
    "wine, 1e-2, 0.0918197305, 0.95, 500",
    "wine, 1e-3, 0.0258477718, 0.98, 1500",
    "digits, 1e-2, 0.7385140819, 0.95, 300",
    "digits, 1e-3, 0.2618645472, 0.98, 900"
  })
  void softmaxRegressionReachesItsOptimum(
      String name, double lambda, double lowest, double beta, long epochs) {
    DenseExamples examples =
        switch (name) {
          case "iris" -> Data.iris().standardised().examples();
          case "wine" -> Data.wine().standardised().examples();
          default -> Data.digits().examples();
        };
    Fit fit = gradientDescent(Sgd.classifier().l2(lambda), 0.3, beta, epochs).fit(examples);
    assertThat(fit.objective()).isCloseTo(lowest, CLOSE);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1429.84817379, 0.98, 1500",
    "0.01, 1444.20480000, 0.95, 800",
    "1, 1923.14378156, 0.5, 200"
  })
  void ridgeRegressionReachesItsOptimum(double lambda, double lowest, double beta, long epochs) {
    Fit fit =
        gradientDescent(Sgd.regressor().l2(lambda), 0.15, beta, epochs)
            .fit(Data.diabetes().standardised().examples());
    assertThat(fit.objective()).isCloseTo(lowest, CLOSE);
    assertThat(bias(fit)).isCloseTo(152.133484, within(0.01));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1533.76871696, 7, 0", "10, 2125.72039414, 4, 0",
    "1, 1533.76871696, 7, 0.9", "10, 2125.72039414, 4, 0.9"
  })
  void lassoReachesItsOptimumAndItsZeros(double lambda, double lowest, int nonzeros, double beta) {
    Fit fit =
        Sgd.regressor()
            .l1(lambda)
            .batchSize(Sgd.FULL_BATCH)
            .momentum(beta)
            .learningRate(0.2 * (1 - beta))
            .epochs(6000)
            .fit(Data.diabetes().standardised().examples());
    assertThat(fit.objective()).isCloseTo(lowest, CLOSE);
    int found = 0;
    for (int j = 0; j < 10; j++) {
      found += fit.params()[j] != 0 ? 1 : 0;
    }
    assertThat(found).isEqualTo(nonzeros);
  }
}
