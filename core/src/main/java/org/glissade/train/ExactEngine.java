package org.glissade.train;

import java.util.Arrays;
import org.glissade.data.Examples;
import org.glissade.data.SparseExamples;
import org.glissade.model.LinearModel;
import org.glissade.model.Loss;
import org.glissade.optim.Buffers;
import org.glissade.optim.Chain;
import org.glissade.optim.GradientTransform;
import org.glissade.optim.Saga;
import org.glissade.optim.Svrg;
import org.glissade.spec.SpecException;
import org.jspecify.annotations.Nullable;

/**
 * Variance-reduced steps of a linear model: {@link Saga} and {@link Svrg}, which differ only in
 * when what is remembered of the examples is renewed.
 *
 * <p>A table holds the derivative αᵢ of each example in its scores, and ḡ = Σ wᵢαᵢxᵢ / Σ wᵢ. With
 * cᵢ = N·wᵢ/Σw, N counting the examples of weight above 0, a batch B of b of them moves
 *
 * <pre>
 *   θ ← prox_γ( θ − γ( ḡ + (1/b) Σ_B cᵢ(ℓ′ᵢ(θ) − αᵢ)xᵢ ) )
 * </pre>
 *
 * <p>so that a row counts in expectation as its weight says, whatever the batch it comes in. Both
 * begin with a pass over all examples that fills the table. L1 and L2 are taken by the proximal
 * step ({@link ProximalIterate}), on sparse rows lazily: a step is O(nonzeros). Dense and sparse
 * rows give the same numbers up to rounding in double.
 *
 * <p>The step is γ = 1/(3L) of Defazio et al. for the batch of one, L being found by {@link
 * StepSearch}; in a larger batch, whose mean is less curved, it grows as {@link RowSmoothness}
 * says.
 *
 * <p>Derivatives are of scores in float, all sums in double. The error that leaves in the gradient
 * is about 10⁻⁷ of the mean |ℓ′|·‖x‖, and its square in the objective: below what the parameters
 * given, in float, can show.
 */
final class ExactEngine implements Engine {
  /** Of the theory of SAGA: γ = 1/(3L). */
  private static final double SHARE = 3;

  /** Epochs from one look at the whole gradient to the next: that costs half an epoch. */
  private static final int LOOK = 8;

  private static final int MOST_REMEMBERED = Integer.MAX_VALUE - 8;

  // What is kept of a run besides the large arrays.
  private static final int BEGUN = 0;
  private static final int SINCE = 1;
  private static final int RENEWED = 2;
  private static final int LARGEST = 3;
  private static final int GROWTH = 4;
  private static final int MEMORY = 5;

  private final EmpiricalRisk risk;
  private final LinearModel model;
  private final Penalty penalty;
  private final Examples examples;
  private final Loss loss;
  private final GradientTransform transform;
  private final long seed;
  private final int every;
  private final int batchRows;
  private final int columns;
  private final int outputs;
  private final boolean sparse;
  private final float[] params;
  private final Shares shares;
  private final RowSmoothness smoothness;
  private final ProximalIterate iterate;
  private final StepSearch search;
  private final float[] table;
  private final double[] memory;
  private final WideRows batch;
  private final float[] score;
  private final float[] target;
  private final float[] derivative;
  private final float[] derivatives;
  private double weight;

  private ExactEngine(
      EmpiricalRisk risk,
      LinearModel model,
      GradientTransform transform,
      Recipe recipe,
      TrainingState state) {
    this.risk = risk;
    this.model = model;
    this.penalty = recipe.penalty();
    this.examples = risk.data();
    this.loss = risk.lossFunction();
    this.transform = transform;
    this.seed = recipe.seed();
    this.every = transform instanceof Svrg svrg ? svrg.every() : Integer.MAX_VALUE;
    int rows = examples.rows();
    this.batchRows = Math.min(recipe.batchSize(), rows);
    this.columns = model.inputs();
    this.outputs = model.outputs();
    this.sparse = examples instanceof SparseExamples;
    this.params = state.params();
    this.shares = new Shares(examples);
    this.smoothness = new RowSmoothness(examples, shares, model.bias());
    Buffers buffers = state.scope("exact");
    this.iterate = new ProximalIterate(model, penalty, sparse, buffers);
    this.search = new StepSearch(loss, outputs, buffers);
    this.table = buffers.floats("table", rows * outputs);
    this.memory = buffers.doubles("memory", MEMORY);
    this.batch = new WideRows(examples, batchRows);
    this.score = new float[outputs];
    this.target = new float[examples.targetsPerRow()];
    this.derivative = new float[outputs];
    this.derivatives = new float[batchRows * outputs];
    if (memory[BEGUN] != 0) {
      search.begin(memory[LARGEST]);
      iterate.gamma(gamma());
    }
  }

