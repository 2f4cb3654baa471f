package org.glissade.train;

import java.util.Locale;
import java.util.Objects;
import org.glissade.data.Batch;
import org.glissade.data.DenseBatch;
import org.glissade.data.Examples;
import org.glissade.data.SparseBatch;
import org.glissade.math.RandomStream;
import org.glissade.math.Vectors;
import org.glissade.model.LinearModel;
import org.glissade.model.Loss;
import org.glissade.model.Model;
import org.glissade.optim.Averaging;
import org.jspecify.annotations.Nullable;

/**
 * Learns from examples as they come, one step each, and predicts each before it learns from it
 * ({@link ProgressiveValidation}):
 *
 * <pre>{@code
 * OnlineLearner learner = Sgd.classifier().loss(new Logistic()).online();
 * while (more()) {
 *   double loss = learner.learn(indices, values, target); // of the prediction before
 * }
 * LearntModel model = learner.model();                    // at any time
 * }</pre>
 *
 * <p>The steps are those of one epoch over the same examples in the same order with batches of one,
 * to the same bits, by the same engines: all transforms that need neither the length of the run nor
 * several examples, with penalties and averaging, for linear models, networks and others. What is
 * not set is chosen as {@link Sgd#online} says. A rate that stays constant follows what changes:
 * with a rate η a mean reaches back over about 1/η examples; one that falls like 1/t, or AdaGrad's
 * and VW's, which fall like 1/√t, makes of all examples one average.
 *
 * <p>A linear model grows with the features that come; the weights of new ones are 0. That takes
 * time in proportion to its size, but only when it has become half as large again. Otherwise an
 * example costs what it costs its engine (its nonzeros, where rows are sparse and the transform
 * allows for it), and no memory.
 *
 * <p>Taking the {@linkplain #model model} changes nothing, but for an L1 of vw's own: it is taken
 * from all weights lazily, and brought up to date then, as VW does when it saves; a weight that it
 * had held at 0 may move earlier after that.
 *
 * <p>An example of weight 0 is predicted and counted; no step is taken and no state changes. If the
 * numbers leave the range of floats, the parameters go back to good ones, and the learner takes no
 * more examples ({@link #diverged}). Not thread-safe.
 */
public final class OnlineLearner {
  private static final int LEAST_CAPACITY = 16;

  /** Numbers touched for each parameter before the parameters are looked at. */
  private static final long LOOK = 16;

  /**
   * What is learnt.
   *
   * @param classifies whether a target of 0 is the first of two classes, for losses of −1 and +1
   */
  record Task(Model model, Loss loss, boolean classifies) {}

  private final Task task;
  private final Loss loss;
  private final Recipe recipe;
  private final Machine machine;
  private final ProgressiveValidation progress;
  private final boolean averages;
  private final Engine.Progress steps = new Engine.Progress();
  private final int[] first = {0};
  private final float[] scores;
  private final float[] oneTarget = {0};
  private final float[] targets;
  private Model model;
  private TrainingState state;
  private Averaging.Kernel average;

  /** Number of features that came, or that the model began with. */
  private int width;

  private float[] lastGood;
  private long unseen;
  private boolean diverged;
  private @Nullable RowBuffer row;
  private @Nullable EmpiricalRisk risk;
  private @Nullable Engine engine;
  private String engineName = "";
  private Model.Pass pass;

  OnlineLearner(
      Task task,
      Recipe recipe,
      Machine machine,
      float @Nullable [] startFrom,
      @Nullable TrainingState resumeFrom) {
    this.task = task;
    this.loss = task.loss();
    this.recipe = recipe;
    this.machine = machine;
    this.width = task.model().inputs();
    this.scores = new float[task.model().outputs()];
    this.targets = new float[loss.target() == Loss.Target.CLASS ? 1 : task.model().outputs()];
    this.model = task.model();
    this.averages = recipe.averages();
    if (resumeFrom == null) {
      this.state = new TrainingState(new float[model.layout().size()]);
      model.initialise(state.params(), RandomStream.of(recipe.seed(), "initialise"));
      if (startFrom != null) {
        copyInto(startFrom, state.params());
      }
    } else {
      this.state = resumeFrom.checkedFor(model.layout().size());
    }
    state.belongsTo(describe());
    this.progress =
        new ProgressiveValidation(state.doubles("progress", ProgressiveValidation.LENGTH));
    this.average = recipe.averaging().bind(state.params().length, state.scope("average"));
    this.lastGood = state.params().clone();
    this.pass = model.pass(1, Long.MAX_VALUE);
  }

