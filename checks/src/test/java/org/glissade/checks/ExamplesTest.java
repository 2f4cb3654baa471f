package org.glissade.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The programs that the README shows run as they are, and are as short as it says. */
class ExamplesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "FitAirfoil, 'validation {rmse='",
    "CustomLoss, 'y = '",
    "CustomOptimizer, 'y = 2.00 x + 1.00'",
    "CustomModel, 'of the factorisation machine 0.000'"
  })
  void everyExampleRuns(String name, String expected) throws Exception {
    Files.createSymbolicLink(folder.resolve("examples"), Sources.root().resolve("examples"));
    assertThat(run(name)).contains(expected);
  }

  /** A run or two of a few steps: nothing to learn from, but all that is told. */
  @Test
  void sharpnessIsToldByBatchSizeAtEqualEpochsStepsAndLoss() throws Exception {
    Files.createSymbolicLink(folder.resolve("examples"), Sources.root().resolve("examples"));
    String said = run("Sharpness", "seeds=2", "epochs=1", "steps=8", "loss=0.5", "rates=fixed");
    assertThat(said.lines().filter(line -> line.startsWith("At equal ")))
        .hasSize(3)
        .allMatch(line -> line.endsWith(", one rate for all batches"));
    List<String[]> rows =
        said.lines()
            .map(line -> line.strip().split("\\s+"))
            .filter(words -> words[0].matches("[0-9]+"))
            .toList();
    assertThat(rows).hasSize(15).allMatch(words -> words[words.length - 1].matches("[0-2]"));
    assertThat(rows.subList(0, 5))
        .extracting(words -> words[2])
        .containsExactly("128", "32", "8", "2", "1");
    assertThat(rows.subList(5, 10)).extracting(words -> words[2]).containsOnly("8");
    assertThat(rows.subList(0, 10)).allMatch(words -> Double.parseDouble(words[5]) > 0);
    assertThat(said.lines().filter(line -> line.startsWith("- At equal "))).hasSize(3);
    assertThat(said).contains("training loss rises (1.00, p 0.00014)", "sharper ends");
  }

  @Test
  void everyExampleIsTested() throws IOException {
    try (Stream<Path> files = Files.list(Sources.root().resolve("examples"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .filteredOn(name -> name.endsWith(".java"))
          .containsExactlyInAnyOrder(
              "FitAirfoil.java",
              "CustomLoss.java",
              "CustomOptimizer.java",
              "CustomModel.java",
              "Sharpness.java");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "CustomLoss, LogCosh, 15",
    "CustomOptimizer, Lion, 20",
    "CustomModel, Interactions, 35"
  })
  void oneOfYourOwnIsShort(String file, String record, int below) throws IOException {
    List<String> lines =
        Files.readAllLines(Sources.root().resolve("examples").resolve(file + ".java"));
    int first = 0;
    while (!lines.get(first).startsWith("  record " + record + "(")) {
      first++;
    }
    int last = first;
    while (!lines.get(last).equals("  }")) {
      last++;
    }
    assertThat(last - first + 1).isLessThan(below);
    assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThan(121));
  }

  private String run(String name, String... options) throws Exception {
    Path output = folder.resolve("output.txt");
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.add("-Dstdout.encoding=UTF-8");
    words.add("-cp");
    words.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    words.add("examples/" + name + ".java");
    words.addAll(List.of(options));
    Process process =
        new ProcessBuilder(words)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(5, TimeUnit.MINUTES);
    String said = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(ended).as("%s ended: %s", name, said).isTrue();
    assertThat(process.exitValue()).as("exit status of %s: %s", name, said).isZero();
    return said;
  }
}
