package org.glissade.model;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class LogarithmTest {
  private static void assertClose(double x) {
    double expected = StrictMath.log1p(x);
    assertThat(Math.abs(Logarithm.log1p(x) - expected))
        .as("log1p(%s)", x)
        .isLessThanOrEqualTo(3 * Math.ulp(expected));
  }

  @Property
  void isWithinThreeUnitsInTheLastPlace(@ForAll @DoubleRange(min = 0, max = 1) double x) {
    assertClose(x);
    assertClose(x * 1e-5);
    assertClose(x * 1e-100);
  }

  @Test
  void endsOfTheRange() {
    assertThat(Logarithm.log1p(0)).isZero();
    assertClose(1);
    assertClose(Double.MIN_NORMAL);
    assertThat(Logarithm.log1p(Double.NaN)).isNaN();
  }
}
