package org.glissade.io.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.glissade.io.formats.Reading.csv;
import static org.glissade.io.formats.Reading.lines;
import static org.glissade.io.formats.Reading.names;
import static org.glissade.io.formats.Reading.numbers;
import static org.glissade.io.formats.Reading.problem;
import static org.glissade.io.formats.Reading.read;
import static org.glissade.io.formats.Reading.table;
import static org.glissade.io.formats.Reading.words;

import java.util.List;
import org.glissade.io.formats.ReadOptions.Choice;
import org.glissade.io.table.Column;
import org.glissade.io.table.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Separators, quotes, headers, and what stands above the table. */
class TableFormTest {
  private static final ReadOptions NO_HEADER = ReadOptions.defaults().header(Choice.NO);

  @ParameterizedTest
  @ValueSource(strings = {",", ";", "\t", "|", " ", "  \t ", " , "})
  void theSeparatorIsDetected(String separator) {
    String text = "a/b/c\n1.5/x/2\n-3/y/4\n".replace("/", separator);
    Table table = table(csv(text));
    assertThat(names(table)).containsExactly("a", "b", "c");
    assertThat(numbers(table, "a")).containsExactly(1.5f, -3);
    assertThat(words(table, "b")).containsExactly("x", "y");
  }

  @Test
  void theSeparatorIsSaid() {
    assertThat(csv("a;b\n1;2\n").notes()).contains("1 rows of 2 columns, separated by semicolons");
  }

  @Test
  void runsOfBlanksSeparateAndSurroundLines() {
    Table table = table("  1   2.5\t x \n\n 10 20 \"y  z\"  \r\n   3 4 \"a\"\"b\"\n");
    assertThat(numbers(table, "c2")).containsExactly(2.5f, 20, 4);
    assertThat(words(table, "c3")).containsExactly("x", "y  z", "a\"b");
  }

  @Test
  void tsvIsSeparatedByTabsEvenIfCommasAreMoreRegular() {
    Table table =
        table(read("x.tsv", "1,2\t3\n4,5\t6\n", ReadOptions.defaults().header(Choice.NO)));
    assertThat(table.columns()).hasSize(2);
  }