  private static void copyInto(float[] from, float[] params) {
    if (from.length != params.length) {
      throw new IllegalArgumentException(
          from.length + " parameters to start from; the model has " + params.length);
    }
    System.arraycopy(from, 0, params, 0, params.length);
  }

  private String describe() {
    return String.format(
        Locale.ROOT,
        "examples as they come, %s of %s, %s, %s, averaging %s, seed %d",
        loss,
        task.model(),
        recipe.transform(),
        recipe.penalty(),
        recipe.averaging(),
        recipe.seed());
  }

  // --- learning --------------------------------------------------------------------------------

  /** {@link #learn(float[], float, float)} with the weight 1. */
  public double learn(float[] features, float target) {
    return learn(features, target, 1);
  }

  /**
   * Predicts an example, then learns from it.
   *
   * @param features as many as the model has; a linear model may get more
   * @param target as the loss takes it: a number, −1 or +1 (for a classifier also 0 or 1), or the
   *     number of a class
   * @param weight finite, at least 0
   * @return ℓ of the prediction, without the weight
   * @throws IllegalArgumentException if the example does not fit; then nothing was done
   * @throws IllegalStateException after it has {@link #diverged}
   */
  public double learn(float[] features, float target, float weight) {
    oneTarget[0] = target;
    return learn(features, oneTarget, weight);
  }

  /**
   * The same with a target for each output.
   *
   * @param target as many as the loss takes: one for losses of classes, else one an output
   */
  public double learn(float[] features, float[] target, float weight) {
    take(target, weight);
    if (!Vectors.allFinite(features)) {
      throw new IllegalArgumentException("a feature is not a finite number");
    }
    widen(features.length);
    if (features.length != model.inputs()) {
      if (features.length < width || !(model instanceof LinearModel)) {
        throw new IllegalArgumentException(
            features.length + " features where the model has " + width);
      }
      resize(features.length);
    }
    RowBuffer buffer = row;
    if (buffer == null || !buffer.fitsDense(model.inputs())) {
      buffer = RowBuffer.dense(model.inputs(), targets.length);
    }
    buffer.fill(features);
    buffer.label(targets, weight);
    return learn(buffer);
  }

  /** {@link #learn(int[], float[], float, float)} with the weight 1. */
  public double learn(int[] indices, float[] values, float target) {
    return learn(indices, values, target, 1);
  }

  /**
   * Predicts a sparse example, then learns from it.
   *
   * @param indices of its nonzeros, from 0, strictly ascending; a linear model may get any
   * @param values as many
   * @param target as for {@link #learn(float[], float, float)}
   * @param weight finite, at least 0
   * @return ℓ of the prediction, without the weight
   * @throws IllegalArgumentException if the example does not fit; then nothing was done
   * @throws IllegalStateException after it has {@link #diverged}
   */
  public double learn(int[] indices, float[] values, float target, float weight) {
    if (indices.length != values.length) {
      throw new IllegalArgumentException(
          indices.length + " indices for " + values.length + " values");
    }
    oneTarget[0] = target;
    take(oneTarget, weight);
    return learn(indices, values, values.length, weight);
  }

  private double learn(int[] indices, float[] values, int count, float weight) {
    RowBuffer.check(indices, values, count);
    widen(count == 0 ? 0 : indices[count - 1] + 1);
    RowBuffer buffer = row;
    if (buffer == null || !buffer.fitsSparse(model.inputs(), count)) {
      int capacity = Math.max(LEAST_CAPACITY, count + count / 2);
      buffer = RowBuffer.sparse(model.inputs(), capacity, targets.length);
    }
    buffer.fill(indices, values, count);
    buffer.label(targets, weight);
    return learn(buffer);
  }

