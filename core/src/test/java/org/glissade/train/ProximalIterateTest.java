package org.glissade.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.glissade.model.LinearModel;

/** What is made up for at once is what single steps come to. */
class ProximalIterateTest {
  private static final LinearModel MODEL = new LinearModel(1, 1, false);

  private static ProximalIterate iterate(
      TrainingState state, boolean lazy, double w, double mean, Penalty penalty, double gamma) {
    ProximalIterate iterate = new ProximalIterate(MODEL, penalty, lazy, state);
    iterate.set(new float[] {(float) w});
    iterate.mean()[0] = mean;
    iterate.gamma(gamma);
    return iterate;
  }

  /** With and without penalties, through zero and up to it, on to beyond it and at rest. */
  @Property(tries = 4000)
  void stepsMadeUpForAreThoseTakenOneByOne(
      @ForAll @DoubleRange(min = -1, max = 1) @Scale(4) double w,
      @ForAll @DoubleRange(min = -1, max = 1) @Scale(4) double mean,
      @ForAll @DoubleRange(min = 0.001, max = 0.5) @Scale(4) double gamma,
      @ForAll @IntRange(min = 0, max = 3) int l1,
      @ForAll @IntRange(min = 0, max = 2) int l2,
      @ForAll @IntRange(min = 1, max = 300) int steps) {
    Penalty penalty = new Penalty(0.3 * l1, l2 == 2 ? 1e-9 : 0.5 * l2);
    TrainingState late = new TrainingState(new float[1]);
    TrainingState prompt = new TrainingState(new float[1]);
    ProximalIterate lazy = iterate(late, true, w, mean, penalty, gamma);
    ProximalIterate eager = iterate(prompt, false, w, mean, penalty, gamma);
    for (int step = 0; step < steps; step++) {
      lazy.beginStep();
      eager.beginStep();
      eager.moveAll();
    }
    float[] shown = new float[1];
    lazy.writeTo(shown);
    lazy.settle();
    double expected = prompt.doubles("weights", 1)[0];
    double size = Math.max(1, Math.abs(expected));
    assertThat(late.doubles("weights", 1)[0]).isCloseTo(expected, within(1e-12 * size));
    assertThat((double) shown[0]).isCloseTo(expected, within(1e-7 * size));
    if (expected == 0 && Math.abs(mean) < penalty.l1() - 1e-6) { // one more against rounding
      lazy.beginStep();
      lazy.settle();
      assertThat(late.doubles("weights", 1)[0]).isZero();
    }
  }
}
