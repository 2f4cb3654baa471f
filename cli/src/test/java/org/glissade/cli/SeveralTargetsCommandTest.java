package org.glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --target y,z} through all commands. */
class SeveralTargetsCommandTest {
  @TempDir private Path folder;
  private Path data;
  private Path model;

  @BeforeEach
  void writeData() {
    Random random = new Random(4);
    StringBuilder text = new StringBuilder("a,b,y,z\n");
    for (int row = 0; row < 100; row++) {
      double a = random.nextGaussian();
      double b = random.nextGaussian();
      double y = 500 + 100 * a + 10 * random.nextGaussian();
      double z = 0.02 * b - 0.01 * a + 0.001 * random.nextGaussian();
      text.append(a).append(',').append(b).append(',').append(y).append(',').append(z).append('\n');
    }
    data = SampleData.write(folder.resolve("d.csv"), text.toString());
    model = folder.resolve("m.glissade");
  }

  private CommandRun asked(String target) {
    return CommandRun.of("train", data, "--target", target, "-o", model, "--quiet");
  }

  private CommandRun train(Object... more) {
    List<Object> words = new ArrayList<>(List.of("train", data, "--target", "y,z", "-o", model));
    words.addAll(List.of(more));
    return CommandRun.of(words.toArray());
  }

  @Test
  void theFiguresOfEveryTargetAreToldInTextAndAsJson() {
    String out = train().ok().out();
    assertThat(out).contains("regression of y, z (2 targets)", "each in units of its deviation");
    assertThat(out).containsPattern("mean rmse +\\S+ +\\S+").containsPattern("\ny\n  loss +\\S+");
    CommandRun run = train("--json").ok();
    assertThat(run.json().get("targets")).isEqualTo(List.of("y", "z"));
    assertThat(run.json()).doesNotContainKey("target");
    for (String part : List.of("train", "validation")) {
      double mean =
          (run.number(part, "targets", "y", "rmse") + run.number(part, "targets", "z", "rmse")) / 2;
      assertThat(run.number(part, "rmse")).isCloseTo(mean, within(1e-12 * mean));
      double sum =
          run.number(part, "targets", "y", "loss") + run.number(part, "targets", "z", "loss");
      assertThat(run.number(part, "loss")).isCloseTo(sum, within(1e-12));
      assertThat(run.number(part, "targets", "z", "r2")).isGreaterThan(0.9);
    }
    CommandRun evaluated = CommandRun.of("evaluate", model, data, "--json").ok();
    assertThat(evaluated.number("targets", "y", "rmse")).isCloseTo(10, within(3.0));
    String text = CommandRun.of("evaluate", model, data).ok().out();
    assertThat(text).contains("regression of y, z", "mean r2", "\nz\n");
  }

  @Test
  void predictWritesAColumnForEachTargetWhetherTheFileHasThemOrNot() throws Exception {
    train("--model", "mlp:8", "--quiet").ok();
    String all = CommandRun.of("predict", model, data).ok().out();
    assertThat(all).startsWith("y,z\n");
    assertThat(all.lines()).hasSize(101).allMatch(line -> line.split(",").length == 2);
    StringBuilder bare = new StringBuilder();
    Files.readAllLines(data)
        .forEach(
            line -> bare.append(line, 0, line.indexOf(',', line.indexOf(',') + 1)).append('\n'));
    CommandRun without = CommandRun.withInput(bare.toString(), "predict", model, "-").ok();
    assertThat(without.out()).isEqualTo(all);
    CommandRun json = CommandRun.of("predict", model, data, "--json").ok();
    Map<String, Object> prediction = json.json("prediction");
    assertThat(prediction.keySet()).containsExactly("y", "z");
    assertThat((List<?>) prediction.get("z")).hasSize(100);
  }

  @Test
  void inspectShowsTheWeightsOfEachTargetInItsUnits() {
    train("--quiet").ok();
    assertThat(CommandRun.of("inspect", model).ok().out())
        .contains("Weights of y", "Weights of z", "regression of y, z");
    CommandRun run = CommandRun.of("inspect", model, "--json").ok();
    assertThat(run.json().get("targets")).isEqualTo(List.of("y", "z"));
    List<?> outputs = (List<?>) run.json().get("outputs");
    Map<?, ?> first = (Map<?, ?>) outputs.get(0);
    Map<?, ?> second = (Map<?, ?>) outputs.get(1);
    assertThat(strongest(first)).isCloseTo(100, within(5.0)); // y = 500 + 100a
    assertThat((Double) first.get("bias")).isCloseTo(500, within(5.0));
    assertThat(strongest(second)).isCloseTo(0.02, within(0.001)); // z = 0.02b − 0.01a
  }

  private static double strongest(Map<?, ?> output) {
    return (Double) ((Map<?, ?>) ((List<?>) output.get("weights")).get(0)).get("per_unit");
  }

  @Test
  void aRunThatIsResumedEndsInTheSameBits() throws Exception {
    Object[] steps = {
      "--learning-rate", "0.05", "--momentum", "0.9", "--batch-size", "16", "--json"
    };
    List<Object> whole = new ArrayList<>(List.of(steps));
    whole.addAll(List.of("--epochs", 6));
    CommandRun uninterrupted = train(whole.toArray()).ok();
    String bits = CommandRun.of("predict", model, data).ok().out();
    Path checkpoints = folder.resolve("c");
    List<Object> half = new ArrayList<>(List.of(steps));
    half.addAll(List.of("--steps", 13, "--checkpoint", checkpoints));
    train(half.toArray()).ok();
    whole.addAll(List.of("--checkpoint", checkpoints, "--resume"));
    CommandRun resumed = train(whole.toArray()).ok();
    assertThat(resumed.json("train")).isEqualTo(uninterrupted.json("train"));
    assertThat(CommandRun.of("predict", model, data).ok().out()).isEqualTo(bits);
  }

  @Test
  void aValidationFileAndAWarmStartKnowTheTargets() {
    train("--quiet", "--validation", data).ok();
    CommandRun on =
        train("--warm-start", model, "--epochs", 1, "--learning-rate", "1e-9", "--json").ok();
    assertThat(on.number("train", "r2")).isGreaterThan(0.9);
  }

  @Test
  void whatSeveralTargetsCannotHaveIsAUsageErrorThatSaysWhatIsPossible() {
    assertThat(train("--task", "binary").endsWith(ExitCode.USAGE).err())
        .contains("y, z", "--task regression", "one target at a time");
    assertThat(train("--loss", "one-vs-rest(logistic)").endsWith(ExitCode.USAGE).err())
        .contains("possible: squared");
    assertThat(train("--calibrate", "platt").endsWith(ExitCode.USAGE).err())
        .contains("the targets y, z are numbers");
    assertThat(train("--class-weight", "balanced").endsWith(ExitCode.USAGE).err())
        .contains("the targets y, z are numbers");
    assertThat(train("--optimizer", "vw").endsWith(ExitCode.USAGE).err()).contains("one output");
    assertThat(asked("y,y").endsWith(ExitCode.USAGE).err()).contains("y is named twice");
    assertThat(asked("y,").endsWith(ExitCode.USAGE).err()).contains("COLUMN,COLUMN");
    assertThat(asked("y,q").endsWith(ExitCode.FAILED).err()).contains("no column q", "a, b, y, z");
    asked("y").ok();
    Path single = folder.resolve("one.glissade");
    CommandRun.of("train", data, "--target", "y", "-o", single, "--quiet").ok();
    assertThat(train("--warm-start", single).endsWith(ExitCode.USAGE).err())
        .contains("the model predicts y, --target asks for y, z");
  }
}
