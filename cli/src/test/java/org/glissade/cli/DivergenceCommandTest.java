package org.glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user is told whose training diverged, and that it helps. */
class DivergenceCommandTest {
  @TempDir private Path folder;
  private Path model;

  @BeforeEach
  void name() {
    model = folder.resolve("m.glissade");
  }

  /**
   * Prices that follow from an age, an income in millions and a number of rooms.
   *
   * @param badLabel number of a row, from 0, whose price is 1e9, or −1
   * @param badRooms number of a row with 40,000 rooms, or −1
   */
  private static List<String> houses(int badLabel, int badRooms) {
    Random random = new Random(3);
    List<String> lines = new ArrayList<>();
    lines.add("age,income,rooms,price");
    for (int i = 0; i < 1000; i++) {
      double age = 20 + 60 * random.nextDouble();
      double income = Math.exp(0.5 + 0.4 * random.nextGaussian());
      int rooms = 1 + random.nextInt(6);
      double price = 50 + 0.5 * age + 30 * income + 12 * rooms + 5 * random.nextGaussian();
      lines.add(
          (float) age
              + ","
              + Math.round(1e6 * income)
              + ","
              + (i == badRooms ? 40_000 : rooms)
              + ","
              + (i == badLabel ? "1e9" : Float.toString((float) price)));
    }
    return lines;
  }

  private Path file(List<String> lines) {
    return SampleData.write(folder.resolve("houses.csv"), String.join("\n", lines) + "\n");
  }

