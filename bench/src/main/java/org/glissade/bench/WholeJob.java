package org.glissade.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is measured from the start of a process to its end, on a file that is in the page cache. */
enum WholeJob {
  W3B("W3b", "LIBSVM text, 500,000 × 75 of 1,000,000, to a saved model: one epoch, batch 1"),
  CSV("CSV", "CSV of floats, 250,000 × 101, to a saved model: one epoch, batch 64"),
  CSV_10K("CSV-10k", "CSV of floats, 10,000 × 101, everything left to the defaults"),
  START("Start", "150 rows of CSV, everything left to the defaults, beside a start of the JVM"),
  LARGE("Large", "6 GB of .npy, 15,000,000 × 101, with a heap of 512 MB: two epochs, batch 64");

  private static final int CSV_ROWS = 250_000;
  private static final int SHORT_ROWS = 10_000;

  private final String id;
  private final String title;

  WholeJob(String id, String title) {
    this.id = id;
    this.title = title;
  }

  String id() {
    return id;
  }

  String title() {
    return title;
  }

  /** Whether it is run only if it is named: it needs 6 GB of disk, and more time. */
  boolean isOnlyOnDemand() {
    return this == LARGE;
  }

  static List<String> ids() {
    return Arrays.stream(values()).map(WholeJob::id).toList();
  }

  static @Nullable WholeJob named(String text) {
    String name = text.toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(job -> job.id.toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElse(null);
  }

  /**
   * One who does it.
   *
   * @param batch rows a step, 0 where nothing is learnt
   * @param command or empty, if there is a refusal
   * @param teller a command that tells the loss where the other does not; may be empty
   * @param environment additions to it
   */
  record Entry(
      String name,
      int batch,
      String note,
      List<String> command,
      List<String> teller,
      Map<String, String> environment,
      @Nullable String refusal) {
    static Entry of(String name, int batch, String note, List<String> command) {
      return new Entry(name, batch, note, command, List.of(), Map.of(), null);
    }

    static Entry refused(String name, String reason) {
      return new Entry(name, 0, "", List.of(), List.of(), Map.of(), reason);
    }

    /** With options for the JVM of the command. */
    Entry withJava(String options) {
      return new Entry(
          name, batch, note, command, teller, Map.of("GLISSADE_JAVA_OPTS", options), refusal);
    }

    /** With a command that tells its loss. */
    Entry toldBy(List<String> other) {
      return new Entry(name, batch, note, command, other, environment, refusal);
    }
  }

  /**
   * The file from which it starts, made if it is not there.
   *
   * @param home the folder of Glissade
   */
  Path input(Path home, TextFiles files) throws IOException {
    return switch (this) {
      case W3B -> files.libsvm();
      case CSV -> files.csv("dense100.csv", CSV_ROWS);
      case CSV_10K -> files.csv("dense100-10k.csv", SHORT_ROWS);
      case START -> home.resolve("examples").resolve("iris.csv");
      case LARGE -> files.large();
    };
  }

  /**
   * What the data take in memory as numbers: features, for sparse rows with their columns, and
   * targets; 0 where that means nothing.
   */
  long dataBytes(double scale) {
    return switch (this) {
      case W3B -> DataSet.SPARSE.bytes(scale) + 4L * DataSet.SPARSE.rows(scale);
      case CSV -> 4L * 101 * Math.min(CSV_ROWS, DataSet.DENSE_100.rows(scale));
      case CSV_10K, START, LARGE -> 0;
    };
  }
}
