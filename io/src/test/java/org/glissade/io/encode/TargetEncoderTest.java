package org.glissade.io.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.glissade.io.encode.Tables.QUIET;
import static org.glissade.io.encode.Tables.numbers;
import static org.glissade.io.encode.Tables.table;
import static org.glissade.io.encode.Tables.words;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Size;
import org.glissade.data.SparseExamples;
import org.glissade.io.DataException;
import org.glissade.io.json.Fields;
import org.glissade.io.json.Json;
import org.glissade.io.table.Column;
import org.glissade.io.table.SparseRecords;
import org.glissade.io.table.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetEncoderTest {
  private static TargetEncoder auto(Column target) {
    return TargetEncoder.fit(table(numbers("x", new double[target.rows()]), target), null, null);
  }

  /** A numeric target that goes round the values. */
  private static Column round(int rows, int first, int count, int step) {
    return numbers(
        "y", IntStream.range(0, rows).mapToDouble(i -> first + i % count * step).toArray());
  }

  @ParameterizedTest
  @CsvSource({
    // rows, first value, number of values, step, task
    "150, 0, 3, 1, MULTICLASS", // iris
    "178, 1, 3, 1, MULTICLASS", // wine
    "1797, 0, 10, 1, MULTICLASS", // digits
    "15935, 1, 20, 1, MULTICLASS", // newsgroups
    "43500, 1, 7, 1, MULTICLASS", // shuttle
    "67557, -1, 3, 1, MULTICLASS", // connect-4
    "20, 0, 2, 1, BINARY",
    "20, -1, 2, 2, BINARY",
    "20, 1, 2, 1, BINARY",
    "4177, 1, 28, 1, REGRESSION", // abalone: rings
    "1599, 3, 6, 1, REGRESSION", // wine quality
    "20, 0, 5, 1, REGRESSION", // too few rows for five classes
    "500, 1, 4, 2, REGRESSION", // gaps
  })
  void theTaskIsToldFromTheNumbers(int rows, int first, int count, int step, Task task) {
    TargetEncoder target = auto(round(rows, first, count, step));
    assertThat(target.task()).isEqualTo(task);
    if (task != Task.REGRESSION) {
      assertThat(target.classes()).hasSize(count).startsWith(Integer.toString(first));
    }
  }

  @Test
  void anAssumptionIsNotedWithTheWayToChangeIt() {
    assertThat(auto(round(150, 0, 3, 1)).notes())
        .singleElement()
        .asString()
        .contains("--task regression");
    assertThat(auto(round(4177, 1, 28, 1)).notes())
        .singleElement()
        .asString()
        .contains("--task multiclass");
    assertThat(auto(round(20, 0, 2, 1)).notes()).isEmpty();
  }

  @Test
  void fractionsAreRegression() {
    assertThat(auto(numbers("y", 0.5, 1.5, 0.5)).task()).isEqualTo(Task.REGRESSION);
  }

  @ParameterizedTest
  @CsvSource({
    "yes, no, yes",
    "No, yes, yes",
    "no, Yes, Yes",
    "benign, malignant, malignant",
    "<=50K, >50K, >50K",
    "10, 9, 10",
    "-1, +1, +1",
    "true, false, true"
  })
  void theLastClassInNumericOrElseAlphabeticalOrderIsThePositiveOne(
      String a, String b, String positive) {
    for (String[] cells : new String[][] {{a, b}, {b, a}}) {
      TargetEncoder target = auto(words("y", cells));
      assertThat(target.task()).isEqualTo(Task.BINARY);
      assertThat(target.classes().getLast()).isEqualTo(positive);
      float[] encoded = target.encode(table(words("y", positive, a, b)), QUIET);
      assertThat(encoded[0]).isEqualTo(1);
      assertThat(encoded[1] + encoded[2]).isEqualTo(0);
    }
  }

  @Test
  void severalClassesBecomeTheirIndex() {
    TargetEncoder target = auto(words("y", "b", "c", "a", "b"));
    assertThat(target.classes()).containsExactly("a", "b", "c");
    assertThat(target.encode(table(words("y", "c", "a", "b")), QUIET)).containsExactly(2, 0, 1);
  }

  @Test
  void aTaskThatIsGivenIsKept() {
    Table numbers = table(round(30, 0, 3, 1));
    assertThat(TargetEncoder.fit(numbers, "y", Task.REGRESSION).classes()).isEmpty();
    assertThat(TargetEncoder.fit(numbers, "1", Task.MULTICLASS).classes())
        .containsExactly("0", "1", "2");
    assertThatThrownBy(() -> TargetEncoder.fit(numbers, "y", Task.BINARY))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("3 classes");
    assertThatThrownBy(() -> TargetEncoder.fit(table(words("y", "1", "two")), "y", Task.REGRESSION))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("row 2")
        .hasMessageContaining("two");
  }

  @Test
  void targetsThatCannotBeLearntAreErrors() {
    assertThatThrownBy(() -> auto(words("y", "a", "a")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("a in every row");
    assertThatThrownBy(() -> auto(numbers("y", 3, 3)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("3 in every row");
    assertThatThrownBy(() -> auto(numbers("y", 3, Double.NaN, 1, Double.NaN)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("missing in row 2, 4");
    assertThatThrownBy(() -> auto(words("y", "a", "", "b")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("missing in row 2");
    assertThatThrownBy(
            () -> auto(new Column.Ignored("y", Column.Ignored.Kind.FREE_TEXT, "Dear all", 2)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("free text");
    assertThatThrownBy(() -> TargetEncoder.fit(table(numbers("price", 1, 2)), "pirce", null))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("did you mean price?");
  }

  @Test
  void aFullStopBehindALabelIsRepairedWithANote() {
    TargetEncoder target = auto(words("y", "<=50K", ">50K"));
    List<String> notes = new ArrayList<>();
    float[] encoded = target.encode(table(words("y", ">50K.", "<=50K.", ">50K")), notes::add);
    assertThat(encoded).containsExactly(1, -1, 1);
    assertThat(notes).singleElement().asString().contains("50K.");
    TargetEncoder mixed = auto(words("y", "<=50K.", ">50K.", "<=50K", ">50K"));
    assertThat(mixed.classes()).containsExactly("<=50K", ">50K");
    assertThat(mixed.encode(table(words("y", ">50K.", "<=50K.")), QUIET)).containsExactly(1, -1);
  }

  @Test
  void anUnknownLabelIsAnErrorWithItsRow() {
    TargetEncoder target = auto(words("y", "setosa", "virginica", "versicolor"));
    assertThatThrownBy(() -> target.encode(table(words("y", "setosa", "virginca")), QUIET))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("row 2")
        .hasMessageContaining("\"virginca\"; did you mean virginica?");
    TargetEncoder digits = auto(round(40, 0, 4, 1));
    assertThatThrownBy(() -> digits.encode(table(numbers("y", 1, 1, 4)), QUIET))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("row 3")
        .hasMessageContaining("\"4\"");
    assertThatThrownBy(() -> digits.encode(table(numbers("z", 1)), QUIET))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no column y");
  }

  @Test
  void classesMatchAsNumbersWhateverTheirTypeInTheFile() {
    TargetEncoder fromNumbers = auto(round(40, 1, 4, 1));
    assertThat(fromNumbers.encode(table(words("y", "4", "2.0", "+1")), QUIET))
        .containsExactly(3, 1, 0);
    TargetEncoder fromWords = auto(words("y", "01", "x", "02"));
    assertThat(fromWords.encode(table(numbers("y", 2, 1)), QUIET)).containsExactly(1, 0);
  }

  @Test
  void labelsOfNumberedFeaturesAreTargets() {
    SparseRecords records =
        new SparseRecords(
            "test.svm",
            SparseExamples.of(
                new long[] {0, 1, 2},
                new int[] {0, 0},
                new float[] {1, 2},
                1,
                new float[] {1, -1},
                1,
                null));
    TargetEncoder target = TargetEncoder.fit(records, null, null);
    assertThat(target.classes()).containsExactly("-1", "1");
    assertThat(target.encode(records, QUIET)).containsExactly(1, -1);
  }

  @Property(tries = 300)
  void regressionTrainsOnStandardTargetsAndPredictsInTheirUnits(
      @ForAll @Size(min = 3, max = 40) List<@FloatRange(min = -1e6f, max = 1e6f) Float> values) {
    double[] y = values.stream().mapToDouble(Float::doubleValue).toArray();
    y[0] = -1e6;
    y[1] = 1e6;
    Table rows = table(numbers("y", y));
    TargetEncoder target = TargetEncoder.fit(rows, null, Task.REGRESSION).standardised(rows);
    float[] encoded = target.encode(rows, QUIET);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < y.length; i++) {
      sum += encoded[i];
      squares += (double) encoded[i] * encoded[i];
      assertThat(target.targets().getFirst().unscaled(encoded[i]))
          .isCloseTo(y[i], within(1e-6 * 2e6));
    }
    assertThat(sum / y.length).isCloseTo(0, within(1e-5));
    assertThat(squares / y.length).isCloseTo(1, within(1e-4));
    TargetEncoder back = TargetEncoder.fromJson(Fields.parse("target", Json.text(target.toJson())));
    assertThat(back).isEqualTo(target);
  }

  @Test
  void aConstantRegressionTargetIsPredictedExactly() {
    Table rows = table(numbers("y", 7, 7));
    TargetEncoder target = TargetEncoder.fit(rows, null, Task.REGRESSION).standardised(rows);
    assertThat(target.encode(rows, QUIET)).containsExactly(0, 0);
    assertThat(target.targets().getFirst().unscaled(0)).isEqualTo(7);
  }
}