  /**
   * The engine, or null where the recipe asks for another.
   *
   * @throws SpecException if it cannot be: says why and what is possible
   */
  static @Nullable Engine of(Objective objective, Recipe recipe, TrainingState state) {
    check(objective, recipe);
    return recipe.transform().remembersExamples()
            && objective instanceof EmpiricalRisk risk
            && risk.model() instanceof LinearModel model
        ? new ExactEngine(risk, model, only(recipe.transform()), recipe, state)
        : null;
  }

  /** A chain of one link is that link. */
  private static GradientTransform only(GradientTransform transform) {
    return transform instanceof Chain chain ? chain.links().getFirst() : transform;
  }

  /**
   * Says what is wrong with such a transform for this objective, before any work is done.
   *
   * @throws SpecException if there is something
   */
  static void check(Objective objective, Recipe recipe) {
    GradientTransform transform = only(recipe.transform());
    if (!transform.remembersExamples()) {
      return;
    }
    if (!(transform instanceof Saga || transform instanceof Svrg)) {
      throw new SpecException(
          transform
              + " works on the examples themselves, and there is no engine for it; use sgd, adam or"
              + " another that works on gradients");
    }
    if (!(objective instanceof EmpiricalRisk risk && risk.model() instanceof LinearModel)) {
      throw new SpecException(
          transform
              + " is an exact solver for linear models, of which it remembers one number a row and"
              + " output; here it would have to remember a whole gradient a row, and there is no one"
              + " optimum to be exact about: use sgd, adam or another that works on gradients, or"
              + " --model linear");
    }
    if (!risk.lossFunction().smooth()) {
      throw new SpecException(
          transform
              + " needs a loss with a derivative everywhere, and "
              + risk.lossFunction()
              + " has a kink, at which what it remembers of a row never comes to rest: use a smooth"
              + " loss near it (squared-hinge or modified-huber for hinge, huber for absolute), or"
              + " sgd with --average tail(0.5)");
    }
    if ((long) risk.examples() * risk.model().outputs() > MOST_REMEMBERED) {
      throw new SpecException(
          transform
              + " remembers at most "
              + MOST_REMEMBERED
              + " numbers, one a row and output: use sgd, adam or another that remembers no rows");
    }
    if (!recipe.order().keepsObjective()) {
      throw new SpecException(
          transform
              + " does not go together with the order "
              + recipe.order()
              + ", which learns from some rows more often than from others; leave the order as it is"
              + " and weigh the classes instead (--class-weight balanced)");
    }
  }

  @Override
  public String name() {
    return "exact-linear";
  }

  @Override
  public void expect(int[] order, int from, int to) {
    examples.expect(order, from, to);
  }

  @Override
  public double step(int[] order, int from, int to, long step) {
    int drawn = weigh(order, from, to);
    if (weight == 0) {
      return 0;
    }
    prepare();
    batch.hold(order, from, to);
    double sum = 0;
    for (int row = 0; row < to - from; row++) {
      int i = order[from + row];
      if (shares.weight(i) > 0) {
        double value = differentiate(batch, row);
        sum += shares.weight(i) * value;
        System.arraycopy(derivative, 0, derivatives, row * outputs, outputs);
        if (isSearched()) {
          search.look(score, target, derivative, value, smoothness.of(i, batch, row));
        }
      }
    }
    iterate.gamma(gamma());
    direct(order, from, drawn);
    iterate.beginStep();
    move(order, from);
    if (transform instanceof Saga) {
      remember(order, from);
    }
    memory[SINCE] += drawn;
    return sum;
  }

  private void move(int[] order, int from) {
    int[] indices = batch.indices();
    if (indices == null) {
      iterate.moveAll();
      return;
    }
    for (int row = 0; row < batch.count(); row++) {
      if (shares.weight(order[from + row]) > 0) {
        iterate.move(indices, batch.start(row), batch.end(row));
      }
    }
  }

