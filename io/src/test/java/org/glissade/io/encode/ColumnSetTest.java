package org.glissade.io.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ColumnSetTest {
  /** Beside each other, which are bits, or far from each other, which are a list. */
  @Property(tries = 400)
  void placesAndColumnsAreOneOrder(
      @ForAll Set<@IntRange(min = 0, max = 500) Integer> chosen, @ForAll boolean far) {
    int apart = far ? 1000 : 1;
    int[] columns = chosen.stream().mapToInt(each -> each * apart).sorted().toArray();
    ColumnSet set = ColumnSet.of(columns);
    assertThat(set.size()).isEqualTo(columns.length);
    assertThat(set.toArray()).containsExactly(columns);
    assertThat(set.end()).isEqualTo(columns.length == 0 ? 0 : columns[columns.length - 1] + 1);
    for (int column = 0; column < 600 * apart; column += Math.max(1, apart / 2)) {
      assertThat(set.place(column)).isEqualTo(Math.max(-1, Arrays.binarySearch(columns, column)));
    }
    for (int place = 0; place < columns.length; place++) {
      assertThat(set.get(place)).isEqualTo(columns[place]);
    }
    assertThatThrownBy(() -> set.get(columns.length)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Property(tries = 100)
  void theSameColumnsFarApartAreTheSameSetHoweverTheyAreGiven(
      @ForAll @IntRange(min = 1, max = 20_000) int step) {
    float[] numbers = new float[10 * step];
    int[] columns = new int[10];
    for (int i = 0; i < 10; i++) {
      columns[i] = i * step;
      numbers[i * step] = 2;
    }
    assertThat(ColumnSet.positive(numbers))
        .isEqualTo(ColumnSet.of(columns))
        .hasSameHashCodeAs(ColumnSet.of(columns));
  }

  @Property(tries = 100)
  void theSameColumnsAreTheSameSetHoweverTheyAreGiven(
      @ForAll @IntRange(min = 1, max = 200) int count) {
    int[] columns = new int[count];
    float[] numbers = new float[count + 70];
    for (int i = 0; i < count; i++) {
      columns[i] = i;
      numbers[i] = 0.5f;
    }
    assertThat(ColumnSet.first(count))
        .isEqualTo(ColumnSet.of(columns))
        .isEqualTo(ColumnSet.positive(numbers))
        .hasSameHashCodeAs(ColumnSet.of(columns))
        .isNotEqualTo(ColumnSet.first(count + 1));
  }

  @Test
  void theLargestColumnHasAPlace() {
    ColumnSet set = ColumnSet.of(5, Integer.MAX_VALUE - 1);
    assertThat(set.place(Integer.MAX_VALUE - 1)).isEqualTo(1);
    assertThat(set.get(1)).isEqualTo(Integer.MAX_VALUE - 1);
    assertThat(set.end()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void columnsThatDoNotAscendAreRefused() {
    for (int[] wrong : new int[][] {{1, 1}, {2, 1}, {-1}, {-1, 3}, {70, 1}, {1, -5}}) {
      assertThatThrownBy(() -> ColumnSet.of(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("out of order");
    }
  }
}
