package org.glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectCommandTest {
  @TempDir private Path folder;
  private Path data;
  private Path model;

  @BeforeEach
  void train() {
    data = SampleData.write(folder.resolve("p.csv"), SampleData.prices(300));
    model = folder.resolve("p.glissade");
    CommandRun.of("train", data, "-o", model, "--quiet").ok();
  }

  @Test
  void weightsAreShownInTheUnitsOfTheFile() {
    CommandRun run = CommandRun.of("inspect", model, "--json").ok();
    assertThat(run.json())
        .containsEntry("model", "linear")
        .containsEntry("task", "regression")
        .containsEntry("target", "price")
        .containsEntry("loss", "squared")
        .containsEntry("features", 5)
        .containsEntry("parameters", 6);
    assertThat(run.json("training")).containsKeys("rows", "epochs", "steps", "stop_reason");
    assertThat(perUnit(run, "size")).isCloseTo(3, within(0.05));
    assertThat(perUnit(run, "age")).isCloseTo(-2, within(0.05));
  }

  private static double perUnit(CommandRun run, String feature) {
    Map<?, ?> output = (Map<?, ?>) ((List<?>) run.json().get("outputs")).getFirst();
    for (Object weight : (List<?>) output.get("weights")) {
      Map<?, ?> entry = (Map<?, ?>) weight;
      if (feature.equals(entry.get("feature"))) {
        return ((Number) entry.get("per_unit")).doubleValue();
      }
    }
    throw new AssertionError("no weight of " + feature);
  }

  @Test
  void peopleSeeTheModelAndItsWeightsInAlignedColumns() {
    CommandRun run = CommandRun.of("inspect", model).ok();
    assertThat(run.out())
        .containsSubsequence(
            "Model",
            "linear, 6 parameters, 5 features",
            "Task",
            "regression of price",
            "Loss",
            "squared",
            "Weights of price",
            "feature",
            "scaled",
            "per unit",
            "bias");
    List<Integer> widths =
        run.out()
            .lines()
            .dropWhile(line -> !line.startsWith("  feature"))
            .takeWhile(line -> line.startsWith("  ") && !line.contains("exactly"))
            .map(String::length)
            .distinct()
            .toList();
    assertThat(widths).hasSize(1);
  }

  @Test
  void topLimitsTheWeights() {
    CommandRun run = CommandRun.of("inspect", model, "--top", 2, "--json").ok();
    Map<?, ?> output = (Map<?, ?>) ((List<?>) run.json().get("outputs")).getFirst();
    assertThat((List<?>) output.get("weights")).hasSize(2);
    CommandRun.of("inspect", model, "--top", -1).endsWith(2);
  }

  @Test
  void aDataFileIsDescribedByItsColumns() {
    CommandRun run = CommandRun.of("inspect", data).ok();
    assertThat(run.out()).containsSubsequence("300 rows", "size", "colour", "age", "price");
  }

  @Test
  void aDataFileIsAlsoDescribedAsJson() {
    CommandRun run = CommandRun.of("inspect", data, "--json").ok();
    assertThat(run.number("rows")).isEqualTo(300);
    assertThat((List<?>) run.json().get("columns")).hasSize(4);
  }

  @Test
  void aModelIsKnownByItsContentToo() throws Exception {
    Path other = Files.copy(model, folder.resolve("renamed"));
    assertThat(CommandRun.of("inspect", other).ok().out()).contains("Weights of price");
  }
}
