package org.glissade.io.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.glissade.io.encode.Tables.QUIET;
import static org.glissade.io.encode.Tables.column;
import static org.glissade.io.encode.Tables.numbers;
import static org.glissade.io.encode.Tables.rowMajor;
import static org.glissade.io.encode.Tables.table;
import static org.glissade.io.encode.Tables.words;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.glissade.data.DenseExamples;
import org.glissade.data.Examples;
import org.glissade.data.SparseExamples;
import org.glissade.io.DataException;
import org.glissade.io.json.Fields;
import org.glissade.io.json.Json;
import org.glissade.io.table.Column;
import org.glissade.io.table.Table;
import org.junit.jupiter.api.Test;

class TableEncoderTest {
  private static final int ROWS = 24;

  @Provide
  Arbitrary<Table> tables() {
    return Tables.random(ROWS);
  }

  private static TableEncoder fit(Table table) {
    return (TableEncoder) FeatureEncoder.fit(table, Set.of(), Scaling.STANDARD);
  }

  private static TableEncoder with(TableEncoder encoder, boolean dense) {
    return new TableEncoder(encoder.encodings(), dense, encoder.unused(), encoder.notes());
  }

  @Property(tries = 300)
  void presentTrainingNumbersHaveMeanZeroAndDeviationOne(@ForAll("tables") Table table) {
    TableEncoder encoder = fit(table);
    Examples encoded = encoder.encode(table, QUIET);
    for (Column column : table.columns()) {
      int feature = encoder.featureNames().indexOf(column.name());
      if (!(column instanceof Column.Numeric numeric) || feature < 0) {
        continue;
      }
      float[] feature1 = column(encoded, feature);
      double[] present =
          IntStream.range(0, ROWS)
              .filter(row -> !Float.isNaN(numeric.values()[row]))
              .mapToDouble(row -> feature1[row])
              .toArray();
      double mean = Arrays.stream(present).average().orElseThrow();
      double variance =
          Arrays.stream(present).map(v -> v * v).average().orElseThrow() - mean * mean;
      assertThat(mean).as(column.name()).isCloseTo(0, within(1e-5));
      assertThat(variance).as(column.name()).isCloseTo(1, within(1e-4));
    }
  }

  @Property(tries = 300)
  void encodedValuesAreAlwaysFiniteAlsoForExtremeLaterRows(
      @ForAll("tables") Table table, @ForAll("extremes") float extreme) {
    TableEncoder encoder = fit(table);
    List<Column> later = new ArrayList<>();
    for (Column column : table.columns()) {
      if (column instanceof Column.Numeric) {
        float[] cells = new float[ROWS];
        Arrays.fill(cells, extreme);
        later.add(new Column.Numeric(column.name(), cells));
      } else {
        later.add(column);
      }
    }
    for (float value : rowMajor(encoder.encode(new Table("later.csv", ROWS, later), QUIET))) {
      assertThat(value).isFinite();
    }
  }

  @Provide
  Arbitrary<Float> extremes() {
    return Arbitraries.of(Float.MAX_VALUE, -Float.MAX_VALUE, Float.MIN_VALUE, 0f, Float.NaN);
  }

  @Property(tries = 300)
  void trainingWordsOfAColumnAddUpToOneInEveryRow(@ForAll("tables") Table table) {
    TableEncoder encoder = fit(table);
    float[] encoded = rowMajor(encoder.encode(table, QUIET));
    int start = 0;
    for (ColumnEncoding encoding : encoder.encodings()) {
      if (encoding instanceof ColumnEncoding.Words) {
        for (int row = 0; row < ROWS; row++) {
          float sum = 0;
          for (int j = start; j < start + encoding.width(); j++) {
            float value = encoded[row * encoder.width() + j];
            assertThat(value).isIn(0f, 1f);
            sum += value;
          }
          assertThat(sum).isEqualTo(1);
        }
      }
      start += encoding.width();
    }
    assertThat(start).isEqualTo(encoder.width()).isEqualTo(encoder.featureNames().size());
  }

  @Property(tries = 300)
  void fittingDoesNotLookBeyondTheTrainingRows(
      @ForAll("tables") Table table, @ForAll("tables") Table other) {
    Table training = Tables.select(table, 0, ROWS / 2);
    // The same rows with a dictionary that other rows have stretched and shuffled.
    List<Column> columns = new ArrayList<>();
    for (Column column : training.columns()) {
      if (column instanceof Column.Categorical words) {
        List<String> longer = new ArrayList<>(words.words());
        Collections.reverse(longer);
        longer.addFirst("validation only");
        int[] codes =
            Arrays.stream(words.codes())
                .map(code -> code < 0 ? -1 : longer.indexOf(words.words().get(code)))
                .toArray();
        columns.add(new Column.Categorical(column.name(), longer, codes));
      } else {
        columns.add(column);
      }
    }
    TableEncoder encoder = fit(training);
    assertThat(fit(new Table(training.source(), training.rows(), columns))).isEqualTo(encoder);
    // Encoding other rows leaves the encoder as it was.
    String before = Json.text(encoder.toJson());
    try {
      encoder.encode(other, QUIET);
    } catch (DataException e) {
      assertThat(e).hasMessageContaining("column");
    }
    assertThat(Json.text(encoder.toJson())).isEqualTo(before);
  }

