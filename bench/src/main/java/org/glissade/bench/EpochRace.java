package org.glissade.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Measures one {@link Workload}. Every contender gets its own process, its data and some epochs to
 * warm up in; then they take turns, an epoch each, in an order that moves on by one each round, so
 * that whatever the machine does meanwhile hits all of them alike.
 */
final class EpochRace {
  /** The pace of a race. */
  record Pace(int warmUps, int rounds, double budgetSeconds) {}

  private final Lineup lineup;
  private final Pace pace;
  private final Consumer<String> progress;

  /**
   * @param progress hears what is going on
   */
  EpochRace(Lineup lineup, Pace pace, Consumer<String> progress) {
    this.lineup = lineup;
    this.pace = pace;
    this.progress = progress;
  }

  private static final class Runner {
    final String name;
    final WorkerProcess worker;
    final double[] seconds;
    double loss = Double.NaN;
    int rounds;

    Runner(String name, WorkerProcess worker, int rounds) {
      this.name = name;
      this.worker = worker;
      this.rounds = rounds;
      this.seconds = new double[rounds];
      Arrays.fill(seconds, Double.NaN);
    }

    Result result() {
      return new Result(name, worker.terms(), seconds, loss, worker.peakBytes(), null);
    }
  }

  Race run(Workload workload, double scale) throws IOException {
    Job job = workload.job(scale);
    long bytes = workload.data().bytes(scale);
    Map<String, Runner> runners = new LinkedHashMap<>();
    Map<String, String> refusals = new LinkedHashMap<>();
    double[] others = new double[pace.rounds()];
    try {
      progress.accept(workload.id() + ": the contenders load the data and warm up");
      for (String name : lineup.names()) {
        attempt(name, refusals, () -> runners.put(name, start(name, job, bytes)));
        Runner runner = runners.get(name);
        if (runner != null && !attempt(name, refusals, () -> warmUp(runner, job))) {
          runners.remove(name);
          runner.worker.close();
        }
      }
      progress.accept(workload.id() + ": " + runners.keySet() + " take turns");
      for (int round = 0; round < pace.rounds(); round++) {
        Machine.Others noise = new Machine.Others();
        round(round, runners, refusals);
        others[round] = noise.cores();
      }
      List<Result> results = new ArrayList<>();
      for (String name : lineup.names()) {
        Runner runner = runners.get(name);
        String refusal = refusals.get(name);
        results.add(
            refusal != null || runner == null
                ? Result.refused(name, String.valueOf(refusal))
                : runner.result());
      }
      return new Race(workload.id(), workload.title(), bytes, results, others);
    } finally {
      runners.values().forEach(runner -> runner.worker.close());
    }
  }

  private Runner start(String name, Job job, long bytes) throws IOException, WorkerProcess.Refusal {
    long needed = lineup.bytesNeeded(name, bytes);
    if (Machine.freeBytes() > 0 && Machine.freeBytes() < needed) {
      throw new WorkerProcess.Refusal(
          "it may need " + (needed >> 20) + " MB, and that much memory is not free");
    }
    Path log = lineup.log(name);
    return new Runner(name, new WorkerProcess(lineup.command(name, job), log), pace.rounds());
  }

  /** The first epoch tells how long it takes; the loss after it, that it is the same work. */
  private void warmUp(Runner runner, Job job) throws IOException, WorkerProcess.Refusal {
    double seconds = runner.worker.epoch() * job.repeats();
    runner.loss = runner.worker.loss();
    for (int i = 1; i < pace.warmUps() && seconds * pace.rounds() < pace.budgetSeconds(); i++) {
      seconds = runner.worker.epoch() * job.repeats();
    }
    int affordable = (int) Math.min(pace.rounds(), pace.budgetSeconds() / seconds);
    runner.rounds = Math.max(1, affordable);
  }

  private static void round(int round, Map<String, Runner> runners, Map<String, String> refusals) {
    List<Runner> order = new ArrayList<>(runners.values());
    for (int k = 0; k < order.size(); k++) {
      Runner runner = order.get((k + round) % order.size());
      if (round < runner.rounds && !refusals.containsKey(runner.name)) {
        attempt(runner.name, refusals, () -> runner.seconds[round] = runner.worker.epoch());
      }
    }
  }

  private interface Attempt {
    void run() throws IOException, WorkerProcess.Refusal;
  }

  private static boolean attempt(String name, Map<String, String> refusals, Attempt attempt) {
    try {
      attempt.run();
      return true;
    } catch (WorkerProcess.Refusal e) {
      refusals.put(name, e.reason());
    } catch (IOException e) {
      refusals.put(name, String.valueOf(e.getMessage()));
    }
    return false;
  }
}
