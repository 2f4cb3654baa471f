package org.glissade.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.glissade.math.RandomStream;
import org.junit.jupiter.api.Test;

class ReliabilityTest {
  @Test
  void binsHoldMeanPredictionAndObservedShareOfTheirWeight() {
    double[] p = {0, 0.05, 0.1, 0.19, 0.5, 1, 0.3};
    boolean[] happened = {false, true, true, false, true, true, true};
    float[] weights = {1, 1, 3, 1, 2, 1, 0};
    Reliability reliability = Reliability.of(p, happened, weights);
    assertThat(reliability.bins()).hasSize(4);
    Reliability.Bin first = reliability.bins().get(0);
    assertThat(first.rows()).isEqualTo(2);
    assertThat(first.predicted()).isCloseTo(0.025, within(1e-12));
    assertThat(first.observed()).isEqualTo(0.5);
    Reliability.Bin second = reliability.bins().get(1);
    assertThat(second.from()).isEqualTo(0.1);
    assertThat(second.weight()).isEqualTo(4);
    assertThat(second.predicted()).isCloseTo((0.3 + 0.19) / 4, within(1e-12));
    assertThat(second.observed()).isEqualTo(0.75);
    assertThat(reliability.bins().get(3).to()).isEqualTo(1);
    double expected = (2 * Math.abs(0.5 - 0.025) + 4 * Math.abs(0.75 - 0.49 / 4) + 2 * 0.5 + 0) / 9;
    assertThat(reliability.expectedCalibrationError()).isCloseTo(expected, within(1e-12));
  }

  /**
   * By chance alone a bin of n rows is off by √(p(1−p)/n) ≤ ½/√n in deviation; the mean over ten
   * bins of 10,000 rows lies below 0.005 + 5 deviations of that mean.
   */
  @Test
  void errorIsSmallWherePredictionsComeTrueAndTheGapWhereTheyDoNot() {
    RandomStream random = RandomStream.of(1, "reliability");
    int rows = 100_000;
    double[] p = new double[rows];
    boolean[] right = new boolean[rows];
    boolean[] never = new boolean[rows];
    double sum = 0;
    for (int i = 0; i < rows; i++) {
      p[i] = random.nextDouble();
      right[i] = random.nextDouble() < p[i];
      sum += p[i];
    }
    assertThat(Reliability.of(p, right, null).expectedCalibrationError()).isLessThan(0.01);
    assertThat(Reliability.of(p, never, null).expectedCalibrationError())
        .isCloseTo(sum / rows, within(1e-12));
  }

  @Test
  void noRowsHaveNoError() {
    Reliability none = Reliability.of(new double[0], new boolean[0], null);
    assertThat(none.bins()).isEmpty();
    assertThat(none.expectedCalibrationError()).isNaN();
    assertThatThrownBy(() -> Reliability.of(new double[] {1.1}, new boolean[1], null))
        .hasMessageContaining("no probability");
    assertThatThrownBy(() -> Reliability.of(new double[1], new boolean[2], null))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
