package org.glissade.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.glissade.io.DataException;
import org.glissade.io.runs.RunRecorder;
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

  RunRecorder.Places places() {
    return new RunRecorder.Places(runs, tensorBoard);
  }

  /** Says what is wrong with the places before the data are read; makes nothing yet. */
  void check() {
    check("--runs", runs);
    check("--tensorboard", tensorBoard);
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
