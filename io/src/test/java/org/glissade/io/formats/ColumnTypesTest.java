package org.glissade.io.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.glissade.io.formats.Reading.column;
import static org.glissade.io.formats.Reading.csv;
import static org.glissade.io.formats.Reading.lines;
import static org.glissade.io.formats.Reading.names;
import static org.glissade.io.formats.Reading.numbers;
import static org.glissade.io.formats.Reading.problem;
import static org.glissade.io.formats.Reading.table;
import static org.glissade.io.formats.Reading.words;

import java.util.List;
import java.util.Locale;
import org.glissade.io.table.Column;
import org.glissade.io.table.Column.Ignored.Kind;
import org.glissade.io.table.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a column is taken for, and the cells that it then refuses. */
class ColumnTypesTest {
  private static final ReadOptions DEFAULTS = ReadOptions.defaults();

  private static Kind ignored(String text, String name) {
    return ((Column.Ignored) column(table(text), name)).kind();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "NA", "na", "?", "NaN", "NULL", "n/a", "\"\"", "\"NA\"", "  ? "})
  void missingCellsAreMissingInNumbersAndInWords(String cell) {
    Table table = table("n,w,y\n1,a,0\n" + cell + "," + cell + ",1\n");
    assertThat(numbers(table, "n")).containsExactly(1, Float.NaN);
    assertThat(words(table, "w")).containsExactly("a", null);
  }

  @Test
  void moreWaysToSayMissingCanBeTold() {
    ReadOptions options = DEFAULTS.missing(List.of("-999", "Unknown"));
    Table table = table(csv("n,w,y\n1,a,0\n-999,unknown,1\n-999.0,UNKNOWN,1\n", options));
    assertThat(numbers(table, "n")).containsExactly(1, Float.NaN, -999);
    assertThat(words(table, "w")).containsExactly("a", null, null);
  }

  @Test
  void aCellThatIsNoNumberIsAnErrorWithPlaceAndAdvice() {
    String text = "age,y\n" + lines(0, 99, i -> i + ",1") + "12a,0\n";
    assertThat(problem(text))
        .isEqualTo(
            "data.csv:101:age: \"12a\" is not a number, but 99 % of the first 100 cells of the"
                + " column are; correct it, count it as missing (--missing 12a), or read the"
                + " column as words (--categorical age)");
    assertThat(words(table(csv(text, DEFAULTS.categorical(List.of("age")))), "age"))
        .startsWith("0", "1")
        .endsWith("12a");
  }

  @Test
  void aCellBehindTheSampleIsCheckedToo() {
    String text = lines(0, 30_000, i -> i + ".5,1") + "none here,0\n";
    assertThat(problem(text)).startsWith("data.csv:30001:c1: \"none here\" is not a number");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0x1F", "1f", "1d", "1_000", "1e", ".", "-", "+-1", "1.2.3", "e5", "١"})
  void whatJavaOrPythonWouldTakeForANumberIsNone(String cell) {
    assertThat(problem("n,y\n1,0\n2,0\n3,0\n4,0\n" + cell + ",1\n"))
        .contains("\"" + cell + "\" is not a number");
  }

  @ParameterizedTest
  @ValueSource(strings = {"inf", "-Inf", "+INFINITY", "Infinity"})
  void infinityIsAnErrorWithPlaceAndAdvice(String cell) {
    assertThat(problem("n,y\n1,0\n" + cell + ",1\n"))
        .startsWith("data.csv:3:n: \"" + cell + "\" is infinite")
        .contains("--missing " + cell);
  }

  @Test
  void aCellOfAnyLengthMakesAMessageOfALine() {
    String long7 = "7".repeat(100_000);
    assertThat(problem("n,y\n1,0\n" + long7 + ",1\n"))
        .startsWith("data.csv:3:n: \"777")
        .contains("--missing TEXT")
        .hasSizeLessThan(300);
  }

  @Test
  void numbersMustFitAFloat() {
    assertThat(problem("n,y\n1e30,0\n1e39,1\n"))
        .startsWith("data.csv:3:n: \"1e39\" is beyond the range of 32-bit floats");
    assertThat(numbers(table("n,y\n1e30,0\n-3.4e38,1\n1e-60,1\n"), "n"))
        .containsExactly(1e30f, -3.4e38f, 0);
  }

  @Test
  void fourFifthsOfNumbersMakeAColumnOfNumbers() {
    String four = lines(0, 80, i -> i + ",1") + lines(0, 20, i -> "none,1");
    assertThat(problem("x,y\n" + four)).startsWith("data.csv:82:x: \"none\" is not a number");
    Table words = table("x,y\n" + four + "none,1\n");
    assertThat(column(words, "x")).isInstanceOf(Column.Categorical.class);
  }

  @Test
  void severalDifferentWordsAmongNumbersMakeCodes() {
    String text =
        "code,y\n"
            + lines(0, 950, i -> 250 + i % 90 + ",1")
            + lines(0, 50, i -> "V" + i % 7 + ",0");
    ReadResult result = csv(text);
    assertThat(words(table(result), "code")).startsWith("250", "251").contains("V6");
    assertThat(result.notes())
        .contains(
            "column code: 95 % of the cells are numbers, others are not, such as \"V0\": read as"
                + " words");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2011-01-%02d",
        "2011/1/%d",
        "%02d/12/2011",
        "%d.3.2020",
        "2011-01-%02d 10:30",
        "2011-01-%02dT10:30:00Z",
        "2011-01-%02dT10:30:00.123+02:00",
        "12/%02d/2011 3:15 PM",
        "10:30:%02d"
      })
  void datesAreIgnoredAndSaid(String pattern) {
    String text = "when,y\n" + lines(1, 25, i -> String.format(Locale.ROOT, pattern, i) + ",1");
    assertThat(ignored(text, "when")).isEqualTo(Kind.DATE);
    assertThat(csv(text).notes())
        .anyMatch(note -> note.startsWith("column when looks like dates (\""))
        .anyMatch(note -> note.contains("--categorical when"));
  }

  @Test
  void manyDistinctWordsAreIdentifiersOrFreeText() {
    assertThat(ignored("id,y\n" + lines(0, 150, i -> "u" + i + "x,1"), "id"))
        .isEqualTo(Kind.IDENTIFIER);
    assertThat(ignored("t,y\n" + lines(0, 150, i -> "the cat sat " + i + " times,1"), "t"))
        .isEqualTo(Kind.FREE_TEXT);
    assertThat(column(table("id,y\n" + lines(0, 100, i -> "u" + i + "x,1")), "id"))
        .as("no more than 100")
        .isInstanceOf(Column.Categorical.class);
    assertThat(column(table("id,y\n" + lines(0, 300, i -> "u" + i % 150 + "x,1")), "id"))
        .as("each twice")
        .isInstanceOf(Column.Categorical.class);
  }

  @Test
  void wordsKeepTheOrderInWhichTheyAppear() {
    Column.Categorical column =
        (Column.Categorical) column(table("w,y\nb,1\na,1\n,1\nb,1\nİ,1\ni,1\n"), "w");
    assertThat(column.words()).containsExactly("b", "a", "İ", "i");
    assertThat(column.codes()).containsExactly(0, 1, -1, 0, 2, 3);
  }

  @Test
  void thousandsOfWordsKeepTheirCodes() {
    String text = "w,y\n" + lines(0, 40_000, i -> "w" + i * 31 % 5000 + ",1");
    List<String> words = words(table(csv(text, DEFAULTS.categorical(List.of("w")))), "w");
    for (int i = 0; i < words.size(); i++) {
      assertThat(words.get(i)).isEqualTo("w" + i * 31 % 5000);
    }
  }

  @Test
  void theOptionsDecideTheType() {
    String text = "a,b,c,d\n01,2020-01-01,x,1\n1,2020-01-02,y,2\n1.0,2020-01-03,z,3\n";
    ReadOptions options = DEFAULTS.categorical(List.of("a", "2")).drop(List.of("c"));
    Table table = table(csv(text, options));
    assertThat(names(table)).containsExactly("a", "b", "d");
    assertThat(words(table, "a")).containsExactly("01", "1", "1.0");
    assertThat(words(table, "b")).startsWith("2020-01-01");
    assertThat(problem("data.csv", text, DEFAULTS.numeric(List.of("c"))))
        .startsWith("data.csv:2:c: \"x\" is not a number, but the column was declared numeric");
    assertThat(problem("data.csv", text, DEFAULTS.weightColumn("c"))).startsWith("data.csv:2:c:");
  }

  @Test
  void theTargetIsKeptWhateverItLooksLike() {
    String dates = "x,when\n" + lines(1, 25, i -> i + ",2011-01-" + (10 + i));
    assertThat(column(table(dates), "when")).isInstanceOf(Column.Categorical.class);
    String names = "x,id\n" + lines(0, 150, i -> i + ",u" + i);
    assertThat(column(table(names), "id")).isInstanceOf(Column.Categorical.class);
    assertThat(csv(names).notes()).anyMatch(note -> note.contains("150 different words"));
    assertThat(column(table("x,ok\n1,true\n2,false\n"), "ok"))
        .isInstanceOf(Column.Categorical.class);
  }

  @Test
  void aColumnWithoutAnyCellIsMissingNumbersAndSaid() {
    ReadResult result = csv("x,e,y\n1,,2\n3,NA,4\n");
    assertThat(numbers(table(result), "e")).containsExactly(Float.NaN, Float.NaN);
    assertThat(result.notes()).contains("all cells are missing in e");
  }

  @Test
  void aColumnThatStartsEmptyIsDecidedByItsFirstCell() {
    String empty = lines(0, 12_000, i -> "1,?,?,2");
    Table table = table("a,n,w,y\n" + empty + "1,5,five,2\n1,,,2\n");
    assertThat(numbers(table, "n")).hasSize(12_002).endsWith(Float.NaN, 5, Float.NaN);
    assertThat(words(table, "w")).hasSize(12_002).endsWith(null, "five", null);
  }

  @Test
  void rowNumbersArePointedOut() {
    ReadResult result =
        csv("i,j,k,y\n" + lines(0, 30, i -> (i + 1) + "," + i + "," + i * 2 + "," + i));
    assertThat(result.notes())
        .filteredOn(note -> note.contains("looks like a row number"))
        .containsExactly(
            "column i looks like a row number; drop it with --drop i",
            "column j looks like a row number; drop it with --drop j");
    assertThat(csv("i,y\n" + lines(0, 20, i -> i + ",1")).notes())
        .as("too few to tell")
        .noneMatch(note -> note.contains("row number"));
  }

  @Test
  void wholeNumbersThatAFloatRoundsArePointedOut() {
    assertThat(csv("big,x,y\n16777217,1e20,1\n2,1.5,1\n").notes())
        .anyMatch(note -> note.contains("rounded to 32-bit floats in big;"));
  }
}
