package org.glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.glissade.model.Calibration;
import org.glissade.model.Links;
import org.glissade.model.Loss;
import org.glissade.model.Reliability;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code train --calibrate}, and how reliable probabilities are in {@code evaluate}. */
class CalibrationCommandTest {
  @TempDir private Path folder;
  private Path data;
  private Path held;
  private Path model;

  @BeforeEach
  void writeData() {
    data = file("data.csv", rows(SampleData.sizes(400), 0, 250));
    held = file("held.csv", rows(SampleData.sizes(400), 250, 400));
    model = folder.resolve("m.glissade");
  }

  private Path file(String name, String text) {
    return SampleData.write(folder.resolve(name), text);
  }

  /** The header and some of the rows. */
  private static String rows(String table, int from, int to) {
    List<String> lines = table.lines().toList();
    return lines.getFirst() + "\n" + String.join("\n", lines.subList(from + 1, to + 1)) + "\n";
  }

  private CommandRun train(Path file, Object... options) {
    List<Object> args = new ArrayList<>(List.of("train", file, "-o", model, "--epochs", 10));
    args.addAll(Arrays.asList(options));
    return CommandRun.of(args.toArray());
  }

  /** The last column of the predictions. */
  private float[] predicted(Path rows) {
    List<String> lines = CommandRun.of("predict", model, rows).ok().out().lines().skip(1).toList();
    float[] numbers = new float[lines.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Float.parseFloat(lines.get(i).substring(lines.get(i).lastIndexOf(',') + 1));
    }
    return numbers;
  }

  private static int[] classOf(String table) {
    return table.lines().skip(1).mapToInt(line -> line.endsWith(",yes") ? 1 : 0).toArray();
  }

  /** Fitted by hand to the scores of the rows held out, and to no others. */
  @ParameterizedTest
  @CsvSource({"platt, hinge", "isotonic, squared-hinge", "isotonic, logistic"})
  void calibrationIsThatOfTheScoresOfTheRowsHeldOutAlone(String method, String loss) {
    train(data, "--validation", held, "--loss", loss).ok();
    float[] onHeld = predicted(held);
    float[] onData = predicted(data);
    if (loss.equals("logistic")) { // predictions are probabilities then: back to the scores
      for (float[] all : new float[][] {onHeld, onData}) {
        for (int i = 0; i < all.length; i++) {
          all[i] = (float) (Math.log(all[i]) - Math.log1p(-all[i]));
        }
      }
    }
    Calibration expected =
        Calibration.Method.valueOf(method.toUpperCase(Locale.ROOT))
            .fit(onHeld, classOf(rows(SampleData.sizes(400), 250, 400)), null, 1);
    expected.apply(onData, onData.length, 1);
    Links.apply(Loss.Link.LOGISTIC, onData, onData.length, 1);
    train(data, "--validation", held, "--loss", loss, "--calibrate", method).ok();
    assertThat(predicted(data)).containsExactly(onData, within(2e-5f));
  }

  @Test
  void rowWeightsCountAsRows() {
    StringBuilder weighted = new StringBuilder("size,colour,age,large,w\n");
    StringBuilder repeated = new StringBuilder(weighted);
    List<String> lines = rows(SampleData.sizes(400), 250, 400).lines().skip(1).toList();
    for (int i = 0; i < lines.size(); i++) {
      int weight = i % 3;
      weighted.append(lines.get(i)).append(',').append(weight).append('\n');
      for (int n = 0; n < weight; n++) {
        repeated.append(lines.get(i)).append(",1\n");
      }
    }
    Path training =
        file(
            "w.csv",
            rows(SampleData.sizes(400), 0, 250)
                .replaceAll("(yes|no)\n", "$1,1\n")
                .replace("large\n", "large,w\n"));
    Object[] options = {"--target", "large", "--weight-column", "w", "--calibrate", "platt"};
    List<Object> more = new ArrayList<>(Arrays.asList(options));
    more.addAll(List.of("--validation", file("weighted.csv", weighted.toString())));
    train(training, more.toArray()).ok();
    float[] byWeight = predicted(held);
    more.set(more.size() - 1, file("repeated.csv", repeated.toString()));
    train(training, more.toArray()).ok();
    assertThat(byWeight).containsExactly(predicted(held), within(1e-5f));
  }

