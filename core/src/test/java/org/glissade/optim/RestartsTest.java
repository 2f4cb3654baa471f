package org.glissade.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;

class RestartsTest {
  private static Restarts cycles(long first, double factor) {
    return Schedules.restarts(Schedules.cosine(0.1), Span.steps(first), factor);
  }

  @Test
  void cyclesGrowByTheFactor() {
    Restarts doubling = cycles(10, 2);
    long begin = 0;
    for (int i = 0; i < 50; i++) {
      long length = 10L << i;
      for (long step : new long[] {begin, begin + length / 2, begin + length - 1}) {
        assertThat(doubling.cycle(step)).isEqualTo(i);
        assertThat(doubling.cycleEnd(step)).isEqualTo(begin + length);
      }
      begin += length;
    }
  }

  @Test
  void withFactorOneAllCyclesAreAsLong() {
    Restarts even = cycles(7, 1);
    for (long step = 0; step < 100; step++) {
      assertThat(even.cycle(step)).isEqualTo(step / 7);
      assertThat(even.cycleEnd(step)).isEqualTo(7 * (step / 7 + 1));
    }
  }

  @Property
  void theEndOfACycleIsTheFirstStepOfTheNext(
      @ForAll @IntRange(min = 1, max = 1000) int first,
      @ForAll @Scale(9) @DoubleRange(min = 1, max = 10) double factor,
      @ForAll @LongRange(min = 0, max = 1_000_000_000L) long step) {
    Restarts restarts = cycles(first, factor);
    long end = restarts.cycleEnd(step);
    assertThat(end).isGreaterThan(step);
    assertThat(restarts.cycle(end)).isEqualTo(restarts.cycle(step) + 1);
    assertThat(restarts.cycle(end - 1)).isEqualTo(restarts.cycle(step));
    assertThat(restarts.at(end)).isEqualTo(0.1);
  }

  @Property
  void fromCycleEndToCycleEndTheRateFallsAndThenJumpsBack(
      @ForAll @IntRange(min = 2, max = 50) int first,
      @ForAll @Scale(9) @DoubleRange(min = 1, max = 3) double factor) {
    Restarts restarts = cycles(first, factor);
    for (long step = 0; step < 500; step++) {
      boolean restart = step + 1 == restarts.cycleEnd(step);
      assertThat(restarts.at(step + 1) > restarts.at(step)).isEqualTo(restart);
    }
  }

  @Test
  void cycleEndsShowThroughWhatIsWrappedAroundThem() {
    GradientTransform chain =
        Transforms.parse(
            "chain(momentum(0.9), learning-rate(warm-up(3, scaled(2, restarts(0.1, 1ep)))))");
    GradientTransform resolved = chain.over(new Horizon(100, 10));
    assertThat(resolved.cycleEnd(0)).isEqualTo(10);
    assertThat(resolved.cycleEnd(10)).isEqualTo(30);
    assertThat(Transforms.learningRate(0.1).cycleEnd(5)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void withinPiecewiseTheBoundariesEndCyclesToo() {
    Schedule schedule =
        Schedules.parse("piecewise(0.1, 5, restarts(linear(1), 10), 27, 0.01)")
            .over(new Horizon(100, 10));
    assertThat(schedule.cycleEnd(0)).isEqualTo(5);
    assertThat(schedule.cycleEnd(5)).isEqualTo(15);
    assertThat(schedule.cycleEnd(15)).isEqualTo(27);
    assertThat(schedule.cycleEnd(27)).isEqualTo(Long.MAX_VALUE);
    assertThat(Schedules.parse("piecewise(0.1, 5, 0.2)").cycleEnd(0)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void epochsWithinACycleAreRefused() {
    assertThatThrownBy(() -> Schedules.parse("restarts(warm-up(0.01ep, cosine(0.1)), 10ep)"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("shares of the cycle (50%) or steps, not epochs");
  }
}
