package org.glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainCommandTest {
  @TempDir private Path folder;
  private Path data;
  private Path classes;
  private Path model;

  @BeforeEach
  void writeData() {
    data = SampleData.write(folder.resolve("flats.csv"), SampleData.prices(200));
    classes = SampleData.write(folder.resolve("sizes.csv"), SampleData.sizes(200));
    model = folder.resolve("m.glissade");
  }

  private CommandRun train(Object... options) {
    return train(data, options);
  }

  private CommandRun train(Path file, Object... options) {
    List<Object> args = new ArrayList<>(List.of("train", file, "-o", model));
    args.addAll(Arrays.asList(options));
    return CommandRun.of(args.toArray());
  }

  // --- what is told ----------------------------------------------------------------------------

  @Test
  void peopleAreToldWhatWasReadWhatWasDoneAndHowGoodItIs() {
    CommandRun run = train("--epochs", 5).ok();
    assertThat(run.out())
        .containsSubsequence(
            "Data   " + data + ": 200 rows, 5 features\n",
            "Task   regression of price, loss squared",
            "Rows   160 to learn from, 40 held out",
            "Steps  batches of 64, order shuffle",
            "training loss",
            "Stopped after 5 epochs (15 steps",
            "training  validation\n",
            "loss",
            "rmse",
            "mae",
            "r2",
            "above its optimum",
            "Model written to " + model)
        .doesNotContain("\u001b");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void onePassInOrderOverRowsAsTheyAreIsLearntWhileItIsRead() {
    Object[] options = {
      "--scale", "none", "--validation", 0, "-e", 1, "-r", 1e-7, "--order", "sequential"
    };
    Path numbers = folder.resolve("numbers.csv");
    StringBuilder text = new StringBuilder("a,b,y\n");
    for (int row = 0; row < 100; row++) {
      text.append(row).append(',').append(row % 7).append(',').append(row * 0.5 + 0.25);
      text.append('\n');
    }
    try {
      Files.writeString(numbers, text);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    assertThat(train(numbers, options).ok().out())
        .containsSubsequence(
            "Data   " + numbers + ": 100 rows, 2 features\n",
            "Rows   100 to learn from, none held out",
            "figures are progressive",
            "progressive\n",
            "Model written to " + model)
        .doesNotContain("above its optimum");
    List<Object> json = new ArrayList<>(Arrays.asList(options));
    json.add("--json");
    CommandRun run = train(numbers, json.toArray()).ok();
    assertThat(run.json())
        .containsEntry("rows", 100)
        .containsEntry("engine", "dense-linear")
        .containsEntry("distance_to_optimum", null);
    assertThat(run.json().get("train")).asString().contains("progressive=true", "rmse");
    CommandRun.of("evaluate", model, numbers).ok();
  }

  @Test
  void jsonIsOneObjectWithTheKeysOfTheContract() {
    CommandRun run = train("--epochs", 5, "--json").ok();
    Map<String, Object> object = run.json();
    assertThat(object)
        .containsEntry("task", "regression")
        .containsEntry("rows", 160)
        .containsEntry("features", 5)
        .containsEntry("parameters", 6)
        .containsEntry("epochs", 5)
        .containsEntry("steps", 15)
        .containsEntry("batch_size", 64)
        .containsEntry("seed", 0)
        .containsEntry("stop_reason", "epochs")
        .containsKeys(
            "model", "engine", "learning_rate", "distance_to_optimum", "examples_per_second");
    assertThat(run.json("train")).containsKeys("loss", "objective", "rmse", "mae", "r2");
    assertThat(run.json("validation")).containsKeys("loss", "rmse", "mae", "r2");
    assertThat(run.json("seconds")).containsKeys("read", "train", "total");
    assertThat(run.number("learning_rate")).isPositive();
    assertThat(run.number("examples_per_second")).isPositive();
    assertThat(run.number("seconds", "total"))
        .isGreaterThanOrEqualTo(run.number("seconds", "read") + run.number("seconds", "train"));
    assertThat(run.err()).isEmpty();
  }

  @Test
  void metricsFollowTheTask() {
    assertThat(train(classes, "--epochs", 3, "--json").ok().json("train"))
        .containsOnlyKeys("rows", "loss", "objective", "accuracy", "log_loss", "auc");
    Path kinds = SampleData.write(folder.resolve("kinds.csv"), SampleData.kinds(200));
    assertThat(train(kinds, "--epochs", 3, "--json").ok().json("train"))
        .containsOnlyKeys("rows", "loss", "objective", "accuracy", "log_loss", "macro_f1");
    assertThat(train(classes, "--loss", "softmax", "--epochs", 3, "--json").ok().json("train"))
        .as("a binary task under another loss")
        .containsOnlyKeys("rows", "loss", "objective", "accuracy", "log_loss", "auc");
    assertThat(train(classes, "--loss", "hinge", "--epochs", 3, "--json").ok().json("train"))
        .as("no probabilities, no log loss")
        .containsOnlyKeys("rows", "loss", "objective", "accuracy", "auc");
  }

  @Test
  void oneVsRestProbabilitiesAreTheNormalisedOnesOfItsScores() {
    Path kinds = SampleData.write(folder.resolve("kinds.csv"), SampleData.kinds(200));
    train(kinds, "--loss", "one-vs-rest(logistic)", "--epochs", 10).ok();
    CommandRun figures = CommandRun.of("evaluate", model, kinds, "--json").ok();
    List<String> rows = SampleData.kinds(200).lines().skip(1).toList();
    CommandRun told = CommandRun.of("predict", model, kinds, "--probabilities").ok();
    List<String> names =
        Arrays.stream(told.out().lines().findFirst().orElseThrow().split(","))
            .skip(1)
            .map(name -> name.replace("probability ", ""))
            .toList();
    double sum = 0;
    int row = 0;
    for (String line : told.out().lines().skip(1).toList()) {
      String[] cells = line.split(",");
      double all = 0;
      for (int k = 1; k < cells.length; k++) {
        all += Double.parseDouble(cells[k]);
      }
      assertThat(all).isCloseTo(1, within(1e-5));
      String kind = rows.get(row).substring(rows.get(row).lastIndexOf(',') + 1);
      sum -= Math.log(Double.parseDouble(cells[1 + names.indexOf(kind)]));
      row++;
    }
    assertThat(figures.number("log_loss")).isCloseTo(sum / row, within(1e-4));
    assertThat(figures.number("loss")).isGreaterThan(figures.number("log_loss"));
  }

  @Test
  void softmaxOfTwoClassesScoresAsTheLogisticLossOfTheirDifference() {
    String[] options = {"--scale", "standard", "--l2", "0", "--epochs", "40", "--json"};
    CommandRun logistic = train(classes, (Object[]) options).ok();
    List<Object> more = new ArrayList<>(List.of(options));
    more.addAll(List.of("--loss", "softmax"));
    CommandRun softmax = train(classes, more.toArray()).ok();
    for (String metric : List.of("accuracy", "log_loss", "auc")) {
      assertThat(softmax.number("train", metric))
          .as(metric)
          .isCloseTo(logistic.number("train", metric), within(0.02));
    }
  }

  @Test
  void quietPrintsNothing() {
    CommandRun run = train("--epochs", 2, "--quiet").ok();
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).isEmpty();
    assertThat(model).isRegularFile();
  }

  @Test
  void divergenceHasItsStatusAndIsReported() {
    CommandRun run = train("--learning-rate", 1000, "--epochs", 5, "--json").endsWith(3);
    assertThat(run.json()).containsEntry("stop_reason", "diverged");
    assertThat(run.err())
        .contains("diverged")
        .contains("The rate is too high")
        .contains("--learning-rate");
    assertThat(model).isRegularFile();
  }

  // --- rows ------------------------------------------------------------------------------------

  @Test
  void nothingIsHeldOutOnRequest() {
    CommandRun run = train("--validation", 0, "--epochs", 2, "--json").ok();
    assertThat(run.json()).containsEntry("rows", 200).doesNotContainKey("validation");
  }

  @Test
  void aShareIsHeldOut() {
    CommandRun run = train("--validation", 0.25, "--epochs", 2, "--json").ok();
    assertThat(run.number("rows")).isEqualTo(150);
    assertThat(run.number("validation", "rows")).isEqualTo(50);
  }

  @Test
  void aFileIsHeldOutWithItsColumnsInAnyOrder() {
    Path held =
        SampleData.write(
            folder.resolve("held.csv"), "price,age,colour,size\n40.25,30,blue,33.5\n8,5,red,2\n");
    CommandRun run = train("--validation", held, "--epochs", 2, "--json").ok();
    assertThat(run.number("rows")).isEqualTo(200);
    assertThat(run.number("validation", "rows")).isEqualTo(2);
    CommandRun evaluated = CommandRun.of("evaluate", model, held, "--json").ok();
    assertThat(run.json("validation")).isEqualTo(evaluated.json());
  }

  @Test
  void weightsCountAsRepeatedRows() {
    Path weighted =
        SampleData.write(
            folder.resolve("w.csv"), "x,w,y\n1,2,1.5\n2,1,3\n3,3,2.5\n4,1,6\n5,1,4.25\n");
    Path repeated =
        SampleData.write(
            folder.resolve("r.csv"), "x,y\n1,1.5\n1,1.5\n2,3\n3,2.5\n3,2.5\n3,2.5\n4,6\n5,4.25\n");
    Object[] options = {"--json", "--validation", 0, "--target", "y"};
    List<Object> withWeights = new ArrayList<>(List.of(options));
    withWeights.addAll(List.of("--weight-column", "w"));
    CommandRun a = train(weighted, withWeights.toArray()).ok();
    CommandRun b = train(repeated, options).ok();
    assertThat(a.number("features")).as("the weight is no feature").isEqualTo(1);
    assertThat(a.number("train", "rmse")).isCloseTo(b.number("train", "rmse"), within(1e-3));
    assertThat(a.number("train", "objective"))
        .isCloseTo(b.number("train", "objective"), within(1e-3));
  }

  @Test
  void balancedClassesWeighTheSame() {
    List<String> lines = new ArrayList<>();
    for (int row = 0; row < 200; row++) {
      lines.add((row % 10 == 0 ? 0.4 : 0) + row * 37 % 100 * 0.01 + (row % 10 == 0 ? ",a" : ",b"));
    }
    Path file = SampleData.write(folder.resolve("rare.csv"), SampleData.table("x,y", lines));
    train(file, "--validation", 0, "--quiet").ok();
    long plain = predicted(file, "a");
    train(file, "--validation", 0, "--quiet", "--class-weight", "balanced").ok();
    assertThat(plain).isLessThan(20);
    assertThat(predicted(file, "a")).isGreaterThan(40);
  }

  private long predicted(Path file, String word) {
    return CommandRun.of("predict", model, file)
        .ok()
        .out()
        .lines()
        .filter(line -> line.startsWith(word + ","))
        .count();
  }

  // --- limits ----------------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({"--epochs, 3, 3, 9, epochs", "--steps, 7, 2, 7, steps"})
  void itStopsAtTheLimit(String option, String most, int epochs, int steps, String reason) {
    CommandRun run = train(option, most, "--json").ok();
    assertThat(run.json())
        .containsEntry("epochs", epochs)
        .containsEntry("steps", steps)
        .containsEntry("stop_reason", reason);
  }

  @Test
  void itStopsInTime() {
    CommandRun run =
        train("--epochs", 100_000_000, "--learning-rate", 1e-6, "--time-limit", "50ms", "--json");
    assertThat(run.ok().json()).containsEntry("stop_reason", "time_limit");
  }

  // --- the recipe ------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--learning-rate 0.1",
        "--learning-rate cosine(0.1)",
        "--learning-rate warm-up(5%,cosine(0.1))",
        "--optimizer momentum(0.9) --learning-rate 0.02",
        "--optimizer chain(clip-norm(1),learning-rate(linear(0.2)))",
        "--momentum 0.9 --learning-rate 0.02",
        "--momentum 0.8 --nesterov --learning-rate 0.02",
        "--average tail --learning-rate 0.1",
        "--average ema(0.9) --learning-rate 0.1",
        "--order sequential",
        "--order shuffle-once",
        "--order replacement",
        "--batch-size full --learning-rate 0.5",
        "--batch-size 1 --learning-rate linear(0.02)",
        "--clip-norm 1 --learning-rate 0.1",
        "--clip-value 1 --learning-rate 0.1",
        "--weight-decay 1e-4 --learning-rate 0.1",
        "--l2 0"
      })
  void everyRecipeLearns(String options) {
    List<Object> words = new ArrayList<>(List.of("--epochs", 30, "--json"));
    words.addAll(List.of(options.split(" ")));
    CommandRun run = train(words.toArray()).ok();
    assertThat(run.number("train", "r2")).isGreaterThan(0.95);
    assertThat(run.number("validation", "r2")).isGreaterThan(0.95);
  }

  @Test
  void theRecipeIsTheOneThatWasAskedFor() {
    CommandRun run =
        train(
            "--optimizer",
            "clip-norm(2)",
            "--momentum",
            0.5,
            "--learning-rate",
            "cosine(0.1)",
            "--epochs",
            3,
            "--json");
    assertThat(run.ok().json().get("optimizer").toString())
        .contains("clip-norm(2)", "momentum(0.5)", "cosine(0.1, length=9)");
  }

  @Test
  void withoutScalingTheWeightsAreThoseOfTheFile() {
    Path file =
        SampleData.write(
            folder.resolve("line.csv"),
            SampleData.table("x,y", List.of("-1,-3", "-0.5,-2", "0,-1", "0.5,0", "1,1", "2,3")));
    train(file, "--scale", "none", "--task", "regression", "--quiet").ok();
    CommandRun inspected = CommandRun.of("inspect", model, "--json").ok();
    Map<?, ?> output = (Map<?, ?>) ((List<?>) inspected.json().get("outputs")).getFirst();
    Map<?, ?> weight = (Map<?, ?>) ((List<?>) output.get("weights")).getFirst();
    assertThat(((Number) weight.get("scaled")).doubleValue()).isCloseTo(2, within(0.01));
    assertThat(weight.get("per_unit")).isEqualTo(weight.get("scaled"));
    assertThat(((Number) output.get("bias")).doubleValue()).isCloseTo(-1, within(0.01));
  }

  // --- the same again --------------------------------------------------------------------------

  @Test
  void theSameSeedGivesTheSameBytesAndAnotherSeedDoesNot() {
    train("--seed", 5, "--epochs", 4, "--quiet").ok();
    byte[] first = SampleData.bytes(model);
    train("--seed", 5, "--epochs", 4, "--quiet").ok();
    assertThat(SampleData.bytes(model)).isEqualTo(first);
    train("--seed", 6, "--epochs", 4, "--quiet").ok();
    assertThat(SampleData.bytes(model)).isNotEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--epochs 3000",
        "--epochs 3000 --momentum 0.9 --learning-rate 0.01",
        "--epochs 3000 --average tail --learning-rate 0.05",
        "--epochs 3000 --average ema(0.9) --learning-rate 0.05",
        "--epochs 1000 --order shuffle-once --batch-size 7",
        "--epochs 3000 --order replacement --l1 0.1",
        "--epochs 3000 --early-stopping 3000"
      })
  void aResumedRunEndsInTheSameBytesAsOneWithoutABreak(String options) {
    List<Object> words = new ArrayList<>(List.of("--json"));
    words.addAll(List.of(options.split(" ")));
    CommandRun whole = train(words.toArray()).ok();
    byte[] expected = SampleData.bytes(model);
    words.addAll(List.of("--checkpoint", folder.resolve("run")));
    List<Object> cut = new ArrayList<>(words);
    cut.addAll(List.of("--time-limit", "1ms"));
    assertThat(train(cut.toArray()).ok().json()).containsEntry("stop_reason", "time_limit");
    words.add("--resume");
    CommandRun resumed = train(words.toArray()).ok();
    assertThat(resumed.number("steps")).isEqualTo(whole.number("steps"));
    assertThat(resumed.json("train")).isEqualTo(whole.json("train"));
    assertThat(SampleData.bytes(model)).isEqualTo(expected);
  }

  @Test
  void aCheckpointOfOtherOptionsIsRefusedInWords() {
    Path checkpoints = folder.resolve("run");
    train("--steps", 9, "--checkpoint", checkpoints, "--quiet").ok();
    CommandRun run =
        train("--steps", 20, "--checkpoint", checkpoints, "--resume", "--batch-size", 5);
    assertThat(run.endsWith(1).err())
        .contains("the checkpoint belongs to another run")
        .contains("batch size 5")
        .doesNotContain("fault of Glissade");
  }

  @Test
  void aWarmStartGoesOnFromTheModel() {
    train("--quiet", "--validation", 0).ok();
    Path first = folder.resolve("first.glissade");
    CommandRun.of("train", data, "-o", first, "--quiet", "--validation", 0).ok();
    CommandRun cold =
        train("--epochs", 1, "--learning-rate", 1e-4, "--json", "--validation", 0).ok();
    CommandRun warm =
        train(
                "--warm-start",
                first,
                "--epochs",
                1,
                "--learning-rate",
                1e-4,
                "--json",
                "--validation",
                0)
            .ok();
    assertThat(warm.number("train", "rmse")).isLessThan(0.1 * cold.number("train", "rmse"));
  }

  // --- files -----------------------------------------------------------------------------------

  @Test
  void theOutputMayNotOverwriteTheData() {
    byte[] before = SampleData.bytes(data);
    CommandRun run = CommandRun.of("train", data, "-o", data, "--quiet");
    assertThat(run.endsWith(2).err()).contains("would overwrite");
    assertThat(SampleData.bytes(data)).isEqualTo(before);
  }

  @Test
  void anOutputThatCannotBeIsRefusedBeforeTheDataAreRead() {
    Path nowhere = folder.resolve("nowhere").resolve("m.glissade");
    CommandRun run = CommandRun.of("train", folder.resolve("no-data.csv"), "-o", nowhere);
    assertThat(run.endsWith(1).err()).contains("there is no folder").doesNotContain("no-data");
  }

  @ParameterizedTest
  @CsvSource({
    "a.csv, a.glissade",
    "a.2024.csv, a.2024.glissade",
    "b.csv.gz, b.glissade",
    "folder/c.libsvm.gz, c.glissade",
    "d, d.glissade",
    ".hidden, .hidden.glissade",
    "-, model.glissade"
  })
  void theModelIsCalledAfterTheData(String name, String expected) {
    assertThat(TrainCommand.defaultOutput(name)).isEqualTo(Path.of(expected));
  }

  @Test
  void standardInputIsData() {
    CommandRun.withInput(SampleData.prices(50), "train", "-", "-o", model, "--epochs", 2, "--quiet")
        .ok();
    assertThat(Files.isRegularFile(model)).isTrue();
  }
}
