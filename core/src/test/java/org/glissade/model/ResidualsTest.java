package org.glissade.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ResidualsTest {
  @Property
  void thatShareOfTheWeightLiesWithinAndNoSmallerDistanceHoldsIt(
      @ForAll @Size(25) List<@IntRange(min = -9, max = 9) Integer> apart,
      @ForAll @Size(25) List<@IntRange(min = 1, max = 4) Integer> weight,
      @ForAll @DoubleRange(min = 0.01, max = 1) double share) {
    double[] predicted = new double[25];
    float[] weights = new float[25];
    double total = 0;
    for (int row = 0; row < 25; row++) {
      predicted[row] = 100 + apart.get(row);
      weights[row] = weight.get(row);
      total += weight.get(row);
    }
    double[] observed = new double[25];
    Arrays.fill(observed, 100);
    double within = Residuals.of(predicted, observed, weights).within(share);
    double up = 0;
    double below = 0;
    for (int row = 0; row < 25; row++) {
      up += Math.abs(apart.get(row)) <= within ? weight.get(row) : 0;
      below += Math.abs(apart.get(row)) < within ? weight.get(row) : 0;
    }
    assertThat(up).isGreaterThanOrEqualTo(share * total);
    assertThat(below).isLessThan(share * total);
  }

  @Test
  void rowsWithoutWeightCountForNothingAndNoNumberIsFarOff() {
    double[] predicted = {1, 50, Double.NaN};
    double[] observed = {0, 0, 0};
    assertThat(Residuals.of(predicted, observed, new float[] {1, 0, 0}).within(1)).isEqualTo(1);
    assertThat(Residuals.of(predicted, observed, null).within(1))
        .isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(Residuals.of(predicted, observed, null).within(0.5)).isEqualTo(50);
    assertThat(Residuals.of(new double[0], new double[0], null).within(1)).isNaN();
    assertThatThrownBy(() -> Residuals.of(predicted, new double[1], null))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
