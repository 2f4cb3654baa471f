package org.glissade.io.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.glissade.io.encode.Tables.QUIET;
import static org.glissade.io.encode.Tables.numbers;
import static org.glissade.io.encode.Tables.rowMajor;
import static org.glissade.io.encode.Tables.table;
import static org.glissade.io.encode.Tables.words;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.glissade.io.DataException;
import org.glissade.io.table.Column;
import org.glissade.io.table.Table;
import org.junit.jupiter.api.Test;

class RowEncoderTest {
  private static final int ROWS = 24;

  @Provide
  Arbitrary<Table> tables() {
    return Tables.random(ROWS);
  }

  private static Cell cell(Column column, int row) {
    return switch (column) {
      case Column.Numeric numeric -> new Cell.Numeric(numeric.values()[row]);
      case Column.Categorical words ->
          words.codes()[row] < 0
              ? Cell.MISSING
              : new Cell.Word(words.words().get(words.codes()[row]));
      case Column.Ignored ignored -> throw new AssertionError(ignored);
    };
  }

  private static float[] rowByRow(TableEncoder encoder, Table table) {
    RowEncoder rows = new RowEncoder(encoder);
    float[] all = new float[table.rows() * encoder.width()];
    for (int row = 0; row < table.rows(); row++) {
      int at = row;
      List<Cell> cells =
          rows.columns().stream()
              .map(name -> cell(Objects.requireNonNull(Columns.find(table, name)), at))
              .toList();
      int start = row * encoder.width();
      int[] previous = {-1};
      rows.encode(
          cells,
          (feature, value) -> {
            assertThat(feature).isGreaterThan(previous[0]);
            assertThat(value).isNotZero();
            previous[0] = feature;
            all[start + feature] = value;
          });
    }
    return all;
  }

  /** The numbers as words, as another reader may give them. */
  private static Column asWords(Column column) {
    if (!(column instanceof Column.Numeric numeric)) {
      return column;
    }
    return words(
        column.name(),
        IntStream.range(0, ROWS)
            .mapToObj(row -> numeric.values()[row])
            .map(x -> Float.isNaN(x) ? "" : Float.toString(x))
            .toArray(String[]::new));
  }

  @Property(tries = 300)
  void rowByRowGivesTheFeaturesOfTheTable(
      @ForAll("tables") Table training, @ForAll("tables") Table other, @ForAll boolean asWords) {
    List<Column> columns = new ArrayList<>();
    for (Column column : training.columns()) {
      Column later = Columns.find(other, column.name());
      columns.add(later == null ? column : asWords ? asWords(later) : later);
    }
    Table later = new Table("later.csv", ROWS, columns);
    TableEncoder encoder = (TableEncoder) FeatureEncoder.fit(training, Set.of(), Scaling.STANDARD);
    float[] expected = rowMajor(encoder.encode(later, QUIET));
    float[] found = rowByRow(encoder, later);
    for (int i = 0; i < expected.length; i++) {
      expected[i] += 0f; // the sign of a zero does not matter
    }
    assertThat(found).containsExactly(expected);
  }

  @Test
  void numbersFindWordsThatReadAsThem() {
    TableEncoder zip =
        (TableEncoder)
            FeatureEncoder.fit(
                table(words("zip", "01", "01", "2", "2", "x", "x")), Set.of(), Scaling.STANDARD);
    Table later = table(numbers("zip", 2, 1, 7, Double.NaN));
    assertThat(rowByRow(zip, later)).containsExactly(rowMajor(zip.encode(later, QUIET)));
  }

  @Test
  void cellsThatCannotBeReadAreAnErrorThatNamesTheColumn() {
    Table training = table(numbers("age", 1, 2, 3, 4), words("colour", "red", "red", "b", "b"));
    RowEncoder rows =
        new RowEncoder((TableEncoder) FeatureEncoder.fit(training, Set.of(), Scaling.STANDARD));
    Cell red = new Cell.Word("red");
    assertThatThrownBy(() -> rows.encode(Arrays.asList(red, red), (feature, value) -> {}))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("column age")
        .hasMessageContaining("\"red\" is not a number");
    Cell seven = new Cell.Numeric(7);
    assertThatThrownBy(() -> rows.encode(Arrays.asList(seven, seven), (feature, value) -> {}))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("column colour")
        .hasMessageContaining("the number 7");
  }
}
