package org.glissade.cli;

import java.util.Locale;
import org.glissade.io.pipeline.TrainingSettings;
import org.glissade.spec.Spec;
import org.glissade.spec.SpecException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How configurations are compared. */
final class CompareOptions {
  @Option(
      names = "--repeats",
      paramLabel = "N",
      description =
          "Runs of each configuration, with seeds that follow each other; medians and ranges are shown"
              + " (default: 3).")
  private int repeats = 3;

  @Option(names = "--seed", paramLabel = "N", description = "Of the first repeat (default: 0).")
  private long seed;

  @Option(
      names = "--validation",
      paramLabel = "SHARE",
      description = "Rows held out, the same for all; 0 for none (default: 0.2).")
  private double validation = TrainingSettings.VALIDATION_SHARE;

  @Option(
      names = "--goal",
      paramLabel = "LOSS",
      description =
          "Who comes down to this training loss first wins (default: 95%% of the way from the start to"
              + " the lowest loss at an end).")
  private @Nullable Double goal;

  @Option(
      names = "--loss-unit",
      paramLabel = "NAME",
      description =
          "target: losses as train tells them; deviation: in units of the standard deviation of a"
              + " numeric target, in which training runs (default: target).")
  private String lossUnit = "target";

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Most threads of a training (default: one a processor).")
  private @Nullable Integer threads;

  @Option(names = "--json", description = "Print one JSON object; progress goes to standard error.")
  private boolean json;

  /** Says what is wrong with these options. */
  void check() {
    if (repeats < 1) {
      throw new SpecException("--repeats must be at least 1, not " + repeats);
    }
    if (!(validation >= 0 && validation < 1)) {
      throw new SpecException(
          "--validation must be a share from 0 to below 1, not " + Spec.number(validation));
    }
    if (threads != null && threads < 1) {
      throw new SpecException("--threads must be at least 1, not " + threads);
    }
    if (goal != null && !Double.isFinite(goal)) {
      throw new SpecException("--goal must be a finite loss, not " + Spec.number(goal));
    }
    standardised();
  }

  int repeats() {
    return repeats;
  }

  long seed() {
    return seed;
  }

  double validation() {
    return validation;
  }

  @Nullable Double goal() {
    return goal;
  }

  int threads() {
    return threads != null ? threads : Runtime.getRuntime().availableProcessors();
  }

  boolean json() {
    return json;
  }

  boolean standardised() {
    return switch (lossUnit.toLowerCase(Locale.ROOT)) {
      case "target" -> false;
      case "deviation" -> true;
      default ->
          throw new SpecException("--loss-unit must be target or deviation, not " + lossUnit);
    };
  }
}
