package org.glissade.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The root of the commands: names the program, and holds the options that every command has. */
@Command(
    name = "glissade",
    description = "Trains models on a file with stochastic gradient descent, and applies them.",
    customSynopsis = "glissade COMMAND [options]",
    versionProvider = Version.class,
    footer = {
      "glissade train examples/airfoil.csv --target sound_pressure",
      "fits a linear model and writes it to a file",
      "glissade train --help",
      "says what can be set",
    })
@SuppressWarnings(
    "UnusedVariable") // Main and picocli act on the options; the fields are their names
final class GlissadeCommand implements Runnable {
  private static final int LAST = 1000;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      order = LAST,
      description = "Show this help.")
  private boolean help;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      order = LAST + 1,
      description = "On an error, show where in the program it came from.")
  private boolean debug;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      order = LAST + 2,
      description = "Show the version.")
  private boolean version;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }
}
