package org.glissade.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/**
 * Statement S9: schedules, namely step decay, cosine decay, warm-up and their compositions, take
 * exact values at given steps. A run of 30 epochs of 100 steps.
 */
class S9SchedulesTest {
  private static final Horizon RUN = new Horizon(3000, 100);

  private static void assertValue(Schedule schedule, long step, double expected) {
    assertThat(schedule.over(RUN).at(step)).isCloseTo(expected, within(1e-15));
  }

  @Test
  void s9StepDecayDropsByAFactorAtFixedEpochs() {
    Schedule decay = Schedules.step(0.5, Span.epochs(10), 0.1);
    assertValue(decay, 0, 0.5);
    assertValue(decay, 999, 0.5);
    assertValue(decay, 1000, 0.05);
    assertValue(decay, 1999, 0.05);
    assertValue(decay, 2000, 0.005);
    assertValue(decay, 2999, 0.005);
  }

  @Test
  void s9CosineDecayFallsSmoothlyToNearZero() {
    Schedule decay = Schedules.cosine(0.5);
    assertValue(decay, 0, 0.5);
    assertValue(decay, 1000, 0.375);
    assertValue(decay, 1500, 0.25);
    assertValue(decay, 2000, 0.125);
    assertValue(decay, 2999, 0.25 * (1 + Math.cos(Math.PI * 2999 / 3000)));
    assertThat(decay.over(RUN).at(2999)).isLessThan(1e-6);
    assertValue(decay, 3000, 0);
  }

  @Test
  void s9WarmUpStartsSmallAndIncreasesOverTheFirstEpochs() {
    Schedule warm = Schedules.constant(0.3).warmedUp(Span.epochs(2));
    assertValue(warm, 0, 0.3 / 201);
    assertValue(warm, 66, 0.1);
    assertValue(warm, 133, 0.2);
    assertValue(warm, 199, 0.3 * 200 / 201);
    assertValue(warm, 200, 0.3);
    assertValue(warm, 2999, 0.3);
  }

  @Test
  void s9TheyCompose() {
    Schedule warmCosine = Schedules.cosine(0.5).warmedUp(0.1);
    assertValue(warmCosine, 0, 0.5 / 301);
    assertValue(warmCosine, 1500, 0.25);
    Schedule warmSteps = Schedules.step(0.5, Span.epochs(1), 0.5).warmedUp(Span.steps(149));
    assertValue(warmSteps, 99, 0.5 * 100 / 150);
    assertValue(warmSteps, 100, 0.25 * 101 / 150);
    assertValue(warmSteps, 149, 0.25);
    Schedule stepsThenCosine =
        Schedules.piecewise(
            Schedules.step(0.4, Span.epochs(5), 0.5), Span.epochs(10), Schedules.cosine(0.1));
    assertValue(stepsThenCosine, 999, 0.2);
    assertValue(stepsThenCosine, 1000, 0.1);
    assertValue(stepsThenCosine, 2000, 0.05);
    assertValue(warmCosine.scaledBy(2), 1500, 0.5);
  }
}
