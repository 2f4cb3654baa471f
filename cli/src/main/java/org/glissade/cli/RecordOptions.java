package org.glissade.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.glissade.io.DataException;
import org.glissade.io.runs.RunRecorder;
import org.glissade.spec.SpecException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a run is recorded. */
final class RecordOptions {
  @Option(
      names = "--runs",
      paramLabel = "DIR",
      description =
          "Record this run in a new folder of DIR, while it goes on: recipe.json, events.jsonl, and at"
              + " the end summary.json and model.glissade.")
  private @Nullable Path runs;

  @Option(
      names = "--tensorboard",
      paramLabel = "DIR",
      description =
          "Write curves for TensorBoard to a new folder of DIR (tensorboard --logdir DIR); it may be"
              + " the DIR of --runs.")
  private @Nullable Path tensorBoard;

  @Option(
      names = "--report",
      paramLabel = "FILE.html",
      description =
          "Write one page about this run: curves, figures, weights, and why it diverged if it did."
              + " It needs no network.")
  private @Nullable Path report;

  @Option(
      names = "--watch",
      description =
          "Show this run in the browser while it goes on, recorded in the DIR of --runs (default:"
              + " glissade/runs in $XDG_DATA_HOME or ~/.local/share).")
  private boolean watch;

  /** Where the page about the run goes, or null. */
  @Nullable Path report() {
    return report;
  }

  /** Whether the run is to be shown while it goes on. */
  boolean watch() {
    return watch;
  }

  RunRecorder.Places places(Map<String, String> environment) {
    return new RunRecorder.Places(
        runs == null && watch ? RunsPlace.usual(environment) : runs, tensorBoard);
  }

  /**
   * Says what is wrong with the places before the data are read; makes nothing yet.
   *
   * @param model where the model goes
   * @param inputs files that are read
   */
  void check(Map<String, String> environment, Path model, String... inputs) {
    check("--runs", places(environment).runs());
    check("--tensorboard", tensorBoard);
    if (report != null) {
      Destination.checked("--report", report, inputs);
      if (report.toAbsolutePath().normalize().equals(model.toAbsolutePath().normalize())) {
        throw new SpecException(
            "--report " + report + " is where the model goes; name another file, such as run.html");
      }
    }
  }

  /** Refuses what needs a run with epochs, or a record of one. */
  void checkOnline() {
    if (report != null) {
      throw new SpecException(
          "--report does not go with --online, which has no epochs, keeps no rows and may never end;"
              + " glissade train FILE --report writes one about rows in a file");
    }
    String recording =
        watch ? "--watch" : runs != null ? "--runs" : tensorBoard != null ? "--tensorboard" : null;
    if (recording != null) {
      throw new SpecException(
          recording + " is about a record of epochs, and --online keeps none; leave it out");
    }
  }

  private static void check(String option, @Nullable Path place) {
    if (place == null) {
      return;
    }
    Path there = place.toAbsolutePath().normalize();
    while (there.getParent() != null && !Files.exists(there)) {
      there = there.getParent();
    }
    String problem =
        !Files.isDirectory(there)
            ? there + " is a file"
            : !Files.isWritable(there) ? "no permission to write to " + there : null;
    if (problem != null) {
      throw new DataException(
          "cannot record the run in " + place + ": " + problem + "; name another " + option);
    }
  }
}
