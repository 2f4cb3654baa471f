package org.glissade.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Scale;
import org.glissade.spec.Spec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every schedule. */
class ScheduleContractTest {
  private static final Horizon RUN = new Horizon(1000, 100);

  /** Each schedule, with and without what it may leave out. */
  static Stream<Schedule> schedules() {
    return Stream.of(
        Schedules.constant(0.1),
        Schedules.constant(0),
        Schedules.step(0.1, Span.epochs(10), 0.5),
        Schedules.step(0.1, Span.epochs(0.001), 0.5),
        Schedules.multiStep(0.1, 0.1, Span.steps(30), Span.epochs(6), Span.share(0.8)),
        Schedules.exponential(1e-6, Span.RUN, 1e6),
        Schedules.exponential(0.1, Span.epochs(0.5), 0.95),
        Schedules.polynomial(0.1, 2),
        new PolynomialDecay(0.1, 0.5, Span.steps(700), 0.01),
        Schedules.linear(0.1),
        Schedules.linear(0.1, Span.share(0.07), 0.2),
        Schedules.linear(0.1, Span.steps(0), 0.01),
        Schedules.cosine(0.1),
        Schedules.cosine(0.1, Span.epochs(3), 1e-5),
        Schedules.restarts(Schedules.cosine(0.1), Span.epochs(1)),
        Schedules.restarts(Schedules.linear(0.1).warmedUp(0.1), Span.share(0.1), 1),
        Schedules.restarts(Schedules.step(0.1, Span.steps(3), 0.5), Span.steps(7), 1.5),
        Schedules.inverseScaling(0.01, 0.5),
        Schedules.inverseScaling(0.01, 0.25),
        Schedules.bottou(0.1, 1e-4),
        Schedules.oneCycle(1),
        new OneCycle(1, Span.epochs(4), 0.25, 0.1, 0.001),
        Schedules.piecewise(Schedules.constant(0.1), Span.epochs(5), Schedules.cosine(0.01)),
        new Piecewise(
            List.of(
                Schedules.linear(0.1),
                Schedules.constant(0.05),
                Schedules.restarts(Schedules.cosine(0.2), Span.share(0.5))),
            List.of(Span.steps(10), Span.share(0.3))),
        Schedules.cosine(0.1).scaledBy(4),
        Schedules.cosine(0.1).warmedUp(0.05),
        Schedules.oneCycle(0.3).warmedUp(Span.steps(Long.MAX_VALUE)));
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void textIsReadBackToAnEqualValue(Schedule schedule) {
    assertThat(Schedules.parse(schedule.toString()))
        .isEqualTo(schedule)
        .hasSameHashCodeAs(schedule)
        .hasToString(schedule.toString());
    Schedule resolved = schedule.over(RUN);
    assertThat(Schedules.parse(resolved.toString())).isEqualTo(resolved);
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void valuesAreFiniteAndNotNegativeHoweverFarTheStep(Schedule schedule) {
    Schedule resolved = schedule.over(RUN);
    long[] steps = {
      0, 1, 2, 99, 100, 499, 999, 1000, 1001, 123_456_789_012L, Long.MAX_VALUE / 2, Long.MAX_VALUE
    };
    for (long step : steps) {
      assertThat(resolved.at(step)).as("step %d", step).isFinite().isNotNegative();
      assertThat(resolved.cycleEnd(step)).isGreaterThanOrEqualTo(step);
    }
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void onceInStepsTheRunNoLongerMatters(Schedule schedule) {
    Schedule resolved = schedule.over(RUN);
    Schedule again = resolved.over(new Horizon(77, 5));
    assertThat(again).isEqualTo(resolved);
    for (long step = 0; step < 1200; step += 7) {
      assertThat(again.at(step)).isEqualTo(resolved.at(step));
    }
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void valueDependsOnTheStepAloneAndNotOnTheOrderOfAsking(Schedule schedule) {
    Schedule forwards = schedule.over(RUN);
    Schedule backwards = schedule.over(RUN);
    double[] values = new double[1200];
    for (int step = 0; step < values.length; step++) {
      values[step] = forwards.at(step);
    }
    for (int step = values.length - 1; step >= 0; step--) {
      assertThat(backwards.at(step)).isEqualTo(values[step]);
    }
  }

  @Test
  void eachNameIsCovered() {
    TreeSet<String> covered = new TreeSet<>();
    schedules()
        .map(schedule -> Spec.parse(schedule.toString()))
        .forEach(spec -> covered.add(spec.isNumber() ? "constant" : spec.name()));
    assertThat(covered).containsExactlyInAnyOrderElementsOf(Schedules.names());
    assertThat(Schedules.parse("constant(0.1)")).isEqualTo(Schedules.constant(0.1));
  }

  @Test
  void lengthsThatAreNotInStepsAreRefusedUntilTheRunIsKnown() {
    for (String text :
        List.of(
            "cosine(0.1)",
            "step(0.1, 1ep, 0.5)",
            "multi-step(0.1, 0.1, 1ep)",
            "exponential(0.1, 1ep, 0.9)",
            "one-cycle(1)",
            "warm-up(5%, 0.1)",
            "restarts(0.1, 1ep)",
            "piecewise(0.1, 1ep, 0.2)")) {
      Schedule schedule = Schedules.parse(text);
      assertThatThrownBy(() -> schedule.at(0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("over(horizon)");
    }
  }

  @Property
  void anyNumbersSurviveTheText(
      @ForAll @Scale(20) @DoubleRange(min = 0, max = 1e12) double rate,
      @ForAll @Scale(20) @DoubleRange(min = 1e-12, max = 10) double factor,
      @ForAll @Scale(20) @DoubleRange(min = 1e-9, max = 1) double share,
      @ForAll @LongRange(min = 1) long steps) {
    for (Schedule schedule :
        List.of(
            new Constant(rate),
            new StepDecay(rate, Span.steps(steps), factor),
            new CosineDecay(rate, Span.share(share), factor),
            new OneCycle(rate, Span.epochs(factor), share, factor, rate),
            new Scaled(factor, new WarmUp(Span.share(share), new Bottou(rate, factor))))) {
      assertThat(Schedules.parse(schedule.toString())).isEqualTo(schedule);
    }
  }
}
