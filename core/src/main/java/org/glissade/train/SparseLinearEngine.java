package org.glissade.train;

import java.util.List;
import org.glissade.data.SparseExamples;
import org.glissade.math.SparseGradient;
import org.glissade.math.SparseWeights;
import org.glissade.model.LinearModel;
import org.glissade.model.Loss;
import org.glissade.optim.AdaGrad;
import org.glissade.optim.Buffers;
import org.glissade.optim.Chain;
import org.glissade.optim.Ftrl;
import org.glissade.optim.GradientTransform;
import org.glissade.optim.LearningRate;
import org.jspecify.annotations.Nullable;

/**
 * Linear models on sparse rows in O(nonzeros) a step, whatever the number of features.
 *
 * <p>Idea: a row reads the weights of its nonzeros and moves only them; what the step does to all
 * others is nothing, or can be made up for when they are next needed ({@link LazyPenalty}). The
 * rows are read where they lie. All scores of a minibatch are computed before any weight moves.
 *
 * <ul>
 *   <li>A batch of one row moves the weights at once: no column comes twice.
 *   <li>A larger batch first sums its gradient, each coordinate once ({@link SparseGradient}),
 *       since AdaGrad and FTRL square the sum and not its parts, and since of a thousand small
 *       parts each would be rounded against the weight. Plain SGD on up to {@value #DIRECT} rows
 *       does without: adding row by row is the same but for that rounding, and twice as fast.
 * </ul>
 *
 * <p>The same numbers as {@link ChainEngine} up to rounding. It serves
 *
 * <ul>
 *   <li>plain SGD with any schedule, L1 and L2, both lazily;
 *   <li>{@link AdaGrad} followed by a learning rate, and {@link Ftrl}, without L2: there it enters
 *       the gradient, and with it the sum of squares of every coordinate in every step, for which
 *       there is no closed form. (Their L1 is refused by {@link Recipe}.)
 * </ul>
 *
 * <p>All else goes to the chain: transforms that remember untouched coordinates (momentum) or need
 * the whole gradient (clipping by norm), averaging, and AdaGrad or FTRL on more than 2³⁰
 * parameters.
 */
final class SparseLinearEngine implements Engine {
  /** Most rows of a batch that plain SGD adds to the weights one by one. */
  private static final int DIRECT = 256;

  private static final int MOST_PAIRS = 1 << 30;

  private final EmpiricalRisk risk;
  private final SparseExamples examples;
  private final LinearModel model;
  private final Recipe recipe;
  private final Loss loss;
  private final GradientTransform transform;
  private final float[] params;
  private final SparseRows rows;
  private final SparseWeights weights;
  private final @Nullable LazyPenalty lazy;
  private final @Nullable SparseGradient gradient;
  private final int columns;
  private final int outputs;
  private final int biasAt;
  private final double nonzerosPerStep;
  private final float[] scores;
  private final float[] dScores;
  private double weight;

  private SparseLinearEngine(
      EmpiricalRisk risk,
      SparseExamples examples,
      LinearModel model,
      Recipe recipe,
      SparseWeights weights,
      @Nullable SparseGradient used,
      float[] params) {
    this.risk = risk;
    this.examples = examples;
    this.model = model;
    this.recipe = recipe;
    this.params = params;
    this.loss = risk.lossFunction();
    this.transform = recipe.transform();
    this.weights = weights;
    this.columns = model.inputs();
    this.outputs = model.outputs();
    this.lazy =
        recipe.isPlainSgd()
            ? new LazyPenalty(recipe.penalty(), model.layout(), params, columns, outputs)
            : null;
    this.biasAt = model.bias() ? columns * outputs : -1;
    int most = Math.min(recipe.batchSize(), examples.rows());
    this.rows = new SparseRows(examples, most);
    boolean sums = most > (lazy == null ? 1 : DIRECT);
    this.gradient = used == null && sums ? new SparseGradient(columns * outputs) : used;
    this.scores = new float[most * outputs];
    this.dScores = new float[most * outputs];
    this.nonzerosPerStep = (double) examples.stored() / examples.rows() * most * outputs;
  }

  /** The engine, or null where it cannot do exactly what the recipe asks for. */
  static @Nullable SparseLinearEngine of(Objective objective, Recipe recipe, TrainingState state) {
    boolean vectors =
        objective instanceof EmpiricalRisk risk && SparseWeights.vectorsPay(risk.data().stored());
    return of(objective, recipe, state, vectors);
  }

  /** The same with vectors or without. */
  static @Nullable SparseLinearEngine of(
      Objective objective, Recipe recipe, TrainingState state, boolean vectors) {
    if (!(objective instanceof EmpiricalRisk risk
            && risk.data() instanceof SparseExamples examples
            && risk.model() instanceof LinearModel model)
        || whyNot(recipe, state.params().length) != null) {
      return null;
    }
    float[] params = state.params();
    SparseWeights weights = weights(recipe.transform(), params, buffers(recipe, state), vectors);
    return new SparseLinearEngine(risk, examples, model, recipe, weights, null, params);
  }

