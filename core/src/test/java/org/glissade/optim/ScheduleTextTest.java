package org.glissade.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Scale;
import org.glissade.spec.SpecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cosin(0.1)                   | there is no schedule named cosin; did you mean cosine?
          warm-up(5%, lineer(0.1))     | did you mean linear?
          xyz                          | Known: constant, step, multi-step
          cosine                       | cosine lacks rate
          cosine(0.1, lenght=5)        | cosine has no argument lenght; it takes cosine(rate, length, end)
          cosine(0.1, length=5x)       | expected a length such as 500 (steps), 10ep (epochs) or 5%
          cosine(a)                    | expected a number instead of a
          cosine(-0.1)                 | a rate must be a finite number, at least 0, but is -0.1
          -0.1                         | a rate must be a finite number, at least 0, but is -0.1
          constant(NaN)                | a rate must be a finite number, at least 0, but is NaN
          linear(Infinity)             | a rate must be a finite number, at least 0, but is Infinity
          linear(0.1, end=-1)          | the end of a decay must be a finite number, at least 0
          step(0.1, 10, 0)             | the factor of a drop must be a finite number above 0
          step(0.1, 0, 0.5)            | the time between two drops must be longer than 0
          step(0.1, 2.5, 0.5)          | a number of steps must be whole: 2.5
          multi-step(0.1, 0.1)         | multi-step(0.1, 0.1) lacks at1
          exponential(0.1, 0%, 0.5)    | the length of an exponential decay must be longer than 0
          polynomial(0.1, 0)           | the power of a polynomial decay must be a finite number above 0
          one-cycle(1, warm=1.5)       | the share that rises must be at most 1
          one-cycle(1, length=120%)    | a share of the run is at most 100%
          restarts(0.1, 1ep, 0.5)      | the factor of the cycles must be at least 1
          restarts(0.1, 0ep)           | the first cycle must be longer than 0
          bottou(0.1, -1)              | lambda must be a finite number, at least 0
          scaled(-1, 0.1)              | the factor of a scaled schedule must be a finite number
          piecewise(0.1, 5ep)          | 1 schedules and 1 boundaries
          piecewise(0.1, 5, 0.2, 4, 1) | boundaries must ascend, but 4 follows 5
          piecewise(0.1, at=5, 0.2)    | without names
          """)
  void whatCannotBeReadIsExplained(String text, String message) {
    assertThatThrownBy(() -> Schedules.parse(text))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining(message);
  }

  @Test
  void negativeRatesAreRefusedInCodeToo() {
    assertThatThrownBy(() -> Schedules.cosine(-0.1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 0");
  }

  @Test
  void defaultsAreLeftOutAndNamesMayBeInAnyCase() {
    assertThat(Schedules.cosine(0.1).warmedUp(0.05)).hasToString("warm-up(5%, cosine(0.1))");
    assertThat(Schedules.oneCycle(0.3)).hasToString("one-cycle(0.3)");
    assertThat(Schedules.parse("restarts(cosine(0.1), 1ep, 2)"))
        .hasToString("restarts(cosine(0.1), 1ep)");
    assertThat(Schedules.parse("LINEAR(RATE=0.1, length=50%)"))
        .isEqualTo(Schedules.linear(0.1, Span.share(0.5), 0));
  }

  @Property
  void everyShareOfTheRunSurvivesTheText(
      @ForAll @Scale(20) @DoubleRange(min = 0, max = 1) double share) {
    Schedule schedule = Schedules.constant(1).warmedUp(share);
    assertThat(Schedules.parse(schedule.toString())).isEqualTo(schedule);
  }

  @Test
  void sharesPrintAsOneWouldWriteThem() {
    for (int percent = 0; percent <= 100; percent++) {
      assertThat(Span.share(percent / 100.0)).hasToString(percent + "%");
    }
    assertThat(Span.share(0.125)).hasToString("12.5%");
    assertThat(Span.share(1e-5)).hasToString("0.001%");
  }
}
