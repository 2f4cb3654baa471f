package org.glissade.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Draws by given probabilities. */
class AliasTableTest {
  @Property
  void columnsAndCoinsMakeTheProbabilitiesThatWereAskedFor(
      @ForAll @Size(min = 1, max = 200) List<@DoubleRange(min = 0, max = 1) Double> given) {
    double[] weights = given.stream().mapToDouble(w -> w).toArray();
    weights[0] += 1e-3; // not all are 0
    double sum = Arrays.stream(weights).sum();
    double[] found = new AliasTable(weights).probabilities();
    for (int i = 0; i < weights.length; i++) {
      // Each column that gives to i rounds its coin, by 2⁻²⁵ at most, and has 1/n of the mass.
      assertThat(found[i]).isCloseTo(weights[i] / sum, within(Math.scalb(1.0, -24)));
      if (weights[i] == 0) {
        assertThat(found[i]).isZero();
      }
    }
    assertThat(Arrays.stream(found).sum()).isCloseTo(1, within(1e-12));
  }

  @Test
  void weightsOfAnyRangeKeepTheirShareAndZerosNeverCome() {
    double[] weights = {1e-200, 0, 3, 1e9, 0, 2e9, 1e-3, 7};
    double sum = Arrays.stream(weights).sum();
    double[] found = new AliasTable(weights).probabilities();
    for (int i = 0; i < weights.length; i++) {
      assertThat(found[i]).isCloseTo(weights[i] / sum, within(Math.scalb(1.0, -24)));
    }
    assertThat(found[1]).isZero();
    assertThat(found[4]).isZero();
  }

  /** χ² with 49 degrees of freedom: mean 49, deviation √98; six of them is beyond chance. */
  @Test
  void drawsFollowTheProbabilities() {
    int draws = 200_000;
    double[] weights = new double[50];
    Arrays.setAll(weights, i -> 1 + i % 7 + (i == 20 ? 100 : 0));
    double sum = Arrays.stream(weights).sum();
    AliasTable table = new AliasTable(weights);
    RandomStream random = RandomStream.of(1, "alias");
    int[] counts = new int[weights.length];
    for (int i = 0; i < draws; i++) {
      counts[table.draw(random)]++;
    }
    double chiSquared = 0;
    for (int i = 0; i < weights.length; i++) {
      double expected = draws * weights[i] / sum;
      chiSquared += (counts[i] - expected) * (counts[i] - expected) / expected;
    }
    assertThat(chiSquared).isBetween(49 - 3 * Math.sqrt(98), 49 + 6 * Math.sqrt(98));
  }

  @Test
  void weightsOfWhichNoProbabilitiesCanBeMadeAreRefused() {
    for (double[] bad : new double[][] {{}, {0, 0}, {1, -1}, {Double.NaN}, {1e308, 1e308}}) {
      assertThatIllegalArgumentException().isThrownBy(() -> new AliasTable(bad));
    }
  }
}
