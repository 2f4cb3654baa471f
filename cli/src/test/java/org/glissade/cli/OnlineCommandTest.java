package org.glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class OnlineCommandTest {
  private static final String ROWS = "1 1:1\n-1 2:1\n1 1:2\n-1 2:2 3:1\n1 1:1\n";

  @TempDir private Path folder;

  private Path model() {
    return folder.resolve("m.glissade");
  }

  private CommandRun online(String input, Object... more) {
    Object[] args = new Object[6 + more.length];
    System.arraycopy(
        new Object[] {"train", "-", "--online", "-o", model(), "--format=libsvm"}, 0, args, 0, 6);
    System.arraycopy(more, 0, args, 6, more.length);
    return CommandRun.withInput(input, args);
  }

  @Test
  void theTableGoesToStandardOutputAndTheModelPredicts() {
    CommandRun run = online(ROWS, "--task", "binary").ok();
    assertThat(run.out())
        .contains("average    since         example")
        .contains("0.693147   0.693147            1        1.0            1           -1        2")
        .contains("to the end of the input");
    CommandRun evaluated =
        CommandRun.withInput(ROWS, "evaluate", model(), "-", "--format=libsvm", "--json").ok();
    assertThat(evaluated.number("accuracy")).isEqualTo(1);
  }

  @Test
  @SuppressWarnings("unchecked")
  void withJsonTheObjectHoldsTheTableAndTheTableGoesToStandardError() {
    CommandRun run = online(ROWS, "--task", "binary", "--json").ok();
    assertThat(run.err()).contains("average    since");
    List<Map<String, Object>> table = (List<Map<String, Object>>) run.json().get("progress");
    assertThat(table).extracting(line -> line.get("examples")).containsExactly(1, 2, 4);
    assertThat(run.json()).containsEntry("stop_reason", "end_of_data").containsEntry("rows", 5);
    assertThat(run.number("train", "loss")).isPositive();
    assertThat(online(ROWS, "--task", "binary", "--quiet").ok().out()).isEmpty();
  }

  @Test
  void aBadLineIsNamedAndTheModelOfTheRowsAboveIsWritten() {
    CommandRun run = online("1 1:1\n-1 1:2\n1 x\n", "--task", "binary").endsWith(ExitCode.FAILED);
    assertThat(run.err()).contains("standard input:3");
    assertThat(run.out()).contains("2 rows");
    CommandRun.of("inspect", model()).ok();
  }

  @Test
  void whatNeedsAllRowsIsAUsageError() {
    Map<String, String> wrong =
        Map.of(
            "--learning-rate=cosine(0.1)", "how long the run is",
            "--validation=0.2", "--validation",
            "--scale=standard", "--warm-start",
            "--batch-size=64", "one by one",
            "--epochs=3", "one by one",
            "--optimizer=sgd", "--learning-rate",
            "--task=multiclass", "--classes",
            "--average=tail", "ema",
            "--class-weight=balanced", "--class-weight",
            "--resume", "--checkpoint");
    wrong.forEach(
        (option, said) ->
            assertThat(online(ROWS, option).endsWith(ExitCode.USAGE).err())
                .as(option)
                .contains(said));
    assertThat(CommandRun.of("train", "x.csv", "--classes=a,b").endsWith(ExitCode.USAGE).err())
        .contains("--online");
  }

  @Test
  void aCheckpointGoesOnToTheSameBits() throws IOException {
    online(ROWS + ROWS, "--task", "binary").ok();
    byte[] whole = Files.readAllBytes(model());
    Path checkpoint = folder.resolve("state");
    online(ROWS, "--task", "binary", "--checkpoint", checkpoint).ok();
    CommandRun rest =
        online(ROWS, "--warm-start", model(), "--checkpoint", checkpoint, "--resume").ok();
    assertThat(rest.out()).contains("5 rows (10 with those before)");
    assertThat(Files.readAllBytes(model())).isEqualTo(whole);
  }

  /** A process that waits for rows, ended by a signal: by SIGTERM, which takes SIGINT's path. */
  @Test
  void aSignalWritesTheModelThatThereIs() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                "org.glissade.cli.Main",
                "train",
                "-",
                "--online",
                "--format=libsvm",
                "--task=binary",
                "-o",
                model().toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (OutputStream rows = process.getOutputStream();
        var out = process.inputReader(StandardCharsets.UTF_8)) {
      rows.write("1 1:1\n".getBytes(StandardCharsets.UTF_8));
      rows.flush();
      String line = out.readLine();
      while (line != null && !line.startsWith("0.693147")) {
        line = out.readLine();
      }
      assertThat(line).isNotNull(); // it was learnt from while more could come
      process.toHandle().destroy();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(128 + 15);
    } finally {
      process.destroyForcibly();
    }
    CommandRun.of("inspect", model()).ok();
  }
}