  @ParameterizedTest
  @CsvSource({
    "platt, softmax",
    "isotonic, softmax",
    "temperature, softmax",
    "platt, one-vs-rest(hinge)",
    "isotonic, one-vs-rest(logistic)"
  })
  void severalClassesAreCalibratedAndTheModelSaysSo(String method, String loss) {
    Path kinds = file("kinds.csv", SampleData.kinds(300));
    CommandRun run = train(kinds, "--loss", loss, "--calibrate", method, "--json").ok();
    assertThat(run.json()).containsEntry("calibration", method);
    double after = run.number("validation", "log_loss");
    assertThat(run.json("validation")).containsKey("expected_calibration_error");
    if (loss.equals("one-vs-rest(hinge)")) {
      assertThat(run.json("validation_uncalibrated")).doesNotContainKey("log_loss");
    } else {
      double before = run.number("validation_uncalibrated", "log_loss");
      assertThat(after).isLessThan(before + (method.equals("temperature") ? 1e-7 : 0.05));
    }
    CommandRun inspected = CommandRun.of("inspect", model, "--json").ok();
    assertThat(inspected.json()).containsEntry("calibration", method);
    assertThat(inspected.json("training")).containsEntry("calibration_rows", 60);
    for (String line :
        CommandRun.of("predict", model, kinds, "--probabilities")
            .ok()
            .out()
            .lines()
            .skip(1)
            .toList()) {
      String[] cells = line.split(",");
      double sum = 0;
      for (int k = 1; k < cells.length; k++) {
        sum += Double.parseDouble(cells[k]);
      }
      assertThat(sum).isCloseTo(1, within(1e-5));
    }
  }

