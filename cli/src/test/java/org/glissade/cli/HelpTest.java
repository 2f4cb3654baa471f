package org.glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {
  @ParameterizedTest
  @ValueSource(strings = {"train", "predict", "evaluate", "compare", "inspect", "lab"})
  void everyCommandHasExamplesAndNoWarningOnTheProcessesOwnStream(String command) {
    PrintStream before = System.err;
    ByteArrayOutputStream warnings = new ByteArrayOutputStream();
    System.setErr(new PrintStream(warnings, true, StandardCharsets.UTF_8));
    CommandRun run;
    try {
      run = CommandRun.of(command, "--help").ok();
    } finally {
      System.setErr(before);
    }
    assertThat(warnings.toString(StandardCharsets.UTF_8)).isEmpty();
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).containsSubsequence("Usage:\n", "Examples:\n", "glissade " + command);
    assertThat(run.out()).doesNotContain("%n", "%%", "@|");
    assertThat(run.out().lines()).allMatch(line -> line.length() <= 82);
  }

  @Test
  void everyExampleIsShownAsItIsTyped() {
    assertThat(CommandRun.of("train", "--help").ok().out().replaceAll("\\s+", " "))
        .contains("--learning-rate \"warm-up(5%, cosine(0.1))\" --momentum 0.9")
        .contains("cat data.libsvm | glissade train - --format libsvm");
  }
}
