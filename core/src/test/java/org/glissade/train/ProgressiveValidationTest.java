package org.glissade.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.glissade.model.LinearModel;
import org.junit.jupiter.api.Test;

class ProgressiveValidationTest {
  @Test
  void marksAreDueAtOneTwoFourAndSoOn() {
    ProgressiveValidation progress = new ProgressiveValidation();
    List<Long> due = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      progress.add(1, 1);
      if (progress.due()) {
        due.add(progress.examples());
        progress.mark();
      }
    }
    assertThat(due).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L);
  }

  @Test
  void marksGoByTheWeightSeenAndExamplesWithoutWeightOnlyCount() {
    ProgressiveValidation progress = new ProgressiveValidation();
    progress.add(100, 0);
    progress.add(1, 0.5);
    assertThat(progress.due()).isFalse();
    progress.add(4, 1.5);
    assertThat(progress.due()).isTrue();
    assertThat(progress.examples()).isEqualTo(3);
    assertThat(progress.average()).isEqualTo((0.5 + 6) / 2);
    progress.mark();
    assertThat(progress.sinceLast()).isNaN();
    progress.add(7, 1);
    assertThat(progress.due()).isFalse(); // the next is due at 4
    assertThat(progress.sinceLast()).isEqualTo(7);
    progress.add(1, 3);
    assertThat(progress.due()).isTrue();
    assertThat(progress.sinceLast()).isEqualTo((7 + 3) / 4.0);
    assertThat(progress.average()).isEqualTo((0.5 + 6 + 7 + 3) / 6);
  }

  /** w₀ = b₀ = 0, rate ½, ½(s − y)²: by hand. */
  @Test
  void theTableOfFourExamplesIsTheOneComputedByHand() {
    OnlineLearner learner =
        Sgd.regressor().model(new LinearModel(1, 1, true)).learningRate(0.5).online();
    float[][] x = {{1}, {2}, {0}, {-1}};
    float[] y = {2, 1, 1, 0};
    List<String> table = new ArrayList<>();
    for (int i = 0; i < x.length; i++) {
      double loss = learner.learn(x[i], y[i]);
      ProgressiveValidation progress = learner.progress();
      if (progress.due()) {
        table.add(
            progress.average()
                + " "
                + progress.sinceLast()
                + " "
                + loss
                + " "
                + learner.scores()[0]);
        progress.mark();
      }
    }
    // 1: s = 0, ℓ = 2, g = −2: w = 1, b = 1
    // 2: s = 3, ℓ = 2, g = 2: w = 1 − 2 = −1, b = 0
    // 3: s = 0, ℓ = 0.5, g = −1: w = −1, b = 0.5
    // 4: s = 1.5, ℓ = 1.125
    assertThat(table)
        .containsExactly("2.0 2.0 2.0 0.0", "2.0 2.0 2.0 3.0", "1.40625 0.8125 1.125 1.5");
  }

  private static final int WIDTH = 4;
  private static final int HALF = 20_000;
  private static final int END = 4_000;
  private static final double NOISE = 0.5;

  /**
   * Mean squared error over the last examples of a stream y = w·x + noise, x standard normal, whose
   * w becomes −w half-way.
   */
  private static double lossAfterTheTurn(Sgd sgd) {
    OnlineLearner learner = sgd.model(new LinearModel(WIDTH, 1, false)).online();
    Random random = new Random(3);
    float[] x = new float[WIDTH];
    double[] w = {1, -0.5, 0.25, 2};
    double sum = 0;
    for (int i = 0; i < 2 * HALF; i++) {
      double y = NOISE * random.nextGaussian();
      for (int j = 0; j < WIDTH; j++) {
        x[j] = (float) random.nextGaussian();
        y += (i < HALF ? w[j] : -w[j]) * x[j];
      }
      double loss = learner.learn(x, (float) y);
      sum += i >= 2 * HALF - END ? 2 * loss : 0;
    }
    return sum / END;
  }

  private static final double NORM = 1 + 0.25 + 0.0625 + 4;

  /**
   * For Gaussian x the error v = θ − w of least mean squares obeys E‖v′‖² = (1 − 2η +
   * (d+2)η²)·E‖v‖² + dη²σ² exactly, so that the loss falls from σ² + 4‖w‖² back to σ² + dησ²/(2 −
   * (d+2)η).
   */
  @Test
  void aConstantRateFollowsWhatTurnsOver() {
    double rate = 0.01;
    double contraction = 1 - 2 * rate + (WIDTH + 2) * rate * rate;
    double left = 4 * NORM * Math.pow(contraction, HALF - END);
    double settled = WIDTH * rate * NOISE * NOISE / (2 - (WIDTH + 2) * rate);
    double expected = NOISE * NOISE + left + settled;
    assertThat(left).isLessThan(1e-9);
    // a squared error of variance s has the standard deviation s·√2: five of those of the mean
    assertThat(lossAfterTheTurn(Sgd.regressor().learningRate(rate)))
        .isCloseTo(expected, within(5 * expected * Math.sqrt(2.0 / END)));
  }

  /** E v′ = (1 − η)·E v, so that ‖E v‖² alone is a bound from below. */
  @Test
  void aRateThatFallsLikeOneOverTDoesNot() {
    double bias = 2;
    for (int step = HALF; step < 2 * HALF; step++) {
      bias *= 1 - 0.5 / (step + 1);
    }
    double least = NOISE * NOISE + bias * bias * NORM;
    double loss =
        lossAfterTheTurn(
            Sgd.regressor().learningRate(org.glissade.optim.Schedules.inverseScaling(0.5, 1)));
    assertThat(least).isGreaterThan(40 * NOISE * NOISE);
    assertThat(loss).isGreaterThan(least * (1 - 5 * Math.sqrt(2.0 / END)));
  }
}
