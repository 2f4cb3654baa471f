package org.glissade.cli;

import java.util.List;
import org.glissade.spec.SpecException;
import picocli.CommandLine.Option;

/** Learning from rows as they come. */
final class OnlineOptions {
  @Option(
      names = "--online",
      description = {
        "Predict each row as soon as its line has come, learn from it and forget it, until the input"
            + " ends, or Ctrl-C; then the model is written. Shows the mean loss of the rows before"
            + " they were learnt from whenever the number of rows has doubled. A rate is constant, so"
            + " that the model follows what changes (default: vw, which needs none, for linear"
            + " models of one output, adagrad for more, adam for networks). Rows of CSV, TSV or"
            + " LIBSVM; numbers as they are, or encoded as those of --warm-start."
      })
  private boolean online;

  @Option(
      names = "--classes",
      paramLabel = "NAME",
      split = ",",
      description =
          "The classes of the target, for --online, which cannot look ahead; the second of two is the"
              + " positive one (default: a number; with --task binary 0 or -1, and 1).")
  private List<String> classes = List.of();

  boolean online() {
    return online;
  }

  List<String> classes() {
    return classes;
  }

  void check() {
    if (!online && !classes.isEmpty()) {
      throw new SpecException(
          "--classes goes with --online; otherwise the rows tell which classes there are");
    }
  }
}
