package org.glissade.train;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.glissade.data.Batch;
import org.glissade.data.DenseExamples;
import org.glissade.data.Examples;
import org.glissade.data.Orders;
import org.glissade.data.SparseExamples;
import org.glissade.math.Vectors;
import org.glissade.model.LinearModel;
import org.glissade.model.Loss;
import org.glissade.model.Model;
import org.jspecify.annotations.Nullable;

/**
 * One epoch in the order in which rows come, without holding the rows: they are handed over piece
 * by piece, learnt from at once, and forgotten. So reading and learning can go on side by side, and
 * memory does not grow with the data. How the rows are cut into pieces makes no difference to the
 * batches; a batch that a piece does not fill is filled by the next. The result has the bits that
 * the rows would give if they were held in memory, up to the choice of kernels.
 *
 * <p>The recipes are those whose sparse steps touch the weights of their own rows only: plain SGD,
 * AdaGrad with a learning rate, FTRL and VW. The weights of the last three lie interleaved with
 * what they are moved by; so they stay from piece to piece, and are taken apart into the state only
 * where somebody looks at it, which is as seldom as it must be to cost a small share of the steps.
 *
 * <p>Each row is scored before it is learnt from, so the mean of these losses, the progressive
 * loss, is an honest estimate of that on new rows (Blum, Kalai and Langford, COLT 1999, "Beating
 * the hold-out"), while that of the final parameters on all training rows would take the rows
 * again.
 *
 * <p>Models have one output. Sparse rows may come with features not met before: {@link #room} makes
 * room for them. {@link Sgd#onePass} makes one. Not thread-safe, but may be used by several threads
 * in turn.
 */
public final class OnePass {
  /** Most rows of a batch: a piece that comes should hold several. */
  static final int MOST_BATCH = 4096;

  /** Stored numbers learnt from for each parameter, before the parameters are looked at. */
  private static final long LOOK = 16;

  /** A mean loss so many times the first one, above it, counts as divergence. */
  private static final double BOUND = 30;

  /** Fewest rows of which the mean loss says something: a piece may hold fewer. */
  private static final int FEW = 64;

  private final Loss loss;
  private final Recipe recipe;
  private final Surroundings surroundings;
  private final Machine machine;
  private final long started;
  private final Engine.Progress progress = new Engine.Progress();
  private final LossWindow window = new LossWindow(1);
  private LinearModel model;

  /** The engine of the last piece, if it is one that goes on with the next. */
  private @Nullable Engine kept;

  private TrainingState state;
  private float[] lastGood;
  private int[] order = new int[0];

  /** Copies of rows that do not fill a batch yet. */
  private @Nullable Examples carried;

  private String engine = "";
  private int threads = 1;
  private @Nullable StopReason reason;

  /** Losses of the first rows at the parameters before the first step, and the sum of weights. */
  private double firstLoss;

  private double firstWeight;
  private long firstRows;

  /** Of the rows since the loss was last looked at. */
  private double windowLoss;

  private double windowWeight;
  private long windowRows;
  private double lossSum;
  private double weightSum;
  private long rows;
  private long unseen;
  private float @Nullable [] scores;

  private OnePass(
      LinearModel model, Loss loss, Recipe recipe, int threads, Surroundings surroundings) {
    this.model = model;
    this.loss = loss;
    this.recipe = recipe;
    this.surroundings = surroundings;
    // Text comes at a rate that the plain kernels keep up with at once.
    this.machine = Machine.always(false, threads);
    this.started = surroundings.nanoClock().getAsLong();
    this.state = new TrainingState(new float[model.layout().size()]);
    this.lastGood = new float[0];
  }

  /** Such a run, or null if the recipe asks for anything else. */
  static @Nullable OnePass of(
      @Nullable Model model, Loss loss, Recipe recipe, int threads, Surroundings surroundings) {
    boolean local =
        (recipe.transform().needsExamples() || SparseLinearEngine.whyNot(recipe, 1) == null)
            && !recipe.transform().remembersExamples()
            && recipe.parallel().equals(Parallel.minibatch())
            && !AutoPlan.needsLength(recipe.transform())
            && recipe.penalty().equals(Penalty.NONE);
    return local
            && recipe.stopping().equals(Stopping.afterEpochs(1))
            && recipe.order().equals(Orders.sequential())
            && recipe.batchSize() <= MOST_BATCH
            && !surroundings.listener().everyStep()
            && surroundings.listener().nextPlace(0) == Long.MAX_VALUE
            && model instanceof LinearModel linear
            && linear.outputs() == 1
        ? new OnePass(linear, loss, recipe, threads, surroundings)
        : null;
  }

