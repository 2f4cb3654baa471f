package org.glissade.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is measured from the start of a process to its end, on a file that is in the page cache. */
enum WholeJob {
  W3B("W3b", "LIBSVM text, 500,000 × 75 of 1,000,000, to a saved model: one epoch, batch 1"),
  CSV("CSV", "CSV of floats, 250,000 × 101, to a saved model: one epoch, batch 64"),
  CSV_10K("CSV-10k", "CSV of floats, 10,000 × 101, everything left to the defaults");

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
   * @param environment additions to it
   */
  record Entry(
      String name,
      int batch,
      String note,
      List<String> command,
      Map<String, String> environment,
      @Nullable String refusal) {
    static Entry of(String name, int batch, String note, List<String> command) {
      return new Entry(name, batch, note, command, Map.of(), null);
    }

    static Entry refused(String name, String reason) {
      return new Entry(name, 0, "", List.of(), Map.of(), reason);
    }

    Entry with(Map<String, String> additions) {
      return new Entry(name, batch, note, command, additions, refusal);
    }
  }

  /** The file from which it starts, made if it is not there. */
  Path input(TextFiles files) throws IOException {
    return switch (this) {
      case W3B -> files.libsvm();
      case CSV -> files.csv("dense100.csv", CSV_ROWS);
      case CSV_10K -> files.csv("dense100-10k.csv", SHORT_ROWS);
    };
  }

  /**
   * Who does it, and how.
   *
   * @param glissade the command
   * @param work an empty folder for what is written
   */
  List<Entry> entries(Path glissade, TextFiles files, CPrograms programs, Path work)
      throws IOException {
    Path input = input(files);
    Path model = work.resolve("model.glissade");
    return switch (this) {
      case W3B -> fromLibsvm(glissade, files, programs, work);
      case CSV ->
          List.of(
              Entry.of(
                  Race.GLISSADE,
                  64,
                  "",
                  train(glissade, input, model, "-b 64 -e 1 -r 0.01 --order sequential", false)),
              Entry.of(
                  "fastcsv",
                  0,
                  "FastCSV and FastDoubleParser, parse alone",
                  main(CsvParse.class.getName(), input.toString())),
              tool(
                  "duckdb",
                  "parse alone, one thread",
                  "-c",
                  "SET threads=1; SELECT sum(COLUMNS(*)) FROM read_csv('" + input + "')"));
      case CSV_10K ->
          List.of(
              Entry.of(Race.GLISSADE, 64, "", train(glissade, input, model, "", true)),
              Entry.of(
                      "glissade-plain",
                      64,
                      "without the Vector module",
                      train(glissade, input, model, "", true))
                  .with(Map.of("GLISSADE_JAVA_OPTS", "-Dglissade.simd=false")));
    };
  }

  private static List<Entry> fromLibsvm(
      Path glissade, TextFiles files, CPrograms programs, Path work) throws IOException {
    Path input = files.libsvm();
    Path vowpal = files.vowpal();
    String plain = "--task binary --l2 0 -b 1 -e 1 -r 2 --order sequential";
    List<Entry> entries = new ArrayList<>();
    entries.add(
        programs.available()
            ? Entry.of(
                Race.C,
                1,
                "",
                List.of(
                    programs.compiled("text").toString(),
                    input.toString(),
                    work.resolve("model.f32").toString(),
                    "1000000",
                    "2"))
            : Entry.refused(Race.C, "there is no gcc"));
    entries.add(
        Entry.of(
            Race.GLISSADE,
            1,
            "",
            train(glissade, input, work.resolve("model.glissade"), plain, false)));
    entries.add(
        isThere("org.glissade.bench.rivals.VowpalText")
            ? Entry.of(
                "vw-jni",
                1,
                "its default: adaptive, normalised; its own text format",
                main(
                    "org.glissade.bench.rivals.VowpalText",
                    vowpal.toString(),
                    work.resolve("jni.vw").toString()))
            : Entry.refused("vw-jni", "the rivals are not built"));
    entries.add(
        tool(
            "vw",
            "its default: adaptive, normalised; two threads; its own text format",
            "-d",
            vowpal.toString(),
            "-b",
            "20",
            "--loss_function",
            "logistic",
            "-f",
            work.resolve("model.vw").toString()));
    return entries;
  }

  private static boolean isThere(String className) {
    try {
      Class.forName(className, false, WholeJob.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static List<String> train(
      Path glissade, Path input, Path model, String options, boolean defaults) {
    List<String> command = new ArrayList<>(List.of(glissade.toString(), "train", input.toString()));
    command.addAll(List.of("-o", model.toString(), "--quiet", "--seed", "1"));
    if (!defaults) {
      command.addAll(List.of("--scale", "none", "--validation", "0"));
    }
    if (!options.isEmpty()) {
      command.addAll(List.of(options.split(" ", -1)));
    }
    return command;
  }

  private static List<String> main(String className, String... arguments) {
    List<String> command = new ArrayList<>(Lineup.java());
    command.add(className);
    command.addAll(List.of(arguments));
    return command;
  }

  private static Entry tool(String name, String note, String... arguments) {
    if (CPrograms.firstLine(List.of(name, "--version")).isEmpty()) {
      return Entry.refused(name, "there is no command " + name);
    }
    List<String> command = new ArrayList<>(List.of(name));
    command.addAll(List.of(arguments));
    return Entry.of(name, name.equals("vw") ? 1 : 0, note, command);
  }
}
