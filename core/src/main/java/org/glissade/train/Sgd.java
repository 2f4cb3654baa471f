package org.glissade.train;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.glissade.data.BlockOrder;
import org.glissade.data.Examples;
import org.glissade.data.Order;
import org.glissade.data.Orders;
import org.glissade.math.Layout;
import org.glissade.math.Mapping;
import org.glissade.model.Loss;
import org.glissade.model.Model;
import org.glissade.optim.Averaging;
import org.glissade.optim.ClipByNorm;
import org.glissade.optim.ClipByValue;
import org.glissade.optim.GradientTransform;
import org.glissade.optim.Momentum;
import org.glissade.optim.Schedule;
import org.glissade.optim.Schedules;
import org.jspecify.annotations.Nullable;

/**
 * Minibatch stochastic gradient descent, from the outside.
 *
 * <pre>{@code
 * Fit fit = Sgd.classifier()
 *     .batchSize(64).epochs(10)
 *     .learningRate(Schedules.cosine(0.1).warmedUp(0.05))
 *     .momentum(0.9)
 *     .validation(0.2)
 *     .seed(7)
 *     .fit(examples);
 * }</pre>
 *
 * <p>Nothing needs to be set. Left alone, the learning rate is searched on a sample, and linear
 * decays to zero of doubled length follow each other until the objective no longer becomes lower.
 * Features should have comparable scales; the table encoders of {@code glissade-io} see to that.
 *
 * <p>A builder, not thread-safe; it can be used again after {@link #fit}.
 */
public final class Sgd {
  /** The default batch: in the range from 32 to 256 in which vector units are busy. */
  public static final int DEFAULT_BATCH_SIZE = 64;

  /** All examples in one batch. */
  public static final int FULL_BATCH = Integer.MAX_VALUE;

  /** Most rows that are held out by a share. */
  public static final int MOST_VALIDATION_ROWS = 100_000;

  /** The least memory, in bytes, with which rows of files can be read: 8 MiB. */
  public static final long LEAST_MEMORY = 1 << 23;

  private enum Kind {
    REGRESSION,
    CLASSIFICATION,
    FUNCTION
  }

  private final Kind kind;
  private final @Nullable Objective objective;
  private @Nullable Model model;
  private @Nullable Loss loss;
  private boolean bias = true;
  private Penalty penalty = Penalty.NONE;
  private boolean growingBatch;
  private @Nullable Integer batchSize;
  private @Nullable Order order;
  private boolean shuffledRows;
  private @Nullable Schedule schedule;
  private @Nullable GradientTransform transform;
  private final UpdateChain update = new UpdateChain();
  private Averaging averaging = Averaging.none();
  private final Limits limits = new Limits();
  private double validationShare;
  private @Nullable Examples validation;
  private long seed;
  private Surroundings surroundings = Surroundings.none();
  private float @Nullable [] startFrom;
  private @Nullable TrainingState resumeFrom;
  private int threads = 1;
  private long memory = Math.max(LEAST_MEMORY, Runtime.getRuntime().maxMemory() / 8);
  private Parallel parallel = Parallel.minibatch();
  private @Nullable Supplier<@Nullable Machine> machine;

  private Sgd(Kind kind, @Nullable Objective objective) {
    this.kind = kind;
    this.objective = objective;
  }

  /** Learns numbers: squared loss and a linear model unless told otherwise. */
  public static Sgd regressor() {
    return new Sgd(Kind.REGRESSION, null);
  }

  /**
   * Learns classes with a linear model: logistic loss for two (targets −1/+1 or 0/1), softmax for
   * more (targets 0 … K−1), unless told otherwise.
   */
  public static Sgd classifier() {
    return new Sgd(Kind.CLASSIFICATION, null);
  }

  /** Minimises any objective; end with {@link #run}. */
  public static Sgd minimise(Objective objective) {
    return new Sgd(Kind.FUNCTION, objective);
  }

  /**
   * Minimises the mean of a function over examples; end with {@link #run}.
   *
   * @param parameters their number; they start at 0
   * @param examples N, at least 1
   */
  public static Sgd minimise(int parameters, int examples, ExampleFunction function) {
    return minimise(function.over(Layout.flat(parameters), examples));
  }

