package org.glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Training scales the target, and nobody may notice: losses, penalties and objectives are those of
 * the problem as the user stated it, in the units of the target.
 */
class RegressionUnitsTest {
  @TempDir private Path folder;
  private Path data;
  private Path model;

  @BeforeEach
  void writeData() {
    data = SampleData.diabetes(folder);
    model = folder.resolve("m.glissade");
  }

  static Stream<Arguments> losses() {
    return Stream.of(
        Arguments.of("squared", (DoubleUnaryOperator) r -> 0.5 * r * r),
        Arguments.of("absolute", (DoubleUnaryOperator) Math::abs),
        Arguments.of(
            "huber(20)",
            (DoubleUnaryOperator) r -> Math.abs(r) <= 20 ? 0.5 * r * r : 20 * (Math.abs(r) - 10)),
        Arguments.of("quantile(0.9)", (DoubleUnaryOperator) r -> r > 0 ? 0.1 * r : -0.9 * r),
        Arguments.of(
            "epsilon-insensitive(15)", (DoubleUnaryOperator) r -> Math.max(0, Math.abs(r) - 15)),
        Arguments.of(
            "squared-epsilon-insensitive(15)",
            (DoubleUnaryOperator) r -> Math.pow(Math.max(0, Math.abs(r) - 15), 2)));
  }

  /** Residual: prediction minus target. */
  @ParameterizedTest
  @MethodSource("losses")
  void lossAndObjectiveAreThoseOfTheStatedProblem(String loss, DoubleUnaryOperator ofResidual) {
    double l1 = 0.25;
    double l2 = 0.5;
    CommandRun run =
        CommandRun.of(
                "train",
                data,
                "-o",
                model,
                "--loss",
                loss,
                "--l1",
                l1,
                "--l2",
                l2,
                "--validation",
                0,
                "--epochs",
                20,
                "--json")
            .ok();
    double[] predicted = predictions();
    double[] target = targets();
    double mean = 0;
    for (int i = 0; i < target.length; i++) {
      mean += ofResidual.applyAsDouble(predicted[i] - target[i]) / target.length;
    }
    double ones = 0;
    double squares = 0;
    for (double weight : scaledWeights()) {
      ones += Math.abs(weight);
      squares += weight * weight;
    }
    assertThat(run.number("train", "loss")).isCloseTo(mean, within(1e-5 * mean));
    double objective = mean + l1 * ones + 0.5 * l2 * squares;
    assertThat(run.number("train", "objective")).isCloseTo(objective, within(1e-4 * objective));
    double evaluated = CommandRun.of("evaluate", model, data, "--json").ok().number("loss");
    assertThat(evaluated).isCloseTo(mean, within(1e-5 * mean));
  }

  /** Optima computed in double precision on standardised features (mean loss + penalty). */
  @ParameterizedTest
  @CsvSource({
    "0, 0, 1429.84817379",
    "0, 0.01, 1444.20480000",
    "0, 1, 1923.14378156",
    "1, 0, 1533.76871696",
    "10, 0, 2125.72039414"
  })
  void theKnownOptimumIsReachedAndTheDistanceToItIsTold(String l1, String l2, double optimum) {
    CommandRun run =
        CommandRun.of(
                "train", data, "-o", model, "--l1", l1, "--l2", l2, "--validation", 0, "--json")
            .ok();
    double objective = run.number("train", "objective");
    assertThat(objective).isBetween(optimum * (1 - 1e-5), optimum * (1 + 2e-3));
    assertThat(objective - run.number("distance_to_optimum"))
        .isCloseTo(optimum, within(2e-4 * optimum));
  }

  @Test
  void theLassoHasTheKnownNumberOfWeightsThatMatter() {
    CommandRun.of("train", data, "-o", model, "--l1", 10, "--validation", 0, "--quiet").ok();
    assertThat(Arrays.stream(scaledWeights()).filter(weight -> Math.abs(weight) > 0.01)).hasSize(4);
  }

  @Test
  void aQuantileLeavesItsShareOfTheTargetsBelow() {
    CommandRun.of(
            "train", data, "-o", model, "--loss", "quantile(0.9)", "--validation", 0, "--quiet")
        .ok();
    double[] predicted = predictions();
    double[] target = targets();
    int below = 0;
    for (int i = 0; i < target.length; i++) {
      below += target[i] <= predicted[i] ? 1 : 0;
    }
    assertThat(below / (double) target.length).isCloseTo(0.9, within(0.03));
  }

  @Test
  void anotherUnitOfTheTargetGivesTheSameModelInThatUnit() {
    StringBuilder thousandth = new StringBuilder();
    List<String> lines = SampleData.lines(SampleData.text(data));
    thousandth.append(lines.getFirst()).append('\n');
    for (String line : lines.subList(1, lines.size())) {
      int comma = line.lastIndexOf(',');
      double value = Double.parseDouble(line.substring(comma + 1)) / 1024;
      thousandth.append(line, 0, comma + 1).append(value).append('\n');
    }
    Object[] options = {"-o", model, "--epochs", 10, "--json"};
    CommandRun plain = train(data, options);
    CommandRun small =
        train(SampleData.write(folder.resolve("small.csv"), thousandth.toString()), options);
    assertThat(small.number("train", "rmse") * 1024)
        .isCloseTo(plain.number("train", "rmse"), within(1e-3));
    assertThat(small.number("train", "r2")).isCloseTo(plain.number("train", "r2"), within(1e-6));
  }

  private static CommandRun train(Path file, Object[] options) {
    List<Object> args = new ArrayList<>(List.of("train", file));
    args.addAll(List.of(options));
    return CommandRun.of(args.toArray()).ok();
  }

  private double[] predictions() {
    return CommandRun.of("predict", model, data)
        .ok()
        .out()
        .lines()
        .skip(1)
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  private double[] targets() {
    return SampleData.lines(SampleData.text(data)).stream()
        .skip(1)
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(',') + 1)))
        .toArray();
  }

  /** Of standardised features, in the unit of the target: per unit times the deviation. */
  private double[] scaledWeights() {
    List<String> lines = SampleData.lines(SampleData.text(data));
    String[] names = lines.getFirst().split(",");
    Map<?, ?> output =
        (Map<?, ?>)
            ((List<?>)
                    CommandRun.of("inspect", model, "--json", "--top", 100)
                        .ok()
                        .json()
                        .get("outputs"))
                .getFirst();
    double[] weights = new double[names.length - 1];
    for (Object one : (List<?>) output.get("weights")) {
      Map<?, ?> weight = (Map<?, ?>) one;
      int column = Arrays.asList(names).indexOf(weight.get("feature"));
      double[] cells =
          lines.stream()
              .skip(1)
              .mapToDouble(line -> Double.parseDouble(line.split(",")[column]))
              .toArray();
      double mean = Arrays.stream(cells).average().orElseThrow();
      double variance =
          Arrays.stream(cells).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
      weights[column] = ((Number) weight.get("per_unit")).doubleValue() * Math.sqrt(variance);
    }
    return weights;
  }
}
