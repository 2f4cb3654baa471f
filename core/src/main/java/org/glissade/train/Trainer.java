package org.glissade.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.glissade.math.Vectors;
import org.glissade.optim.Averaging;
import org.glissade.optim.Horizon;
import org.jspecify.annotations.Nullable;

/**
 * The loop of minibatch stochastic gradient descent:
 *
 * <pre>
 *   for each epoch, for each batch B of the order:   θ ← θ + update( Σ_B wᵢ∇ℓᵢ(θ) / Σ_B wᵢ )
 * </pre>
 *
 * <p>Full-batch gradient descent, minibatch and single-example SGD are this one loop with m = N, m
 * and 1. A short last batch is kept and averaged by its own weight. A batch whose weights are all
 * zero takes no step: schedules, momentum and averages do not advance on it.
 */
final class Trainer {
  /** The loss is checked so often, in steps. */
  private static final int WINDOW = 1024;

  /**
   * Numbers touched in steps for each parameter, before the parameters are checked and kept: that
   * costs about half as much as touching one, so it takes a thirtieth of the time at most.
   */
  private static final double LOOK = 16;

  /** A mean loss so many times the first one, above it, counts as divergence. */
  private static final double BOUND = 30;

  /** Examples with which the end of a run is looked at, if a batch has no more. */
  private static final int FEW = 64;

  /** Features between two looks at the clock and at whether to end: some milliseconds. */
  private static final long FEATURES_AT_ONCE = 1 << 24;

  private final Objective training;

  /** What steps are taken on: as {@link #training}, by the weights of rows as they are drawn. */
  private final Objective drawn;

  private final @Nullable Objective validation;
  private Recipe recipe;
  private final Surroundings surroundings;
  private final TrainingState state;
  private Engine engine;
  private final Averaging.Kernel average;
  private final boolean averages;
  private final ModelSelection selection;
  private final @Nullable BatchGrowth growth;
  private final List<TrainingEvent.EpochEnded> history = new ArrayList<>();
  private final List<TrainingEvent.BatchChosen> batches = new ArrayList<>();
  private final NoiseWatch watch;
  private final int examples;
  private EpochRows rows;
  private LossWindow window;
  private final Engine.Progress progress = new Engine.Progress();
  private final Measurements measurements;
  private final long started;
  private final double firstLoss;
  private long featuresPerStep;

  /** Where the last window began whose loss was within bounds. */
  private float[] lastGood;

  /** Where this window began: not yet known to be good. */
  private float[] windowStart;

  private double epochLoss;
  private double epochWeight;
  private double windowLoss;
  private double windowWeight;
  private int windowSteps;

  /** Steps since the parameters were looked at, up to the last window. */
  private long unseenSteps;

  private Trainer(
      Objective training,
      @Nullable Objective validation,
      Recipe recipe,
      Surroundings surroundings,
      TrainingState state) {
    this.training = training;
    this.validation = validation;
    this.surroundings = surroundings;
    this.state = state;
    this.started = surroundings.nanoClock().getAsLong();
    this.examples = training.examples();
    long stepsPerEpoch = stepsPerEpoch(recipe, training);
    this.featuresPerStep = featuresPerStep(recipe, training);
    Recipe first =
        (training instanceof EmpiricalRisk risk ? recipe.on(risk.data()) : recipe)
            .over(new Horizon(recipe.stopping().horizon(stepsPerEpoch), stepsPerEpoch))
            .sized(training.examples(), bytesPerExample(training))
            .withParallel(recipe.parallel().sized(state.params().length, featuresPerStep));
    state.belongsTo(first.describe(training));
    this.watch = new NoiseWatch(training, first, surroundings.listener());
    this.growth = first.growsBatch() ? new BatchGrowth(training, first, state) : null;
    this.recipe = growth == null ? first : growth.recipe();
    this.rows = rowsOf(this.recipe);
    this.window = new LossWindow(stepsPerEpoch(this.recipe, training));
    this.drawn = training instanceof EmpiricalRisk risk ? risk.drawn(first.order()) : training;
    this.engine = Engines.of(drawn, this.recipe, state);
    this.average = this.recipe.averaging().bind(state.params().length, state.scope("average"));
    this.averages = this.recipe.averages();
    this.selection = new ModelSelection(recipe, state);
    this.firstLoss = selection.firstLoss(training);
    this.lastGood = state.params().clone();
    this.windowStart = state.params().clone();
    this.measurements = new Measurements(training, validation, surroundings, state.step());
  }

