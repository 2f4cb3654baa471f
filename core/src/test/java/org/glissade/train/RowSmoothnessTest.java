package org.glissade.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.glissade.data.DenseExamples;
import org.glissade.math.Floats;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much longer the steps of a batch may be, where that is known. */
class RowSmoothnessTest {
  private static double growth(DenseExamples examples, int batch) {
    RowSmoothness smoothness = new RowSmoothness(examples, new Shares(examples), false);
    return smoothness.growth(batch, smoothness.largest(), 1);
  }

  /** Rows at right angles do not add up: λmax is max‖x‖²/N. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 8, 100})
  void orthogonalRowsAllowStepsAsManyTimesLongerAsTheyAre(int batch) {
    float[] x = new float[64];
    for (int i = 0; i < 8; i++) {
      x[9 * i] = 3;
    }
    DenseExamples examples = DenseExamples.of(x, 8, new float[8]);
    assertThat(growth(examples, batch)).isCloseTo(Math.min(batch, 8), within(1e-9));
  }

  /** Equal rows are as curved together as one. */
  @Test
  void equalRowsAllowNoLongerSteps() {
    float[] x = new float[40];
    for (int i = 0; i < 40; i++) {
      x[i] = i % 4 + 1;
    }
    DenseExamples examples = DenseExamples.of(x, 4, new float[10]);
    assertThat(growth(examples, 5)).isCloseTo(1, within(1e-9));
    RowSmoothness smoothness = new RowSmoothness(examples, new Shares(examples), true);
    assertThat(smoothness.largest()).isCloseTo(31, within(1e-9)); // 1 + 4 + 9 + 16, and 1
  }

  @Test
  void aRowThatCountsTwiceIsTwiceAsCurvedAsOthersAreLess() {
    float[] x = {1, 1, 1};
    DenseExamples examples =
        DenseExamples.of(Floats.of(x), 1, new float[3], 1, new float[] {2, 1, 0});
    Shares shares = new Shares(examples);
    assertThat(shares.counted()).isEqualTo(2);
    assertThat(shares.share(0)).isCloseTo(4 / 3.0, within(1e-12));
    assertThat(shares.share(2)).isZero();
    assertThat(new RowSmoothness(examples, shares, false).largest())
        .isCloseTo(4 / 3.0, within(1e-6));
  }
}