  /** Sums the weights of a batch; answers how many are above 0. */
  private int weigh(int[] order, int from, int to) {
    weight = 0;
    int drawn = 0;
    for (int i = from; i < to; i++) {
      double w = shares.weight(order[i]);
      weight += w;
      drawn += w > 0 ? 1 : 0;
    }
    return drawn;
  }

  private boolean isSearched() {
    return Double.isNaN(transform.rate(0));
  }

  private double gamma() {
    double rate = transform.rate(0);
    return Double.isNaN(rate) ? memory[GROWTH] / (SHARE * search.lipschitz()) : rate;
  }

  @Override
  public double rate() {
    return memory[BEGUN] == 0 ? Double.NaN : gamma();
  }

  /** Before a step: what is due at the start, after each epoch, and at a snapshot. */
  private void prepare() {
    if (memory[BEGUN] == 0) {
      iterate.set(params);
      memory[LARGEST] = smoothness.largest();
      memory[GROWTH] = isSearched() ? smoothness.growth(batchRows, memory[LARGEST], seed) : 1;
      search.begin(memory[LARGEST]);
      memory[BEGUN] = 1;
      renew();
    } else if (memory[SINCE] >= shares.counted()) {
      memory[SINCE] -= shares.counted();
      search.relax();
      if (++memory[RENEWED] >= every) {
        renew();
      }
    }
  }

  /** Scores a row, and differentiates its loss; answers that. */
  private double differentiate(WideRows rows, int row) {
    int[] indices = rows.indices();
    if (indices != null) {
      iterate.catchUp(indices, rows.start(row), rows.end(row));
    }
    for (int k = 0; k < outputs; k++) {
      score[k] = (float) (rows.dot(row, iterate.weights(), k * columns) + iterate.bias(k));
    }
    rows.target(row, target);
    return loss.evaluate(score, target, null, derivative, 1, outputs);
  }

  /** Adds what the rows of a batch differ from the table to the direction of the step. */
  private void direct(int[] order, int from, int drawn) {
    double[] direction = iterate.direction();
    for (int row = 0; row < batch.count(); row++) {
      int i = order[from + row];
      double share = shares.share(i) / drawn;
      for (int k = 0; share > 0 && k < outputs; k++) {
        double moved = (double) derivatives[row * outputs + k] - table[i * outputs + k];
        if (moved != 0) {
          addRow(share * moved, batch, row, direction, k);
        }
      }
    }
  }

  /** Renews the table for the rows of a batch, and the mean gradient with it. */
  private void remember(int[] order, int from) {
    double[] mean = iterate.mean();
    for (int row = 0; row < batch.count(); row++) {
      int i = order[from + row];
      double share = shares.ofAll(i);
      for (int k = 0; share > 0 && k < outputs; k++) {
        float now = derivatives[row * outputs + k];
        double moved = (double) now - table[i * outputs + k];
        if (moved != 0) {
          addRow(share * moved, batch, row, mean, k);
          table[i * outputs + k] = now;
        }
      }
    }
  }

  /** The table and the mean gradient of all rows, at the parameters of now. */
  private void renew() {
    iterate.settle();
    double[] mean = iterate.mean();
    Arrays.fill(mean, 0);
    memory[RENEWED] = 0;
    WideRows.overAll(
        examples,
        (i, rows, row) -> {
          double share = shares.ofAll(i);
          if (share > 0) {
            differentiate(rows, row);
            for (int k = 0; k < outputs; k++) {
              addRow(share * derivative[k], rows, row, mean, k);
              table[i * outputs + k] = derivative[k];
            }
          }
        });
  }

  private void addRow(double scale, WideRows rows, int row, double[] into, int output) {
    rows.add(scale, row, into, output * columns);
    iterate.addToBias(scale, into, output);
  }

  @Override
  public double weight() {
    return weight;
  }

  @Override
  public double work() {
    return sparse
        ? (double) examples.stored() / examples.rows() * batchRows * outputs
        : Double.POSITIVE_INFINITY;
  }

  @Override
  public boolean isSolved(long epoch, double tolerance) {
    if (memory[BEGUN] == 0 || epoch % LOOK != 0) {
      return false;
    }
    double[] now = new double[params.length];
    iterate.writeTo(now);
    return Slope.of(risk, model, penalty, now).share() <= tolerance;
  }

  @Override
  public void settle() {
    if (memory[BEGUN] != 0) {
      iterate.writeTo(params);
    }
  }

  @Override
  public void paramsChanged() {
    if (memory[BEGUN] != 0) {
      iterate.set(params);
    }
  }
}