  /** Keeps the score of each row before it was learnt from, for {@link #scores}. */
  public void keepScores() {
    scores = new float[1024];
  }

  /**
   * Makes room for features; the weights of new ones are 0.
   *
   * @param columns features of the rows to come
   * @return how many columns the rows to come must have, at least as many
   */
  public int room(int columns) {
    if (columns > model.inputs()) {
      int most = Integer.MAX_VALUE - 8;
      resize((int) Math.min(most, Math.max(columns, columns + (long) columns / 8)));
    }
    return model.inputs();
  }

  private void resize(int columns) {
    int at = model.inputs();
    int more = columns - at;
    settle();
    state = state.resized(array -> Vectors.spliced(array, at, more));
    lastGood = lastGood.length == 0 ? lastGood : Vectors.spliced(lastGood, at, more);
    model = new LinearModel(columns, 1, model.bias());
  }

  /** Brings the state up to date. */
  private void settle() {
    if (kept != null) {
      kept.settle();
    }
  }

  /**
   * Learns from rows, of as many columns as {@link #room} said; they are not needed afterwards.
   *
   * @return whether more rows are wanted: not after an interrupt, or if the run has diverged
   */
  public boolean learn(Examples piece) {
    if (reason != null || piece.rows() == 0) {
      return reason == null;
    }
    if (surroundings.interrupted().getAsBoolean()) {
      reason = StopReason.INTERRUPTED;
      return false;
    }
    int batch = recipe.batchSize();
    int from = 0;
    Examples rest = carried;
    if (rest != null) {
      from = Math.min(piece.rows(), batch - rest.rows());
      rest = joined(rest, 0, piece, from);
      carried = null;
      if (rest.rows() < batch) {
        carried = rest;
        return true;
      }
      steps(rest, 0, batch);
    }
    int to = piece.rows() - (piece.rows() - from) % batch;
    if (to > from) {
      steps(piece, from, to);
    }
    if (to < piece.rows()) {
      carried = joined(piece, to, piece, 0);
    }
    if (reason == null && window.isDue(state.step())) {
      tellWindow();
    }
    return reason == null;
  }

  private void tellWindow() {
    if (!surroundings.listener().everyWindow()) {
      return;
    }
    double rate = recipe.transform().rate(Math.max(0, state.step() - 1));
    double seconds = (surroundings.nanoClock().getAsLong() - started) * 1e-9;
    surroundings
        .listener()
        .on(
            new TrainingEvent.WindowEnded(
                0, rows, state.step(), window.steps(), window.mean(), rate, seconds));
    window.clear();
  }

  /** Rows without weight take no step. */
  private void passOver(Examples piece, int from, int to) {
    if (scores != null) {
      settle();
      Batch batch = piece.newBatch(to - from);
      forward(piece, from, to, batch, Math.toIntExact(rows));
    }
    rows += to - from;
  }

  private void steps(Examples piece, int from, int to) {
    if (reason != null) {
      return;
    }
    for (int i = order.length; i < to; i = order.length) {
      order = Evaluation.all(Math.max(to, 2 * i));
    }
    if (!(piece.totalWeight() > 0)) {
      passOver(piece, from, to);
      return;
    }
    EmpiricalRisk risk = new EmpiricalRisk(model, loss, piece, machine);
    Engine steps = engineOn(risk);
    if (engine.isEmpty()) {
      engine = steps.name();
      threads = steps.threads();
      started();
    }
    if (firstRows < FEW) {
      meet(risk, from, to);
    }
    progress.clear();
    if (scores == null) {
      steps.run(order, from, to, recipe.batchSize(), state.step(), progress);
    } else {
      scored(piece, steps, from, to);
    }
    if (kept == null) {
      steps.settle();
    }
    state.stepsTaken(progress.steps());
    lossSum += progress.loss();
    weightSum += progress.weight();
    window.add(progress);
    rows += to - from;
    unseen += piece.stored();
    windowLoss += progress.loss();
    windowWeight += progress.weight();
    windowRows += progress.steps() == 0 ? 0 : to - from;
    boolean good = windowRows < FEW || inBounds(windowLoss / windowWeight);
    if (windowRows >= FEW) {
      windowLoss = 0;
      windowWeight = 0;
      windowRows = 0;
    }
    if (!good || unseen >= LOOK * state.params().length) {
      look(good);
    }
  }

