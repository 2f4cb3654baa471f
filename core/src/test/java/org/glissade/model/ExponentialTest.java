package org.glissade.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.glissade.math.RandomStream;
import org.junit.jupiter.api.Test;

class ExponentialTest {
  @Test
  void valueIsWithinThreeUnitsInTheLastPlace() {
    RandomStream random = RandomStream.of(1, "exponential");
    for (int i = 0; i < 300_000; i++) {
      double span = new double[] {1e-9, 1e-3, 0.4, 3, 40, 708}[i % 6];
      double x = span * (2 * random.nextDouble() - 1);
      double expected = StrictMath.exp(x); // within 1 unit itself
      assertThat(Exponential.exp(x)).isCloseTo(expected, within(3 * Math.ulp(expected)));
    }
  }

  @Test
  void endsOfTheRange() {
    assertThat(Exponential.exp(0)).isEqualTo(1);
    assertThat(Exponential.exp(-0.0)).isEqualTo(1);
    assertThat(Exponential.exp(708)).isFinite();
    assertThat(Exponential.exp(Math.nextUp(708.0))).isInfinite();
    assertThat(Exponential.exp(-708)).isPositive();
    assertThat(Exponential.exp(Math.nextDown(-708.0))).isZero();
    assertThat(Exponential.exp(Double.POSITIVE_INFINITY)).isInfinite();
    assertThat(Exponential.exp(Double.NEGATIVE_INFINITY)).isZero();
    assertThat(Exponential.exp(Double.NaN)).isNaN();
  }
}