  private EpochRows rowsOf(Recipe of) {
    return new EpochRows(of.order(), of.seed(), examples, Math.min(of.batchSize(), examples));
  }

  /** Chooses the batch of the next epoch; engines take over from each other through the state. */
  private void grow(BatchGrowth by) {
    TrainingEvent.BatchChosen chosen = by.epochEnded(history.getLast().trainingLoss());
    batches.add(chosen);
    recipe = by.recipe();
    featuresPerStep = featuresPerStep(recipe, training);
    rows = rowsOf(recipe);
    window = new LossWindow(stepsPerEpoch(recipe, training));
    engine = Engines.of(drawn, recipe, state);
    surroundings.listener().on(chosen);
  }

  /** The number of the next step, in steps of the first batch. */
  private long clock() {
    return growth == null ? state.step() : growth.clock();
  }

  /**
   * Runs to the end.
   *
   * @param validation held-out examples, or null
   * @param state where to start from: the initial parameters, or a checkpoint
   */
  static Outcome run(
      Objective training,
      @Nullable Objective validation,
      Recipe recipe,
      Surroundings surroundings,
      TrainingState state) {
    return new Trainer(training, validation, recipe, surroundings, state).run();
  }

  /** A state at the start of a run: initial parameters, nothing done. */
  static TrainingState initialState(Objective objective, long seed) {
    TrainingState state = new TrainingState(new float[objective.layout().size()]);
    objective.initialise(state.params(), seed);
    return state;
  }

  /** The same with other parameters to start from, unless they are null. */
  static TrainingState initialState(Objective objective, long seed, float @Nullable [] startFrom) {
    TrainingState state = initialState(objective, seed);
    if (startFrom != null) {
      if (startFrom.length != state.params().length) {
        throw new IllegalArgumentException(
            startFrom.length + " parameters to start from; the model has " + state.params().length);
      }
      System.arraycopy(startFrom, 0, state.params(), 0, startFrom.length);
    }
    return state;
  }

  static long stepsPerEpoch(Recipe recipe, Objective objective) {
    int batch = Math.min(recipe.batchSize(), objective.examples());
    return Math.ceilDiv(objective.examples(), batch);
  }

  private static double bytesPerExample(Objective objective) {
    return objective instanceof EmpiricalRisk risk
        ? DefaultOrder.bytesPerRow(risk.data())
        : (double) Float.BYTES * objective.layout().size();
  }

  /** Numbers that a step reads on average, at least 1. */
  static long featuresPerStep(Recipe recipe, Objective objective) {
    int batch = Math.min(recipe.batchSize(), objective.examples());
    if (objective instanceof EmpiricalRisk risk) {
      double perRow = (double) risk.data().stored() / risk.data().rows() * risk.model().outputs();
      return Math.max(1, (long) (perRow * batch));
    }
    return (long) batch * objective.layout().size();
  }

  private Outcome run() {
    surroundings
        .listener()
        .on(
            new TrainingEvent.Started(
                engine.name(),
                Engines.obstacle(training, recipe),
                engine.threads(),
                recipe,
                training.examples(),
                state.params().length,
                stepsPerEpoch(recipe, training)));
    StopReason reason = null;
    measure();
    while (reason == null) {
      reason = state.epoch() >= recipe.stopping().epochs() ? StopReason.EPOCHS : epoch();
    }
    if (isCutOff(reason) && !endsWell()) {
      reason = StopReason.DIVERGED;
    }
    float[] chosen = finish(reason);
    surroundings.listener().on(new TrainingEvent.Stopped(reason, state.step(), state.epoch()));
    return new Outcome(
        chosen,
        reason,
        engine.name(),
        Engines.obstacle(training, recipe),
        engine.threads(),
        recipe,
        state,
        List.copyOf(history),
        List.copyOf(batches),
        watch.measured(),
        seconds());
  }