  /** The model; the default is linear with a bias, one output or one a class. */
  public Sgd model(Model value) {
    model = value;
    return this;
  }

  public Sgd loss(Loss value) {
    loss = value;
    return this;
  }

  /** Whether the default linear model has a bias; it is never penalised. */
  public Sgd bias(boolean value) {
    bias = value;
    return this;
  }

  public Sgd penalty(Penalty value) {
    penalty = value;
    return this;
  }

  /** λ₂ of ½λ₂‖w‖². */
  public Sgd l2(double lambda) {
    return penalty(new Penalty(penalty.l1(), lambda));
  }

  /** λ₁ of λ₁‖w‖₁. */
  public Sgd l1(double lambda) {
    return penalty(new Penalty(lambda, penalty.l2()));
  }

  /**
   * m: 1 for single-example SGD, {@link #FULL_BATCH} for gradient descent. The default is {@value
   * #DEFAULT_BATCH_SIZE}, and 1 for a transform that takes its steps from single examples.
   */
  public Sgd batchSize(int value) {
    batchSize = value;
    return this;
  }

  /**
   * Begins with batches of {@link #batchSize} and lets them grow, after each epoch, with the
   * measured noise scale of the gradient, while the rate is raised in turn where a schedule has
   * lowered it. For a length in epochs.
   */
  public Sgd growingBatch(boolean value) {
    growingBatch = value;
    return this;
  }

  /**
   * Which examples come next. Unless it is set, data of up to 16 MB are shuffled anew each epoch;
   * larger ones are copied once in random order ({@link #rowsLieShuffled} saves the copy), and
   * their blocks come in a new order each epoch ({@link BlockOrder#ofShuffledRows}), because a row
   * here and a row there come from memory at a fifth of the speed or less.
   */
  public Sgd order(Order value) {
    order = value;
    return this;
  }

  public Sgd learningRate(Schedule value) {
    schedule = value;
    return this;
  }

  public Sgd learningRate(double constant) {
    return learningRate(Schedules.constant(constant));
  }

  /** Heavy-ball momentum, 0 ≤ β &lt; 1; 0 for none. */
  public Sgd momentum(double beta) {
    return momentum(beta == 0 ? null : new Momentum(beta, 0, false));
  }

  /** Nesterov's momentum, 0 ≤ β &lt; 1. */
  public Sgd nesterov(double beta) {
    return momentum(new Momentum(beta, 0, true));
  }

  public Sgd momentum(@Nullable Momentum value) {
    update.momentum = value;
    return this;
  }

  /** Adds λθ to the gradient, before momentum. */
  public Sgd weightDecay(double lambda) {
    update.decay(lambda, false);
    return this;
  }

  /** Adds λθ after momentum: decays by ηλ a step (Loshchilov and Hutter, ICLR 2019). */
  public Sgd decoupledWeightDecay(double lambda) {
    update.decay(lambda, true);
    return this;
  }

  /** Scales a gradient of a norm above {@code most} down to it. */
  public Sgd clipNorm(double most) {
    update.first.add(new ClipByNorm(most));
    return this;
  }

  /** Limits every element of the gradient to ±{@code most}. */
  public Sgd clipValue(double most) {
    update.first.add(new ClipByValue(most));
    return this;
  }

  /** Puts a transform before momentum and the rate, or behind the rate if it follows one. */
  public Sgd link(GradientTransform value) {
    update.first.add(value);
    return this;
  }

  /**
   * The whole chain by which a gradient becomes an update, learning rate included; replaces
   * momentum, decay, clipping and {@link #learningRate(Schedule)}.
   */
  public Sgd transform(GradientTransform value) {
    transform = value;
    return this;
  }

  public Sgd averaging(Averaging value) {
    averaging = value;
    return this;
  }

  /** Most epochs, at least 1. */
  public Sgd epochs(long value) {
    Stopping.afterEpochs(value);
    limits.epochs = value;
    return this;
  }

  /** Most steps, at least 1. */
  public Sgd steps(long value) {
    Stopping.afterSteps(value);
    limits.steps = value;
    return this;
  }

