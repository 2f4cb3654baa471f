package org.glissade.io.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SeriesTest {
  private static Series of(double... y) {
    double[] x = new double[y.length];
    Arrays.setAll(x, i -> i);
    return new Series("y", Series.Role.MAIN, x, y);
  }

  @Property
  void fewerPointsKeepTheExtremesTheEndsAndTheOrder(
      @ForAll @Size(min = 1, max = 500) List<@IntRange(min = -1000, max = 1000) Integer> values,
      @ForAll @IntRange(min = 2, max = 60) int most) {
    double[] y = values.stream().mapToDouble(Integer::doubleValue).toArray();
    Series reduced = of(y).reduced(most);
    assertThat(reduced.size()).isLessThanOrEqualTo(Math.max(most, 2) + 2);
    assertThat(Arrays.stream(reduced.y()).max()).isEqualTo(Arrays.stream(y).max());
    assertThat(Arrays.stream(reduced.y()).min()).isEqualTo(Arrays.stream(y).min());
    assertThat(reduced.x()).isSorted().startsWith(0).endsWith(y.length - 1);
    for (int i = 0; i < reduced.size(); i++) {
      assertThat(reduced.y()[i]).isEqualTo(y[(int) reduced.x()[i]]);
    }
  }

  @Test
  void onlyFiniteNumbersAreShown() {
    Series shown = of(1, Double.NaN, Double.POSITIVE_INFINITY, 4).shown();
    assertThat(shown.x()).containsExactly(0, 3);
    assertThat(shown.y()).containsExactly(1, 4);
  }

  @Test
  void theValueUntilAPlaceIsThatOfTheLastPointBefore() {
    Series series =
        new Series("y", Series.Role.MAIN, new double[] {1, 3, 3}, new double[] {7, 8, 9});
    assertThat(series.until(0.5)).isNaN();
    assertThat(series.until(1)).isEqualTo(7);
    assertThat(series.until(2.9)).isEqualTo(7);
    assertThat(series.until(3)).isEqualTo(9);
    assertThat(series.until(99)).isEqualTo(9);
  }
}
