package org.glissade.train;

import org.glissade.math.ParallelFor;
import org.jspecify.annotations.Nullable;

/**
 * Replicas that learn apart and are averaged every K steps of each: parallel or local SGD ({@link
 * Parallel.Average} has the papers).
 *
 * <pre>
 *   a round: R·K batches, cut into turns; of a turn each replica takes its share, in its order
 *   at its end:  θ ← Σⱼ Wⱼθⱼ / Σⱼ Wⱼ      Wⱼ = Σ wᵢ of the rows of replica j in this round
 * </pre>
 *
 * <p>Each replica has parameters, the memory of the transforms and an {@link Engine} of its own;
 * all of it is averaged at the end of a round, and stands in the state of the run then. An epoch
 * ends a round. So a checkpoint is as large as that of one model, and a run that goes on from the
 * end of an epoch has the bits of one that was not interrupted. Between two means the state has
 * what they would be if the round ended, when it is asked for.
 *
 * <p>Which replica takes a batch depends on the place of the batch in its epoch, and what it does
 * with it on that replica alone: any number of threads computes the same bits. Each batch has the
 * number, and with it the rate, that it has in a run of one model; the number of steps counts
 * batches. Turns are as long as it takes to read some pages in order, and no longer, so that all
 * replicas have something to do in every range of batches that the loop hands over.
 */
final class AveragingEngine implements Engine {
  /** Features that a replica reads in a row, before the next one's share begins. */
  private static final double FEATURES_IN_A_ROW = 1 << 14;

  /** One model that learns apart. */
  private static final class Replica {
    final TrainingState state;
    final Engine engine;
    final Progress progress = new Progress();

    /** Σ wᵢ of the rows since the last mean. */
    double rowWeight;

    Replica(TrainingState state, Engine engine) {
      this.state = state;
      this.engine = engine;
    }
  }

  private final Workers workers;
  private final Replica[] replicas;
  private final Consensus consensus;
  private final StepNumbers numbers;
  private final @Nullable DenseProgress dense;
  private final int epochBatches;
  private final long roundBatches;
  private final int turnBatches;
  private final ParallelFor.Body task = this::learn;

  // The range of batches that is being gone over, for the workers: those of one round.
  private int[] order = new int[0];
  private int begin;
  private int end;
  private int size;
  private long step;
  private int firstBatch;
  private int from;
  private int to;

  private double lastWeight;
  private boolean apart;

  /**
   * Replicas that start from the state.
   *
   * @param recipe of the run
   * @param mode of the recipe, its interval known
   */
  AveragingEngine(
      Objective objective,
      Recipe recipe,
      Parallel.Average mode,
      TrainingState state,
      Workers workers) {
    if (mode.every() == Parallel.Average.BY_SIZE) {
      throw new IllegalStateException(mode + " has no interval before the problem is known");
    }
    this.workers = workers;
    int count = mode.replicas();
    this.replicas = new Replica[count];
    Machine machine = objective instanceof EmpiricalRisk risk ? risk.machine() : null;
    Recipe alone = recipe.withParallel(Parallel.minibatch());
    // Each thread makes what it will write to, so that no two share a line of the cache.
    workers.run(
        count,
        replica -> replicas[replica] = replica(objective, count, machine, alone, state.params()));
    TrainingState[] states = new TrainingState[count];
    for (int i = 0; i < count; i++) {
      states[i] = replicas[i].state;
    }
    this.consensus = new Consensus(state, states, workers);
    this.numbers = new StepNumbers(objective);
    this.epochBatches = (int) Trainer.stepsPerEpoch(recipe, objective);
    this.roundBatches = (long) count * mode.every();
    double inARow = FEATURES_IN_A_ROW / Trainer.featuresPerStep(recipe, objective);
    this.turnBatches = (int) Math.min(count * (long) Math.max(1, inARow), roundBatches);
    this.dense =
        machine != null
                && objective instanceof EmpiricalRisk risk
                && (risk.dense() != null || risk.isNetwork())
            ? new DenseProgress(risk, machine, recipe, state)
            : null;
    paramsChanged();
  }

