package org.glissade.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench/compare}: Glissade and other tools at the same jobs, in one go. */
@Command(
    name = "bench/compare",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs Glissade, a floor in C and other tools at the same jobs, in turns, and prints medians",
      "and ratios. bench/README.md says what is measured and how it is kept fair."
    })
public final class Compare implements Callable<Integer> {
  private static final Set<String> OF_WHOLE_JOBS =
      Set.of(
          "glissade-1",
          "glissade-ftrl",
          "glissade-plain",
          "vw-jni",
          "vw-jni-1",
          "fastcsv",
          "duckdb",
          "hello");

  /** Twice of what Glissade streams before it changes from plain to vector kernels. */
  private static final double WARM_FLOATS = 1L << 29;

  private final PrintStream out;
  private final PrintStream err;
  private final String commandLine;

  @Parameters(
      paramLabel = "JOB",
      description =
          "W1, W1-1024, W1-4096, W1b, W2, D1000, D1000-256, W3a, W3a-l2, W3a-adagrad, W6, W6-10,"
              + " W6-100, W6-full, W3b, CSV, CSV-10k, Start, Large, GEMM; W3a stands for all that"
              + " begin so (default: all but Large, which makes a file of 6 GB, and GEMM).")
  private List<String> jobs = new ArrayList<>();

  @Option(
      names = "--contenders",
      split = ",",
      paramLabel = "NAME",
      description = "Only these (and read, always), at every job (default: those that it is for).")
  private List<String> contenders = new ArrayList<>();

  @Option(names = "--rounds", description = "Rounds that count (default: ${DEFAULT-VALUE}).")
  private int rounds = 5;

