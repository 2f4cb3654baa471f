package org.glissade.spark.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SparseRowsTest {
  /** Of 50 draws from 20 million with so skew a distribution, less than one meets another row's. */
  @Test
  void neighbouringRowsShareHardlyAnyFeature() {
    SparseRows rows = new SparseRows(20_000_000, 50, 5);
    int shared = 0;
    for (int id = 0; id < 1000; id++) {
      Set<Integer> features = new HashSet<>();
      Arrays.stream(rows.indices(id)).forEach(features::add);
      assertThat(features).hasSize(50);
      shared += (int) Arrays.stream(rows.indices(id + 1)).filter(features::contains).count();
    }
    assertThat(shared).isLessThan(1000);
  }

  @Test
  void valuesAreOnesOrSpreadUpToTheLargest() {
    assertThat(new SparseRows(100, 3, 1).values(7)).containsExactly(1, 1, 1);
    SparseRows spread = new SparseRows(100, 50, 5);
    assertThat(spread.values(7)).doesNotHaveDuplicates().isNotEqualTo(spread.values(8));
    assertThat(Arrays.stream(spread.values(7)).max().orElseThrow()).isBetween(4.0, 5.0);
    assertThat(Arrays.stream(spread.values(7)).min().orElseThrow()).isBetween(0.0, 1.0);
  }
}
