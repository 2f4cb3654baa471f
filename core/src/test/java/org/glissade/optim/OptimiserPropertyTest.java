package org.glissade.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.glissade.math.Layout;

/** What holds for any gradients. */
class OptimiserPropertyTest {
  private static final int SIZE = 7;

  private static float[] gaussian(Random random) {
    float[] values = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** All of them by name; epsilon, which has the units of a gradient, is out of the way. */
  private static final String[] SCALE_FREE = {
    "adagrad(1e-30)",
    "rmsprop(epsilon=1e-30)",
    "rmsprop(0.5, 1e-30, true)",
    "adam(epsilon=1e-30)",
    "nadam(epsilon=1e-30)",
    "lion",
    "dowg(0.1)",
    "prodigy(epsilon=1e-30, distance=0.1)"
  };

  @Property(tries = 100)
  void stepsDoNotDependOnTheUnitOfTheLoss(
      @ForAll long seed, @ForAll @IntRange(min = -12, max = 12) int exponent) {
    for (String text : SCALE_FREE) {
      GradientTransform chain =
          Transforms.chain(Transforms.parse(text), Transforms.learningRate(0.1));
      Random random = new Random(seed);
      float[] start = gaussian(random);
      Iteration one = new Iteration(chain, start);
      Iteration other = new Iteration(chain, start);
      for (int step = 0; step < 10; step++) {
        float[] gradient = gaussian(random);
        one.step(gradient);
        float[] scaled = gradient.clone();
        for (int i = 0; i < SIZE; i++) {
          scaled[i] = Math.scalb(gradient[i], exponent);
        }
        other.step(scaled);
      }
      // A power of two changes exponents only, so every rounding is the same.
      assertThat(other.params).as(text).isEqualTo(one.params);
    }
  }

  @Property(tries = 100)
  void whatIsGatheredIsTheMeanByTheWeightsOfTheRows(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 9) int steps) {
    Random random = new Random(seed);
    GradientTransform.Kernel kernel =
        new Accumulate(steps).bind(Layout.flat(SIZE), new MemoryBuffers());
    for (int round = 0; round < 3; round++) {
      double[] sum = new double[SIZE];
      double weights = 0;
      for (int step = 0; step < steps; step++) {
        float[] update = gaussian(random);
        double weight = 0.1 + random.nextInt(100);
        weights += weight;
        for (int i = 0; i < SIZE; i++) {
          sum[i] += weight * update[i];
        }
        kernel.batchWeight(weight);
        kernel.prepare(update, update, step);
        kernel.apply(update, update, 0, SIZE);
        boolean last = step == steps - 1;
        assertThat(kernel.waits()).isEqualTo(!last);
        for (int i = 0; i < SIZE; i++) {
          // means of at most nine numbers below about 5
          double expected = last ? sum[i] / weights : 0;
          assertThat((double) update[i]).isCloseTo(expected, within(last ? 1e-5 : 0));
        }
      }
    }
  }
}
