package org.glissade.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.glissade.math.RandomStream;

class VectorisedLogisticTest {
  /** Against log1p and exp of the JDK, for margins of all sizes. */
  @Property(tries = 500)
  void lossesAndDerivativesEqualThoseOfTheFormula(
      @ForAll @IntRange(min = 1, max = 40) int rows,
      @ForAll @IntRange(min = -3, max = 9) int magnitude,
      @ForAll long seed) {
    RandomStream random = RandomStream.of(seed, "scores");
    float[] scores = new float[rows];
    float[] targets = new float[rows];
    double sum = 0;
    double[] derivatives = new double[rows];
    for (int i = 0; i < rows; i++) {
      scores[i] = (float) (random.nextGaussian() * StrictMath.pow(4, magnitude));
      targets[i] = 2 * random.nextInt(2) - 1;
      double margin = (double) scores[i] * targets[i];
      sum += margin > 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin;
      derivatives[i] = -targets[i] / (1 + Math.exp(margin));
    }
    float[] found = new float[rows];
    Loss loss = new Logistic().vectorised();
    // beyond 708 the exponential is 0 in the plain loss, and e⁻⁷⁰⁸ to rounding in that of vectors
    double budget = 4e-14 * sum + 1.001 * rows * Math.exp(-708);
    assertThat(loss.evaluate(scores, targets, null, found, rows, 1)).isCloseTo(sum, within(budget));
    assertThat(loss.evaluate(scores, targets, null, null, rows, 1)).isCloseTo(sum, within(budget));
    for (int i = 0; i < rows; i++) {
      assertThat((double) found[i])
          .isCloseTo(derivatives[i], within(1e-7 * Math.abs(derivatives[i]) + 1e-44));
    }
  }
}
