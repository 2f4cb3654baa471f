package org.glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code noise}, {@code find-rate}, and what {@code train} tells of noise and convergence. */
class DiagnosisCommandsTest {
  private static final int ROWS = 400;

  @TempDir private Path folder;
  private Path data;

  @BeforeEach
  void writeData() {
    Random random = new Random(4);
    StringBuilder text = new StringBuilder("a,b,y\n");
    for (int row = 0; row < ROWS; row++) {
      double a = random.nextGaussian();
      double b = random.nextGaussian();
      double y = 3 * a - b + random.nextGaussian();
      text.append(a).append(',').append(b).append(',').append(y).append('\n');
    }
    data = SampleData.write(folder.resolve("d.csv"), text.toString());
  }

  @SuppressWarnings("unchecked") // JSON
  private static Map<String, Object> object(Object value) {
    return (Map<String, Object>) value;
  }

  @SuppressWarnings("unchecked") // JSON
  private static List<Object> list(Object value) {
    return (List<Object>) value;
  }

  /** Features have mean 0 and variance 1, and so has the target: at 0 the gradient is −Σyx/N. */
  @Test
  void noiseTellsBothEndsOfATraining() {
    CommandRun run = CommandRun.of("noise", data, "--batch-size", "8", "--json").ok();
    Map<String, Object> json = run.json();
    Map<String, Object> start = object(json.get("start"));
    Map<String, Object> end = object(json.get("end"));
    assertThat((double) start.get("loss")).isCloseTo(0.5, within(1e-5));
    assertThat((double) end.get("loss")).isLessThan(0.06);
    assertThat((double) end.get("gradient_norm")).isLessThan((double) start.get("gradient_norm"));
    assertThat((double) start.get("stable_rate"))
        .isCloseTo(2 / (double) start.get("curvature"), within(1e-9));
    double scale = (double) start.get("gradient_noise_scale");
    assertThat(scale)
        .isCloseTo(
            (double) start.get("trace") / Math.pow((double) start.get("gradient_norm"), 2),
            within(1e-9 * scale))
        .isBetween(
            (double) start.get("gradient_noise_scale_low"),
            (double) start.get("gradient_noise_scale_high"));
    assertThat(list(start.get("batches"))).hasSize(4); // 1, 4, 16, 64
  }

  @Test
  void noiseIsReadable() {
    String out = CommandRun.of("noise", data, "--epochs", "3").ok().out();
    assertThat(out)
        .contains("at the start", "after 3 epochs", "95% interval", "no replacement", "proved rate")
        .contains("At the end a batch of 64 rows");
    List<String> lines = out.lines().toList();
    int header =
        lines.indexOf(lines.stream().filter(l -> l.contains("after 3 ep")).findFirst().get());
    int column = lines.get(header).indexOf("after 3");
    for (String line : lines.subList(header + 1, header + 8)) {
      assertThat(line.charAt(column - 1)).as(line).isEqualTo(' ');
      assertThat(line.charAt(column)).as(line).isNotEqualTo(' ');
    }
  }

  @Test
  void findRateSuggestsARateAndKnowsTheLimit() {
    CommandRun run =
        CommandRun.of("find-rate", data, "--batch-size", "full", "--learning-rate", "3").ok();
    assertThat(run.out())
        .contains("Suggested: --learning-rate 0.", "stable below a rate of")
        .contains("A rate of 3 is above that limit");
    CommandRun json = CommandRun.of("find-rate", data, "--batch-size", "16", "--json").ok();
    double suggested = json.number("suggested");
    double limit = json.number("stable_rate");
    assertThat(limit).isCloseTo(2 / json.number("curvature"), within(1e-9));
    assertThat(suggested).isBetween(limit / 300, limit);
    assertThat(json.number("proved_rate")).isLessThan(limit);
    assertThat(list(json.json().get("points")).size()).isBetween(100, 400);
    assertThat(json.json().get("diverged")).isEqualTo(true);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--optimizer ftrl",
        "--optimizer saga",
        "--from 0",
        "--from 1 --to 0.5",
        "--rates 3",
        "--calibrate platt"
      })
  void whatDoesNotGoWithFindRateIsAUsageError(String options) {
    Object[] words = ("find-rate " + data + " " + options).split(" ");
    CommandRun run = CommandRun.of(words);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).hasLineCount(1).startsWith("glissade: ");
  }

  @Test
  void trainTellsTheNoiseThatItMeasuredOnTheWay() {
    CommandRun run =
        CommandRun.of(
                "train",
                data,
                "-o",
                folder.resolve("m.glissade"),
                "--epochs",
                "100",
                "--json",
                "--learning-rate",
                "0.5",
                "--batch-size",
                "4",
                "--validation",
                "0")
            .ok();
    List<Object> noise = list(run.json().get("gradient_noise"));
    assertThat(noise).isNotEmpty();
    // 32 times two features a row: a fiftieth of what 100 epochs of 400 rows read, and 2²² given.
    double rows =
        noise.stream().mapToDouble(one -> ((Number) object(one).get("rows")).doubleValue()).sum();
    assertThat(32 * 2 * rows).isLessThanOrEqualTo(100 * ROWS * 2 / 50.0 + (1 << 22));
    assertThat(run.number("convergence", "expected_slope")).isZero();
    assertThat(object(run.json().get("convergence")).get("where")).isEqualTo("noise_floor");
    double floor = run.number("convergence", "noise_floor");
    assertThat(run.number("distance_to_optimum")).isBetween(floor / 20, floor * 20);
  }

  @Test
  void whatWouldHelpIsSaid() {
    String floor =
        CommandRun.of(
                "train",
                data,
                "-o",
                folder.resolve("m.glissade"),
                "--epochs",
                "60",
                "--learning-rate",
                "0.5",
                "--batch-size",
                "4")
            .ok()
            .out();
    assertThat(floor).contains("It stands on the noise floor of its constant rate");
    String falling =
        CommandRun.of(
                "train",
                data,
                "-o",
                folder.resolve("m.glissade"),
                "--epochs",
                "10",
                "--learning-rate",
                "0.002",
                "--batch-size",
                "16")
            .ok()
            .out();
    assertThat(falling).contains("The loss was still falling", "more epochs");
  }
}
