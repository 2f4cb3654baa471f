package org.glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Modes of threads and engines: chosen by the user, told to the user, never a silent surprise. */
class ParallelCommandTest {
  @TempDir private Path folder;
  private Path table;
  private Path sparse;
  private Path model;

  @BeforeEach
  void writeData() {
    table = SampleData.write(folder.resolve("flats.csv"), SampleData.prices(200));
    SplittableRandom random = new SplittableRandom(8);
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      int first = 1 + random.nextInt(40);
      int second = 41 + random.nextInt(40);
      rows.append(first + second > 80 ? 1 : -1).append(" " + first + ":1 " + second + ":0.5\n");
    }
    sparse = SampleData.write(folder.resolve("words.libsvm"), rows.toString());
    model = folder.resolve("m.glissade");
  }

  private CommandRun train(Path file, Object... options) {
    List<Object> args = new ArrayList<>(List.of("train", file, "-o", model, "--epochs", 4));
    args.addAll(Arrays.asList(options));
    return CommandRun.of(args.toArray());
  }

  @Test
  void theModeTheThreadsAndTheEngineAreTold() {
    String mode = "average(every=8, replicas=2)";
    CommandRun averaged = train(table, "--parallel", mode, "--threads", 2, "--json").ok();
    assertThat(averaged.json())
        .containsEntry("engine", "dense-linear")
        .containsEntry("parallel", mode)
        .containsEntry("threads", 2);
    assertThat(train(table, "--parallel", mode, "--threads", 2).ok().out())
        .contains("engine dense-linear, " + mode + ", 2 threads\n");
    assertThat(train(sparse, "--parallel", "hogwild", "--threads", 1).ok().out())
        .contains("engine sparse-linear, hogwild, 1 thread\n");
    assertThat(train(sparse, "--parallel", "hogwild", "--threads", 2, "--json").ok().json())
        .containsEntry("parallel", "hogwild")
        .containsEntry("threads", 2)
        .containsEntry("steps", 4 * 4);
    assertThat(train(table, "--json").ok().json()).containsEntry("parallel", "minibatch");
  }

  @Test
  void averagedModelsAreTheSameBytesForAnyNumberOfThreads() throws Exception {
    train(sparse, "--parallel", "average", "--threads", 1).ok();
    byte[] one = Files.readAllBytes(model);
    train(sparse, "--parallel", "average", "--threads", 3).ok();
    assertThat(Files.readAllBytes(model)).isEqualTo(one);
  }

  @Test
  void anAveragedRunIsResumedToTheSameBytes() throws Exception {
    Object[] options = {"--parallel", "average(3)", "-r", 0.1, "--momentum", 0.9, "-b", 8};
    train(table, options).ok();
    byte[] whole = Files.readAllBytes(model);
    List<Object> first = new ArrayList<>(List.of("train", table, "-o", model, "--epochs", 2));
    first.addAll(Arrays.asList(options));
    first.addAll(List.of("--checkpoint", folder.resolve("run")));
    CommandRun.of(first.toArray()).ok();
    first.set(5, 4);
    first.add("--resume");
    CommandRun.of(first.toArray()).ok();
    assertThat(Files.readAllBytes(model)).isEqualTo(whole);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "csv|--parallel hogwild|hogwild is for linear models on sparse rows",
        "csv|--parallel hogwilt|did you mean hogwild?",
        "csv|--parallel average(0)|at least 1",
        "csv|--parallel average --optimizer ftrl|ftrl",
        "libsvm|--parallel hogwild --l1 0.1|L1 does not go together with hogwild",
        "libsvm|--parallel hogwild --momentum 0.9|momentum",
        "libsvm|--parallel hogwild --average polyak|polyak",
        "libsvm|--optimizer ftrl --learning-rate 0.1|set it in --optimizer, as in \"ftrl(alpha=0.1)\"",
        "libsvm|--optimizer chain(clip-value(1),ftrl) -r cosine(0.1)|ftrl(alpha=0.1)",
        "csv|--optimizer learning-rate(0.1) -r 0.2|there are two rates",
        "csv|--optimizer sgd(0.1) -r 0.2|there are two rates",
        "csv|--optimizer ftrl --momentum 0.9|--momentum does not go with --optimizer ftrl",
        "csv|--optimizer sgd(0.1) --clip-norm 1|--clip-norm does not go with"
      })
  void whatDoesNotGoTogetherIsAMistakeOfUsage(String file, String options, String words) {
    CommandRun run =
        train(file.equals("csv") ? table : sparse, (Object[]) options.split(" "))
            .endsWith(ExitCode.USAGE);
    assertThat(run.err()).startsWith("glissade: ").contains(words);
    assertThat(model).doesNotExist();
  }

  /** The default L2 of classes would send them to the engine that touches every weight. */
  @ParameterizedTest
  @CsvSource({"adagrad", "ftrl"})
  void rulesForSparseFeaturesAreServedByTheSparseEngineByDefault(String rule) {
    CommandRun run = train(sparse, "--optimizer", rule).ok();
    assertThat(run.out())
        .contains("engine sparse-linear", "no L2 (it would slow adagrad and ftrl down")
        .doesNotContain("L2 0", "Engine");
    assertThat(train(sparse).ok().out()).contains("L2 0.00");
    assertThat(train(table, "--task", "multiclass", "--target", 1, "--optimizer", rule).out())
        .contains("(1/rows; --l2 sets it)");
  }

  @Test
  void aSlowEngineIsAnnouncedWithTheReason() {
    CommandRun run = train(sparse, "--optimizer", "adagrad", "--l2", 0.01).ok();
    assertThat(run.out())
        .containsSubsequence(
            "Engine chain, in which each step touches every weight: L2 enters the squared",
            "without L2",
            "engine chain");
    CommandRun json = train(sparse, "--momentum", 0.9, "--json").ok();
    assertThat(json.json()).containsEntry("engine", "chain");
    assertThat(json.json().get("engine_obstacle").toString()).startsWith("momentum(");
    assertThat(json.err()).containsOnlyOnce("Engine chain");
    assertThat(train(sparse, "--json").ok().json()).doesNotContainKey("engine_obstacle");
    assertThat(train(table, "--momentum", 0.9).ok().out()).doesNotContain("Engine");
  }

  /** A rate within the chain is the only one: no second one is searched and put behind it. */
  @Test
  void aRateWithinTheOptimizerIsTheOnlyOne() {
    assertThat(train(table, "--optimizer", "sgd(0.1, momentum=0.5)").ok().out())
        .contains("chain(momentum(0.5), learning-rate(0.1))\n");
  }
}