  /**
   * Learns from examples in their order; the same as {@link #learn(float[], float, float)} with
   * each.
   *
   * @param examples at least as many columns as came before, for a linear model
   */
  public void partialFit(Examples examples) {
    Batch batch = examples.newBatch(1);
    int[] order = new int[1];
    for (int i = 0; i < examples.rows(); i++) {
      order[0] = i;
      examples.gather(order, 0, 1, batch);
      learn(batch);
    }
  }

  /**
   * The same with an example that was gathered from others.
   *
   * @param example one row
   */
  public double learn(Batch example) {
    if (example.rows() != 1) {
      throw new IllegalArgumentException("one example at a time, not " + example.rows());
    }
    float[] weights = example.weights();
    float weight = weights == null ? 1 : weights[0];
    return switch (example) {
      case DenseBatch dense -> learn(dense.values(), dense.targets(), weight);
      case SparseBatch sparse -> {
        take(sparse.targets(), weight);
        yield learn(sparse.indices(), sparse.values(), sparse.offsets()[1], weight);
      }
    };
  }

  /** Takes the targets of the next example over, if all is well with them. */
  private void take(float[] given, float weight) {
    if (diverged) {
      throw new IllegalStateException(
          "the run has diverged: take a lower rate, or scale the features; the parameters are the"
              + " last good ones");
    }
    if (!(weight >= 0) || weight == Float.POSITIVE_INFINITY) {
      throw new IllegalArgumentException("a weight must be finite and at least 0: " + weight);
    }
    if (given.length != targets.length) {
      throw new IllegalArgumentException(
          given.length + " targets where the loss " + loss + " wants " + targets.length);
    }
    for (int k = 0; k < targets.length; k++) {
      float y = given[k];
      boolean negative = task.classifies && y == 0 && loss.target() == Loss.Target.SIGN;
      targets[k] = negative ? -1 : y;
      String wanted = EmpiricalRisk.wanted(loss, model.outputs(), targets[k]);
      if (wanted != null) {
        throw new IllegalArgumentException("the target is " + y + "; " + wanted);
      }
    }
  }

  private double learn(RowBuffer buffer) {
    if (buffer != row) {
      bind(buffer);
    }
    double weight = buffer.weight();
    double value = weight > 0 ? step(buffer, weight) : passOver(buffer);
    if (!Double.isFinite(value)) {
      goBack();
      return value;
    }
    progress.add(value, weight);
    unseen += weight > 0 ? buffer.stored() : 0;
    if (unseen >= LOOK * state.params().length) {
      look();
    }
    return value;
  }

  /** Predicts without learning. */
  private double passOver(RowBuffer buffer) {
    score(buffer);
    return loss.evaluate(scores, buffer.targets(), null, null, 1, scores.length);
  }

  private double step(RowBuffer buffer, double weight) {
    Engine by = engineOn(buffer);
    // A network that leaves units out while it learns is judged as a whole.
    boolean apart = risk != null && risk.dropsOut();
    double before = apart ? passOver(buffer) : 0;
    steps.clear();
    by.run(first, 0, 1, 1, state.step(), steps);
    if (!apart) {
      before = steps.loss() / weight;
      System.arraycopy(Objects.requireNonNull(by.scores()), 0, scores, 0, scores.length);
    }
    if (averages) {
      by.settle();
      average.update(state.params(), state.step());
    }
    state.stepsTaken(1);
    return before;
  }

  private void score(RowBuffer buffer) {
    Engine by = engine;
    if (by != null) {
      if (!buffer.isDense()
          && by.score(buffer.indices(), buffer.values(), buffer.stored(), scores)) {
        return;
      }
      by.settle();
    }
    pass.forward(state.params(), buffer.batch(first), scores);
  }

  // --- the engine ------------------------------------------------------------------------------

