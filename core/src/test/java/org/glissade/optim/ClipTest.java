package org.glissade.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ClipTest {
  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  private static float[] once(GradientTransform transform, float[] gradient) {
    return new Iteration(transform, new float[gradient.length]).step(gradient);
  }

  @Property
  void theNormIsNeverAboveTheMaximumAndTheDirectionIsKept(
      @ForAll @Size(min = 1, max = 40) @Scale(3) @FloatRange(min = -1e30f, max = 1e30f)
          float[] gradient,
      @ForAll @Scale(6) @DoubleRange(min = 1e-6, max = 1e6) double max) {
    float[] clipped = once(Transforms.clipByNorm(max), gradient);
    double before = Math.sqrt(dot(gradient, gradient));
    double after = Math.sqrt(dot(clipped, clipped));
    // Each element is rounded to float once: the norm moves by a factor 1 ± 2⁻²⁴.
    assertThat(after).isLessThanOrEqualTo(max * (1 + 1e-7));
    if (before <= max) {
      assertThat(clipped).isEqualTo(gradient);
    } else {
      assertThat(after).isCloseTo(max, within(1e-6 * max));
      assertThat(dot(gradient, clipped) / before / after).isCloseTo(1, within(1e-6));
    }
  }

  @Property
  void noValueIsAboveTheMaximumAndThoseBelowStay(
      @ForAll @Size(min = 1, max = 40) @Scale(6) @FloatRange(min = -10, max = 10) float[] gradient,
      @ForAll @Scale(6) @FloatRange(min = 0.125f, max = 8) float max) {
    float[] clipped = once(Transforms.clipByValue(max), gradient);
    for (int i = 0; i < gradient.length; i++) {
      if (Math.abs(gradient[i]) <= max) {
        assertThat(clipped[i]).isEqualTo(gradient[i]);
      } else {
        assertThat(clipped[i]).isEqualTo(Math.copySign(max, gradient[i]));
      }
    }
  }

  @Test
  void whatIsNotFiniteIsNotHidden() {
    float[] infinite = {1, Float.POSITIVE_INFINITY};
    assertThat(once(Transforms.clipByNorm(1), infinite)).isEqualTo(infinite);
    assertThat(once(Transforms.clipByNorm(1), new float[] {1, Float.NaN})).contains(Float.NaN);
    assertThat(once(Transforms.clipByValue(1), new float[] {2, Float.NaN}))
        .containsExactly(1, Float.NaN);
  }

  @Test
  void clippingBeforeMomentumBoundsEachGradientAndAfterItTheUpdate() {
    Iteration before =
        new Iteration(Transforms.chain(Transforms.clipByNorm(1), Transforms.momentum(0.5)), 0, 0);
    Iteration after =
        new Iteration(Transforms.chain(Transforms.momentum(0.5), Transforms.clipByNorm(1)), 0, 0);
    for (int step = 0; step < 60; step++) {
      before.step(30, 40);
      after.step(30, 40);
    }
    // A clipped gradient of norm 1 sums up to 1/(1 − β) = 2; a clipped update stays at 1.
    assertThat(Math.sqrt(dot(before.update, before.update))).isCloseTo(2, within(1e-6));
    assertThat(Math.sqrt(dot(after.update, after.update))).isCloseTo(1, within(1e-6));
  }
}