  /** Most time; needs {@link Surroundings#withClock}. */
  public Sgd timeLimit(Duration value) {
    limits.time = value;
    return this;
  }

  /** Ends after so many epochs without a lower validation loss, and goes back to the best. */
  public Sgd earlyStopping(int epochsOfPatience) {
    limits.patience = epochsOfPatience;
    return this;
  }

  /**
   * Relative tolerance of the convergence test, above 0; the default is 5e-4. For saga and svrg it
   * is 2⁻²², and of the gradient beside the sizes of its terms; of the objective, which is
   * quadratic in it, they take its square.
   */
  public Sgd tolerance(double value) {
    limits.tolerance = value;
    return this;
  }

  /** Holds out a random share of the rows, at most {@value #MOST_VALIDATION_ROWS}. */
  public Sgd validation(double share) {
    validationShare = share;
    validation = null;
    return this;
  }

  public Sgd validation(Examples examples) {
    validation = examples;
    return this;
  }

  public Sgd seed(long value) {
    seed = value;
    return this;
  }

  /**
   * Most threads, at least 1. Minibatches of fewer than 65,536 features in all are computed by one,
   * which is faster. The result has the same bits for any number, but under hogwild.
   */
  public Sgd threads(int value) {
    if (value < 1) {
      throw new IllegalArgumentException("there must be at least one thread: " + value);
    }
    threads = value;
    return this;
  }

  /**
   * About how much memory may be taken for rows of files: what is held of them and the buffer that
   * an order shuffles. The default is an eighth of the heap. Besides that, some numbers a row are
   * held: its targets, and its place in orders that cannot be drawn in pieces.
   *
   * @param bytes at least {@link #LEAST_MEMORY}
   */
  public Sgd memory(long bytes) {
    if (bytes < LEAST_MEMORY) {
      throw new IllegalArgumentException(
          "rows of files need a memory of " + LEAST_MEMORY + " bytes, not " + bytes);
    }
    memory = bytes;
    return this;
  }

  /** How the threads share the work; the default shares minibatches that are large enough. */
  public Sgd parallel(Parallel value) {
    parallel = value;
    return this;
  }

  /** Clock, interruption, listener, checkpoints. */
  public Sgd surroundings(Surroundings value) {
    surroundings = value;
    return this;
  }

  public Sgd listener(TrainingListener value) {
    return surroundings(surroundings.withListener(value));
  }

  /** Starts from these parameters instead of the model's own. */
  public Sgd startFrom(float[] params) {
    startFrom = params.clone();
    return this;
  }

  /** Goes on from a checkpoint of the same recipe on the same data. */
  public Sgd resumeFrom(TrainingState state) {
    resumeFrom = state;
    return this;
  }

  /** Which kernels dense examples go through; null sends them to the reference engine. */
  Sgd kernels(Supplier<@Nullable Machine> value) {
    machine = value;
    return this;
  }

  /** Runs on the objective given to {@link #minimise}. */
  public Outcome run() {
    if (objective == null) {
      throw new IllegalStateException("run() belongs to minimise(…); use fit(examples)");
    }
    return run(objective, null, order == null ? Orders.shuffle() : order);
  }

  /** Tells that the rows lie in random order already, so that they need not be shuffled again. */
  public Sgd rowsLieShuffled() {
    shuffledRows = true;
    return this;
  }

  /**
   * Learns from examples.
   *
   * @throws IllegalArgumentException if model, loss and examples do not fit together
   * @throws java.io.UncheckedIOException if a mapped file was changed meanwhile; says how
   */
  public Fit fit(Examples examples) {
    if (kind == Kind.FUNCTION) {
      throw new IllegalStateException("fit(examples) does not belong to minimise(…); use run()");
    }
    List<Mapping> read = new ArrayList<>(examples.mappings());
    if (validation != null) {
      read.addAll(validation.mappings());
    }
    return Mapping.guarded(read, () -> fitted(examples));
  }

