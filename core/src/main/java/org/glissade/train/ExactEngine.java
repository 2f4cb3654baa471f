package org.glissade.train;

import java.util.Arrays;
import org.glissade.data.Batch;
import org.glissade.data.DenseBatch;
import org.glissade.data.Examples;
import org.glissade.data.SparseBatch;
import org.glissade.data.SparseExamples;
import org.glissade.math.RandomStream;
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
 * StepSearch}. A batch of b has the expected smoothness
 *
 * <pre>
 *   L_b = [ n(b − 1)·λmax + (n − b)·max cᵢ‖xᵢ‖² ] / (b(n − 1))      λmax of Σ cᵢxᵢxᵢᵀ/n
 * </pre>
 *
 * <p>(Gazagnadou, Gower and Salmon, "Optimal mini-batch and step sizes for SAGA", ICML 2019), and γ
 * grows by max cᵢ‖xᵢ‖² / L_b; λmax comes from a power iteration.
 *
 * <p>Derivatives are of scores in float, all sums in double. The error that leaves in the gradient
 * is about 10⁻⁷ of the mean |ℓ′|·‖x‖, and its square in the objective: below what the parameters
 * given, in float, can show.
 */
final class ExactEngine implements Engine {
  /** Rows that are read at once in passes over all. */
  private static final int ROWS = 256;

  /** Of the theory of SAGA: γ = 1/(3L). */
  private static final double SHARE = 3;

  private static final int POWER_ITERATIONS = 20;

  // What is kept of a run besides the large arrays.
  private static final int BEGUN = 0;
  private static final int SINCE = 1;
  private static final int RENEWED = 2;
  private static final int LARGEST = 3;
  private static final int GROWTH = 4;
  private static final int MEMORY = 5;

