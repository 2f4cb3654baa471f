package org.glissade.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/**
 * Both twins of each rule against its formula in double, on rows of odd lengths that start
 * anywhere.
 */
class SparseWeightsTest {
  private static final int SIZE = 700;

  /** Sums of up to 300 products of size 1 in float lanes, and a few roundings a step. */
  private static final double BUDGET = 2e-5;

  private static final SparseWeights.FtrlRates FTRL =
      new SparseWeights.FtrlRates(0.3, 1.5, 0.2, 0.1);

  enum Rule {
    SGD,
    ADAGRAD,
    FTRL
  }

  /** A rule in double, one weight at a time. */
  private static final class Formula {
    final double[] w;
    final double[] first = new double[SIZE]; // s or z
    final double[] second = new double[SIZE]; // n
    private final Rule rule;
    private final double rate;

    Formula(Rule rule, float[] start, double rate) {
      this.rule = rule;
      this.rate = rate;
      this.w = IntStream.range(0, SIZE).mapToDouble(i -> start[i]).toArray();
      if (rule == Rule.FTRL) {
        for (int i = 0; i < SIZE; i++) {
          first[i] =
              -w[i] * (FTRL.beta() / FTRL.alpha() + FTRL.l2()) - Math.signum(w[i]) * FTRL.l1();
        }
      }
    }

    void step(int i, double g) {
      switch (rule) {
        case SGD -> w[i] -= rate * g;
        case ADAGRAD -> {
          first[i] += g * g;
          w[i] -= rate * g / (Math.sqrt(0.25 + first[i]) + 1e-3);
        }
        case FTRL -> {
          double sigma = (Math.sqrt(second[i] + g * g) - Math.sqrt(second[i])) / FTRL.alpha();
          first[i] += g - sigma * w[i];
          second[i] += g * g;
          double beyond = Math.max(0, Math.abs(first[i]) - FTRL.l1());
          w[i] =
              -Math.signum(first[i])
                  * beyond
                  / ((FTRL.beta() + Math.sqrt(second[i])) / FTRL.alpha() + FTRL.l2());
        }
      }
    }
  }

  private static SparseWeights of(Rule rule, float[] weights, boolean vectors) {
    float[] first = new float[SIZE];
    return switch (rule) {
      case SGD -> SparseWeights.sgd(weights, vectors);
      case ADAGRAD -> SparseWeights.adaGrad(weights, first, 1e-3, 0.25, vectors);
      case FTRL -> SparseWeights.ftrl(weights, first, new float[SIZE], FTRL, vectors);
    };
  }

  /** {@code length} different columns of {@code columns}, ascending. */
  private static int[] columns(RandomStream random, int columns, int length) {
    int[] all = IntStream.range(0, columns).toArray();
    random.shuffle(all);
    return IntStream.of(all).limit(length).sorted().toArray();
  }