  private Fit fitted(Examples examples) {
    Defaults defaults = defaults();
    Examples training = defaults.targetsFor(examples);
    Division parts =
        validation == null
            ? Division.byShare(training, validationShare, seed)
            : new Division(training, defaults.targetsFor(validation));
    parts = parts.within(memory);
    training = parts.training();
    Examples held = parts.held();
    DefaultOrder rows =
        order != null
            ? new DefaultOrder(order, training)
            : DefaultOrder.of(training, shuffledRows, seed);
    training = rows.examples();
    Loss chosenLoss = defaults.lossFor(examples);
    Model chosenModel = defaults.modelFor(examples);
    Machine computer = machine == null ? Machine.of(threads) : machine.get();
    EmpiricalRisk risk = new EmpiricalRisk(chosenModel, chosenLoss, training, computer);
    EmpiricalRisk heldRisk =
        held == null ? null : new EmpiricalRisk(chosenModel, chosenLoss, held, computer);
    return new Fit(risk, heldRisk, penalty, run(risk, heldRisk, rows.order()));
  }

  /**
   * A run that learns from rows as they come and keeps none, if that is what is asked for: one
   * epoch of plain SGD, AdaGrad, FTRL or VW in order, at rates that do not depend on its length,
   * with a linear model of one output, nothing held out, no penalty; otherwise null. Loss and model
   * must be set.
   */
  public @Nullable OnePass onePass() {
    boolean fromScratch = startFrom == null && resumeFrom == null;
    boolean allRows = validation == null && validationShare == 0;
    boolean alone =
        fromScratch && allRows && !growingBatch && parallel.equals(Parallel.minibatch());
    GradientTransform links = transform;
    if (links == null && schedule != null) {
      links = update.with(schedule);
    }
    return alone && links != null && order != null && loss != null
        ? OnePass.of(model, loss, recipe(order, links), threads, surroundings)
        : null;
  }

  /**
   * A learner of examples that come one by one. The default model is linear, with one output and as
   * many features as come; a rate is constant: see {@link OnlineLearner}.
   *
   * @throws org.glissade.spec.SpecException if something was set that needs all examples
   */
  public OnlineLearner online() {
    boolean held = validation != null || validationShare > 0;
    boolean batches = growingBatch || (batchSize != null && batchSize != 1);
    OnlineRecipe.check(kind == Kind.FUNCTION, batches, held, limits.any(), order, parallel);
    boolean classifies = kind == Kind.CLASSIFICATION;
    OnlineLearner.Task task = OnlineRecipe.task(classifies, model, loss, bias);
    GradientTransform links =
        transform != null ? transform : OnlineRecipe.links(update, schedule, task);
    Recipe recipe = OnlineRecipe.of(links, penalty, averaging, seed);
    Machine computer = machine == null ? Machine.of(threads) : machine.get();
    return new OnlineLearner(task, recipe, computer, startFrom, resumeFrom);
  }

  /** One worker's side of a run that several machines share. */
  public SharedRun shared() {
    GradientTransform links =
        transform == null && schedule != null ? update.with(schedule) : transform;
    boolean held = validation != null || validationShare > 0;
    AutoPlan plan = plan(order == null ? Orders.shuffle() : order);
    return new SharedRun(defaults(), plan, links, held, startFrom, threads);
  }

  private Recipe recipe(Order rows, GradientTransform links) {
    Stopping stopping = limits.stopping(AutoPlan.DEFAULT_EPOCHS, null);
    return new Recipe(batch(), rows, links, penalty, averaging, stopping, seed);
  }

  private int batch() {
    boolean single = transform != null && transform.needsExamples();
    return batchSize != null ? batchSize : single ? 1 : DEFAULT_BATCH_SIZE;
  }

  private Defaults defaults() {
    return new Defaults(kind == Kind.CLASSIFICATION, model, loss, bias, validation);
  }

  private Outcome run(Objective risk, @Nullable Objective heldRisk, Order rows) {
    return new SearchedRun(plan(rows), schedule, transform, startFrom, resumeFrom, surroundings)
        .on(risk, heldRisk);
  }

  private AutoPlan plan(Order rows) {
    return new AutoPlan(
        batch(),
        rows,
        penalty,
        averaging,
        seed,
        parallel,
        growingBatch,
        limits::stopping,
        update::with);
  }
}