  private final Examples examples;
  private final Loss loss;
  private final GradientTransform transform;
  private final long seed;
  private final int every;
  private final int batchRows;
  private final int columns;
  private final int outputs;
  private final int targetsPerRow;
  private final double constant;
  private final boolean sparse;
  private final float[] params;
  private final float @Nullable [] weights;
  private final double totalWeight;
  private final int counted;
  private final ProximalIterate iterate;
  private final StepSearch search;
  private final float[] table;
  private final double[] memory;
  private final Batch batch;
  private final Batch many;
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
    this.examples = risk.data();
    this.loss = risk.lossFunction();
    this.transform = transform;
    this.seed = recipe.seed();
    this.every = transform instanceof Svrg svrg ? svrg.every() : Integer.MAX_VALUE;
    int rows = examples.rows();
    this.batchRows = Math.min(recipe.batchSize(), rows);
    this.columns = model.inputs();
    this.outputs = model.outputs();
    this.targetsPerRow = examples.targetsPerRow();
    this.constant = model.bias() ? 1 : 0;
    this.sparse = examples instanceof SparseExamples;
    this.params = state.params();
    this.weights = examples.weights();
    this.totalWeight = examples.totalWeight();
    this.counted = counted(weights, rows);
    Buffers buffers = state.scope("exact");
    this.iterate = new ProximalIterate(model, recipe.penalty(), sparse, buffers);
    this.search = new StepSearch(loss, outputs, buffers);
    this.table = buffers.floats("table", Math.multiplyExact(rows, outputs));
    this.memory = buffers.doubles("memory", MEMORY);
    this.batch = examples.newBatch(batchRows);
    this.many = examples.newBatch(Math.min(ROWS, rows));
    this.score = new float[outputs];
    this.target = new float[targetsPerRow];
    this.derivative = new float[outputs];
    this.derivatives = new float[batchRows * outputs];
    if (memory[BEGUN] != 0) {
      search.begin(memory[LARGEST]);
      iterate.gamma(gamma());
    }
  }

  private static int counted(float @Nullable [] weights, int rows) {
    if (weights == null) {
      return rows;
    }
    int count = 0;
    for (float w : weights) {
      count += w > 0 ? 1 : 0;
    }
    return count;
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
    examples.gather(order, from, to, batch);
    double sum = 0;
    for (int row = 0; row < to - from; row++) {
      double w = weight(order[from + row]);
      if (w > 0) {
        double value = differentiate(batch, row);
        sum += w * value;
        System.arraycopy(derivative, 0, derivatives, row * outputs, outputs);
        if (isSearched()) {
          double norm = share(w) * squaredNorm(batch, row);
          search.look(score, target, derivative, value, norm);
        }
      }
    }
    iterate.gamma(gamma());
    direct(order, from, drawn);
    iterate.beginStep();
    if (sparse) {
      for (int row = 0; row < to - from; row++) {
        if (weight(order[from + row]) > 0) {
          iterate.move(indices(batch), start(batch, row), end(batch, row));
        }
      }
    } else {
      iterate.moveAll();
    }
    if (transform instanceof Saga) {
      remember(order, from, to);
    }
    memory[SINCE] += drawn;
    return sum;
  }

  /** Sums the weights of a batch; answers how many are above 0. */
  private int weigh(int[] order, int from, int to) {
    weight = 0;
    int drawn = 0;
    for (int i = from; i < to; i++) {
      double w = weight(order[i]);
      weight += w;
      drawn += w > 0 ? 1 : 0;
    }
    return drawn;
  }

  private double weight(int row) {
    return weights == null ? 1 : weights[row];
  }

  /** cᵢ: how much a row of that weight counts when it is drawn. */
  private double share(double w) {
    return weights == null ? 1 : w * counted / totalWeight;
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
      memory[LARGEST] = largestNorm();
      memory[GROWTH] = batchRows == 1 || !isSearched() ? 1 : growth();
      search.begin(memory[LARGEST]);
      memory[BEGUN] = 1;
      renew();
    } else if (memory[SINCE] >= counted) {
      memory[SINCE] -= counted;
      search.relax();
      if (++memory[RENEWED] >= every) {
        renew();
      }
    }
  }

  /** Scores a row, and differentiates its loss; answers that. */
  private double differentiate(Batch rows, int row) {
    float[] values = values(rows);
    int[] indices = indicesOrNull(rows);
    int start = start(rows, row);
    int end = end(rows, row);
    if (indices != null) {
      iterate.catchUp(indices, start, end);
    }
    for (int k = 0; k < outputs; k++) {
      score[k] =
          (float) (iterate.dot(values, indices, start, end, k * columns) + iterate.bias(k));
    }
    System.arraycopy(rows.targets(), row * targetsPerRow, target, 0, targetsPerRow);
    return loss.evaluate(score, target, null, derivative, 1, outputs);
  }

  /** Adds what the rows of a batch differ from the table to the direction of the step. */
  private void direct(int[] order, int from, int drawn) {
    double[] direction = iterate.direction();
    for (int row = 0; row < batch.rows(); row++) {
      int i = order[from + row];
      double w = weight(i);
      for (int k = 0; w > 0 && k < outputs; k++) {
        double moved = (double) derivatives[row * outputs + k] - table[i * outputs + k];
        if (moved != 0) {
          addRow(share(w) / drawn * moved, batch, row, direction, k);
        }
      }
    }
  }

  /** Renews the table for the rows of a batch, and the mean gradient with it. */
  private void remember(int[] order, int from, int to) {
    double[] mean = iterate.mean();
    for (int row = 0; row < to - from; row++) {
      int i = order[from + row];
      double w = weight(i);
      for (int k = 0; w > 0 && k < outputs; k++) {
        float now = derivatives[row * outputs + k];
        double moved = (double) now - table[i * outputs + k];
        if (moved != 0) {
          addRow(w / totalWeight * moved, batch, row, mean, k);
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
    overAll(
        (i, rows, row) -> {
          double w = weight(i);
          if (w > 0) {
            differentiate(rows, row);
            for (int k = 0; k < outputs; k++) {
              addRow(w / totalWeight * derivative[k], rows, row, mean, k);
              table[i * outputs + k] = derivative[k];
            }
          }
        });
  }

  private double largestNorm() {
    double[] largest = new double[1];
    overAll(
        (i, rows, row) ->
            largest[0] = Math.max(largest[0], share(weight(i)) * squaredNorm(rows, row)));
    return largest[0] > 0 ? largest[0] : 1;
  }

  /** By what the step of a batch may be longer than that of a row: max cᵢ‖xᵢ‖² / L_b. */
  private double growth() {
    double[] v = new double[columns + 1];
    RandomStream random = RandomStream.of(seed, "power-iteration");
    Arrays.setAll(v, j -> j < columns || constant > 0 ? random.nextGaussian() : 0);
    double eigenvalue = 0;
    for (int iteration = 0; iteration < POWER_ITERATIONS; iteration++) {
      double norm = 0;
      for (double element : v) {
        norm += element * element;
      }
      eigenvalue = Math.sqrt(norm);
      for (int j = 0; j < v.length; j++) {
        v[j] /= eigenvalue;
      }
      double[] at = v.clone();
      Arrays.fill(v, 0);
      overAll((i, rows, row) -> multiply(weight(i) / totalWeight, rows, row, at, v));
    }
    double n = counted;
    double b = Math.min(batchRows, n);
    double smoothness =
        n == 1 ? 1 : n * (b - 1) * eigenvalue / memory[LARGEST] / (b * (n - 1)) + (n - b) / (b * (n - 1));
    return 1 / smoothness;
  }

  /** {@code into += weight · x̃x̃ᵀ·at}, x̃ being a row and its constant. */
  private void multiply(double w, Batch rows, int row, double[] at, double[] into) {
    float[] values = values(rows);
    int[] indices = indicesOrNull(rows);
    double dot = constant * at[columns];
    int start = start(rows, row);
    for (int i = start; i < end(rows, row); i++) {
      dot += values[i] * at[indices == null ? i - start : indices[i]];
    }
    ProximalIterate.add(w * dot, values, indices, start, end(rows, row), into, 0);
    into[columns] += w * dot * constant;
  }

  /** What is done with each row. */
  @FunctionalInterface
  private interface RowVisit {
    void visit(int example, Batch rows, int row);
  }

  private void overAll(RowVisit visit) {
    int[] piece = new int[many.capacity()];
    for (int from = 0; from < examples.rows(); from += piece.length) {
      int count = Evaluation.number(piece, from, examples.rows());
      examples.gather(piece, 0, count, many);
      for (int row = 0; row < count; row++) {
        visit.visit(from + row, many, row);
      }
    }
  }

  private void addRow(double scale, Batch rows, int row, double[] into, int output) {
    ProximalIterate.add(
        scale,
        values(rows),
        indicesOrNull(rows),
        start(rows, row),
        end(rows, row),
        into,
        output * columns);
    iterate.addToBias(scale, into, output);
  }

  private double squaredNorm(Batch rows, int row) {
    float[] values = values(rows);
    double sum = constant;
    for (int i = start(rows, row); i < end(rows, row); i++) {
      sum += (double) values[i] * values[i];
    }
    return sum;
  }

  private static float[] values(Batch rows) {
    return switch (rows) {
      case DenseBatch dense -> dense.values();
      case SparseBatch nonzeros -> nonzeros.values();
    };
  }

  private static int @Nullable [] indicesOrNull(Batch rows) {
    return rows instanceof SparseBatch nonzeros ? nonzeros.indices() : null;
  }

  private static int[] indices(Batch rows) {
    return rows instanceof SparseBatch nonzeros ? nonzeros.indices() : new int[0];
  }

  private int start(Batch rows, int row) {
    return rows instanceof SparseBatch nonzeros ? nonzeros.offsets()[row] : row * columns;
  }

  private int end(Batch rows, int row) {
    return rows instanceof SparseBatch nonzeros ? nonzeros.offsets()[row + 1] : (row + 1) * columns;
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
