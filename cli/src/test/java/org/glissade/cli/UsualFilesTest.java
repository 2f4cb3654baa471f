package org.glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables in the forms in which people have them. */
class UsualFilesTest {
  @TempDir private Path folder;

  private CommandRun train(String name, String content, Object... options) {
    Path file = SampleData.write(folder.resolve(name), content);
    Object[] args = new Object[6 + options.length];
    System.arraycopy(
        new Object[] {"train", file, "-o", folder.resolve("m.glissade"), "--epochs", 3},
        0,
        args,
        0,
        6);
    System.arraycopy(options, 0, args, 6, options.length);
    return CommandRun.of(args).ok();
  }

  static Stream<Arguments> dialects() {
    String text = SampleData.prices(80);
    return Stream.of(
        Arguments.of("a.csv", text.replace(',', ';')),
        Arguments.of("a.tsv", text.replace(',', '\t')),
        Arguments.of("a.csv", text.replace(',', '\t')),
        Arguments.of("a.txt", text.replace(',', '|')),
        Arguments.of("a.csv", "\ufeff" + text),
        Arguments.of("a.csv", text.replace("\n", "\r\n")),
        Arguments.of("a.csv", text.strip()),
        Arguments.of("a.csv", text + "\n\n"),
        Arguments.of("a.csv", text.replaceAll("([^,\n]+)", "\"$1\"")),
        Arguments.of("a.csv", text.replace(",", ", ")));
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void theSameTableInAnotherDialectGivesTheSameFigures(String name, String content) {
    CommandRun plain = train("plain.csv", SampleData.prices(80), "--json");
    CommandRun other = train(name, content, "--json");
    assertThat(other.json("train")).isEqualTo(plain.json("train"));
    assertThat(other.json("validation")).isEqualTo(plain.json("validation"));
  }

  @ParameterizedTest
  @CsvSource({
    "yes, no, binary",
    "-1, 1, binary",
    "0, 1, binary",
    "1, 2, binary",
    "true, false, binary",
    "+1, -1, binary"
  })
  void twoLabelsAreTwoClasses(String one, String other, String task) {
    String table = SampleData.table("x,y", SampleData.repeated(60, one, other));
    CommandRun run = train("two.csv", table, "--json");
    assertThat(run.json()).containsEntry("task", task);
    assertThat(run.number("train", "accuracy")).isGreaterThan(0.9);
  }

  @Test
  void theUsualLabelsNeedNoRemarkAndOthersGetOne() {
    String usual = SampleData.table("x,y", SampleData.repeated(60, "0", "1"));
    assertThat(train("two.csv", usual).out()).doesNotContain("--task regression");
    String other = SampleData.table("x,y", SampleData.repeated(60, "1", "2"));
    assertThat(train("two.csv", other).out())
        .contains("classes (1, 2)")
        .contains("--task regression changes that");
  }

  @Test
  void aCodeOfFewNumbersSaysWhatItWasTakenForAndHowToChangeThat() {
    String counting = SampleData.table("x,y", SampleData.repeated(90, "0", "1", "2"));
    assertThat(train("code.csv", counting).out())
        .contains("multiclass of y (3 classes)")
        .contains("--task regression changes that");
    assertThat(train("code.csv", counting, "--task", "regression").out())
        .contains("regression of y");
    String grades = SampleData.table("x,y", SampleData.repeated(90, "3", "5", "7", "9"));
    assertThat(train("code.csv", grades).out())
        .contains("regression of y")
        .contains("--task multiclass changes that");
  }

  @Test
  void identifiersAndDatesAreLeftOutAndThatIsSaid() {
    StringBuilder text = new StringBuilder("id,when,x,y\n");
    for (int row = 0; row < 80; row++) {
      text.append("u%05d,2024-%02d-01,".formatted(row * 31, 1 + row % 12))
          .append(row * 7 % 80)
          .append(',')
          .append(2 * (row * 7 % 80))
          .append(".5\n");
    }
    CommandRun run = train("orders.csv", text.toString());
    assertThat(run.out()).contains("1 feature").contains("column id").contains("column when");
    CommandRun asWords = train("orders.csv", text.toString(), "--categorical", "when", "--json");
    assertThat(asWords.number("features")).isGreaterThan(2);
  }

  @Test
  void quotedSeparatorsQuotesAndLineBreaksAreCells() {
    StringBuilder text = new StringBuilder("x,\"the \"\"kind\"\", or sort\",y\n");
    for (int row = 0; row < 60; row++) {
      text.append(row)
          .append(row % 2 == 0 ? ",\"a, b\"," : ",\"c\nd\",")
          .append(row)
          .append(".5\n");
    }
    CommandRun run = train("quotes.csv", text.toString(), "--json");
    assertThat(run.number("rows")).isEqualTo(48);
    assertThat(CommandRun.of("inspect", folder.resolve("m.glissade")).ok().out())
        .contains("the \"kind\", or sort")
        .contains("a, b");
  }

  @Test
  void theTargetMayBeAnyColumnByNameOrNumber() {
    String table = SampleData.prices(60);
    CommandRun byName = train("p.csv", table, "--target", "size", "--json");
    CommandRun byNumber = train("p.csv", table, "--target", "1", "--json");
    assertThat(byName.json()).containsEntry("target", "size");
    assertThat(byNumber.json("train")).isEqualTo(byName.json("train"));
  }

  @Test
  void columnsWithoutNamesAreCounted() {
    String table = SampleData.prices(60).replaceFirst(".*\n", "");
    assertThat(train("p.csv", table, "--no-header", "--json").json()).containsEntry("target", "c4");
  }
}
