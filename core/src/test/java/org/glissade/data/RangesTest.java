package org.glissade.data;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RangesTest {
  @Property
  void anyIndicesAreFoundWhereTheyWerePut(
      @ForAll @Size(max = 40) @IntRange(max = 12) int[] indices) {
    Ranges ranges = Ranges.of(indices);
    assertThat(ranges.size()).isEqualTo(indices.length);
    for (int i = 0; i < indices.length; i++) {
      assertThat(ranges.at(i)).isEqualTo(indices[i]);
      int end = ranges.runEnd(i);
      assertThat(end).isGreaterThan(i).isLessThanOrEqualTo(indices.length);
      for (int k = i; k < end; k++) {
        assertThat(indices[k]).isEqualTo(indices[i] + k - i);
      }
      if (end < indices.length) {
        assertThat(indices[end]).isNotEqualTo(indices[end - 1] + 1);
      }
    }
  }

  @Test
  void neighboursAreOneRange() {
    Ranges ranges = Ranges.of(new int[] {4, 5, 6, 9, 2, 3});
    assertThat(ranges.count()).isEqualTo(3);
    assertThat(ranges).hasToString("4…6, 9, 2…3");
    assertThat(ranges.select(new int[] {0, 3, 4})).hasToString("4, 9, 2");
    assertThat(Ranges.of(new int[0]).size()).isZero();
    assertThat(Ranges.of(7, 3)).hasToString("7…9");
  }
}