  @Property(tries = 300)
  void anEncoderReadBackFromJsonEncodesToTheSameBits(@ForAll("tables") Table table) {
    TableEncoder encoder = fit(table);
    FeatureEncoder back =
        FeatureEncoder.fromJson(Fields.parse("encoder", Json.text(encoder.toJson())));
    assertThat(back).isEqualTo(encoder);
    assertThat(rowMajor(back.encode(table, QUIET)))
        .containsExactly(rowMajor(encoder.encode(table, QUIET)));
  }

  @Property(tries = 300)
  void denseAndSparseRowsHoldTheSameNumbers(@ForAll("tables") Table table) {
    TableEncoder encoder = fit(table);
    Examples dense = with(encoder, true).encode(table, QUIET);
    Examples sparse = with(encoder, false).encode(table, QUIET);
    assertThat(dense).isInstanceOf(DenseExamples.class);
    assertThat(sparse).isInstanceOf(SparseExamples.class);
    float[] expected = rowMajor(dense);
    float[] actual = rowMajor(sparse);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i] + 0f).isEqualTo(expected[i] + 0f);
    }
    assertThat(sparse.stored())
        .isEqualTo(IntStream.range(0, expected.length).filter(i -> expected[i] != 0).count());
  }

  @Property(tries = 300)
  void encodingDoesNotDependOnTheOrderOfColumnsOrOnExtraOnes(@ForAll("tables") Table table) {
    TableEncoder encoder = fit(table);
    List<Column> shuffled = new ArrayList<>(table.columns());
    Collections.reverse(shuffled);
    float[] zeros = new float[ROWS];
    shuffled.addFirst(new Column.Numeric("unheard of", zeros));
    List<String> notes = new ArrayList<>();
    Examples encoded = encoder.encode(new Table("later.csv", ROWS, shuffled), notes::add);
    assertThat(rowMajor(encoded)).containsExactly(rowMajor(encoder.encode(table, QUIET)));
    assertThat(notes).singleElement().asString().contains("later.csv").contains("unheard of");
  }

  @Property(tries = 300)
  void originalWeightsGiveTheSameScoresFromTheRawNumbers(@ForAll("tables") Table table) {
    TableEncoder encoder = fit(table);
    int width = encoder.width();
    float[] weights = new float[width];
    for (int j = 0; j < width; j++) {
      weights[j] = (float) Math.sin(j + 1);
    }
    FeatureEncoder.OriginalWeights original = encoder.originalWeights(weights, 0, 0.25);
    double[] offsets = encoder.offsets();
    double[] scales = encoder.scales();
    float[] encoded = rowMajor(encoder.encode(table, QUIET));
    for (int row = 0; row < ROWS; row++) {
      double score = 0.25;
      double fromRaw = original.bias();
      double size = 1 + Math.abs(fromRaw);
      for (int j = 0; j < width; j++) {
        double value = encoded[row * width + j];
        double raw = value * scales[j] + offsets[j];
        score += weights[j] * value;
        fromRaw += original.weights()[j] * raw;
        size += Math.abs(original.weights()[j] * raw);
      }
      assertThat(fromRaw).isCloseTo(score, within(1e-12 * size));
    }
  }

  @Test
  void aMissingNumberCountsAsTheMeanAndIsMarkedIfTrainingHadSuch() {
    TableEncoder encoder = fit(table(numbers("age", 20, 40, Double.NaN), numbers("x", 1, 2, 3)));
    assertThat(encoder.featureNames()).containsExactly("age", "age:missing", "x");
    Examples later =
        encoder.encode(table(numbers("age", Double.NaN, 30), numbers("x", 2, Double.NaN)), QUIET);
    assertThat(rowMajor(later)).containsExactly(0, 1, 0, 0, 0, 0);
  }

  @Test
  void unscaledNumbersStayAsTheyAreAndMissingOnesBecomeTheMean() {
    FeatureEncoder encoder =
        FeatureEncoder.fit(
            table(numbers("age", 20, 40, Double.NaN), numbers("one", 1, 1, 1)),
            Set.of(),
            Scaling.NONE);
    Examples encoded =
        encoder.encode(table(numbers("age", 7, Double.NaN), numbers("one", 1, 1)), QUIET);
    assertThat(rowMajor(encoded)).containsExactly(7, 0, 1, 30, 1, 1);
  }

  @Test
  void aColumnThatDoesNotVaryIsDroppedWithANote() {
    float nearly = Math.nextUp(1e6f);
    TableEncoder encoder =
        fit(
            table(
                numbers("same", 0.1, 0.1, 0.1),
                new Column.Numeric("rounding", new float[] {1e6f, nearly, 1e6f}),
                numbers("holes", 5, Double.NaN, 5),
                words("word", "a", "a", "a"),
                words("id", "a", "b", "c"),
                numbers("x", 1, 2, 3)));
    assertThat(encoder.featureNames()).containsExactly("holes:missing", "x");
    assertThat(encoder.notes()).hasSize(5);
    assertThat(encoder.notes()).anyMatch(note -> note.contains("same") && note.contains("0.1"));
  }

  @Test
  void largeNumbersSurviveScaling() {
    TableEncoder encoder = fit(table(numbers("x", 1e30, 3e30, 2e30, 2e30)));
    assertThat(rowMajor(encoder.encode(table(numbers("x", 1e30, 3e30)), QUIET)))
        .containsExactly(new float[] {-1.4142135f, 1.4142135f}, within(1e-6f));
  }

  @Test
  void wordsAreOrderedByFrequencyThenAlphabetAndRareOnesPooled() {
    TableEncoder encoder = fit(table(words("w", "b", "c", "c", "a", "c", "b", "a", "once", "two")));
    assertThat(encoder.featureNames()).containsExactly("w=c", "w=a", "w=b", "w:other");
    Examples later = encoder.encode(table(words("w", "unseen", "c", "")), QUIET);
    assertThat(rowMajor(later)).containsExactly(0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 1);
  }

  @Test
  void missingWordsHaveTheirOwnFeatureIfTrainingHadSuch() {
    TableEncoder encoder = fit(table(words("w", "a", "a", "b", "b", "")));
    assertThat(encoder.featureNames()).containsExactly("w=a", "w=b", "w:missing");
    // Training had no rare word, so nothing was learnt about others: no feature is set.
    assertThat(rowMajor(encoder.encode(table(words("w", "", "new")), QUIET)))
        .containsExactly(0, 0, 1, 0, 0, 0);
  }

  @Test
  void manyWordsMakeSparseRowsAndKeepTheMostFrequent() {
    String[] cells = new String[3 * (TableFit.MOST_WORDS + 5)];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = "w" + i / 3;
    }
    for (int i = 0; i < 15; i += 3) {
      cells[i] = "w6";
    }
    TableEncoder encoder = fit(table(words("w", cells)));
    assertThat(encoder.dense()).isFalse();
    assertThat(encoder.width()).isEqualTo(TableFit.MOST_WORDS + 1);
    assertThat(encoder.featureNames().getFirst()).isEqualTo("w=w6");
    assertThat(encoder.featureNames()).doesNotContain("w=w0", "w=w1", "w=w4").contains("w:other");
  }

  @Test
  void numbersReadAsWordsLaterAreParsed() {
    TableEncoder encoder = fit(table(numbers("x", 1, 3)));
    assertThat(rowMajor(encoder.encode(table(words("x", "3", " 1e0 ", "")), QUIET)))
        .containsExactly(1, -1, 0);
    assertThatThrownBy(() -> encoder.encode(table(words("x", "3", "three")), QUIET))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("row 2")
        .hasMessageContaining("three");
  }

  @Test
  void wordsReadAsNumbersLaterAreMatched() {
    TableEncoder zip = fit(table(words("zip", "01", "01", "2", "2", "x", "x")));
    assertThat(rowMajor(zip.encode(table(numbers("zip", 2, 1, 7)), QUIET)))
        .containsExactly(0, 1, 0, 1, 0, 0, 0, 0, 0);
    TableEncoder colour = fit(table(words("colour", "red", "red", "blue", "blue")));
    assertThatThrownBy(() -> colour.encode(table(numbers("colour", Double.NaN, 7)), QUIET))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("row 2")
        .hasMessageContaining("7");
  }

  @Test
  void aMissingOrIgnoredColumnIsAnErrorThatNamesIt() {
    TableEncoder encoder = fit(table(numbers("age", 1, 3)));
    assertThatThrownBy(() -> encoder.encode(table(numbers("x", 1)), QUIET))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("test.csv")
        .hasMessageContaining("age");
    Column ignored = new Column.Ignored("age", Column.Ignored.Kind.DATE, "2020-01-01", 1);
    assertThatThrownBy(() -> encoder.encode(table(ignored), QUIET))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("date")
        .hasMessageContaining("2020-01-01");
  }

  @Test
  void targetAndDroppedColumnsAreNoFeaturesAndNotMissedLater() {
    Table training =
        table(
            numbers("x", 1, 3),
            numbers("same", 1, 1),
            new Column.Ignored("id", Column.Ignored.Kind.IDENTIFIER, "A1", 2),
            numbers("y", 0, 1));
    FeatureEncoder encoder = FeatureEncoder.fit(training, Set.of("y"), Scaling.STANDARD);
    assertThat(encoder.featureNames()).containsExactly("x");
    List<String> notes = new ArrayList<>();
    encoder.encode(training, notes::add);
    encoder.encode(table(numbers("x", 2)), notes::add);
    assertThat(notes).isEmpty();
  }

  @Test
  void noUsableColumnIsAnError() {
    assertThatThrownBy(() -> fit(table(numbers("x", 1, 1))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no column to learn from");
  }
}