  /** With one output there may be more columns: rows may come in many small pieces. */
  @Override
  public @Nullable SparseLinearEngine on(EmpiricalRisk next, TrainingState state) {
    float[] all = state.params();
    int more = all.length - params.length;
    if (!(next.data() instanceof SparseExamples others && next.model() instanceof LinearModel wider)
        || more < 0
        || (more > 0 && outputs > 1)
        || whyNot(recipe, all.length) != null) {
      return null;
    }
    if (lazy != null) {
      lazy.settle();
    }
    SparseWeights same =
        all == params ? weights : weights.widened(columns, more, all, buffers(recipe, state));
    return new SparseLinearEngine(
        next, others, wider, recipe, same, more == 0 ? gradient : null, all);
  }

  /** Another engine on the same weights, for another thread. */
  SparseLinearEngine sharingWeights() {
    return new SparseLinearEngine(risk, examples, model, recipe, weights.sharing(), null, params);
  }

  /**
   * Why sparse rows of a linear model have to go to the chain, where each step touches every
   * weight; null if they need not.
   */
  static @Nullable String whyNot(Recipe recipe, int parameters) {
    GradientTransform transform = recipe.transform();
    if (recipe.averages()) {
      return "averaging " + recipe.averaging() + " takes in every weight after each step";
    }
    if (recipe.isPlainSgd()) {
      return null;
    }
    if (!isAdaptive(transform)) {
      return culprit(transform) + " works on every weight in each step";
    }
    if (!recipe.penalty().equals(Penalty.NONE)) {
      return "L2 enters the squared gradients of every weight in each step of "
          + culprit(transform)
          + "; without L2 only the weights of a step's rows are touched";
    }
    return parameters < MOST_PAIRS
        ? null
        : culprit(transform) + " holds at most 2^30 parameters this way";
  }

  /** AdaGrad with a learning rate behind it, or FTRL. */
  private static boolean isAdaptive(GradientTransform transform) {
    List<GradientTransform> links = links(transform);
    return switch (links.getFirst()) {
      case AdaGrad _ -> links.size() == 2 && links.get(1) instanceof LearningRate;
      case Ftrl _ -> links.size() == 1;
      default -> false;
    };
  }

  private static List<GradientTransform> links(GradientTransform transform) {
    return transform instanceof Chain chain ? chain.links() : List.of(transform);
  }

  /** The first link that is not one of those that can be lazy; if all are, the first. */
  private static GradientTransform culprit(GradientTransform transform) {
    List<GradientTransform> links = links(transform);
    return links.stream()
        .filter(
            link ->
                !(link instanceof LearningRate || link instanceof AdaGrad || link instanceof Ftrl))
        .findFirst()
        .orElse(links.getFirst());
  }

  /** What the chain would keep of each parameter, in the order in which the weights take it. */
  private static float[][] buffers(Recipe recipe, TrainingState state) {
    GradientTransform transform = recipe.transform();
    int size = state.params().length;
    Buffers scope = state.scope("transform");
    Buffers buffers = transform instanceof Chain chain ? chain.buffersOf(0, scope) : scope;
    return switch (links(transform).getFirst()) {
      case AdaGrad _ -> new float[][] {AdaGrad.sum(buffers, size)};
      case Ftrl _ -> new float[][] {Ftrl.z(buffers, size), Ftrl.n(buffers, size)};
      default -> new float[0][];
    };
  }

  private static SparseWeights weights(
      GradientTransform transform, float[] params, float[][] buffers, boolean vectors) {
    return switch (links(transform).getFirst()) {
      case AdaGrad link ->
          SparseWeights.adaGrad(params, buffers[0], link.epsilon(), link.initial(), vectors);
      case Ftrl link ->
          SparseWeights.ftrl(
              params,
              buffers[0],
              buffers[1],
              new SparseWeights.FtrlRates(link.alpha(), link.beta(), link.l1(), link.l2()),
              vectors);
      default -> SparseWeights.sgd(params, vectors);
    };
  }

  @Override
  public String name() {
    return "sparse-linear";
  }

  @Override
  public void expect(int[] order, int from, int to) {
    rows.expect(order, from, to);
  }

  @Override
  public double step(int[] order, int from, int to, long step) {
    rows.hold(order, from, to);
    weight = rows.totalWeight();
    if (weight == 0) {
      return 0;
    }
    double eta = transform.rate(step);
    if (to - from == 1 && outputs == 1) {
      return stepOfOneScore(eta);
    }
    int count = rows.count();
    score(count);
    double sum = loss.evaluate(scores, rows.targets, rows.weights, dScores, count, outputs);
    shrink(eta);
    if (gradient != null && count > (lazy == null ? 1 : DIRECT)) {
      moveBySum(gradient, count);
    } else {
      move(count);
    }
    if (biasAt >= 0) {
      moveBiases(eta, count);
    }
    return sum;
  }

