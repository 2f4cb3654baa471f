package org.glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictCommandTest {
  private static final String ROWS = "size,colour,age\n12.5,red,30\n80,blue,5\n44,green,60\n";

  @TempDir private Path folder;
  private Path prices;
  private Path kinds;

  @BeforeEach
  void trainModels() {
    prices = trained("prices", SampleData.prices(200));
    kinds = trained("kinds", SampleData.kinds(200));
  }

  private Path trained(String name, String data, Object... options) {
    Path file = SampleData.write(folder.resolve(name + ".csv"), data);
    Path model = folder.resolve(name + ".glissade");
    Object[] args = new Object[7 + options.length];
    System.arraycopy(
        new Object[] {"train", file, "-o", model, "--quiet", "--epochs", 20}, 0, args, 0, 7);
    System.arraycopy(options, 0, args, 7, options.length);
    CommandRun.of(args).ok();
    return model;
  }

  private Path rows(String text) {
    return SampleData.write(folder.resolve("rows.csv"), text);
  }

  @Test
  void everyRowGetsALineUnderAHeader() {
    CommandRun run = CommandRun.of("predict", prices, rows(ROWS)).ok();
    List<String> lines = run.out().lines().toList();
    assertThat(lines).hasSize(4).first().isEqualTo("prediction");
    assertThat(lines.subList(1, 4))
        .allSatisfy(line -> assertThat(Float.parseFloat(line)).isFinite());
    assertThat(Float.parseFloat(lines.get(2)))
        .as("3 · 80 − 2 · 5 + 0 to 4")
        .isCloseTo(232, within(15f));
    assertThat(run.err()).isEmpty();
  }

  @Test
  void theOrderOfColumnsAndFurtherOnesDoNotMatter() {
    CommandRun plain = CommandRun.of("predict", prices, rows(ROWS)).ok();
    String shuffled =
        "age,note,colour,price,size\n30,a,red,1,12.5\n5,b,blue,2,80\n60,c,green,3,44\n";
    CommandRun run = CommandRun.of("predict", prices, rows(shuffled)).ok();
    assertThat(run.out()).isEqualTo(plain.out());
  }

  @Test
  void otherSeparatorsGiveTheSame() {
    CommandRun plain = CommandRun.of("predict", prices, rows(ROWS)).ok();
    for (String separator : List.of(";", "\t")) {
      String text = "\ufeff" + ROWS.replace(",", separator).replace("\n", "\r\n");
      assertThat(CommandRun.of("predict", prices, rows(text)).ok().out()).isEqualTo(plain.out());
    }
  }

  @Test
  void anEmptyOrUnusableTargetColumnDoesNotMatter() {
    CommandRun plain = CommandRun.of("predict", prices, rows(ROWS)).ok();
    String text = "size,colour,age,price\n12.5,red,30,\n80,blue,5,?\n44,green,60,unknown\n";
    assertThat(CommandRun.of("predict", prices, rows(text)).ok().out()).isEqualTo(plain.out());
  }

  @Test
  void aMissingColumnIsNamed() {
    CommandRun run = CommandRun.of("predict", prices, rows("size,age\n1,2\n"));
    assertThat(run.endsWith(1).err()).contains("rows.csv").contains("colour");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void aWordNeverSeenIsToldAndPredicted() {
    CommandRun run =
        CommandRun.of("predict", prices, rows("size,colour,age\n12.5,purple,30\n")).ok();
    assertThat(run.out().lines()).hasSize(2);
    assertThat(run.err()).contains("purple").contains("colour");
  }

  @Test
  void missingCellsArePredicted() {
    CommandRun run = CommandRun.of("predict", prices, rows("size,colour,age\n,,\n1,red,NA\n")).ok();
    assertThat(run.out().lines()).hasSize(3).noneMatch(line -> line.contains("NaN"));
  }

  @Test
  void standardInputIsReadAndAFileIsWrittenWhole() throws Exception {
    CommandRun plain = CommandRun.of("predict", prices, rows(ROWS)).ok();
    Path file = folder.resolve("predictions.csv");
    CommandRun run = CommandRun.withInput(ROWS, "predict", prices, "-", "-o", file).ok();
    assertThat(run.out()).isEmpty();
    assertThat(Files.readString(file, StandardCharsets.UTF_8)).isEqualTo(plain.out());
  }

  @Test
  void withoutAHeaderTheColumnsAreCountedAsInTraining() {
    Path model = trained("plain", SampleData.prices(200).replaceFirst(".*\n", ""), "--no-header");
    CommandRun plain = CommandRun.of("predict", prices, rows(ROWS)).ok();
    CommandRun run =
        CommandRun.of("predict", model, rows(ROWS.replaceFirst(".*\n", "")), "--no-header").ok();
    assertThat(run.out()).isEqualTo(plain.out());
  }

  @Test
  void aFileWithoutHeaderOrTargetIsReadByPositionForAModelWithNames() {
    CommandRun run =
        CommandRun.of("predict", prices, rows(ROWS.replaceFirst(".*\n", "")), "--no-header");
    assertThat(run.status()).isIn(0, 1);
    if (run.status() == 1) {
      assertThat(run.err()).contains("size");
    }
  }

  @Test
  void probabilitiesOfAllClassesSumToOneAndTheLargestIsPredicted() {
    CommandRun run = CommandRun.of("predict", kinds, rows(ROWS), "--probabilities").ok();
    List<String> lines = run.out().lines().toList();
    assertThat(lines.getFirst())
        .isEqualTo("prediction,probability new,probability old,probability small");
    List<String> names = List.of("new", "old", "small");
    for (String line : lines.subList(1, 4)) {
      String[] cells = line.split(",");
      double sum = 0;
      double most = 0;
      for (int k = 1; k < cells.length; k++) {
        sum += Double.parseDouble(cells[k]);
        most = Math.max(most, Double.parseDouble(cells[k]));
      }
      assertThat(sum).isCloseTo(1, within(1e-6));
      assertThat(Double.parseDouble(cells[1 + names.indexOf(cells[0])])).isEqualTo(most);
    }
    CommandRun brief = CommandRun.of("predict", kinds, rows(ROWS)).ok();
    assertThat(brief.out()).startsWith("prediction,probability\n");
  }

  @Test
  void aLossWithoutProbabilitiesGivesScores() {
    Path model = trained("sizes", SampleData.sizes(200), "--loss", "hinge");
    CommandRun run = CommandRun.of("predict", model, rows(ROWS)).ok();
    assertThat(run.out()).startsWith("prediction,score\n");
    for (String line : run.out().lines().skip(1).toList()) {
      String[] cells = line.split(",");
      assertThat(cells[0]).isEqualTo(Float.parseFloat(cells[1]) > 0 ? "yes" : "no");
    }
    CommandRun refused = CommandRun.of("predict", model, rows(ROWS), "--probabilities");
    assertThat(refused.endsWith(1).err()).contains("gives no probabilities");
  }

  @Test
  void jsonHoldsTheSameNumbers() {
    CommandRun csv = CommandRun.of("predict", kinds, rows(ROWS), "--probabilities").ok();
    CommandRun json = CommandRun.of("predict", kinds, rows(ROWS), "--probabilities", "--json").ok();
    assertThat(json.number("rows")).isEqualTo(3);
    List<String> header = List.of(csv.out().lines().findFirst().orElseThrow().split(","));
    assertThat(json.json()).containsKeys(header.toArray(String[]::new));
    for (int column = 0; column < header.size(); column++) {
      List<?> values = (List<?>) json.json().get(header.get(column));
      for (int row = 0; row < 3; row++) {
        String cell = csv.out().lines().toList().get(row + 1).split(",")[column];
        Object value = values.get(row);
        if (value instanceof Number number) {
          assertThat(number.floatValue()).isEqualTo(Float.parseFloat(cell));
        } else {
          assertThat(value).isEqualTo(cell);
        }
      }
    }
  }

  @Test
  void classesWithSeparatorsAreQuoted() {
    String data = SampleData.sizes(200).replace(",yes", ",\"yes, very\"");
    Path model = trained("quoted", data);
    CommandRun run = CommandRun.of("predict", model, rows("size,colour,age\n95,red,1\n")).ok();
    assertThat(run.out()).contains("\n\"yes, very\",0.");
  }

  @Test
  void neitherDataNorModelAreOverwritten() {
    Path data = rows(ROWS);
    byte[] before = SampleData.bytes(prices);
    assertThat(CommandRun.of("predict", prices, data, "-o", data).endsWith(2).err())
        .contains("would overwrite");
    assertThat(CommandRun.of("predict", prices, data, "-o", prices).endsWith(2).err())
        .contains("would overwrite");
    assertThat(data).hasContent(ROWS);
    assertThat(SampleData.bytes(prices)).isEqualTo(before);
  }

  @Test
  void nothingIsWrittenWhenAFileFails() {
    Path file = folder.resolve("predictions.csv");
    CommandRun.of("predict", prices, rows("size,colour,age\n1,red,3\n1,red\n"), "-o", file)
        .endsWith(1);
    assertThat(file).doesNotExist();
  }

  @Test
  void sparseRowsWithFewerFeaturesThanTheModelArePredicted() {
    StringBuilder data = new StringBuilder();
    for (int row = 0; row < 60; row++) {
      data.append(row % 2 == 0 ? "+1 1:1 " : "-1 2:1 ").append(3 + row % 5).append(":0.5\n");
    }
    Path file = SampleData.write(folder.resolve("a.libsvm"), data.toString());
    Path model = folder.resolve("sparse.glissade");
    CommandRun.of("train", file, "-o", model, "--quiet").ok();
    CommandRun run =
        CommandRun.withInput("0 1:1\n0 2:1\n", "predict", model, "-", "--format", "libsvm").ok();
    List<String> lines = run.out().lines().toList();
    assertThat(lines).hasSize(3);
    assertThat(lines.get(1)).startsWith("1,0.");
    assertThat(lines.get(2)).startsWith("-1,0.");
  }
}
