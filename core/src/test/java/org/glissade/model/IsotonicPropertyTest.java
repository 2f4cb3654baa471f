package org.glissade.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.glissade.math.RandomStream;

/** Isotonic regression against its definition. */
class IsotonicPropertyTest {
  private record Rows(float[] scores, int[] classOf, float[] weights) {
    /** Few different scores, so that many tie. */
    static Rows drawn(int rows, long seed) {
      RandomStream random = RandomStream.of(seed, "isotonic");
      float[] scores = new float[rows];
      int[] classOf = new int[rows];
      float[] weights = new float[rows];
      for (int i = 0; i < rows; i++) {
        scores[i] = random.nextInt(12) / 4f - 1;
        classOf[i] = random.nextDouble() < 0.2 + 0.15 * scores[i] + 0.2 ? 1 : 0;
        weights[i] = random.nextInt(4);
      }
      weights[0] = 1;
      return new Rows(scores, classOf, weights);
    }

    int counted() {
      int count = 0;
      for (float weight : weights) {
        count += weight > 0 ? 1 : 0;
      }
      return count;
    }

    /** Share of the class among the rows with scores in [from, to]; NaN if they have no weight. */
    double share(float from, float to) {
      double hits = 0;
      double total = 0;
      for (int i = 0; i < scores.length; i++) {
        if (scores[i] >= from && scores[i] <= to) {
          hits += weights[i] * classOf[i];
          total += weights[i];
        }
      }
      return hits / total;
    }

    /**
     * max over a ≤ s of min over b ≥ s of the share within [a, b] (Robertson, Wright and Dykstra,
     * theorem 1.4.4), over scores that have weight.
     */
    double maxMin(float score) {
      float[] ends = distinct();
      double best = Double.NEGATIVE_INFINITY;
      for (float from : ends) {
        if (from <= score) {
          double least = Double.POSITIVE_INFINITY;
          for (float to : ends) {
            if (to >= score) {
              least = Math.min(least, share(from, to));
            }
          }
          best = Math.max(best, least);
        }
      }
      return best;
    }

    float[] distinct() {
      float[] found = new float[scores.length];
      int count = 0;
      for (int i = 0; i < scores.length; i++) {
        if (weights[i] > 0) {
          found[count++] = scores[i];
        }
      }
      float[] sorted = Arrays.copyOf(found, count);
      Arrays.sort(sorted);
      return sorted;
    }

    Isotonic.Curve curve() {
      Isotonic fitted = (Isotonic) Calibration.Method.ISOTONIC.fit(scores, classOf, weights, 1);
      return fitted.curves().getFirst();
    }
  }

  @Property(tries = 500)
  void curveIsTheMaxMinFormulaWithinItsBounds(
      @ForAll @IntRange(min = 1, max = 40) int count, @ForAll long seed) {
    Rows rows = Rows.drawn(count, seed);
    double least = 1.0 / (rows.counted() + 2);
    Isotonic.Curve curve = rows.curve();
    for (float score : rows.distinct()) {
      double expected = Math.clamp(rows.maxMin(score), least, 1 - least);
      assertThat(curve.at(score)).isCloseTo(expected, within(1e-12));
    }
  }

  @Property(tries = 300)
  void curveNeverFallsAndJoinsItsPointsByStraightLines(
      @ForAll @IntRange(min = 1, max = 40) int count, @ForAll long seed) {
    Isotonic.Curve curve = Rows.drawn(count, seed).curve();
    double before = 0;
    for (double score = -3; score <= 4; score += 1 / 32.0) {
      double p = curve.at(score);
      assertThat(p).isBetween(before, 1.0);
      before = p;
    }
    int last = curve.scores().size() - 1;
    assertThat(curve.at(-1e9)).isEqualTo(curve.probabilities().getFirst());
    assertThat(curve.at(1e9)).isEqualTo(curve.probabilities().getLast());
    for (int i = 0; i < last; i++) {
      double middle = (curve.scores().get(i) + curve.scores().get(i + 1)) / 2;
      double mean = (curve.probabilities().get(i) + curve.probabilities().get(i + 1)) / 2;
      assertThat(curve.at(middle)).isCloseTo(mean, within(1e-12));
    }
  }

  /** The mean of the fitted shares is the share of the class: what it predicts on average holds. */
  @Property(tries = 300)
  void calibratedProbabilitiesAreRightOnAverage(
      @ForAll @IntRange(min = 20, max = 60) int count, @ForAll long seed) {
    Rows rows = Rows.drawn(count, seed);
    Isotonic.Curve curve = rows.curve();
    double told = 0;
    double hits = 0;
    double total = 0;
    for (int i = 0; i < count; i++) {
      told += rows.weights[i] * curve.at(rows.scores[i]);
      hits += rows.weights[i] * rows.classOf[i];
      total += rows.weights[i];
    }
    assertThat(told / total).isCloseTo(hits / total, within(1.0 / (rows.counted() + 2) + 1e-12));
  }

  /** Platt's curve rises with the score wherever its slope does. */
  @Property(tries = 200)
  void plattAndTemperatureAreMonotone(
      @ForAll @IntRange(min = 2, max = 40) int count, @ForAll long seed) {
    Rows rows = Rows.drawn(count, seed);
    for (Calibration.Method method :
        new Calibration.Method[] {Calibration.Method.PLATT, Calibration.Method.TEMPERATURE}) {
      Calibration fitted = method.fit(rows.scores, rows.classOf, rows.weights, 1);
      double direction =
          fitted instanceof Platt platt ? Math.signum(platt.curves().getFirst().slope()) : 1;
      float[] grid = new float[200];
      for (int i = 0; i < 200; i++) {
        grid[i] = i / 20f - 5;
      }
      fitted.apply(grid, 200, 1);
      for (int i = 1; i < 200; i++) {
        assertThat(direction * grid[i]).isGreaterThanOrEqualTo(direction * grid[i - 1]);
      }
    }
  }
}