  /** The same for one row and one output, without loops. */
  private double stepOfOneScore(double eta) {
    int start = rows.start(0);
    int end = rows.end(0);
    float share = (float) (1 / weight);
    float bias = biasAt < 0 ? 0 : weights.weight(biasAt);
    float factor = catchUp();
    scores[0] = Math.fma(factor, weights.dot(rows.indices, rows.values, start, end, 0), bias);
    double sum = loss.evaluate(scores, rows.targets, rows.weights, dScores, 1, 1);
    float gradient = share * dScores[0];
    shrink(eta);
    weights.step(gradient, rows.indices, start, end, rows.values, start, 0);
    if (biasAt >= 0) {
      weights.rate(eta);
      weights.step(gradient, biasAt);
    }
    return sum;
  }

  /** Brings the weights of the rows up to date; returns by what their dot products are scaled. */
  private float catchUp() {
    if (lazy == null) {
      return 1;
    }
    lazy.catchUp(rows);
    return (float) lazy.scale();
  }

  /** By what the weights are multiplied that lie in the state ({@link LazyPenalty#scale}). */
  double scale() {
    return lazy == null ? 1 : lazy.scale();
  }

  /** Sets that to what it is where the next step begins. */
  void scale(double atStep) {
    if (lazy != null) {
      lazy.scale(atStep);
    }
  }

  /** What becomes of that scale by the steps {@code from … to}. */
  double scaleAfter(double scale, long from, long to) {
    if (lazy == null || recipe.penalty().l2() == 0) {
      return scale;
    }
    double product = scale;
    for (long step = from; step < to; step++) {
      product *= lazy.decay(transform.rate(step));
    }
    return product;
  }

  /** Takes the penalties of a step, and sets the rate of the weights. */
  private void shrink(double eta) {
    if (lazy == null) {
      weights.rate(eta);
    } else {
      lazy.step(eta);
      weights.rate(eta / lazy.scale());
    }
  }

  private void score(int count) {
    float factor = catchUp();
    for (int row = 0; row < count; row++) {
      int start = rows.start(row);
      int end = rows.end(row);
      for (int k = 0; k < outputs; k++) {
        float bias = biasAt < 0 ? 0 : weights.weight(biasAt + k);
        float dot = weights.dot(rows.indices, rows.values, start, end, k * columns);
        scores[row * outputs + k] = Math.fma(factor, dot, bias);
      }
    }
  }

  /** Moves the weights row by row. */
  private void move(int count) {
    float share = (float) (1 / weight);
    for (int row = 0; row < count; row++) {
      int start = rows.start(row);
      int end = rows.end(row);
      for (int k = 0; k < outputs; k++) {
        float d = dScores[row * outputs + k];
        if (d != 0) {
          weights.step(share * d, rows.indices, start, end, rows.values, start, k * columns);
        }
      }
    }
  }

  /** Sums the gradient over the rows, then moves each weight of theirs by its sum. */
  private void moveBySum(SparseGradient sum, int count) {
    for (int row = 0; row < count; row++) {
      for (int k = 0; k < outputs; k++) {
        float d = dScores[row * outputs + k];
        if (d != 0) {
          sum.add(d, rows.indices, rows.values, rows.start(row), rows.end(row), k * columns);
        }
      }
    }
    float share = (float) (1 / weight);
    for (int row = 0; row < count; row++) {
      int start = rows.start(row);
      int end = rows.end(row);
      for (int k = 0; k < outputs; k++) {
        if (dScores[row * outputs + k] != 0) {
          float[] taken = sum.take(rows.indices, start, end, k * columns);
          weights.step(share, rows.indices, start, end, taken, 0, k * columns);
        }
      }
    }
  }

  /** Biases are not penalised: the scale of the weights is not theirs. */
  private void moveBiases(double eta, int count) {
    weights.rate(eta);
    for (int k = 0; k < outputs; k++) {
      double sum = 0;
      for (int row = 0; row < count; row++) {
        sum += dScores[row * outputs + k];
      }
      weights.step((float) (sum / weight), biasAt + k);
    }
  }

  @Override
  public double weight() {
    return weight;
  }

  @Override
  public float @Nullable [] scores() {
    return weight > 0 ? scores : null;
  }

  @Override
  public double work() {
    return nonzerosPerStep;
  }

  @Override
  public boolean score(int[] indices, float[] values, int count, float[] into) {
    if (lazy != null && recipe.penalty().l1() > 0) {
      return false; // what is due to be taken from weights is known to the lazy penalty alone
    }
    float factor = (float) scale();
    for (int k = 0; k < outputs; k++) {
      float bias = biasAt < 0 ? 0 : weights.weight(biasAt + k);
      into[k] = Math.fma(factor, weights.dot(indices, values, 0, count, k * columns), bias);
    }
    return true;
  }

  @Override
  public void settle() {
    if (lazy == null) {
      weights.store();
    } else {
      lazy.settle();
    }
  }

  @Override
  public void look(float[] all, float[] into) {
    if (lazy == null) {
      Engine.super.look(all, into);
    } else {
      lazy.writeTo(into);
    }
  }

  @Override
  public void paramsChanged() {
    if (lazy == null) {
      weights.load();
    } else {
      lazy.reset();
    }
  }
}
