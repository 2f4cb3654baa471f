package org.glissade.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/**
 * Statistics at fixed seeds. A chi-squared value of k degrees of freedom is above k + 5√(2k) + 17
 * about once in ten million draws (Laurent and Massart 2000, lemma 1, with x = 16).
 */
class RandomStreamTest {
  private static double chiSquaredBound(int degrees) {
    double x = 16;
    return degrees + 2 * Math.sqrt(degrees * x) + 2 * x;
  }

  private static double chiSquared(long[] counts) {
    double expected = Arrays.stream(counts).sum() / (double) counts.length;
    return Arrays.stream(counts).mapToDouble(c -> (c - expected) * (c - expected) / expected).sum();
  }

  @Test
  void integersBelowABoundAreUniform() {
    for (int bound : new int[] {2, 3, 6, 7, 10, 100, 257}) {
      RandomStream random = RandomStream.of(1, "uniform", bound);
      long[] counts = new long[bound];
      for (int i = 0; i < 200_000; i++) {
        counts[random.nextInt(bound)]++;
      }
      assertThat(chiSquared(counts)).as("below " + bound).isLessThan(chiSquaredBound(bound - 1));
    }
  }

  /** Just above half the range, where a bias of rounding would be the largest. */
  @Test
  void integersBelowALargeBoundAreUniform() {
    int bound = 0x60000001;
    RandomStream random = RandomStream.of(2, "large");
    long[] counts = new long[3];
    for (int i = 0; i < 300_000; i++) {
      counts[(int) (random.nextInt(bound) * 3L / bound)]++;
    }
    assertThat(chiSquared(counts)).isLessThan(chiSquaredBound(2));
  }

  @Property
  void integersAreWithinTheirBound(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = Integer.MAX_VALUE) int bound) {
    RandomStream random = RandomStream.of(seed, "bound");
    for (int i = 0; i < 20; i++) {
      assertThat(random.nextInt(bound)).isBetween(0, bound - 1);
    }
  }

  @Test
  void aBoundBelowOneIsRefused() {
    RandomStream random = RandomStream.of(0, "none");
    assertThatIllegalArgumentException().isThrownBy(() -> random.nextInt(0));
    assertThatIllegalArgumentException().isThrownBy(() -> random.nextInt(-1));
    assertThat(random.nextInt(1)).isZero();
  }

  @Test
  void eachBitIsSetHalfOfTheTime() {
    RandomStream random = RandomStream.of(3, "bits");
    int draws = 100_000;
    int[] set = new int[64];
    for (int i = 0; i < draws; i++) {
      long bits = random.nextLong();
      for (int k = 0; k < 64; k++) {
        set[k] += (int) (bits >>> k & 1);
      }
    }
    for (int k = 0; k < 64; k++) {
      // 64 tests at 6 standard errors: one wrong alarm in ten million.
      assertThat(set[k] / (double) draws).isCloseTo(0.5, within(6 * 0.5 / Math.sqrt(draws)));
    }
  }

  @Test
  void doublesAreUniformOnTheUnitInterval() {
    RandomStream random = RandomStream.of(4, "doubles");
    long[] counts = new long[64];
    for (int i = 0; i < 200_000; i++) {
      double value = random.nextDouble();
      assertThat(value).isGreaterThanOrEqualTo(0).isLessThan(1);
      counts[(int) (value * 64)]++;
    }
    assertThat(chiSquared(counts)).isLessThan(chiSquaredBound(63));
  }

  @Test
  void gaussiansHaveTheMomentsOfTheNormalDistribution() {
    RandomStream random = RandomStream.of(5, "normal");
    int draws = 400_000;
    double[] moments = new double[5];
    for (int i = 0; i < draws; i++) {
      double value = random.nextGaussian();
      for (int p = 1; p <= 4; p++) {
        moments[p] += Math.pow(value, p) / draws;
      }
    }
    // Variances of z, z², z³, z⁴ are 1, 2, 15, 96.
    assertThat(moments[1]).isCloseTo(0, within(5.25 * Math.sqrt(1.0 / draws)));
    assertThat(moments[2]).isCloseTo(1, within(5.25 * Math.sqrt(2.0 / draws)));
    assertThat(moments[3]).isCloseTo(0, within(5.25 * Math.sqrt(15.0 / draws)));
    assertThat(moments[4]).isCloseTo(3, within(5.25 * Math.sqrt(96.0 / draws)));
  }

  @Test
  void allPermutationsOfFourAreEquallyLikely() {
    Map<List<Integer>, Integer> place = new HashMap<>();
    long[] counts = new long[24];
    for (long epoch = 0; epoch < 120_000; epoch++) {
      int[] values = {0, 1, 2, 3};
      RandomStream.of(6, "shuffle", epoch).shuffle(values);
      List<Integer> order = Arrays.stream(values).boxed().toList();
      counts[place.computeIfAbsent(order, _ -> place.size())]++;
    }
    assertThat(place).hasSize(24);
    assertThat(chiSquared(counts)).isLessThan(chiSquaredBound(23));
  }

  @Test
  void theSameSeedNameAndIndicesGiveTheSameNumbers() {
    RandomStream one = RandomStream.of(7, "name", 1, 2);
    RandomStream other = RandomStream.of(7, "name", 1, 2);
    for (int i = 0; i < 100; i++) {
      assertThat(one.nextLong()).isEqualTo(other.nextLong());
    }
  }

  /** Computed elsewhere from the formulas, so that no release changes what a seed means. */
  @Test
  void theNumbersOfASeedStayAsTheyAre() {
    RandomStream random = RandomStream.of(42, "shuffle", 3);
    assertThat(new long[] {random.nextLong(), random.nextLong()})
        .containsExactly(-8186094577433294344L, 2058826056848032370L);
  }

  @Test
  void nearSeedsNamesAndIndicesGiveStreamsWithoutACommonNumber() {
    Set<Long> seen = new HashSet<>();
    int streams = 0;
    for (long seed = -2; seed <= 2; seed++) {
      for (String name : List.of("", "a", "b", "ab", "ba", "shuffle", "split")) {
        for (long[] indices : new long[][] {{}, {0}, {1}, {-1}, {0, 0}, {0, 1}, {1, 0}}) {
          RandomStream random = RandomStream.of(seed, name, indices);
          for (int i = 0; i < 50; i++) {
            seen.add(random.nextLong());
          }
          streams++;
        }
      }
    }
    assertThat(seen).hasSize(50 * streams);
  }

  /** Correlation of two streams over n draws has the standard deviation 1/√n. */
  @Test
  void streamsOfNearNamesAndEpochsAreUncorrelated() {
    int draws = 50_000;
    RandomStream[][] pairs = {
      {RandomStream.of(8, "shuffle"), RandomStream.of(8, "initialise")},
      {RandomStream.of(8, "shuffle", 0), RandomStream.of(8, "shuffle", 1)},
      {RandomStream.of(8, "shuffle", 0), RandomStream.of(9, "shuffle", 0)}
    };
    for (RandomStream[] pair : pairs) {
      double sum = 0;
      for (int i = 0; i < draws; i++) {
        sum += (pair[0].nextDouble() - 0.5) * (pair[1].nextDouble() - 0.5) * 12;
      }
      assertThat(sum / draws).isCloseTo(0, within(5.25 / Math.sqrt(draws)));
    }
  }
}