  /** Counts rows among the first: what the loss is where nothing has been learnt. */
  private void meet(EmpiricalRisk risk, int from, int to) {
    double weight = risk.weight(order, from, to);
    if (weight > 0) {
      firstLoss += risk.loss(new float[state.params().length], order, from, to);
      firstWeight += weight;
      firstRows += to - from;
    }
  }

  private boolean inBounds(double mean) {
    double first = firstLoss / firstWeight;
    return mean - first <= BOUND * (Math.abs(first) + 1e-6);
  }

  /** The engine of the last piece on the next one, or a new one. */
  private Engine engineOn(EmpiricalRisk risk) {
    Engine before = kept;
    kept = before == null ? lazyEngine(risk) : before.on(risk, state);
    if (kept == null) {
      if (before != null) {
        before.settle();
      }
      return Engines.single(risk, recipe, state);
    }
    return kept;
  }

  private @Nullable Engine lazyEngine(EmpiricalRisk risk) {
    Engine first = VowpalEngine.of(risk, recipe, state);
    return first != null ? first : SparseLinearEngine.of(risk, recipe, state, false);
  }

  private void started() {
    surroundings
        .listener()
        .on(
            new TrainingEvent.Started(
                engine, null, threads, recipe, 0, state.params().length, Long.MAX_VALUE));
  }

  /** Takes the steps one by one, and keeps the scores before each. */
  private void scored(Examples piece, Engine steps, int from, int to) {
    int size = recipe.batchSize();
    Batch batch = piece.newBatch(Math.min(size, piece.rows()));
    for (int at = from; at < to; at += size) {
      int end = Math.min(to, at + size);
      int known = (int) rows + at - from;
      if (kept == null) {
        forward(piece, at, end, batch, known);
      }
      steps.run(order, at, end, size, state.step() + progress.steps(), progress);
      float[] own = kept == null ? null : steps.scores();
      if (own != null) {
        // as good as computed anew, without bringing the state up to date for each step
        keep(own, end - at, known);
      } else {
        steps.settle();
        if (kept != null) {
          forward(piece, at, end, batch, known);
        }
      }
    }
  }

  /** Keeps scores by the parameters of the state. */
  private void forward(Examples piece, int from, int to, Batch batch, int known) {
    float[] some = new float[batch.capacity()];
    piece.gather(order, from, to, batch);
    model.forward(state.params(), batch, some);
    keep(some, to - from, known);
  }

  private void keep(float[] some, int count, int known) {
    float[] all = Objects.requireNonNull(scores);
    if (known + count > all.length) {
      all = Arrays.copyOf(all, Math.max(known + count, all.length + all.length / 2));
      scores = all;
    }
    System.arraycopy(some, 0, all, known, count);
  }

  /** Whether all is well: then the parameters are kept, to go back to. */
  private void look(boolean good) {
    settle();
    unseen = 0;
    if (!good || !Vectors.allFinite(state.params())) {
      reason = StopReason.DIVERGED;
    } else if (lastGood.length == 0) {
      lastGood = state.params().clone();
    } else {
      System.arraycopy(state.params(), 0, lastGood, 0, lastGood.length);
    }
  }