  private static Replica replica(
      Objective objective, int count, @Nullable Machine machine, Recipe recipe, float[] params) {
    Objective own =
        objective instanceof EmpiricalRisk risk
            ? new EmpiricalRisk(
                risk.model(),
                risk.lossFunction(),
                risk.data()
                    .within(risk.data().memory() / count), // each reads its own rows of a file
                machine == null ? null : machine.follower())
            : objective;
    TrainingState state = new TrainingState(params.clone());
    return new Replica(state, Engines.single(own, recipe, state));
  }

  @Override
  public String name() {
    return replicas[0].engine.name();
  }

  @Override
  public int threads() {
    return Math.min(workers.threads(), replicas.length);
  }

  @Override
  public double step(int[] rows, int at, int until, long number) {
    Progress one = new Progress();
    run(rows, at, until, Math.max(1, until - at), number, one);
    return one.loss();
  }

  @Override
  public void run(int[] rows, int at, int until, int batch, long number, Progress sum) {
    if (dense != null) {
      dense.add(until - at);
    }
    order = rows;
    begin = at;
    end = until;
    size = batch;
    step = number;
    firstBatch = begin / size;
    numbers.count(order, begin, end, size);
    double before = sum.weight();
    int last = firstBatch + Math.ceilDiv(end - begin, size);
    for (from = firstBatch; from < last; from = to) {
      int roundEnd = endOf(from, roundBatches, epochBatches);
      to = Math.min(last, roundEnd);
      workers.run(replicas.length, task);
      for (Replica replica : replicas) {
        Progress progress = replica.progress;
        sum.add(progress.steps(), progress.loss(), progress.weight());
        replica.rowWeight += progress.weight();
        apart |= progress.steps() > 0;
        progress.clear();
      }
      if (to == roundEnd) {
        agree();
      }
    }
    lastWeight = sum.weight() - before;
  }

  /** Where the stretch of that length ends in which a batch lies, at most at {@code most}. */
  private static int endOf(int batch, long length, int most) {
    return (int) Math.min(most, (batch / length + 1) * length);
  }

  /** A replica's shares of the turns of the range. */
  private void learn(int index) {
    Replica replica = replicas[index];
    long roundStart = from / roundBatches * roundBatches;
    int roundEnd = endOf(from, roundBatches, epochBatches);
    int turn = (int) (roundStart + (from - roundStart) / turnBatches * turnBatches);
    while (turn < to) {
      int turnEnd = Math.min(roundEnd, turn + turnBatches);
      long batches = (long) turnEnd - turn;
      int first = Math.max(from, turn + (int) (batches * index / replicas.length));
      int last = Math.min(to, turn + (int) (batches * (index + 1) / replicas.length));
      if (first < last) {
        learn(replica, first - firstBatch, last - firstBatch);
      }
      turn = turnEnd;
    }
  }

  private void learn(Replica replica, int first, int last) {
    int start = begin + first * size;
    int stop = (int) Math.min(end, begin + (long) last * size);
    replica.engine.run(order, start, stop, size, step + numbers.before(first), replica.progress);
  }

  private void agree() {
    if (apart) {
      takeWeights();
      consensus.agree();
      for (Replica replica : replicas) {
        replica.engine.paramsChanged();
        replica.rowWeight = 0;
      }
      apart = false;
    }
  }

  private void takeWeights() {
    for (int i = 0; i < replicas.length; i++) {
      replicas[i].engine.settle();
      consensus.weight(i, replicas[i].rowWeight);
    }
  }

  @Override
  public double weight() {
    return lastWeight;
  }

  /** To look at all parameters is as much work as that for each replica. */
  @Override
  public double work() {
    return replicas[0].engine.work() / replicas.length;
  }

  @Override
  public void settle() {
    if (apart) {
      takeWeights();
      consensus.mean();
    }
  }

  @Override
  public void paramsChanged() {
    consensus.spread();
    for (Replica replica : replicas) {
      replica.engine.paramsChanged();
      replica.rowWeight = 0;
    }
    apart = false;
  }
}