  @Option(
      names = "--warm-ups",
      description =
          "Epochs at least before the first round that counts (default: ${DEFAULT-VALUE}).")
  private int warmUps = 3;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description =
          "Seconds at least before the first round that counts; bench/README.md has the rule"
              + " (default: ${DEFAULT-VALUE}).")
  private double warmUpSeconds = 2;

  @Option(
      names = "--warm-up-limit",
      paramLabel = "SECONDS",
      description =
          "Seconds after which a slow one has warmed up enough (default: ${DEFAULT-VALUE}).")
  private double warmUpLimit = 15;

  @Option(
      names = "--budget",
      paramLabel = "SECONDS",
      description =
          "A contender takes part in as many rounds as fit in this, at least one (default:"
              + " ${DEFAULT-VALUE}).")
  private double budget = 60;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "Where the data are, or will be made (default: bench/target/data).")
  private @Nullable Path data;

  @Option(
      names = "--markdown",
      paramLabel = "FILE",
      description = "Also write the figures into a page, such as docs/performance.md.")
  private @Nullable Path markdown;

  @Option(
      names = "--scale",
      description = "A share of the rows, to try things out; the figures mean nothing then.")
  private double scale = 1;

  @Option(
      names = "--home",
      hidden = true,
      paramLabel = "FOLDER",
      description = "The folder of bench.")
  private Path home = Path.of("bench");

  Compare(PrintStream out, PrintStream err, String commandLine) {
    this.out = out;
    this.err = err;
    this.commandLine = commandLine;
  }

  public static void main(String[] args) {
    System.exit(run(System.out, System.err, args));
  }

  static int run(PrintStream out, PrintStream err, String... args) {
    List<String> shown = new ArrayList<>(Arrays.asList(args));
    int home = shown.indexOf("--home");
    if (home >= 0) {
      shown.subList(home, home + 2).clear();
    }
    String line = ("bench/compare " + String.join(" ", shown)).trim();
    return new CommandLine(new Compare(out, err, line)).execute(args);
  }

  @Override
  public Integer call() throws IOException {
    Set<Workload> workloads = new LinkedHashSet<>();
    Set<WholeJob> wholeJobs = new LinkedHashSet<>();
    Set<String> names = new LinkedHashSet<>();
    String wrong = select(workloads, wholeJobs, names);
    if (wrong == null && markdown != null) {
      wrong = Page.refusal(markdown);
    }
    if (wrong != null) {
      err.println("bench/compare: " + wrong);
      return CommandLine.ExitCode.USAGE;
    }
    Path folder = data != null ? data : home.resolve("target").resolve("data");
    if (scale != 1) {
      folder = folder.resolve("scale-" + scale);
    }
    folder = Files.createDirectories(folder.toAbsolutePath());
    CPrograms programs = new CPrograms(home.resolve("c"), home.resolve("target").resolve("c"));
    String busy = busy();
    if (busy != null) {
      err.println(busy);
    }
    List<Race> races = new ArrayList<>();
    Path bench = home.toAbsolutePath().normalize();
    Path glissade = bench.resolveSibling("");
    List<String> machine = machine(programs, glissade, busy);
    Lineup lineup = new Lineup(bench, folder, programs, names);
    // a share of the rows is for trying out: then there is nothing to wait for
    WarmUp.Terms warmUp =
        new WarmUp.Terms(warmUps, warmUpSeconds * scale, WARM_FLOATS * scale, warmUpLimit);
    EpochRace.Pace pace = new EpochRace.Pace(warmUp, rounds, budget);
    for (Workload workload : workloads) {
      DataFiles files = new DataFiles(folder, scale);
      files.make(workload.data());
      if (lineup.names(workload).contains("glissade-npy") && !workload.data().isSparse()) {
        files.makeMapped(workload.data());
      }
      tell(races, new EpochRace(lineup, pace, this::progress).run(workload, scale));
      write(races, machine);
    }
    Path logs = Files.createDirectories(bench.resolve("target").resolve("logs"));
    for (WholeJob job : wholeJobs) {
      ProcessRace race = new ProcessRace(glissade, logs, programs, this::progress);
      tell(races, race.run(job, new TextFiles(folder, scale), names, rounds, budget));
      write(races, machine);
    }
    if (isNamed(MatrixRace.ID)) {
      multiply(programs, logs);
    }
    return CommandLine.ExitCode.OK;
  }

  private boolean isNamed(String job) {
    return jobs.stream().anyMatch(job::equalsIgnoreCase);
  }

  /** Products of matrices are a table of their own, without losses and memory. */
  private void multiply(CPrograms programs, Path logs) throws IOException {
    try {
      out.println(new MatrixRace(scale, programs, logs, this::progress).run(rounds));
    } catch (WorkerProcess.Refusal e) {
      out.println(MatrixRace.ID + ": not measured, " + e.reason());
    }
    out.flush();
  }

  /** Lines about the machine and the state in which it is. */
  private List<String> machine(CPrograms programs, Path glissade, @Nullable String busy)
      throws IOException {
    List<String> lines = new ArrayList<>(Machine.describe(programs, glissade));
    if (busy != null) {
      lines.add(busy);
    }
    if (scale != 1) {
      lines.add("ONLY A SHARE OF " + scale + " OF THE ROWS: the figures mean nothing.");
    }
    return lines;
  }

  /** Writes the page after each job, so that a run that is cut short leaves what it has. */
  private void write(List<Race> races, List<String> machine) throws IOException {
    if (markdown != null) {
      new Page(commandLine, LocalDate.now(ZoneOffset.UTC), machine).write(markdown, races);
    }
  }

  /** What was asked for; returns what is wrong with it, or null. */
  private @Nullable String select(
      Set<Workload> workloads, Set<WholeJob> wholeJobs, Set<String> names) {
    if (jobs.isEmpty()) {
      workloads.addAll(List.of(Workload.values()));
      wholeJobs.addAll(List.of(WholeJob.values()));
      wholeJobs.removeIf(WholeJob::isOnlyOnDemand);
    }
    for (String job : jobs) {
      WholeJob whole = WholeJob.named(job);
      if (whole != null) {
        wholeJobs.add(whole);
      } else if (!job.equalsIgnoreCase(MatrixRace.ID)
          && !workloads.addAll(Workload.named(job))
          && Workload.named(job).isEmpty()) {
        return job
            + " is none of "
            + Workload.ids()
            + ", "
            + WholeJob.ids()
            + " and "
            + MatrixRace.ID;
      }
    }
    Set<String> known = new LinkedHashSet<>(Lineup.ALL);
    known.addAll(OF_WHOLE_JOBS);
    names.addAll(contenders);
    for (String name : names) {
      if (!known.contains(name)) {
        return name + " is none of " + known;
      }
    }
    return rounds < 1 || scale <= 0 || scale > 1 ? "there must be a round, and rows" : null;
  }

  private void tell(List<Race> races, Race race) {
    races.add(race);
    out.println(new Table(race).text());
    out.flush();
  }

  private void progress(String text) {
    err.println("… " + text);
  }

  private static @Nullable String busy() {
    double load = Machine.load();
    return load < 0.5
        ? null
        : String.format(
            Locale.ROOT,
            "The machine is not idle (load %.2f in the last minute): the figures will be doubtful.",
            load);
  }
}
