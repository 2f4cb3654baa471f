package org.glissade.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A few rows through the whole of it: data, processes, rounds, tables. */
class CompareTest {
  @TempDir private Path folder;

  private String said = "";

  private int compare(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    List<String> all =
        new java.util.ArrayList<>(
            List.of("--home", ".", "--data", folder.toString(), "--scale", "0.001"));
    all.addAll(List.of(arguments));
    int status = Compare.run(stream, stream, all.toArray(String[]::new));
    said = out.toString(StandardCharsets.UTF_8);
    return status;
  }

  /** The last column of the row of a contender. */
  private double loss(String contender) {
    return said.lines()
        .filter(line -> line.startsWith("  " + contender + " "))
        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
        .mapToDouble(Double::parseDouble)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no row of " + contender + " in\n" + said));
  }

  @Test
  void glissadeAndTheFloorInCDoTheSameWork() {
    boolean gcc = new CPrograms(Path.of("c"), folder).available();
    Assumptions.assumeTrue(gcc, "there is no gcc: the floor in C was not compared");
    for (String job : List.of("W1b", "W2", "W3a")) {
      assertThat(compare(job, "--rounds", "1", "--contenders", "c,glissade")).isZero();
      assertThat(loss("glissade")).isCloseTo(loss("c"), within(2e-4));
    }
  }

  @Test
  void whatIsMissingIsSaidAndTheRestIsMeasured() throws Exception {
    Path page = folder.resolve("page.md");
    int status =
        compare(
            "W6-10", "--rounds", "2", "--contenders", "glissade,vw", "--markdown", page.toString());
    assertThat(status).isZero();
    assertThat(said).contains("vw: no, there is no such contender here, only glissade");
    assertThat(loss("glissade")).isPositive();
    assertThat(Files.readString(page))
        .contains("W6-10 --rounds 2", "- processor: ", "| glissade | 10 | float |")
        .doesNotContain("--home");
  }

  @Test
  void productsOfMatricesAreToldBesideOpenBlas() {
    assertThat(compare("GEMM", "--rounds", "1")).isZero();
    assertThat(said)
        .containsAnyOf("weight gradient dYᵀ·X", "GEMM: not measured, there is no libopenblas");
  }

  @Test
  void unknownNamesAreAnsweredWithTheKnownOnes() {
    assertThat(compare("W7")).isEqualTo(2);
    assertThat(said).contains("W7 is none of [W1, W1-1024, ");
    assertThat(compare("W1", "--contenders", "jasat")).isEqualTo(2);
    assertThat(said).contains("jasat is none of [read, c, openblas, glissade, ");
  }
}
