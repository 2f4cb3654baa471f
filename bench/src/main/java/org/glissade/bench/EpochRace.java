package org.glissade.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Measures one {@link Workload}. Every contender gets its own process, its data and as many epochs
 * as it needs to warm up; then they take turns, an epoch each, in an order that moves on by one
 * each round, so that whatever the machine does meanwhile hits all of them alike. Where a contender
 * has several processes ({@link Lineup#starts}), their median is its time in a round.
 */
final class EpochRace {
  /** The pace of a race. */
  record Pace(WarmUp.Terms warmUp, int rounds, double budgetSeconds) {}

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
    final List<WorkerProcess> workers = new ArrayList<>();
    final double[] seconds;
    double loss = Double.NaN;
    int rounds;

    Runner(String name, int rounds) {
      this.name = name;
      this.rounds = rounds;
      this.seconds = new double[rounds];
      Arrays.fill(seconds, Double.NaN);
    }

    /** The second of two epochs: the first finds caches and page tables as the others left them. */
    double epoch() throws IOException, WorkerProcess.Refusal {
      double[] each = new double[workers.size()];
      for (int i = 0; i < each.length; i++) {
        workers.get(i).epoch();
        each[i] = workers.get(i).epoch();
      }
      return Result.median(each);
    }

    Result result() {
      long peak = workers.stream().mapToLong(WorkerProcess::peakBytes).max().orElse(0);
      Contender.Terms terms = workers.getFirst().terms();
      String note =
          workers.size() == 1
              ? terms.note()
              : terms.note() + "; median of " + workers.size() + " starts of the JVM";
      return new Result(
          name,
          new Contender.Terms(terms.precision(), terms.batch(), note),
          seconds,
          loss,
          peak,
          null);
    }

    void close() {
      workers.forEach(WorkerProcess::close);
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
      List<String> names = lineup.names(workload);
      for (String name : names) {
        Runner runner = new Runner(name, pace.rounds());
        runners.put(name, runner);
        if (!attempt(name, refusals, () -> start(runner, job, bytes))) {
          runners.remove(name);
          runner.close();
        }
      }
      progress.accept(workload.id() + ": " + runners.keySet() + " take turns");
      for (int round = 0; round < pace.rounds(); round++) {
        Machine.Others noise = new Machine.Others();
        round(round, runners, refusals);
        others[round] = noise.cores();
      }
      List<Result> results = new ArrayList<>();
      for (String name : names) {
        Runner runner = runners.get(name);
        String refusal = refusals.get(name);
        results.add(
            refusal != null || runner == null
                ? Result.refused(name, String.valueOf(refusal))
                : runner.result());
      }
      return new Race(
          workload.id(), workload.title(), bytes, bytes + 4L * job.rows(), results, others);
    } finally {
      runners.values().forEach(Runner::close);
    }
  }

  private void start(Runner runner, Job job, long bytes) throws IOException, WorkerProcess.Refusal {
    String name = runner.name;
    long needed = lineup.bytesNeeded(name, bytes);
    if (Machine.freeBytes() > 0 && Machine.freeBytes() < needed) {
      throw new WorkerProcess.Refusal(
          "it may need " + (needed >> 20) + " MB, and that much memory is not free");
    }
    double floats = bytes / (double) Float.BYTES * job.repeats();
    for (int i = 0; i < Lineup.starts(name); i++) {
      WorkerProcess worker =
          new WorkerProcess(
              lineup.command(name, job), lineup.log(i == 0 ? name : name + "." + (i + 1)));
      runner.workers.add(worker);
      double onTheWall = warmUp(runner, worker, floats);
      int affordable = (int) Math.min(pace.rounds(), pace.budgetSeconds() / onTheWall);
      runner.rounds = Math.clamp(affordable, 1, runner.rounds);
    }
  }

  /**
   * Returns how long one answer takes in the end, with all that is not counted. The loss after the
   * first epoch tells that it is the same work.
   */
  private double warmUp(Runner runner, WorkerProcess worker, double floats)
      throws IOException, WorkerProcess.Refusal {
    WarmUp warmUp = new WarmUp(pace.warmUp(), floats);
    double onTheWall = 0;
    for (boolean first = true; first || !warmUp.isOver(); first = false) {
      long start = System.nanoTime();
      double seconds = worker.epoch();
      onTheWall = (System.nanoTime() - start) * 1e-9;
      warmUp.add(seconds, onTheWall);
      if (first) {
        runner.loss = worker.loss();
      }
    }
    return onTheWall;
  }

  private static void round(int round, Map<String, Runner> runners, Map<String, String> refusals) {
    List<Runner> order = new ArrayList<>(runners.values());
    for (int k = 0; k < order.size(); k++) {
      Runner runner = order.get((k + round) % order.size());
      if (round < runner.rounds && !refusals.containsKey(runner.name)) {
        attempt(runner.name, refusals, () -> runner.seconds[round] = runner.epoch());
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