  /** The rows of one piece from a place on, and the first rows of another. */
  private static Examples joined(Examples a, int aFrom, Examples b, int bTo) {
    Examples rows = joinedAlike(a, aFrom, b, bTo);
    float[] first = a.weights();
    float[] second = b.weights();
    if (first == null && second == null) {
      return rows;
    }
    float[] weights = new float[rows.rows()];
    Arrays.fill(weights, 1);
    int aRows = a.rows() - aFrom;
    if (first != null) {
      System.arraycopy(first, aFrom, weights, 0, aRows);
    }
    if (second != null) {
      System.arraycopy(second, 0, weights, aRows, bTo);
    }
    return rows.with(rows.targets(), 1, weights);
  }

  private static Examples joinedAlike(Examples a, int aFrom, Examples b, int bTo) {
    int aRows = a.rows() - aFrom;
    float[] targets = new float[aRows + bTo];
    System.arraycopy(a.targets(), aFrom, targets, 0, aRows);
    System.arraycopy(b.targets(), 0, targets, aRows, bTo);
    if (a instanceof DenseExamples first && b instanceof DenseExamples second) {
      int columns = b.columns();
      float[] values = new float[targets.length * columns];
      first.values().copyTo((long) aFrom * columns, values, 0, aRows * columns);
      second.values().copyTo(0, values, aRows * columns, bTo * columns);
      return DenseExamples.of(values, columns, targets);
    }
    SparseExamples first = (SparseExamples) a;
    SparseExamples second = (SparseExamples) b;
    long[] starts = new long[targets.length + 1];
    int begin = (int) first.starts()[aFrom];
    int split = (int) first.starts()[a.rows()] - begin;
    for (int i = 0; i < starts.length; i++) {
      starts[i] =
          i <= aRows ? first.starts()[aFrom + i] - begin : split + second.starts()[i - aRows];
    }
    int stored = (int) starts[targets.length];
    int[] indices = new int[stored];
    float[] values = new float[stored];
    System.arraycopy(first.indices(), begin, indices, 0, split);
    System.arraycopy(first.values(), begin, values, 0, split);
    System.arraycopy(second.indices(), 0, indices, split, stored - split);
    System.arraycopy(second.values(), 0, values, split, stored - split);
    return SparseExamples.of(starts, indices, values, b.columns(), targets, 1, null);
  }

  /** Number of rows learnt from so far. */
  public long rows() {
    return rows;
  }

  /** Mean loss of each row before it was learnt from; NaN before the first. */
  public double progressiveLoss() {
    return lossSum / weightSum;
  }

  /**
   * Score of each row before it was learnt from.
   *
   * @throws IllegalStateException if {@link #keepScores} did not ask for them
   */
  public float[] scores() {
    if (scores == null) {
      throw new IllegalStateException("the scores were not kept");
    }
    return Arrays.copyOf(scores, (int) rows);
  }

  /**
   * Ends the pass, with a step on the rows that fill no batch.
   *
   * @param columns features of the model, as many as came or more
   */
  public Outcome finish(int columns) {
    Examples rest = carried;
    carried = null;
    if (rest != null && reason == null) {
      steps(rest, 0, rest.rows());
    }
    if (reason == null) {
      look(true);
    }
    settle();
    StopReason why = reason == null ? StopReason.EPOCHS : reason;
    if (why == StopReason.DIVERGED) {
      float[] good = lastGood.length == 0 ? new float[state.params().length] : lastGood;
      System.arraycopy(good, 0, state.params(), 0, good.length);
    }
    kept = null;
    resize(columns);
    state.moveTo(why == StopReason.EPOCHS ? 1 : 0, why == StopReason.EPOCHS ? 0 : (int) rows);
    double seconds = (surroundings.nanoClock().getAsLong() - started) * 1e-9;
    TrainingEvent.EpochEnded epoch =
        new TrainingEvent.EpochEnded(
            1,
            state.step(),
            progressiveLoss(),
            null,
            recipe.transform().rate(Math.max(0, state.step() - 1)),
            seconds);
    if (why == StopReason.EPOCHS) {
      surroundings.listener().on(epoch);
    }
    surroundings.listener().on(new TrainingEvent.Stopped(why, state.step(), state.epoch()));
    return new Outcome(
        state.params().clone(),
        why,
        engine,
        null,
        threads,
        recipe,
        state,
        why == StopReason.EPOCHS ? List.of(epoch) : List.of(),
        List.of(),
        List.of(),
        seconds);
  }
}
