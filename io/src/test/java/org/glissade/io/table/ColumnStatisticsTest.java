package org.glissade.io.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ColumnStatisticsTest {

  @Property(tries = 200)
  void partsThatLieApartAddUpToTheWhole(
      @ForAll @IntRange(max = 1500) int rows,
      @ForAll @IntRange(max = 1500) int cut,
      @ForAll @IntRange(max = 10) int missingTenths,
      @ForAll long seed) {
    Random random = new Random(seed);
    float[] values = new float[rows];
    for (int i = 0; i < rows; i++) {
      boolean missing = random.nextInt(10) < missingTenths;
      values[i] = missing ? Float.NaN : 1e6f + (float) random.nextGaussian();
    }
    int at = Math.min(rows, cut);
    ColumnStatistics whole = ColumnStatistics.of(values);
    ColumnStatistics parts = ColumnStatistics.of(Arrays.copyOf(values, at));
    parts.add(ColumnStatistics.of(Arrays.copyOfRange(values, at, rows)));
    assertThat(parts.rows()).isEqualTo(rows).isEqualTo(whole.rows());
    assertThat(parts.present(0)).isEqualTo(whole.present(0));
    assertThat(parts.least(0)).isEqualTo(whole.least(0));
    assertThat(parts.greatest(0)).isEqualTo(whole.greatest(0));
    assertThat(parts.mean(0)).isCloseTo(whole.mean(0), within(1e-8));
    assertThat(parts.deviation(0)).isCloseTo(whole.deviation(0), within(1e-9));
  }
}
