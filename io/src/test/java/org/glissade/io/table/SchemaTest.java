package org.glissade.io.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SchemaTest {
  private static final Table TABLE =
      new Table(
          "t",
          4,
          List.of(
              new Column.Numeric("size", new float[] {1.5f, Float.NaN, -2, 10}),
              new Column.Numeric("empty", new float[] {Float.NaN, Float.NaN, Float.NaN, Float.NaN}),
              new Column.Categorical("kind", List.of("a", "b", "unused"), new int[] {0, 1, 1, -1}),
              new Column.Ignored("when", Column.Ignored.Kind.DATE, "2020-01-01", 4)));

  @Test
  void eachColumnIsSummarised() {
    List<ColumnSummary> columns = Schema.of(TABLE).columns();
    assertThat(columns.get(0))
        .isEqualTo(
            new ColumnSummary(
                "size", "numeric", 1, -1, new ColumnSummary.Range(-2, 9.5 / 3, 10), ""));
    assertThat(columns.get(1).missing()).isEqualTo(4);
    assertThat(columns.get(1).range()).isNull();
    assertThat(columns.get(2).distinct()).isEqualTo(2);
    assertThat(columns.get(2).example()).isEqualTo("b");
    assertThat(columns.get(3).type()).isEqualTo("ignored: date");
  }

  @Test
  void theTextIsATableOfFixedWidth() {
    assertThat(Schema.of(TABLE).toString())
        .isEqualTo(
            """
            column  type           missing  distinct  min     mean  max  example
            size    numeric              1             -2  3.16667   10
            empty   numeric              4
            kind    categorical          1         2                     b
            when    ignored: date                                        2020-01-01""");
  }

  @Test
  void longNamesAreShortened() {
    Table table = new Table("t", 1, List.of(new Column.Numeric("x".repeat(50), new float[] {1})));
    assertThat(Schema.of(table).toString()).contains("x".repeat(27) + "…  numeric");
  }
}
