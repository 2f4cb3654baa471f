package org.glissade.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.glissade.bench.WholeJob.Entry;

/**
 * Who does a {@link WholeJob}, and with which commands. A name that ends in {@value #ONE} is the
 * same on one core, to which the system keeps it.
 */
final class Entrants {
  static final String ONE = "-1";

  private static final List<String> ON_ONE_CORE = List.of("taskset", "-c", "0");
  private static final String NO_GCC = "there is no gcc";

  private final Path home;
  private final TextFiles files;
  private final CPrograms programs;
  private final Path work;
  private final boolean taskset = !CPrograms.firstLine(List.of("taskset", "-V")).isEmpty();

  /**
   * @param home the folder of Glissade
   * @param work an empty folder for what is written
   */
  Entrants(Path home, TextFiles files, CPrograms programs, Path work) {
    this.home = home;
    this.files = files;
    this.programs = programs;
    this.work = work;
  }

  List<Entry> of(WholeJob job) throws IOException {
    Path input = job.input(home, files);
    return switch (job) {
      case W3B -> text(input);
      case CSV -> csv(input);
      case CSV_10K -> {
        Entry ours = Entry.of(Race.GLISSADE, 64, "", train(input, "", true));
        Entry plain =
            Entry.of("glissade-plain", 64, "without the Vector module", train(input, "", true));
        yield List.of(ours, plain.withJava("-Dglissade.simd=false"));
      }
      case START -> start(input);
      case LARGE ->
          List.of(
              Entry.of(Race.GLISSADE, 64, "", train(input, "-b 64 -e 2 -r 0.01", false))
                  .withJava("-Xmx512m"));
    };
  }

  // --- the jobs --------------------------------------------------------------------------------

  private List<Entry> text(Path input) throws IOException {
    Path vowpal = files.vowpal();
    List<Entry> entries = new ArrayList<>();
    entries.add(
        programs.available()
            ? Entry.of(
                Race.C,
                1,
                "one thread",
                List.of(
                    programs.compiled("text").toString(),
                    input.toString(),
                    work.resolve("model.f32").toString(),
                    "1000000",
                    "2"))
            : Entry.refused(Race.C, NO_GCC));
    twice(entries, ours(Race.GLISSADE, "plain SGD", "-r 2", "learning-rate(2)", input));
    String ftrl = "ftrl(alpha=0.45,beta=0.03)";
    twice(
        entries,
        ours("glissade-ftrl", ftrl + ", adaptive as VW's", "--optimizer " + ftrl, ftrl, input));
    twice(
        entries,
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
    String model = work.resolve("model.vw").toString();
    twice(
        entries,
        tool(
            "vw",
            "its default: adaptive, normalised; a thread that reads and one that learns; its own"
                + " text format",
            List.of(
                "-d", vowpal.toString(), "-b", "20", "--loss_function", "logistic", "-f", model)));
    return entries;
  }

  private Entry ours(String name, String note, String options, String transform, Path input) {
    String all = "--task binary --l2 0 -b 1 -e 1 --order sequential " + options;
    List<String> teller = main(ProgressiveLoss.class.getName(), files.folder(), transform);
    teller.addAll(Workload.W3A.job(files.scale()).arguments());
    return Entry.of(name, 1, note, train(input, all, false)).toldBy(teller);
  }

  private List<Entry> csv(Path input) {
    List<Entry> entries = new ArrayList<>();
    String options = "-b 64 -e 1 -r 0.01 --order sequential";
    twice(entries, Entry.of(Race.GLISSADE, 64, "", train(input, options, false)));
    twice(
        entries,
        Entry.of(
            "fastcsv",
            0,
            "FastCSV and FastDoubleParser, parse alone, one thread",
            main(CsvParse.class.getName(), input.toString())));
    String query = "SET threads=1; SELECT sum(COLUMNS(*)) FROM read_csv('" + input + "')";
    entries.add(onOneCore(tool("duckdb", "parse alone, one thread", List.of("-c", query))));
    return entries;
  }

  private List<Entry> start(Path input) {
    List<String> hello = new ArrayList<>(Lineup.java());
    hello.add(Hello.class.getName());
    return List.of(
        Entry.of("hello", 0, "a program of the JVM that prints one word", hello),
        Entry.of("glissade-help", 0, "glissade --help", List.of(glissade().toString(), "--help")),
        Entry.of(Race.GLISSADE, 64, "glissade train", train(input, "", true)),
        Entry.of(
                "glissade-uncached",
                64,
                "glissade train without its ahead-of-time cache",
                train(input, "", true))
            .withJava("-XX:AOTMode=off"));
  }

  // --- commands --------------------------------------------------------------------------------

  private Path glissade() {
    return home.resolve("glissade");
  }

  private List<String> train(Path input, String options, boolean defaults) {
    List<String> command =
        new ArrayList<>(List.of(glissade().toString(), "train", input.toString()));
    String model = work.resolve("model.glissade").toString();
    command.addAll(List.of("-o", model, "--quiet", "--seed", "1"));
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

  private static Entry tool(String name, String note, List<String> arguments) {
    if (CPrograms.firstLine(List.of(name, "--version")).isEmpty()) {
      return Entry.refused(name, "there is no command " + name);
    }
    List<String> command = new ArrayList<>(List.of(name));
    command.addAll(arguments);
    return Entry.of(name, name.equals("vw") ? 1 : 0, note, command);
  }

  /** As it is, and on one core. */
  private void twice(List<Entry> entries, Entry entry) {
    entries.add(entry);
    entries.add(onOneCore(entry));
  }

  private Entry onOneCore(Entry entry) {
    String name = entry.name() + ONE;
    if (entry.refusal() != null) {
      return Entry.refused(name, entry.refusal());
    }
    if (!taskset) {
      return Entry.refused(name, "there is no command taskset, which would keep it to one core");
    }
    List<String> command = new ArrayList<>(ON_ONE_CORE);
    command.addAll(entry.command());
    String note = entry.note().isEmpty() ? "on one core" : entry.note() + "; on one core";
    return new Entry(name, entry.batch(), note, command, entry.teller(), entry.environment(), null);
  }

  private static boolean isThere(String className) {
    try {
      Class.forName(className, false, Entrants.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