  private void bind(RowBuffer buffer) {
    settle();
    engine = null;
    risk = null;
    row = buffer;
  }

  private Engine engineOn(RowBuffer buffer) {
    Engine by = engine;
    if (by == null) {
      EmpiricalRisk on = new EmpiricalRisk(model, loss, buffer.examples(), machine);
      by = Engines.single(on, recipe, state);
      engineName = by.name();
      risk = on;
      engine = by;
    }
    return by;
  }

  private void settle() {
    if (engine != null) {
      engine.settle();
    }
  }

  /** Makes room for features of numbers below that, if the model can. */
  private void widen(int columns) {
    if (columns <= width) {
      return;
    }
    if (!(model instanceof LinearModel)) {
      throw new IllegalArgumentException(
          "feature " + (columns - 1) + " of a model of " + width + " features, from 0");
    }
    if (columns > model.inputs()) {
      int most = Integer.MAX_VALUE - 8;
      boolean begun = state.step() > 0;
      resize(begun ? (int) Math.min(most, Math.max(columns, columns + columns / 2L)) : columns);
    }
    width = columns;
  }

  private void resize(int columns) {
    if (averages) {
      throw new IllegalArgumentException(
          "averaging "
              + recipe.averaging()
              + " keeps sums of a fixed number of parameters: start with a model that has all "
              + columns
              + " features");
    }
    settle();
    LinearModel linear = (LinearModel) model;
    int from = linear.inputs();
    int outputs = linear.outputs();
    state = state.resized(array -> LearntModel.resized(array, outputs, from, columns));
    lastGood = LearntModel.resized(lastGood, outputs, from, columns);
    model = new LinearModel(columns, outputs, linear.bias());
    pass = model.pass(1, Long.MAX_VALUE);
    average = recipe.averaging().bind(state.params().length, state.scope("average"));
    engine = null;
    risk = null;
    row = null;
  }

  /** Keeps the parameters if all is well with them, to go back to. */
  private void look() {
    settle();
    unseen = 0;
    if (Vectors.allFinite(state.params())) {
      System.arraycopy(state.params(), 0, lastGood, 0, lastGood.length);
    } else {
      goBack();
    }
  }

  private void goBack() {
    diverged = true;
    settle();
    System.arraycopy(lastGood, 0, state.params(), 0, lastGood.length);
    engine = null;
    row = null;
  }

  // --- what came of it -------------------------------------------------------------------------

  /** Loss of each example before it was learnt from. */
  public ProgressiveValidation progress() {
    return progress;
  }

  /** Raw scores of the last example before it was learnt from; overwritten by the next. */
  public float[] scores() {
    return scores;
  }

  /** Number of features that came, or that the model began with if that is more. */
  public int width() {
    return width;
  }

  /** Whether the numbers left the range of floats. */
  public boolean diverged() {
    return diverged;
  }

  /** How a gradient becomes an update, the rate included. */
  public Recipe recipe() {
    return recipe;
  }

  /** Which engine takes the steps; empty before the first. */
  public String engine() {
    return engineName;
  }

  /** The model as it is now. Takes time in proportion to its size. */
  public LearntModel model() {
    if (!diverged) {
      look();
    }
    float[] params = state.params().clone();
    if (!diverged && recipe.transform().hasEvaluationPoint()) {
      recipe.transform().evaluationPoint(state.scope("transform"), state.params(), params);
    } else if (!diverged && averages && average.started()) {
      average.average(params);
    }
    if (width == model.inputs() || !(model instanceof LinearModel linear)) {
      return new LearntModel(model, loss, params);
    }
    return new LearntModel(
        new LinearModel(width, linear.outputs(), linear.bias()),
        loss,
        LearntModel.resized(params, linear.outputs(), linear.inputs(), width));
  }

  /**
   * All that changes, of the model as wide as {@link #width}: to be written, and given to {@link
   * Sgd#resumeFrom}, from where it goes on to the same bits.
   */
  public TrainingState state() {
    settle();
    if (width != model.inputs()) {
      resize(width);
    }
    return state;
  }
}
