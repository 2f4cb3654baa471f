package org.glissade.spark.columns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.glissade.spark.Cluster.session;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.glissade.data.DenseExamples;
import org.glissade.data.Examples;
import org.glissade.data.SparseExamples;
import org.glissade.io.DataException;
import org.glissade.io.encode.FeatureEncoder;
import org.glissade.io.encode.Scaling;
import org.glissade.io.encode.TableEncoder;
import org.glissade.io.json.Json;
import org.glissade.io.table.Column;
import org.glissade.io.table.Table;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowFeaturesTest {
  private static final int ROWS = 30;
  private static final List<String> NAMES = List.of("a", "b", "v", "w", "t");

  @TempDir Path folder;

  /** Cells at random as Spark holds them: two columns of numbers, two of words, one of truths. */
  private static @Nullable Object[][] cells(Random random) {
    int words = 2 + random.nextInt(6);
    @Nullable Object[][] cells = new @Nullable Object[ROWS][NAMES.size()];
    for (@Nullable Object[] row : cells) {
      row[0] = number(random);
      row[1] = random.nextInt(3) == 0 ? Double.NaN : number(random);
      row[2] = "v" + random.nextInt(words);
      row[3] = random.nextInt(3) == 0 ? null : "w" + random.nextInt(words);
      row[4] = random.nextInt(5) == 0 ? null : random.nextBoolean();
    }
    return cells;
  }

  private static @Nullable Object number(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> null;
      case 1 -> random.nextInt(100);
      case 2 -> random.nextLong();
      case 3 -> BigDecimal.valueOf(random.nextInt(), 4);
      case 4 -> (float) random.nextGaussian();
      default -> 1e3 * random.nextGaussian();
    };
  }

  private static Table table(@Nullable Object[][] cells) {
    List<Column> columns = new ArrayList<>();
    for (int j = 0; j < NAMES.size(); j++) {
      int column = j;
      List<@Nullable Object> down = Arrays.stream(cells).map(row -> row[column]).toList();
      if (j < 2) {
        float[] values = new float[down.size()];
        for (int i = 0; i < values.length; i++) {
          Object cell = down.get(i);
          values[i] = cell == null ? Float.NaN : ((Number) cell).floatValue();
        }
        columns.add(new Column.Numeric(NAMES.get(j), values));
      } else {
        List<String> words =
            down.stream().filter(cell -> cell != null).map(Object::toString).distinct().toList();
        int[] codes =
            down.stream()
                .mapToInt(cell -> cell == null ? -1 : words.indexOf(cell.toString()))
                .toArray();
        columns.add(new Column.Categorical(NAMES.get(j), words, codes));
      }
    }
    return new Table("cells", cells.length, columns);
  }

  private static RowFeatures features(TableEncoder encoder) {
    return new RowFeatures(Json.text(encoder.toJson()));
  }

  private static TableEncoder fit(Table table, boolean dense) {
    TableEncoder encoder =
        (TableEncoder) FeatureEncoder.fit(table, Set.of("survived"), Scaling.STANDARD);
    return new TableEncoder(encoder.encodings(), dense, encoder.unused(), encoder.notes());
  }

  private static double[][] expected(TableEncoder encoder, Table table) {
    Examples examples = encoder.encode(table, note -> {});
    DenseExamples dense =
        examples instanceof SparseExamples sparse ? sparse.toDense() : (DenseExamples) examples;
    int width = encoder.width();
    float[] values = new float[table.rows() * width];
    dense.values().copyTo(0, values, 0, values.length);
    double[][] rows = new double[table.rows()][width];
    for (int i = 0; i < values.length; i++) {
      rows[i / width][i % width] = values[i] + 0f; // the sign of a zero does not matter
    }
    return rows;
  }

  @Property(tries = 200)
  void vectorsHoldWhatTheEncoderMakesOfTheSameCells(@ForAll Random random, @ForAll boolean dense) {
    TableEncoder encoder = fit(table(cells(random)), dense);
    @Nullable Object[][] later = cells(random); // with words that training had not
    double[][] expected = expected(encoder, table(later));
    RowFeatures features = features(encoder);
    int[] places = features.columns().stream().mapToInt(NAMES::indexOf).toArray();
    for (int i = 0; i < ROWS; i++) {
      @Nullable Object[] cells = later[i];
      Vector vector =
          features.call(RowFactory.create(IntStream.of(places).mapToObj(j -> cells[j]).toArray()));
      assertThat(vector).isInstanceOf(dense ? DenseVector.class : SparseVector.class);
      assertThat(vector.toArray()).containsExactly(expected[i]);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void onTheClusterRowsOfAFileBecomeTheFeaturesOfItsTable(boolean dense) throws Exception {
    Table training = Passengers.write(folder, 300, 4).table();
    Passengers later = Passengers.write(folder, 200, 5);
    TableEncoder encoder = fit(training, dense);
    Dataset<Row> rows = later.dataset();
    Dataset<Row> encoded =
        rows.withColumn("features", features(encoder).over(rows.schema())).coalesce(1);
    assertThat(encoded.schema().apply("features").dataType()).isEqualTo(SQLDataTypes.VectorType());
    double[][] expected = expected(encoder, later.table());
    List<Row> found = encoded.select("features").collectAsList();
    assertThat(found).hasSize(200);
    for (int i = 0; i < expected.length; i++) {
      assertThat(((Vector) found.get(i).get(0)).toArray()).containsExactly(expected[i]);
    }
  }

  @Test
  void columnsOfAnotherTypeAreReadAsTheModelNeedsThem() {
    Column x = new Column.Numeric("x", new float[] {1, 3});
    RowFeatures features = features(fit(new Table("x", 2, List.of(x)), true));
    Dataset<Row> words = session().sql("select * from values ('3'), (null), (' 1e0 ') as t(x)");
    assertThat(
            words.select(features.over(words.schema())).collectAsList().stream()
                .map(row -> ((Vector) row.get(0)).toArray()[0]))
        .containsExactly(1.0, 0.0, -1.0);
    assertThatThrownBy(() -> features.call(RowFactory.create("three")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("column x: \"three\" is not a number");
    assertThatThrownBy(() -> features.call(RowFactory.create(Double.NEGATIVE_INFINITY)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("column x holds -Infinity");
  }

  @Test
  void aColumnThatIsNotThereIsNamed() {
    Column x = new Column.Numeric("age", new float[] {1, 3});
    RowFeatures features = features(fit(new Table("x", 2, List.of(x)), true));
    Dataset<Row> rows = session().sql("select 1 as Age, 2 as y");
    assertThatThrownBy(() -> features.over(rows.schema()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no column age; did you mean Age?");
  }
}