  private static float[] gaussians(RandomStream random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  @Property(tries = 300)
  void bothTwinsFollowTheFormula(
      @ForAll Rule rule,
      @ForAll boolean vectors,
      @ForAll @IntRange(min = 0, max = 300) int length,
      @ForAll @IntRange(max = 70) int before,
      @ForAll @LongRange(min = 0) long seed) {
    RandomStream random = RandomStream.of(seed, "rows");
    float[] start = gaussians(random, SIZE);
    float[] weights = start.clone();
    double rate = 0.05;
    SparseWeights kernel = of(rule, weights, vectors);
    Formula formula = new Formula(rule, start, rate);
    kernel.rate(rate);
    for (int t = 0; t < 6; t++) {
      int base = t % 2 == 0 ? 0 : SIZE - 350;
      int[] indices = new int[before + length + 1];
      int[] row = columns(random, 350, length);
      System.arraycopy(row, 0, indices, before, length);
      indices[before + length] = Integer.MAX_VALUE; // behind the row: not to be read
      float[] values = gaussians(random, before + length);
      double dot = 0;
      for (int i = before; i < before + length; i++) {
        dot += values[i] * formula.w[base + indices[i]];
      }
      assertThat((double) kernel.dot(indices, values, before, before + length, base))
          .isCloseTo(dot, within(BUDGET * Math.max(1, Math.sqrt(length))));
      int at = t % 3;
      float[] gradient = gaussians(random, at + length);
      float scale = 0.1f * (t - 2.5f);
      kernel.step(scale, indices, before, before + length, gradient, at, base);
      for (int k = 0; k < length; k++) {
        formula.step(base + indices[before + k], scale * gradient[at + k]);
      }
      kernel.step(0.5f, 17);
      formula.step(17, 0.5);
      assertThat((double) kernel.weight(17)).isCloseTo(formula.w[17], within(BUDGET));
    }
    kernel.store();
    for (int i = 0; i < SIZE; i++) {
      assertThat((double) weights[i]).isCloseTo(formula.w[i], within(BUDGET));
    }
  }

  /** What a kernel stored, another one reads and continues alike. */
  @Property(tries = 30)
  void storedAndLoadedItGoesOnToTheSameBits(@ForAll Rule rule, @ForAll boolean vectors) {
    RandomStream random = RandomStream.of(3, "rows");
    float[] weights = gaussians(random, SIZE);
    float[] first = new float[SIZE];
    float[] second = new float[SIZE];
    int[] indices = columns(random, SIZE, 45);
    float[] gradient = gaussians(random, 45);
    float[] expected = null;
    for (int pauses = 0; pauses <= 1; pauses++) {
      float[] w = weights.clone();
      float[] a = first.clone();
      float[] b = second.clone();
      SparseWeights kernel = make(rule, w, a, b, vectors);
      for (int t = 0; t < 4; t++) {
        kernel.rate(0.1);
        kernel.step(0.5f + t, indices, 0, 45, gradient, 0, 0);
        if (pauses == 1) {
          kernel.store();
          kernel = make(rule, w, a, b, vectors);
        }
      }
      kernel.store();
      if (expected == null) {
        expected = w;
      }
      assertThat(w).isEqualTo(expected);
    }
  }

  private static SparseWeights make(
      Rule rule, float[] weights, float[] first, float[] second, boolean vectors) {
    return switch (rule) {
      case SGD -> SparseWeights.sgd(weights, vectors);
      case ADAGRAD -> SparseWeights.adaGrad(weights, first, 1e-3, 0.25, vectors);
      case FTRL -> SparseWeights.ftrl(weights, first, second, FTRL, vectors);
    };
  }

  /** A sum of lanes may be compiled to another order of additions than it is interpreted in. */
  @Test
  void resultsAreTheSameBitsBeforeAndAfterTheyAreCompiled() {
    RandomStream random = RandomStream.of(9, "rows");
    int[] indices = columns(random, SIZE, 75);
    float[] values = gaussians(random, 75);
    float[] start = gaussians(random, SIZE);
    for (Rule rule : Rule.values()) {
      float[] dots = new float[8];
      for (int round = 0; round < 4000; round++) {
        SparseWeights kernel = of(rule, start.clone(), true);
        kernel.rate(0.1);
        for (int t = 0; t < dots.length; t++) {
          float dot = kernel.dot(indices, values, 0, 75, 0);
          kernel.step(dot - 1, indices, 0, 75, values, 0, 0);
          dots[t] = round == 0 ? dot : dots[t];
          assertThat(dot).isEqualTo(dots[t]);
        }
      }
    }
  }

  /** These tests run with the Vector module: were it not found, one twin would go untested. */
  @Test
  void theVectorTwinIsChosenForLargeDataWhereTheProcessorIsWideEnough() {
    assertThat(Simd.available()).isTrue();
    assertThat(SparseWeights.vectorsPay(1L << 30)).isEqualTo(SparseSgdSimd.isWide());
    assertThat(SparseWeights.vectorsPay(1000)).isFalse();
  }
}