  @Test
  void commasAndBlanksBetweenCellsAreOneSeparator() {
    Table table = table("39, State-gov, 77516, <=50K\n50, Self-emp, 83311, >50K\n");
    assertThat(words(table, "c2")).containsExactly("State-gov", "Self-emp");
    assertThat(words(table, "c4")).containsExactly("<=50K", ">50K");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void lineEndsDoNotMatter(String end) {
    Table table = table("a,b\n1,x\n\n2,y".replace("\n", end));
    assertThat(numbers(table, "a")).containsExactly(1, 2);
    assertThat(words(table, "b")).containsExactly("x", "y");
  }

  @Test
  void quotedCellsKeepSeparatorsLineBreaksQuotesAndBlanks() {
    Table table = table("w,n\n\"a,b\",1\n\"c\nd\",2\n\"e\"\"f\",3\n\" g \",4\n h ,\"5\"\n");
    assertThat(words(table, "w")).containsExactly("a,b", "c\nd", "e\"f", " g ", "h");
    assertThat(numbers(table, "n")).containsExactly(1, 2, 3, 4, 5);
  }

  @Test
  void blanksMayStandAroundQuotes() {
    Table table = table("w, n\n\"a, b\" , 1\n \"c\", 2\n");
    assertThat(words(table, "w")).containsExactly("a, b", "c");
  }

  @Test
  void linesOfBlanksAreLeftOut() {
    assertThat(table("a,b\n\n1,2\n   \n3,4\n\n\n").rows()).isEqualTo(2);
    assertThat(numbers(table("1\n\n2\n  \n3\n"), "c1")).containsExactly(1, 2, 3);
  }

  @Test
  void anEmptyFirstCellIsNoBlankLine() {
    Table table = table("a,b\n,2\n1,\n");
    assertThat(numbers(table, "a")).containsExactly(Float.NaN, 1);
    assertThat(numbers(table, "b")).containsExactly(2, Float.NaN);
  }

  @Test
  void quotesInTabSeparatedTextThatDoNotPairAreOrdinary() {
    String text = "ham\t\"Gimme a few\" was 3\nspam\tsay \"no\"\nham\t\"fine\"\n";
    ReadResult result = csv(text, ReadOptions.defaults().target("1"));
    assertThat(words(table(result), "c2"))
        .containsExactly("\"Gimme a few\" was 3", "say \"no\"", "\"fine\"");
    assertThat(result.notes()).anyMatch(note -> note.startsWith("quotes are read as ordinary"));
    assertThat(words(table("a\tb\n\"x\ty\"\t1\n"), "a")).containsExactly("x\ty");
  }

  @Test
  void quotesCanBeSwitchedOff() {
    ReadOptions options = ReadOptions.defaults().quotes(Choice.NO);
    assertThat(words(table(csv("a,b\n\"x,1\ny\",2\n", options)), "a"))
        .containsExactly("\"x", "y\"");
  }

  @Test
  void wordsAboveNumbersAreAHeader() {
    ReadResult result = csv("id,2019,2020\n7,1,2\n8,3,4\n");
    assertThat(names(table(result))).containsExactly("id", "2019", "2020");
    assertThat(result.notes()).anyMatch(note -> note.startsWith("line 1 is the header"));
    assertThat(names(table("when,x\n2020-01-02,a\n2020-01-03,a\n"))).contains("when");
  }

  @Test
  void aFirstRowOfNumbersIsNoHeader() {
    ReadResult result = csv("1,2\n3,4\n");
    assertThat(names(table(result))).containsExactly("c1", "c2");
    assertThat(table(result).rows()).isEqualTo(2);
    assertThat(result.notes()).anyMatch(note -> note.startsWith("no header"));
  }

  @Test
  void aFirstRowLikeTheOthersIsNoHeader() {
    assertThat(table("M,0.4,7\nF,0.5,9\nM,0.3,8\n").rows()).isEqualTo(3);
    assertThat(table("x,p\n" + lines(0, 20, i -> i % 2 == 0 ? "x,p" : "y,q")).rows()).isEqualTo(21);
  }

  @Test
  void amongWordsNewOnesAboveRepeatedOnesAreAHeader() {
    String text = "class,odor\n" + lines(0, 20, i -> i % 2 == 0 ? "e,n" : "p,f");
    assertThat(names(table(text))).containsExactly("class", "odor");
  }

  @Test
  void aRowThatNamesAnAskedColumnIsAHeader() {
    ReadOptions options = ReadOptions.defaults().target("label");
    assertThat(table(csv("text,label\nhello,spam\n", options)).rows()).isEqualTo(1);
  }

  @Test
  void theHeaderCanBeForced() {
    assertThat(names(table(csv("1,2\n3,4\n", ReadOptions.defaults().header(Choice.YES)))))
        .containsExactly("1", "2");
    Table table = table(csv("a,b\nc,d\n", NO_HEADER));
    assertThat(words(table, "c1")).containsExactly("a", "c");
  }

  @Test
  void emptyAndRepeatedNamesAreRepairedAndSaid() {
    ReadResult result = csv(",x,x,x_2,x\n1,2,3,4,5\n", ReadOptions.defaults().header(Choice.YES));
    assertThat(names(table(result))).containsExactly("c1", "x", "x_3", "x_2", "x_4");
    assertThat(result.notes())
        .contains(
            "column 1 has no name in the header: called c1", "column 3 is another x: called x_3");
  }

  @Test
  void aHeaderThatLeavesRowNamesUnnamedIsUnderstood() {
    Table table = table("mpg cyl\n\"Mazda RX4\" 21.0 6\n\"Datsun 710\" 22.8 4\n");
    assertThat(names(table)).containsExactly("row", "mpg", "cyl");
    assertThat(words(table, "row")).containsExactly("Mazda RX4", "Datsun 710");
    assertThat(names(table("a,b\n1,2,\n3,4,\n"))).containsExactly("a", "b", "c3");
  }

  @Test
  void aFirstRowOfAnotherLengthIsLeftOutAndSaid() {
    ReadResult result = csv("178,13,class_0,class_1\n1,2,3,4,0\n5,6,7,8,1\n");
    assertThat(numbers(table(result), "c5")).containsExactly(0, 1);
    assertThat(result.notes())
        .contains("line 1 is no part of the table and left out: \"178,13,class_0,class_1\"");
    assertThat(table("|1x3 Cross validator\n25, a, 1\n38, b, 2\n").rows()).isEqualTo(2);
    assertThat(names(table("# made by hand\n# twice\nx,y\n1,2\n3,4\n"))).containsExactly("x", "y");
  }

  @Test
  void countsAndNamesAboveNumbersAreNoHeaderEvenIfTheyFit() {
    String text =
        "4,4,setosa,versicolor,virginica\n" + lines(0, 4, i -> "5.1,3.5,1.4,0.2," + i % 3);
    ReadResult result = csv(text);
    assertThat(names(table(result))).containsExactly("c1", "c2", "c3", "c4", "c5");
    assertThat(table(result).rows()).isEqualTo(4);
    assertThat(result.notes()).anyMatch(note -> note.contains("setosa"));
  }

  @Test
  void decimalCommasAreUnderstoodAndSaid() {
    ReadResult result = csv("x;y;w\n1,5;2,7;a\n-0,25;3;b,c\n;1,5e3;d\n", ReadOptions.defaults());
    assertThat(numbers(table(result), "x")).containsExactly(1.5f, -0.25f, Float.NaN);
    assertThat(numbers(table(result), "y")).containsExactly(2.7f, 3, 1500);
    assertThat(result.notes()).contains("decimal commas (1,5 is one and a half) in x, y");
    assertThat(problem("x;y\n" + lines(0, 12_000, i -> "1,5;1") + "2.5;1\n"))
        .startsWith("data.csv:12002:x: \"2.5\" is not a number");
  }

  @Test
  void commasInAFileWithDecimalPointsAreNotDecimal() {
    ReadResult result = csv("a;b;y\n1,234;1.5;1\n2,345;2.5;2\n");
    assertThat(table(result).columns().getFirst()).isInstanceOf(Column.Categorical.class);
    assertThat(result.notes()).anyMatch(note -> note.contains("write them without the comma"));
  }

  @Test
  void thousandsOfColumnsAreRead() {
    String row = "1" + ",2".repeat(4999);
    Table table = table(csv(row + "\n" + row + "\n" + row + "\n"));
    assertThat(table.columns()).hasSize(5000);
    assertThat(numbers(table, "c5000")).containsExactly(2, 2, 2);
  }

  @Test
  void raggedRowsAreAnErrorWithTheirLine() {
    assertThat(problem("a,b,c\n1,2,3\n\n4,5\n6,7,8\n"))
        .startsWith("data.csv:4: 2 cells where 3 were expected (cells are separated by commas)");
    assertThat(problem("a,b\n\"x\ny\",2\n4,5,6\n3,4\n")).startsWith("data.csv:4: 3 cells where 2");
    String late = "a,b\n" + lines(0, 50_000, i -> i + ",1") + "7\n";
    assertThat(problem(late)).startsWith("data.csv:50002: 1 cell where 2");
  }

  @Test
  void quotesThatDoNotPairAreAnErrorWithTheLineOfTheRow() {
    assertThat(problem("a,b\n1,2\n3,\"x\n4,5\n6,7\n"))
        .startsWith("data.csv:3: a quote opens in this row and is not closed");
    assertThat(problem("a,b\n1,2\n3,\"x\"y\n")).startsWith("data.csv:3: text follows a closing");
    String late = lines(0, 60_000, i -> i + ",\"ok\"") + "7,\"x\n" + lines(0, 9, i -> "1,2");
    assertThat(problem(late)).startsWith("data.csv:60001: a quote opens");
  }

  @Test
  void aHeaderMaySpanLinesAndStandAboveAFault() {
    ReadOptions header = ReadOptions.defaults().header(Choice.YES);
    Table table = table(csv("\n\"a\nb\",c\n\n1,2\n", header));
    assertThat(names(table)).containsExactly("a\nb", "c");
    assertThat(table.rows()).isEqualTo(1);
    assertThat(problem("x.csv", "\"a\nb\",c\n\n1,\"2\"3\n", header))
        .startsWith("x.csv:4: text follows a closing quote");
    assertThat(problem("x.csv", "\"a\nb\",c\n", header)).contains("a header but no rows");
  }

  @Test
  void wordsMayBeLongAndStandInQuotes() {
    String word = "é, and on".repeat(30);
    Table table = table("w,n\n\"" + word + "\",1\n" + "x".repeat(500) + ",2\n");
    assertThat(words(table, "w")).containsExactly(word, "x".repeat(500));
  }

  @Test
  void rowsMayBeLongerThanWhatTheSeparatorIsToldBy() {
    String row = "1" + ";0.25".repeat(40_000) + "\n";
    assertThat(table(csv(row.repeat(3))).columns()).hasSize(40_001);
  }

  @Test
  void aHeaderWithoutRowsIsAnError() {
    assertThat(problem("a,b\n"))
        .isEqualTo(
            "data.csv holds a header but no rows; if the first line is data, say --no-header");
    assertThat(table(csv("a,b\n", NO_HEADER)).rows()).isEqualTo(1);
  }

  @Test
  void columnsOfTheOptionsMustExist() {
    ReadOptions options = ReadOptions.defaults();
    String text = "price,size\n1,2\n3,4\n";
    assertThat(problem("x.csv", text, options.target("prize")))
        .isEqualTo("x.csv has no column prize; did you mean price? Columns: price, size");
    assertThat(problem("x.csv", text, options.target("3"))).contains("no column 3");
    assertThat(problem("x.csv", text, options.weightColumn("w"))).contains("no weight column w");
    assertThat(problem("x.csv", text, options.drop(List.of("siz")))).contains("mean size?");
    assertThat(problem("x.csv", text, options.target("size").drop(List.of("size"))))
        .contains("cannot be both the target and dropped");
  }

  @Test
  void theTargetIsTheLastColumnOrTheOneNamedOrNumbered() {
    String text = "a,b,c\n1,2,3\n4,5,6\n";
    ReadOptions options = ReadOptions.defaults();
    assertThat(csv(text).target()).isEqualTo("c");
    assertThat(csv(text, options.target("a")).target()).isEqualTo("a");
    assertThat(csv(text, options.target("2")).target()).isEqualTo("b");
    assertThat(csv(text, options.drop(List.of("c"))).target()).isEqualTo("b");
    assertThat(csv(text, options.weightColumn("c")).target()).isEqualTo("b");
    assertThat(csv(text, options.weightColumn("c")).weightColumn()).isEqualTo("c");
    assertThat(csv(text, options.targetIfPresent("z")).target()).isNull();
    assertThat(csv(text, options.targetIfPresent("b")).target()).isEqualTo("b");
    assertThat(csv(text, options.withoutTarget()).target()).isNull();
  }
}