  private CommandRun train(Path data, Object... options) {
    List<Object> words = new ArrayList<>(List.of("train", data, "-o", model));
    words.addAll(List.of(options));
    return CommandRun.of(words.toArray());
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> findings(CommandRun run, String key) {
    return (List<Map<String, Object>>) run.json().get(key);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> evidence(Map<String, Object> finding) {
    return (Map<String, Object>) finding.get("evidence");
  }

  private static Object[] options(Map<?, ?> changes, Object... more) {
    List<Object> words = new ArrayList<>();
    changes.forEach(
        (name, value) -> {
          words.add(name);
          words.add(value);
        });
    words.addAll(List.of(more));
    return words.toArray();
  }

  @Test
  void aColumnInTheMillionsARateOfTenAndALabelOfABillionAreAllOnTheScreen() {
    CommandRun run =
        train(file(houses(415, -1)), "--scale", "none", "--learning-rate", 10).endsWith(3);
    String text = run.out().replaceAll("\\s+", " ");
    assertThat(text)
        .containsSubsequence(
            "Why it diverged",
            "1. Features are not scaled: income is about",
            "→ --scale standard",
            "2. With that mended, the rate is too high still: 10 is",
            "→ --learning-rate",
            "3. Line 417 has a target far off: price is 1.00e9",
            "→ look at line 417",
            "--scale standard --learning-rate");
    assertThat(run.err()).contains("diverged").contains("--scale standard --learning-rate");
    assertThat(model).isRegularFile();
  }

  @Test
  void theOptionsThatAreAdvisedCure() {
    Path data = file(houses(-1, -1));
    CommandRun run = train(data, "--scale", "none", "--learning-rate", 10, "--json").endsWith(3);
    assertThat(findings(run, "diagnosis").stream().map(finding -> finding.get("cause")))
        .containsExactly("unscaled_features", "rate_too_high");
    assertThat(evidence(findings(run, "diagnosis").getFirst()).get("features"))
        .asString()
        .startsWith("{income=");
    CommandRun cured = train(data, options(run.json("cure"), "--json")).ok();
    assertThat(cured.number("validation", "r2")).isGreaterThan(0.8);
    assertThat(cured.json()).doesNotContainKey("diagnosis");
  }

  @Test
  void retryTrainsAgainOnceWithThem() {
    Path data = file(houses(-1, -1));
    CommandRun run =
        train(data, "--scale", "none", "--learning-rate", 10, "--json", "--retry").ok();
    assertThat(run.number("validation", "r2")).isGreaterThan(0.8);
    assertThat(run.json("retried_with")).containsKeys("--scale", "--learning-rate");
    assertThat(findings(run, "retried_after")).hasSize(2);
    CommandRun told = train(data, "--scale", "none", "--learning-rate", 10, "--retry").ok();
    assertThat(told.err()).contains("Trying once more (--retry) with --scale standard");
    assertThat(told.out()).contains("Why it diverged").contains("Stopped after");
  }

  @Test
  void retryChangesNothingOfARunThatEndsWell() {
    CommandRun run = train(file(houses(-1, -1)), "--retry", "--json").ok();
    assertThat(run.json()).doesNotContainKeys("retried_with", "diagnosis");
  }

  @Test
  void anOutlierRowIsToldByItsLineInUnitsOfTheFile() {
    List<String> lines = houses(-1, 700);
    lines.add(1, "");
    lines.add(1, "");
    CommandRun run =
        train(file(lines), "--learning-rate", 1, "--epochs", 300, "--json").endsWith(3);
    Map<String, Object> finding = findings(run, "diagnosis").getFirst();
    assertThat(finding.get("cause")).isEqualTo("outlier_row");
    assertThat(evidence(finding)).containsEntry("line", 704).containsEntry("row", 701);
    assertThat(evidence(finding)).containsEntry("feature", "rooms");
    assertThat(((Number) evidence(finding).get("value")).doubleValue())
        .isBetween(39_999.0, 40_001.0);
    assertThat(finding.get("what")).asString().startsWith("Line 704 is far off: rooms is 40,000");
  }

  @Test
  void rowsOfStandardInputAreCounted() {
    String text = String.join("\n", houses(-1, 700)) + "\n";
    CommandRun run =
        CommandRun.withInput(
                text, "train", "-", "-o", model, "--learning-rate", 1, "--epochs", 300, "--json")
            .endsWith(3);
    assertThat(findings(run, "diagnosis").getFirst().get("what"))
        .asString()
        .startsWith("Row 701 is far off");
  }

  @Test
  void schedulesChainsAndSearchedLengthsAreLoweredInTheirOwnForm() {
    Path data = file(houses(-1, -1));
    Object[][] given = {
      {"--learning-rate", "cosine(40)", "--epochs", 20},
      {"--optimizer", "chain(momentum(0.9), learning-rate(30))", "--epochs", 20}
    };
    for (Object[] options : given) {
      List<Object> words = new ArrayList<>(List.of(options));
      words.add("--json");
      CommandRun run = train(data, words.toArray()).endsWith(3);
      assertThat(run.json("cure")).containsOnlyKeys((String) options[0]);
      train(data, options(run.json("cure"), "--epochs", 20)).ok();
    }
  }

  @Test
  void aNetworkThatExplodesIsGivenTheUsualWeights() {
    Path data = file(houses(-1, -1));
    CommandRun run =
        train(data, "--model", "mlp(64, 64, init=normal(2))", "--learning-rate", 0.01, "--json")
            .endsWith(3);
    assertThat(findings(run, "diagnosis").getFirst().get("cause")).isEqualTo("exploding_layer");
    assertThat(run.json("cure").get("--model")).asString().contains("init=auto");
    train(data, options(run.json("cure"), "--learning-rate", 0.01, "--epochs", 5)).ok();
  }

  @Test
  void rowsThatWereForgottenAreNotExaminedAndThatIsSaid() {
    Path data = file(houses(-1, -1));
    CommandRun run =
        train(
                data,
                "--epochs",
                1,
                "--order",
                "sequential",
                "--learning-rate",
                10,
                "--scale",
                "none",
                "--validation",
                0,
                "--task",
                "regression")
            .endsWith(3);
    assertThat(run.err()).contains("forgotten").contains("--order shuffle");
  }

  @Test
  void retryDoesNotGoWithCheckpoints() {
    CommandRun run =
        train(file(houses(-1, -1)), "--retry", "--checkpoint", folder.resolve("c")).endsWith(2);
    assertThat(run.err()).contains("--retry does not go with --checkpoint");
  }
}
