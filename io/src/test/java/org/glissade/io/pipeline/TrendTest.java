package org.glissade.io.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trends over repeats, by what is known of them in closed form. */
class TrendTest {
  /** Of the (k!)ⁿ orders only the one seen, and the same backwards, go as far: p = 2/(k!)ⁿ. */
  @ParameterizedTest
  @CsvSource({"2, 1, 2", "3, 1, 6", "3, 2, 36", "5, 3, 1728000", "9, 1, 362880"})
  void whereAllRiseOneOrderInAllGoesAsFar(int settings, int repeats, double orders) {
    double[] rising = new double[settings];
    Arrays.setAll(rising, i -> Math.exp(i));
    double[] falling = Arrays.stream(rising).map(x -> -x).toArray();
    Trend up = Trend.of(Collections.nCopies(repeats, rising));
    Trend down = Trend.of(Collections.nCopies(repeats, falling));
    assertThat(up.correlation()).isCloseTo(1, within(1e-12));
    assertThat(down.correlation()).isCloseTo(-1, within(1e-12));
    assertThat(up.p()).isCloseTo(2 / orders, within(1e-9 / orders));
    assertThat(down.p()).isEqualTo(up.p());
  }

  /** Without equal figures it is 1 − 6Σd²/(k³ − k): of one order of four, d = (0, 2, −1, −1). */
  @Test
  void ofOneRepeatItIsSpearmansCorrelation() {
    Trend trend = Trend.of(List.of(new double[] {10, 40, 20, 30}));
    assertThat(trend.correlation()).isCloseTo(1 - 6 * 6 / 60.0, within(1e-12));
  }

  /**
   * Of the 24 orders of four, the correlation is 1, 0.8, 0.6, 0.4 in 1, 3, 1, 4 (Kendall and
   * Gibbons, "Rank correlation methods", table 2), and as often −1 and so on.
   */
  @Test
  void theOrdersOfFourAreThoseOfTheTable() {
    assertThat(Trend.of(List.of(new double[] {1, 3, 2, 4})).p()).isCloseTo(8 / 24.0, within(1e-12));
    assertThat(Trend.of(List.of(new double[] {1, 3, 4, 2})).p())
        .isCloseTo(18 / 24.0, within(1e-12));
  }

  /**
   * Three settings, two repeats, L = 14 + 13: of the 36 pairs of sums from 14, 13, 13, 11, 11, 10,
   * five are at least 27, and as many at most 21.
   */
  @Test
  void repeatsAddUpAsInPagesTest() {
    Trend trend = Trend.of(List.of(new double[] {1, 2, 3}, new double[] {7, 6, 8}));
    assertThat(trend.p()).isCloseTo(10 / 36.0, within(1e-12));
  }

  /** Ranks 1½, 1½, 3: the six orders are three different ones, twice each, with sums ±1½ and 0. */
  @Test
  void equalFiguresShareTheirRank() {
    Trend trend = Trend.of(List.of(new double[] {5, 5, 9}));
    assertThat(trend.correlation()).isCloseTo(1.5 / Math.sqrt(2 * 1.5), within(1e-12));
    assertThat(trend.p()).isCloseTo(4 / 6.0, within(1e-12));
    assertThat(Trend.of(List.of(new double[] {0.0, -0.0, 0.0}))).isEqualTo(new Trend(0, 1));
  }

  @Test
  void howHighARepeatLiesDoesNotMatter() {
    double[] one = {3, 1, 2, 4};
    double[] other = {1, 2, 3, 0};
    double[] higher = Arrays.stream(other).map(x -> 1000 + 10 * x).toArray();
    assertThat(Trend.of(List.of(one, higher))).isEqualTo(Trend.of(List.of(one, other)));
  }

  @Test
  void whatHasNoRanksIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Trend.of(List.of(new double[] {1, Double.NaN})))
        .withMessageContaining("NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Trend.of(List.of(new double[] {1, 2}, new double[] {1, 2, 3})))
        .withMessageContaining("3 figures");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Trend.of(List.of(new double[] {1})))
        .withMessageContaining("2 to 9");
  }
}
