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
 * before the first is not counted; it brings the files into the page cache.
 */
final class ProcessRace {
  private static final Pattern LOSS =
      Pattern.compile("(?:progressive loss|average loss =) *([0-9.]+)");
  private static final int POLL_MILLIS = 4;

  private final Path glissade;
  private final Path logs;
  private final CPrograms programs;
  private final Consumer<String> progress;

  /**
   * @param glissade the command
   */
  ProcessRace(Path glissade, Path logs, CPrograms programs, Consumer<String> progress) {
    this.glissade = glissade;
    this.logs = logs;
    this.programs = programs;
    this.progress = progress;
  }

  private static final class Runner {
    final WholeJob.Entry entry;
    final double[] seconds;
    double loss = Double.NaN;
    long peakBytes;
    String refusal = "";

    Runner(WholeJob.Entry entry, int rounds) {
      this.entry = entry;
      this.seconds = new double[rounds];
      Arrays.fill(seconds, Double.NaN);
      this.refusal = entry.refusal() == null ? "" : entry.refusal();
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
   * @param wanted names of contenders; {@code glissade} stands for all of its forms, {@code vw} for
   *     both of its
   */
  Race run(WholeJob job, TextFiles files, Set<String> wanted, int rounds) throws IOException {
    Path work = Files.createTempDirectory("glissade-bench");
    try {
      List<Runner> runners = new ArrayList<>();
      for (WholeJob.Entry entry : job.entries(glissade, files, programs, work)) {
        String family = entry.name().replaceFirst("-.*", "");
        if (wanted.contains(entry.name()) || wanted.contains(family)) {
          runners.add(new Runner(entry, rounds));
        }
      }
      progress.accept(job.id() + ": " + runners.size() + " contenders take turns");
      double[] others = new double[rounds];
      for (int round = -1; round < rounds; round++) {
        Machine.Others noise = new Machine.Others();
        for (int k = 0; k < runners.size(); k++) {
          run(runners.get((k + round + 1) % runners.size()), round);
        }
        if (round >= 0) {
          others[round] = noise.cores();
        }
      }
      List<Result> results = runners.stream().map(Runner::result).toList();
      return new Race(job.id(), job.title(), Files.size(job.input(files)), results, others);
    } finally {
      delete(work);
    }
  }

  private void run(Runner runner, int round) throws IOException {
    if (!runner.refusal.isEmpty()) {
      return;
    }
    Path log = logs.resolve(runner.entry.name() + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(runner.entry.command())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    OneThread.set(builder.environment());
    builder.environment().putAll(runner.entry.environment());
    long start = System.nanoTime();
    Process process = builder.start();
    process.getOutputStream().close();
    try {
      while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        runner.peakBytes = Math.max(runner.peakBytes, Machine.peakBytes(process.pid()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      throw new IOException("interrupted", e);
    }
    double seconds = (System.nanoTime() - start) * 1e-9;
    String said = Files.readString(log);
    if (process.exitValue() != 0) {
      runner.refusal =
          "exit status "
              + process.exitValue()
              + ": "
              + said.lines().reduce((first, last) -> last).orElse("without a word");
      return;
    }
    Matcher loss = LOSS.matcher(said);
    if (loss.find()) {
      runner.loss = Double.parseDouble(loss.group(1));
    }
    if (round >= 0) {
      runner.seconds[round] = seconds;
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
