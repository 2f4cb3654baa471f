package org.glissade.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.glissade.math.RandomStream;

/** Properties of the losses along random segments; scores on a grid, where midpoints are exact. */
class LossPropertyTest {
  @Provide
  Arbitrary<LossCase> losses() {
    return Arbitraries.of(LossCase.ALL);
  }

  @Property(tries = 4000)
  void chordLiesAboveConvexLoss(@ForAll("losses") LossCase loss, @ForAll long seed) {
    Segment segment = Segment.random(loss, seed);
    assertThat(loss.loss().convex()).isTrue();
    double chord = (segment.left + segment.right) / 2;
    assertThat(segment.middle).isLessThanOrEqualTo(chord + segment.rounding());
  }

  @Property(tries = 4000)
  void noSecondDifferenceExceedsTheCurvature(@ForAll("losses") LossCase loss, @ForAll long seed) {
    Segment segment = Segment.random(loss, seed);
    double second = segment.left - 2 * segment.middle + segment.right;
    if (segment.squaredHalfLength > 0) { // else 0 · ∞ at losses without a bound
      assertThat(second)
          .isLessThanOrEqualTo(
              loss.loss().curvature() * segment.squaredHalfLength + segment.rounding());
    }
  }

  @Property
  void printedLossIsReadBack(
      @ForAll("parameters") double parameter, @ForAll @IntRange(max = 3) int which) {
    Loss loss =
        switch (which) {
          case 0 -> new Huber(parameter);
          case 1 -> new Quantile(parameter / (parameter + 1));
          case 2 -> new EpsilonInsensitive(parameter);
          default -> new SquaredEpsilonInsensitive(parameter);
        };
    assertThat(Losses.parse(loss.toString())).isEqualTo(loss);
  }

  @Provide
  Arbitrary<Double> parameters() {
    return Arbitraries.doubles().between(1e-12, 1e12).ofScale(15);
  }

  /** The loss of one row at the ends and in the middle of a segment between scores. */
  private record Segment(double left, double middle, double right, double squaredHalfLength) {
    static Segment random(LossCase loss, long seed) {
      RandomStream random = RandomStream.of(seed, "segment");
      int outputs = loss.outputs()[random.nextInt(loss.outputs().length)];
      float[] targets = loss.targets(random, 1, outputs);
      float[] left = new float[outputs];
      float[] middle = new float[outputs];
      float[] right = new float[outputs];
      double squared = 0;
      for (int k = 0; k < outputs; k++) {
        middle[k] = (random.nextInt(1025) - 512) / 64f;
        float half = (random.nextInt(257) - 128) / 64f;
        left[k] = middle[k] - half;
        right[k] = middle[k] + half;
        squared += half * half;
      }
      return new Segment(
          loss.loss().evaluate(left, targets, null, null, 1, outputs),
          loss.loss().evaluate(middle, targets, null, null, 1, outputs),
          loss.loss().evaluate(right, targets, null, null, 1, outputs),
          squared);
    }

    double rounding() {
      double[] values = {1, Math.abs(left), Math.abs(middle), Math.abs(right)};
      return 1e-13 * Arrays.stream(values).sum();
    }
  }
}
