package org.glissade.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

  @Test
  void everyExampleIsTested() throws IOException {
    try (Stream<Path> files = Files.list(Sources.root().resolve("examples"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .filteredOn(name -> name.endsWith(".java"))
          .containsExactlyInAnyOrder(
              "FitAirfoil.java", "CustomLoss.java", "CustomOptimizer.java", "CustomModel.java");
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

  private String run(String name) throws Exception {
    Path output = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                "examples/" + name + ".java")
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
