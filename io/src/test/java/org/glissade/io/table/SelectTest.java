package org.glissade.io.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.glissade.data.SparseExamples;
import org.junit.jupiter.api.Test;

class SelectTest {
  @Test
  void rowsOfATableAreSelectedInTheOrderAsked() {
    Table table =
        new Table(
            "t",
            3,
            List.of(
                new Column.Numeric("n", new float[] {1, 2, 3}),
                new Column.Categorical("w", List.of("a", "b"), new int[] {0, -1, 1}),
                new Column.Ignored("d", Column.Ignored.Kind.DATE, "2020-01-01", 3)));
    Table selected = table.select(new int[] {2, 0, 2, 1});
    assertThat(selected.rows()).isEqualTo(4);
    assertThat(((Column.Numeric) selected.columns().get(0)).values()).containsExactly(3, 1, 3, 2);
    Column.Categorical words = (Column.Categorical) selected.columns().get(1);
    assertThat(words.codes()).containsExactly(1, 0, 1, -1);
    assertThat(words.words()).containsExactly("a", "b");
    assertThat(selected.columns().get(2).rows()).isEqualTo(4);
    assertThat(table.rows()).isEqualTo(3);
  }

  @Test
  void sparseRowsAreSelectedInTheOrderAsked() {
    SparseExamples examples =
        SparseExamples.of(
            new long[] {0, 2, 2, 3},
            new int[] {0, 4, 1},
            new float[] {1, 2, 3},
            5,
            new float[] {7, 8, 9},
            1,
            null);
    SparseExamples selected = new SparseRecords("s", examples).select(new int[] {2, 0}).examples();
    assertThat(selected.targets()).containsExactly(9, 7);
    assertThat(selected.starts()).containsExactly(0, 1, 3);
    assertThat(selected.indices()).containsExactly(1, 0, 4);
    assertThat(selected.columns()).isEqualTo(5);
  }
}
