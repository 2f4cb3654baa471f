package org.glissade.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values computed by hand, in a run of 100 steps, 10 an epoch. */
class ScheduleValuesTest {
  private static final Horizon RUN = new Horizon(100, 10);

  private static Schedule schedule(String text) {
    return Schedules.parse(text).over(RUN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0.1                                      | 0   | 0.1
          0.1                                      | 999 | 0.1
          step(0.1, 10, 0.5)                       | 0   | 0.1
          step(0.1, 10, 0.5)                       | 9   | 0.1
          step(0.1, 10, 0.5)                       | 10  | 0.05
          step(0.1, 2ep, 0.5)                      | 45  | 0.025
          multi-step(0.1, 0.1, 3ep, 60%)           | 29  | 0.1
          multi-step(0.1, 0.1, 3ep, 60%)           | 30  | 0.01
          multi-step(0.1, 0.1, 3ep, 60%)           | 59  | 0.01
          multi-step(0.1, 0.1, 3ep, 60%)           | 60  | 0.001
          exponential(0.1, 1ep, 0.25)              | 5   | 0.05
          exponential(0.1, 1ep, 0.25)              | 10  | 0.025
          exponential(0.1, 1ep, 0.25)              | 15  | 0.0125
          exponential(0.000001, 100%, 1000000)     | 50  | 0.001
          exponential(0.000001, 100%, 1000000)     | 100 | 1
          polynomial(0.1, 2)                       | 50  | 0.025
          polynomial(0.1, 2, length=10, end=0.02)  | 5   | 0.04
          polynomial(0.1, 2, length=10, end=0.02)  | 10  | 0.02
          polynomial(0.4, 0.5, length=100)         | 75  | 0.2
          linear(0.1)                              | 30  | 0.07
          linear(0.1)                              | 99  | 0.001
          linear(0.1)                              | 100 | 0
          linear(0.1, length=20%, end=0.02)        | 5   | 0.08
          linear(0.1, length=20%, end=0.02)        | 20  | 0.02
          linear(0.1, length=20%, end=0.02)        | 21  | 0.02
          linear(0, length=10, end=0.5)            | 3   | 0.15
          cosine(0.1)                              | 0   | 0.1
          cosine(0.1)                              | 50  | 0.05
          cosine(0.1)                              | 100 | 0
          cosine(0.1, length=6, end=0.02)          | 2   | 0.08
          cosine(0.1, length=6, end=0.02)          | 4   | 0.04
          cosine(0.1, length=6, end=0.02)          | 7   | 0.02
          restarts(linear(0.1), 4)                 | 0   | 0.1
          restarts(linear(0.1), 4)                 | 3   | 0.025
          restarts(linear(0.1), 4)                 | 4   | 0.1
          restarts(linear(0.1), 4)                 | 8   | 0.05
          restarts(linear(0.1), 4)                 | 12  | 0.1
          restarts(linear(0.1), 4)                 | 20  | 0.05
          restarts(cosine(0.1), 3ep, factor=1)     | 70  | 0.075
          inverse-scaling(0.1)                     | 0   | 0.1
          inverse-scaling(0.1)                     | 3   | 0.05
          inverse-scaling(0.1)                     | 99  | 0.01
          inverse-scaling(0.1, power=0.25)         | 15  | 0.05
          bottou(0.5, 0.2)                         | 0   | 0.5
          bottou(0.5, 0.2)                         | 10  | 0.25
          bottou(0.5, 0.2)                         | 90  | 0.05
          one-cycle(1, length=20, warm=0.5)        | 0   | 0.04
          one-cycle(1, length=20, warm=0.5)        | 3   | 0.28
          one-cycle(1, length=20, warm=0.5)        | 9   | 1
          one-cycle(1, length=20, warm=0.5)        | 14  | 0.500002
          one-cycle(1, length=20, warm=0.5)        | 19  | 0.000004
          one-cycle(1, length=20, warm=0.5)        | 20  | 0.000004
          piecewise(0.1, 5, cosine(0.01), 11, 0.3) | 4   | 0.1
          piecewise(0.1, 5, cosine(0.01), 11, 0.3) | 5   | 0.01
          piecewise(0.1, 5, cosine(0.01), 11, 0.3) | 7   | 0.0075
          piecewise(0.1, 5, cosine(0.01), 11, 0.3) | 8   | 0.005
          piecewise(0.1, 5, cosine(0.01), 11, 0.3) | 11  | 0.3
          piecewise(0.1, 8ep, linear(0.1))         | 85  | 0.075
          scaled(4, linear(0.1))                   | 50  | 0.2
          warm-up(4, 0.1)                          | 0   | 0.02
          warm-up(4, 0.1)                          | 3   | 0.08
          warm-up(4, 0.1)                          | 4   | 0.1
          warm-up(9%, linear(1))                   | 4   | 0.48
          """)
  void valuesAreThoseOfTheFormula(String text, long step, double expected) {
    assertThat(schedule(text).at(step)).isCloseTo(expected, within(1e-15 + 1e-14 * expected));
  }

  @Test
  void decaysStartAndEndExactlyAndNeverRise() {
    for (String text :
        List.of(
            "linear(0.3, end=0.07)",
            "cosine(0.3, end=0.07)",
            "polynomial(0.3, 0.7, end=0.07)",
            "polynomial(0.3, 3, end=0.07)")) {
      Schedule decay = schedule(text);
      assertThat(decay.at(0)).isEqualTo(0.3);
      assertThat(decay.at(100)).isEqualTo(0.07);
      assertThat(decay.at(101)).isEqualTo(0.07);
      for (int step = 0; step < 100; step++) {
        assertThat(decay.at(step + 1)).isLessThan(decay.at(step));
      }
    }
  }

  @Test
  void oneCycleIsThatOfPyTorch() {
    for (int total : new int[] {2, 3, 10, 57, 1000}) {
      for (double pctStart : new double[] {0.1, 0.3, 0.77, 1}) {
        Schedule ours =
            Schedules.parse("one-cycle(0.2, warm=" + pctStart + ")").over(new Horizon(total, 1));
        for (int step = 0; step < total; step++) {
          if (pctStart * total - 1 != 0 || step > 0) { // PyTorch divides 0 by 0 there
            assertThat(ours.at(step))
                .as("step %d of %d, pct_start %s", step, total, pctStart)
                .isCloseTo(oneCycleLr(0.2, total, pctStart, step), within(1e-15));
          }
        }
      }
    }
  }

  /** The documented closed form: initial_lr = max_lr/25, min_lr = initial_lr/1e4, two phases. */
  private static double oneCycleLr(double maxLr, int totalSteps, double pctStart, int step) {
    double initialLr = maxLr / 25;
    double minLr = initialLr / 1e4;
    double up = pctStart * totalSteps - 1;
    double down = totalSteps - 1;
    return step <= up
        ? annealCos(initialLr, maxLr, step / up)
        : annealCos(maxLr, minLr, (step - up) / (down - up));
  }

  private static double annealCos(double start, double end, double pct) {
    double cosOut = Math.cos(Math.PI * pct) + 1;
    return end + (start - end) / 2.0 * cosOut;
  }

  @Test
  void restartsDoNotDependOnHowTheirPartsAreComposed() {
    Schedule inside = schedule("restarts(scaled(3, linear(0.1)), 8)");
    Schedule outside = schedule("scaled(3, restarts(linear(0.1), 8))");
    for (int step = 0; step < 300; step++) {
      assertThat(inside.at(step)).isEqualTo(outside.at(step));
    }
  }

  @Test
  void warmUpWithinRestartsWarmsUpEachCycleAndOutsideOnlyTheFirst() {
    Schedule each = schedule("restarts(warm-up(4, 0.1), 10)");
    Schedule first = schedule("warm-up(4, restarts(0.1, 10))");
    assertThat(each.at(10)).isCloseTo(0.02, within(1e-15));
    assertThat(first.at(10)).isEqualTo(0.1);
    assertThat(each.at(0)).isEqualTo(first.at(0)).isCloseTo(0.02, within(1e-15));
  }

  @Test
  void aBoundaryBeforeTheOneInFrontLeavesItsPartEmpty() {
    // 50% of 100 steps lies before 8 epochs of 10.
    Schedule schedule = schedule("piecewise(0.1, 8ep, 0.2, 50%, 0.3)");
    assertThat(schedule.at(79)).isEqualTo(0.1);
    assertThat(schedule.at(80)).isEqualTo(0.3);
  }

  @Test
  void lengthsShorterThanAStepAreOneStepWhereTheyMustNotBeNone() {
    assertThat(schedule("step(1, 0.01ep, 0.5)").at(2)).isEqualTo(0.25);
    assertThat(schedule("exponential(1, 0.01ep, 0.5)").at(2)).isEqualTo(0.25);
    assertThat(schedule("restarts(linear(1), 0.01ep, factor=1)").at(2)).isEqualTo(1);
  }
}