  /** One epoch, or the rest of one; null to go on. */
  private @Nullable StopReason epoch() {
    int size = Math.min(recipe.batchSize(), examples);
    int from = state.position();
    rows.moveTo(state.epoch(), from);
    while (from < examples) {
      StopReason reason = beforeSteps();
      if (reason != null) {
        return reason;
      }
      rows.hold(from);
      int to = (int) Math.min(rows.end(), from + stepsAtOnce() * size);
      int begin = rows.begin();
      progress.clear();
      engine.expect(rows.rows(), from - begin, rows.end() - begin);
      engine.run(rows.rows(), from - begin, to - begin, size, state.step(), progress);
      if (progress.steps() > 0) {
        if (!Double.isFinite(progress.loss()) || !afterSteps()) {
          return StopReason.DIVERGED;
        }
      }
      state.moveTo(state.epoch(), to);
      measure();
      from = to;
      if (from < examples && window.isDue(state.step())) {
        tellWindow();
      }
    }
    window.clear();
    state.moveTo(state.epoch() + 1, 0);
    return epochEnded();
  }

  private void tellWindow() {
    if (!surroundings.listener().everyWindow()) {
      return;
    }
    double rate = recipe.transform().rate(Math.max(0, state.step() - 1));
    surroundings
        .listener()
        .on(
            new TrainingEvent.WindowEnded(
                state.epoch(),
                state.position(),
                state.step(),
                window.steps(),
                window.mean(),
                rate,
                seconds()));
    window.clear();
  }

  private void measure() {
    if (measurements.next() <= state.step()) {
      measurements.take(state, engine, rateOfLastStep(), this::candidate, seconds());
    }
  }

  /** How many steps may be taken before somebody has to look: at least 1. */
  private long stepsAtOnce() {
    if (averages || surroundings.listener().everyStep()) {
      return 1;
    }
    long byWork = Math.max(1, FEATURES_AT_ONCE / featuresPerStep);
    long most = Math.min(recipe.stopping().steps(), measurements.nextPause(engine));
    long steps = Math.min(WINDOW - windowSteps, most - state.step());
    return Math.min(steps, byWork);
  }

  private @Nullable StopReason beforeSteps() {
    if (state.step() >= recipe.stopping().steps()) {
      return StopReason.STEPS;
    }
    if (surroundings.interrupted().getAsBoolean()) {
      return StopReason.INTERRUPTED;
    }
    if (recipe.stopping().timeLimit() != null
        && surroundings.nanoClock().getAsLong() - started - measurements.nanos()
            >= recipe.stopping().timeLimit().toNanos()) {
      return StopReason.TIME_LIMIT;
    }
    return null;
  }

  /** Books steps that were taken; false if the run has diverged. */
  private boolean afterSteps() {
    epochLoss += progress.loss();
    epochWeight += progress.weight();
    windowLoss += progress.loss();
    windowWeight += progress.weight();
    window.add(progress);
    if (averages) {
      engine.settle();
      average.update(state.params(), clock());
    }
    state.stepsTaken(progress.steps());
    if (surroundings.listener().everyStep()) {
      engine.settle();
      double mean = progress.loss() / progress.weight();
      surroundings.listener().on(new TrainingEvent.StepTaken(state.step(), mean, state.params()));
    }
    windowSteps += progress.steps();
    return windowSteps < WINDOW || isTooEarlyToLook() || sane();
  }

  /** Whether the window's loss is within bounds, and looking at all parameters not due yet. */
  private boolean isTooEarlyToLook() {
    unseenSteps += windowSteps;
    boolean early =
        unseenSteps * engine.work() < LOOK * state.params().length
            && inBounds(windowLoss / windowWeight);
    if (early) {
      beginWindow();
    }
    return early;
  }

  private void beginWindow() {
    windowLoss = 0;
    windowWeight = 0;
    windowSteps = 0;
  }

  /**
   * Whether loss and parameters are within bounds; remembers good parameters. A window may be short
   * and hold an example far off, so that a loss out of bounds counts only if that of all examples
   * is too.
   */
  private boolean sane() {
    if (windowSteps == 0 && unseenSteps == 0) {
      return true;
    }
    engine.settle();
    float[] params = state.params();
    boolean good = windowSteps == 0 || inBounds(windowLoss / windowWeight);
    boolean sane =
        Vectors.allFinite(params) && (good || inBounds(Evaluation.meanLoss(training, params)));
    if (sane) {
      // The losses of the window are those before its steps: they speak for where it began.
      float[] began = windowStart;
      windowStart = lastGood;
      lastGood = began;
      System.arraycopy(params, 0, windowStart, 0, params.length);
      if (!good) {
        System.arraycopy(params, 0, lastGood, 0, params.length);
      }
    }
    beginWindow();
    unseenSteps = 0;
    return sane;
  }

