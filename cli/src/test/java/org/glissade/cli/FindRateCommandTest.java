package org.glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the first screen tells of a textbook's run that diverges slowly: "Dive into Deep Learning",
 * section 12.5, gradient descent at a rate of 1, where the limit is 2/2.0971 = 0.9537.
 */
class FindRateCommandTest {
  @TempDir private Path folder;
  private Path airfoil;

  @BeforeEach
  void writeData() {
    airfoil = SampleData.whitenedAirfoil(folder);
  }

  private static CommandRun run(String command, Path data, Object... more) {
    List<Object> words = new ArrayList<>(List.of(command, data, "--scale", "none"));
    words.addAll(List.of("--batch-size", "full", "--learning-rate", 1));
    words.addAll(List.of(more));
    return CommandRun.of(words.toArray());
  }

  private CommandRun train(int epochs) {
    Path model = folder.resolve("m.glissade");
    return run(
        "train", airfoil, "--validation", 0, "--epochs", epochs, "-o", model, "--json", "--quiet");
  }

  @Test
  void theLimitOfTheBooksRunIsToldToThreeDecimals() {
    assertThat(run("find-rate", airfoil).ok().out())
        .contains("λ = 2.097: descent on all rows is stable below a rate of 0.954 (2/λ).")
        .contains("A rate of 1 is above that limit", "1.10 times as long", "diverges, slowly.");
    CommandRun json = run("find-rate", airfoil, "--json").ok();
    assertThat(json.number("rows")).isEqualTo(1500);
    assertThat(json.number("curvature")).isCloseTo(2.0971, within(5.1e-5));
    assertThat(json.number("stable_rate")).isCloseTo(0.9537, within(5.1e-5));
  }

  /** The curvature of a squared loss is that of the features alone. */
  @Test
  void theLimitDoesNotDependOnTheTarget() {
    List<String> lines =
        SampleData.lines(SampleData.text(airfoil)).stream()
            .map(line -> line.substring(0, line.lastIndexOf(',') + 1) + line.length())
            .toList();
    Path other = SampleData.write(folder.resolve("other.csv"), String.join("\n", lines) + "\n");
    assertThat(run("find-rate", other, "--target", 6, "--json").ok().number("stable_rate"))
        .isCloseTo(0.9537, within(5.1e-5));
  }

  /** Its loss is lowest after six epochs; the rise is too slow to be seen as divergence in ten. */
  @Test
  void tenEpochsOfItEndHigherThanSix() {
    assertThat(train(6).ok().number("train", "loss")).isCloseTo(.2449, within(5.1e-5));
    CommandRun ten = train(10).ok();
    assertThat(ten.number("train", "loss")).isCloseTo(.2467, within(5.1e-5));
    assertThat(ten.json("convergence")).containsEntry("where", "stalled");
  }

  @Test
  void moreEpochsOfItAreAnEndWithStatusThree() {
    CommandRun run = train(200).endsWith(ExitCode.DIVERGED);
    assertThat(run.json()).containsEntry("stop_reason", "diverged");
    assertThat(run.json().get("diagnosis").toString()).contains("rate_too_high");
    assertThat(run.number("epochs")).isBetween(40.0, 100.0);
  }

  @Test
  void theReportTellsWhatTheTerminalTellsAndDrawsIt() throws IOException {
    Path page = folder.resolve("rate <i>.html");
    String told = run("find-rate", airfoil, "--report", page).ok().out();
    String html = Files.readString(page);
    for (String line : told.lines().filter(line -> line.contains("stable below")).toList()) {
      assertThat(html).contains(line);
    }
    assertThat(html)
        .contains("<svg role=\"img\"", "The smoothed loss begins at", "limit 2/λ", "rate &lt;i&gt;")
        .doesNotContain("<script", "<i>.html", "src=", "@import");
  }

  @Test
  void aReportThatCannotBeWrittenIsRefusedBeforeTheDataAreRead() {
    CommandRun run = run("find-rate", folder.resolve("none.csv"), "--report", folder);
    assertThat(run.status()).isNotZero();
    assertThat(run.err()).contains("there is a folder of that name");
  }
}
