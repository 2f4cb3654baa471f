package org.glissade.spark.columns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.glissade.spark.Cluster.session;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.glissade.io.DataException;
import org.glissade.io.encode.ColumnEncoding;
import org.glissade.io.encode.ColumnFacts;
import org.glissade.io.encode.FeatureEncoder;
import org.glissade.io.encode.Scaling;
import org.glissade.io.encode.TableEncoder;
import org.glissade.io.json.Json;
import org.glissade.io.table.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DatasetFitTest {
  private static final String LABEL = "survived";

  @TempDir Path folder;

  private static List<String> features(Dataset<Row> rows) {
    return Arrays.stream(rows.columns()).filter(name -> !name.equals(LABEL)).toList();
  }

  private static TableEncoder fit(Dataset<Row> rows, Scaling scaling) {
    return DatasetFit.fit(rows, features(rows), List.of(LABEL), scaling);
  }

  private static TableEncoder fit(Dataset<Row> rows) {
    return fit(rows, Scaling.STANDARD);
  }

  private static TableEncoder fit(Table table, Scaling scaling) {
    return (TableEncoder) FeatureEncoder.fit(table, Set.of(LABEL), scaling);
  }

  /** The encoder as JSON, its numbers without their last digits. */
  private static String rounded(TableEncoder encoder) {
    List<ColumnEncoding> encodings =
        encoder.encodings().stream()
            .map(
                each ->
                    each instanceof ColumnEncoding.Numeric n
                        ? new ColumnEncoding.Numeric(
                            n.column(), rounded(n.offset()), rounded(n.scale()), rounded(n.fill()))
                        : each)
            .toList();
    return Json.text(
        new TableEncoder(encodings, encoder.dense(), encoder.unused(), encoder.notes()).toJson());
  }

  private static double rounded(double value) {
    return Math.rint(value * 1e8) / 1e8;
  }

  @ParameterizedTest
  @EnumSource(Scaling.class)
  void theClusterFitsTheEncoderThatGlissadesReaderLeadsTo(Scaling scaling) throws Exception {
    Passengers passengers = Passengers.write(folder, 900, 1);
    TableEncoder expected = fit(passengers.table(), scaling);
    TableEncoder fitted = fit(passengers.dataset().repartition(5), scaling);
    assertThat(rounded(fitted)).isEqualTo(rounded(expected));
    assertThat(fitted.offsets()).containsExactly(expected.offsets(), within(1e-9));
    assertThat(fitted.scales()).containsExactly(expected.scales(), within(1e-9));
    assertThat(fitted.featureNames())
        .contains("age:missing", "port.of=İzmir", "port.of:other", "adult=true", "adult:missing");
  }

  @Test
  void rowsOfOnePartitionGiveTheBitsOfTheTable() throws Exception {
    Passengers passengers = Passengers.write(folder, 900, 2);
    assertThat(fit(passengers.dataset().coalesce(1)))
        .isEqualTo(fit(passengers.table(), Scaling.STANDARD));
  }

  @Test
  void theSamePartitionsGiveTheSameBits() throws Exception {
    Dataset<Row> rows = Passengers.write(folder, 900, 3).dataset().repartition(7).cache();
    TableEncoder first = fit(rows);
    for (int again = 0; again < 5; again++) {
      assertThat(fit(rows)).isEqualTo(first);
    }
    rows.unpersist();
  }

  @Test
  void ofManyWordsTheMostFrequentAreKept() {
    int words = 2 * ColumnFacts.MOST_WORDS + 10_000;
    // Words below 100 are in three rows, all others in two.
    Column word = functions.concat(functions.lit("w"), functions.col("id").mod(words));
    Dataset<Row> rows = session().range(2L * words + 100).select(word.as("word")).repartition(8);
    TableEncoder encoder = DatasetFit.fit(rows, List.of("word"), List.of(), Scaling.STANDARD);
    List<String> expected =
        IntStream.range(0, words)
            .boxed()
            .sorted(
                (a, b) ->
                    (a < 100) != (b < 100) ? (a < 100 ? -1 : 1) : ("w" + a).compareTo("w" + b))
            .limit(ColumnFacts.MOST_WORDS)
            .map(i -> "w" + i)
            .toList();
    assertThat(encoder.encodings())
        .containsExactly(new ColumnEncoding.Words("word", expected, true, false));
    assertThat(encoder.dense()).isFalse();
    assertThat(encoder.notes()).singleElement().asString().contains("20000 rare words of 30000");
  }

  @Test
  void numbersOfAllTypesAreReadAndNaNIsMissing() {
    String[] types = {"tinyint", "smallint", "int", "bigint", "float", "double", "decimal(12,3)"};
    for (String type : types) {
      Dataset<Row> rows =
          session()
              .sql("select * from values (1), (3), (null), (5) as t(x)")
              .select(functions.col("x").cast(type).as("x"));
      TableEncoder encoder = DatasetFit.fit(rows, List.of("x"), List.of(), Scaling.STANDARD);
      assertThat(encoder.encodings())
          .as(type)
          .containsExactly(
              new ColumnEncoding.Numeric("x", 3, Math.sqrt(8 / 3.0), 3),
              new ColumnEncoding.Missing("x"));
    }
    Dataset<Row> holes =
        session().sql("select * from values (1d), (3d), (double('NaN')), (5d) as t(x)");
    assertThat(DatasetFit.fit(holes, List.of("x"), List.of(), Scaling.STANDARD).featureNames())
        .containsExactly("x", "x:missing");
  }

  @Test
  void columnsThatCannotBeEncodedAreNamedWithTheirType() {
    Dataset<Row> rows =
        session()
            .sql(
                "select 1 as age, timestamp'2020-01-01 10:00:00' as seen, array(1, 2) as both,"
                    + " double('-Infinity') as endless, 1e300 as huge");
    assertThatThrownBy(() -> DatasetFit.fit(rows, List.of("age", "seen"), List.of(), Scaling.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("column seen has the type timestamp");
    assertThatThrownBy(() -> DatasetFit.fit(rows, List.of("both"), List.of(), Scaling.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("column both has the type array<int>");
    assertThatThrownBy(() -> DatasetFit.fit(rows, List.of("agee"), List.of(), Scaling.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no column agee; did you mean age?");
    for (String name : List.of("endless", "huge")) {
      assertThatThrownBy(() -> DatasetFit.fit(rows, List.of("age", name), List.of(), Scaling.NONE))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("column " + name)
          .hasMessageContaining("32-bit floats");
    }
  }

  @Test
  void noRowsAreAnError() {
    Dataset<Row> none = session().sql("select 1 as x, 'a' as w where false");
    assertThatThrownBy(() -> DatasetFit.fit(none, List.of("x", "w"), List.of(), Scaling.STANDARD))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("the data set has no column to learn from");
  }
}
