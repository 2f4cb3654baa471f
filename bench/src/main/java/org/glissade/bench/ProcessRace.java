package org.glissade.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures one {@link WholeJob}: each contender's process from start to end, in turns. One round
 * before the first is not counted; it brings the files into the page cache, and tells how many
 * rounds fit into the budget.
 */
final class ProcessRace {
  private static final Pattern LOSS =
      Pattern.compile("(?:progressive loss|average loss =) *([0-9.]+)");
  private static final int POLL_MILLIS = 4;

  private final Path home;
  private final Path logs;
  private final CPrograms programs;
  private final Consumer<String> progress;

  /**
   * @param home the folder of Glissade
   */
  ProcessRace(Path home, Path logs, CPrograms programs, Consumer<String> progress) {
    this.home = home;
    this.logs = logs;
    this.programs = programs;
    this.progress = progress;
  }

  private static final class Runner {
    final WholeJob.Entry entry;
    final double[] seconds;
    double loss = Double.NaN;
    long peakBytes;
    String refusal;
    int rounds;

    Runner(WholeJob.Entry entry, int rounds) {
      this.entry = entry;
      this.rounds = rounds;
      this.seconds = new double[rounds];
      Arrays.fill(seconds, Double.NaN);
      this.refusal = entry.refusal() == null ? "" : entry.refusal();
    }

    void hear(String said) {
      Matcher told = LOSS.matcher(said);
      if (told.find()) {
        loss = Double.parseDouble(told.group(1));
      }
    }

    void weigh(long pid) {
      peakBytes = Math.max(peakBytes, Machine.peakBytes(pid));
    }

    Result result() {
      return refusal.isEmpty()
          ? new Result(
              entry.name(),
              new Contender.Terms("float", entry.batch(), entry.note()),
              seconds,
              loss,
              peakBytes,
              null)
          : Result.refused(entry.name(), refusal);
    }
  }

  /**
   * @param wanted names of contenders, all if it is empty; {@code glissade} stands for all of its
   *     forms, {@code vw} for all of its
   * @param budgetSeconds how long a contender may take in all rounds; at least one is run
   */
  Race run(WholeJob job, TextFiles files, Set<String> wanted, int rounds, double budgetSeconds)
      throws IOException {
    Path work = Files.createTempDirectory("glissade-bench");
    try {
      List<Runner> runners = new ArrayList<>();
      for (WholeJob.Entry entry : new Entrants(home, files, programs, work).of(job)) {
        String family = entry.name().replaceFirst("-.*", "");
        if (wanted.isEmpty() || wanted.contains(entry.name()) || wanted.contains(family)) {
          runners.add(new Runner(entry, rounds));
        }
      }
      progress.accept(job.id() + ": " + runners.size() + " contenders take turns");
      double[] others = new double[rounds];
      for (int round = -1; round < rounds; round++) {
        Machine.Others noise = new Machine.Others();
        for (int k = 0; k < runners.size(); k++) {
          Runner runner = runners.get((k + round + 1) % runners.size());
          double seconds = run(runner, round);
          if (round < 0 && seconds > 0) {
            runner.rounds = (int) Math.clamp(budgetSeconds / seconds, 1, rounds);
          }
        }
        if (round >= 0) {
          others[round] = noise.cores();
        }
      }
      List<Result> results = runners.stream().map(Runner::result).toList();
      long bytes = job == WholeJob.START ? 0 : Files.size(job.input(home, files));
      return new Race(job.id(), job.title(), bytes, job.dataBytes(files.scale()), results, others);
    } finally {
      delete(work);
    }
  }

  /** Returns seconds, or 0 if there is nothing to be run. */
  private double run(Runner runner, int round) throws IOException {
    if (!runner.refusal.isEmpty() || round >= runner.rounds) {
      return 0;
    }
    WholeJob.Entry entry = runner.entry;
    Path log = logs.resolve(entry.name() + ".log");
    if (round < 0 && !entry.teller().isEmpty()) {
      Process teller = start(entry, entry.teller(), log);
      waitFor(teller, () -> {});
      runner.hear(Files.readString(log));
    }
    long start = System.nanoTime();
    Process process = start(entry, entry.command(), log);
    waitFor(process, () -> runner.weigh(process.pid()));
    double seconds = (System.nanoTime() - start) * 1e-9;
    String said = Files.readString(log);
    if (process.exitValue() != 0) {
      runner.refusal =
          "exit status "
              + process.exitValue()
              + ": "
              + said.lines().reduce((first, last) -> last).orElse("without a word");
      return seconds;
    }
    runner.hear(said);
    if (round >= 0) {
      runner.seconds[round] = seconds;
    }
    return seconds;
  }

  private static Process start(WholeJob.Entry entry, List<String> command, Path log)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    LibraryVariables.set(builder.environment());
    builder.environment().putAll(entry.environment());
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
  }

  private static void waitFor(Process process, Runnable meanwhile) throws IOException {
    try {
      while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        meanwhile.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      throw new IOException("interrupted", e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