  @Test
  void peopleReadTheFiguresBeforeAndAfterAndWhatTheyAreOf() {
    assertThat(train(data, "--calibrate", "platt").ok().out())
        .containsSubsequence(
            "Calibrated with platt on the 50 rows held out:",
            "log loss",
            "before,",
            "after",
            "calibration error",
            "before,",
            "after",
            "very rows that it was fitted to");
    assertThat(train(data, "--loss", "hinge", "--calibrate", "platt").ok().out())
        .containsPattern("log loss +none before");
    assertThat(train(data).ok().out()).doesNotContain("alibrat");
    assertThat(CommandRun.of("inspect", model).ok().out()).doesNotContain("alibrat");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--calibrate plat | did you mean platt?",
        "--calibrate platt --validation 0 | holds out none",
        "--calibrate platt --validation 0 --epochs 1 --order sequential | holds out none",
        "--calibrate temperature --loss hinge | there are platt and isotonic",
        "--calibrate platt --target age | is a number",
      })
  void whatCannotBeCalibratedIsAUsageErrorThatSaysWhy(String options, String said) {
    CommandRun run = train(data, (Object[]) options.split(" "));
    assertThat(run.endsWith(2).err()).contains(said);
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "no"})
  void tooFewRowsOrOneClassAloneIsAUsageError(String label) {
    Path few = file("few.csv", rows(SampleData.sizes(400), 0, 20));
    assertThat(train(few, "--calibrate", "platt").endsWith(2).err())
        .contains("none of " + few)
        .contains("--validation FILE");
    List<String> lines = SampleData.sizes(400).lines().toList();
    String other =
        lines.getFirst()
            + "\n"
            + String.join("\n", lines.stream().filter(line -> line.endsWith("," + label)).toList())
            + "\n";
    Path one = file("one.csv", other);
    assertThat(train(data, "--validation", one, "--calibrate", "isotonic").endsWith(2).err())
        .contains("both classes")
        .contains("are " + label);
  }

  // --- reliability -----------------------------------------------------------------------------

  @Test
  void reliabilityIsThatOfThePredictions() {
    train(data).ok();
    float[] told = predicted(held);
    double[] probabilities = new double[told.length];
    boolean[] happened = new boolean[told.length];
    int[] classOf = classOf(rows(SampleData.sizes(400), 250, 400));
    for (int i = 0; i < told.length; i++) {
      probabilities[i] = told[i];
      happened[i] = classOf[i] == 1;
    }
    Reliability expected = Reliability.of(probabilities, happened, null);
    CommandRun run = CommandRun.of("evaluate", model, held, "--json").ok();
    assertThat(run.number("expected_calibration_error"))
        .isCloseTo(expected.expectedCalibrationError(), within(1e-6));
    List<?> bins = (List<?>) run.json().get("reliability");
    assertThat(bins).hasSameSizeAs(expected.bins());
    int rows = 0;
    for (Object bin : bins) {
      Map<?, ?> entry = (Map<?, ?>) bin;
      assertThat(entry.keySet())
          .map(Object::toString)
          .containsExactly("from", "to", "rows", "weight", "predicted", "observed");
      rows += ((Number) entry.get("rows")).intValue();
    }
    assertThat(rows).isEqualTo(150);
  }

  @Test
  void confidenceOfTheClassPredictedIsJudgedWhereThereAreMore() {
    Path kinds = file("kinds.csv", SampleData.kinds(300));
    train(kinds).ok();
    CommandRun run = CommandRun.of("evaluate", model, kinds, "--json").ok();
    double right = 0;
    for (Object bin : (List<?>) run.json().get("reliability")) {
      Map<?, ?> entry = (Map<?, ?>) bin;
      assertThat(((Number) entry.get("predicted")).doubleValue()).isGreaterThan(1 / 3.0);
      right +=
          ((Number) entry.get("rows")).intValue() * ((Number) entry.get("observed")).doubleValue();
    }
    assertThat(right / 300).isCloseTo(run.number("accuracy"), within(1e-9));
    assertThat(CommandRun.of("evaluate", model, kinds).ok().out())
        .contains("probability of the class predicted");
  }

  @Test
  void modelsWithoutProbabilitiesHaveNoReliability() {
    train(data, "--loss", "hinge").ok();
    assertThat(CommandRun.of("evaluate", model, held, "--json").ok().json())
        .containsOnlyKeys("rows", "loss", "accuracy", "auc");
    assertThat(CommandRun.of("evaluate", model, held).ok().out()).doesNotContain("eliab");
  }

  @Test
  void theFigureFitsItsWidthAndMarksThePrediction() {
    Reliability reliability =
        Reliability.of(
            new double[] {0, 0.25, 0.5, 0.75, 1},
            new boolean[] {true, false, true, false, true},
            null);
    for (int width : new int[] {20, 40, 55, 80, 200}) {
      Terminal ascii = new Terminal(false, false, false, width);
      List<String> lines = ReliabilityFigure.draw(reliability, "yes", ascii);
      assertThat(lines).hasSize(7);
      for (String line : lines.subList(2, 7)) {
        assertThat(line.chars().filter(c -> c == '|').count()).isEqualTo(1);
        assertThat(line).hasSizeLessThanOrEqualTo(Math.max(width, 48)).isASCII();
      }
      Terminal unicode = new Terminal(false, false, true, width);
      assertThat(ReliabilityFigure.draw(reliability, "yes", unicode).get(6)).endsWith("\u2502");
    }
    Terminal ascii = new Terminal(false, false, false, 80);
    assertThat(ReliabilityFigure.draw(reliability, "yes", ascii).subList(3, 5))
        .satisfiesExactly(
            line -> assertThat(line).endsWith("1  " + " ".repeat(10) + "|"),
            line -> assertThat(line).endsWith("1  " + "#".repeat(20) + "|" + "#".repeat(19)));
    assertThat(ReliabilityFigure.draw(new Reliability(List.of()), "yes", ascii)).isEmpty();
  }
}
