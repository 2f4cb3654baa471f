package org.glissade.io.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AxisTest {
  private static void isGood(Axis axis) {
    List<Double> values = axis.ticks().stream().map(Axis.Tick::value).toList();
    assertThat(values).hasSizeBetween(1, 9).isSorted().doesNotHaveDuplicates();
    assertThat(values).allMatch(axis::holds);
    assertThat(axis.ticks().stream().map(Axis.Tick::label)).doesNotHaveDuplicates();
    assertThat(axis.share(axis.low())).isCloseTo(0, within(1e-9));
    assertThat(axis.share(axis.high())).isCloseTo(1, within(1e-9));
  }

  @Property
  void ticksAreFewDifferentAndWithin(
      @ForAll @DoubleRange(min = -1e9, max = 1e9) double low,
      @ForAll @DoubleRange(min = -6, max = 9) double size) {
    isGood(Axis.linear(low, low + Math.pow(10, size), 5));
  }

  @Property
  void logarithmicOnesAreToo(
      @ForAll @DoubleRange(min = -30, max = 30) double from,
      @ForAll @DoubleRange(min = 1.31, max = 200) double decades) {
    isGood(Axis.logarithmic(Math.pow(10, from), Math.pow(10, from + decades), 5));
  }

  @Property
  void whatDoesNotVaryHasRoom(@ForAll @IntRange(min = -5, max = 5) int value) {
    Axis axis = Axis.padded(value, value, 5);
    isGood(axis);
    assertThat(axis.share(value)).isCloseTo(0.5, within(1e-9));
  }

  @Property
  void bothEndsOfWhatIsShownAreWithin(
      @ForAll @DoubleRange(min = -6, max = 6) double power,
      @ForAll @DoubleRange(min = 1.01, max = 1e5) double times) {
    double low = Math.pow(10, power);
    Axis axis = Axis.fitting(low, low * times, 5);
    assertThat(axis.holds(low)).isTrue();
    assertThat(axis.holds(low * times)).isTrue();
    assertThat(axis.logarithmic()).isEqualTo(low * times / low >= 20);
  }

  @Test
  void labelsHaveTheDigitsOfTheirStep() {
    assertThat(Axis.linear(0, 1, 5).ticks().stream().map(Axis.Tick::label))
        .containsExactly("0", "0.2", "0.4", "0.6", "0.8", "1.0");
    assertThat(Axis.linear(0, 5712, 5).ticks().stream().map(Axis.Tick::label))
        .containsExactly("0", "2,000", "4,000");
    assertThat(Axis.linear(0, 2_500_000, 5).ticks().stream().map(Axis.Tick::label))
        .containsExactly("0", "0.5 M", "1.0 M", "1.5 M", "2.0 M", "2.5 M");
    assertThat(Axis.logarithmic(0.001, 10, 5).ticks().stream().map(Axis.Tick::label))
        .containsExactly("0.001", "0.01", "0.1", "1", "10");
  }
}
