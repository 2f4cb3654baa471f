package org.glissade.io.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.glissade.io.encode.Tables.numbers;
import static org.glissade.io.encode.Tables.table;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.glissade.io.DataException;
import org.glissade.spec.SpecException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowWeightsTest {
  @Property
  void balancedClassesWeighTheSameAndRowsWeighOneOnAverage(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(max = 3) Integer> classes,
      @ForAll boolean weighted) {
    int[] classOf = classes.stream().mapToInt(Integer::intValue).toArray();
    float @Nullable [] own = weighted ? new float[classOf.length] : null;
    double total = 0;
    for (int i = 0; i < classOf.length; i++) {
      if (own != null) {
        own[i] = 0.25f + i % 5;
      }
      total += own == null ? 1 : own[i];
    }
    float[] rows = RowWeights.ofRows(RowWeights.balanced(classOf, 4, own), classOf, own);
    double[] held = new double[4];
    double sum = 0;
    for (int i = 0; i < rows.length; i++) {
      held[classOf[i]] += rows[i];
      sum += rows[i];
    }
    assertThat(sum).isCloseTo(total, within(1e-5 * total));
    double each = total / classes.stream().distinct().count();
    for (int k : classOf) {
      assertThat(held[k]).isCloseTo(each, within(1e-5 * total));
    }
  }

  @Test
  void balancedIsTheNumberOfRowsOverClassesTimesTheirRows() {
    assertThat(RowWeights.balanced(new int[] {0, 0, 0, 1}, 2, null))
        .containsExactly(4.0 / (2 * 3), 4.0 / (2 * 1));
  }

  @Test
  void weightsAreGivenByClassName() {
    assertThat(RowWeights.parse("<=50K=1,>50K=3", List.of("<=50K", ">50K"))).containsExactly(1, 3);
    assertThat(RowWeights.parse("a,b=0.5", List.of("a,b", "c"))).containsExactly(0.5, 1);
    List<String> classes = List.of("no", "yes");
    for (String wrong : List.of("yse=2", "yes", "yes=0", "yes=-1", "yes=1,yes=2", "", "yes=1,")) {
      assertThatThrownBy(() -> RowWeights.parse(wrong, classes))
          .as(wrong)
          .isInstanceOf(SpecException.class);
    }
  }

  @Test
  void aWeightColumnHoldsNumbersOfAtLeastZero() {
    assertThat(RowWeights.column(table(numbers("w", 0, 2.5)), "w")).containsExactly(0, 2.5f);
    assertThatThrownBy(() -> RowWeights.column(table(numbers("w", 1, -2)), "w"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("row 2")
        .hasMessageContaining("-2");
    assertThatThrownBy(() -> RowWeights.column(table(numbers("w", Double.NaN)), "w"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("missing");
    assertThatThrownBy(() -> RowWeights.column(table(numbers("w", 0, 0)), "w"))
        .isInstanceOf(DataException.class);
  }
}