  private boolean inBounds(double mean) {
    return mean - firstLoss <= BOUND * (Math.abs(firstLoss) + 1e-6);
  }

  /** Whether a run ended where nobody looked at what its last steps led to. */
  private static boolean isCutOff(StopReason reason) {
    return switch (reason) {
      case EPOCHS, STEPS, TIME_LIMIT, INTERRUPTED -> true;
      case EARLY_STOPPING, CONVERGED, DIVERGED -> false;
    };
  }

  /** Looks at the last parameters with some examples, and with all only if that is bad. */
  private boolean endsWell() {
    engine.settle();
    float[] params = state.params();
    int[] some = Evaluation.all(Math.min(examples, Math.max(recipe.batchSize(), FEW)));
    double weight = training.weight(some, 0, some.length);
    return Vectors.allFinite(params)
        && (inBounds(training.loss(params, some, 0, some.length) / weight)
            || inBounds(Evaluation.meanLoss(training, params)));
  }

  private @Nullable StopReason epochEnded() {
    if (!sane()) {
      return StopReason.DIVERGED;
    }
    engine.settle();
    float[] candidate = candidate();
    Double held = measurements.held(candidate);
    var event =
        new TrainingEvent.EpochEnded(
            state.epoch(),
            state.step(),
            epochLoss / epochWeight,
            held,
            rateOfLastStep(),
            seconds());
    epochLoss = 0;
    epochWeight = 0;
    history.add(event);
    surroundings.listener().on(event);
    StopReason reason = selection.epochEnded(candidate, held);
    Stopping.Convergence convergence = recipe.stopping().convergence();
    if (reason == null && convergence != null && convergence.dueAfter(state.epoch())) {
      double value = Evaluation.value(training, recipe.penalty(), candidate);
      surroundings.listener().on(new TrainingEvent.Tested(state.epoch(), value, held));
      reason =
          recipe.transform().remembersExamples() // the optimum is asked for, and no generalisation
              ? selection.tested(candidate, value, null, Math.pow(convergence.tolerance(), 2))
              : selection.tested(candidate, value, held, convergence.tolerance());
    }
    if (reason == null
        && convergence != null
        && engine.isSolved(state.epoch(), convergence.tolerance())) {
      reason = StopReason.CONVERGED;
    }
    watch.epochEnded(state, recipe.batchSize());
    if (growth != null && reason == null) {
      grow(growth);
    }
    surroundings.checkpoint().save(state);
    return reason;
  }

  private double rateOfLastStep() {
    double found = engine.rate();
    return Double.isNaN(found) ? recipe.transform().rate(Math.max(0, state.step() - 1)) : found;
  }

  /** The parameters that a run would give if it ended now. */
  private float[] candidate() {
    if (recipe.transform().hasEvaluationPoint()) {
      float[] point = new float[state.params().length];
      recipe.transform().evaluationPoint(state.scope("transform"), state.params(), point);
      return point;
    }
    if (!averages || !average.started()) {
      return state.params();
    }
    float[] averaged = new float[state.params().length];
    average.average(averaged);
    return averaged;
  }

  private float[] finish(StopReason reason) {
    if (reason == StopReason.DIVERGED) {
      // Those at which gradients were taken: what belongs to them in the buffers is gone by now.
      System.arraycopy(lastGood, 0, state.params(), 0, lastGood.length);
      engine.paramsChanged();
      return lastGood;
    }
    engine.settle();
    float[] best = selection.best();
    if (best == null) {
      return candidate().clone();
    }
    if (validation == null) {
      return Arrays.copyOf(best, best.length);
    }
    // A run cut off between two tests may have gone further down than the best one so far.
    float[] last = candidate();
    boolean lastIsBetter =
        !selection.isFromThisEpoch()
            && Evaluation.meanLoss(validation, last) < selection.bestLoss();
    return lastIsBetter ? last.clone() : best.clone();
  }

  private double seconds() {
    return (surroundings.nanoClock().getAsLong() - started - measurements.nanos()) * 1e-9;
  }
}
