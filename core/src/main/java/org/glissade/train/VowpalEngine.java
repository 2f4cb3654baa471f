package org.glissade.train;

import org.glissade.data.DenseBatch;
import org.glissade.data.DenseExamples;
import org.glissade.data.Examples;
import org.glissade.data.SparseExamples;
import org.glissade.math.NormalisedWeights;
import org.glissade.model.LinearModel;
import org.glissade.model.Logistic;
import org.glissade.model.Loss;
import org.glissade.model.Poisson;
import org.glissade.model.Squared;
import org.glissade.optim.Buffers;
import org.glissade.optim.Chain;
import org.glissade.optim.GradientTransform;
import org.glissade.optim.VowpalWabbit;
import org.glissade.spec.SpecException;
import org.jspecify.annotations.Nullable;

/**
 * The steps of {@link VowpalWabbit}, whose notes have the formulas: linear models of one output,
 * dense or sparse rows, one example a step, in time proportional to its nonzeros.
 *
 * <p>L1 and L2 of the update are lazy: w = c·soft(v, γ) with one c and one γ for all weights, which
 * a step changes instead of them; {@link #settle} multiplies out, so the state holds w.
 */
final class VowpalEngine implements Engine {
  /** Scores of losses that take an exponential are kept within ± this. */
  private static final double MOST_LOGARITHM = 50;

  private static final int MOST_WEIGHTS = 1 << 29;
  private static final double LEAST_CONTRACTION = 1e-9;
  private static final double MOST_GRAVITY = 1e3;

  // places in the sums
  private static final int NORM = 0;
  private static final int MET = 1;
  private static final int SEEN = 2;
  private static final int LOWEST = 3;
  private static final int HIGHEST = 4;

  private final VowpalWabbit rule;
  private final Loss loss;
  private final @Nullable ImportanceAwareStep aware;
  private final double lossFactor;
  private final boolean bounded;
  private final double plainRate;
  private final NormalisedWeights weights;
  private final TrainingState state;
  private final double[] sums;
  private final int[] biasAt;
  private final float[] one = {1};
  private final double nonzeros;
  private final @Nullable SparseRows sparse;
  private final @Nullable Examples dense;
  private final @Nullable DenseBatch denseRow;
  private final float[] score = new float[1];
  private final float[] target = new float[1];
  private final float[] derivative = new float[1];
  private int[] indices = new int[0];
  private float[] values = new float[0];
  private double gravity;
  private double contraction = 1;
  private double weight;

  private VowpalEngine(
      EmpiricalRisk risk, VowpalWabbit rule, NormalisedWeights weights, TrainingState state) {
    this.rule = rule;
    this.weights = weights;
    this.state = state;
    this.loss = risk.lossFunction();
    this.aware = rule.invariant() ? ImportanceAwareStep.of(loss) : null;
    this.lossFactor = loss instanceof Squared ? 2 : 1;
    this.bounded = loss instanceof Logistic || loss instanceof Poisson;
    boolean plain = !rule.adaptive() && !rule.normalised();
    this.plainRate = rule.rate() * (plain ? Math.pow(rule.initialT(), rule.powerT()) : 1);
    this.sums = VowpalWabbit.sums(state.scope("transform"));
    LinearModel model = (LinearModel) risk.model();
    this.biasAt = model.bias() ? new int[] {model.inputs()} : new int[0];
    Examples examples = risk.data();
    this.nonzeros = (double) examples.stored() / examples.rows();
    if (examples instanceof SparseExamples rows) {
      this.sparse = new SparseRows(rows, 1);
      this.dense = null;
      this.denseRow = null;
    } else {
      this.sparse = null;
      this.dense = examples;
      this.denseRow = (DenseBatch) examples.newBatch(1);
      this.indices = new int[examples.columns()];
      this.values = new float[examples.columns()];
    }
  }

  /**
   * The engine, or null where the recipe asks for another, or the model is none for it.
   *
   * @throws SpecException if there is no such step for the loss
   */
  static @Nullable VowpalEngine of(Objective objective, Recipe recipe, TrainingState state) {
    VowpalWabbit rule = rule(recipe.transform());
    if (rule == null
        || !(objective instanceof EmpiricalRisk risk
            && risk.model() instanceof LinearModel model
            && model.outputs() == 1
            && (risk.data() instanceof SparseExamples || risk.data() instanceof DenseExamples))) {
      return null;
    }
    if (rule.invariant() && ImportanceAwareStep.of(risk.lossFunction()) == null) {
      throw new SpecException(
          "vw has no importance-aware step for the loss "
              + risk.lossFunction()
              + ": it has those of squared, absolute, quantile, logistic, hinge and poisson;"
              + " vw(invariant=false) takes plain gradient steps on any");
    }
    int size = state.params().length;
    if (size >= MOST_WEIGHTS) {
      throw new SpecException("vw holds fewer than 2^29 parameters; this model has " + size);
    }
    Buffers buffers = state.scope("transform");
    NormalisedWeights weights =
        new NormalisedWeights(
            state.params(),
            rule.adaptive(buffers, size),
            rule.scale(buffers, size),
            new NormalisedWeights.Rule(
                rule.adaptive(), rule.normalised(), rule.powerT(), rule.initialT()));
    return new VowpalEngine(risk, rule, weights, state);
  }

  /** The rule that a transform is, or null if it is another. */
  static @Nullable VowpalWabbit rule(GradientTransform transform) {
    GradientTransform only =
        transform instanceof Chain chain && chain.links().size() == 1
            ? chain.links().getFirst()
            : transform;
    return only instanceof VowpalWabbit rule ? rule : null;
  }

  @Override
  public @Nullable Engine on(EmpiricalRisk next, TrainingState newState) {
    if (!(next.model() instanceof LinearModel)) {
      return null;
    }
    NormalisedWeights same = weights;
    if (newState != state) {
      synchronise();
      Buffers buffers = newState.scope("transform");
      int size = newState.params().length;
      int before = state.params().length;
      same =
          weights.widened(
              before - biasAt.length,
              size - before,
              newState.params(),
              rule.adaptive(buffers, size),
              rule.scale(buffers, size));
    }
    VowpalEngine engine = new VowpalEngine(next, rule, same, newState);
    engine.gravity = gravity;
    engine.contraction = contraction;
    return engine;
  }

  @Override
  public String name() {
    return "vw";
  }

  @Override
  public void expect(int[] order, int from, int to) {
    if (sparse != null) {
      sparse.expect(order, from, to);
    }
  }

  @Override
  public double step(int[] order, int from, int to, long step) {
    if (to - from != 1) {
      throw new IllegalArgumentException("one example a step, not " + (to - from));
    }
    if (sparse != null) {
      sparse.hold(order, from, to);
      weight = sparse.totalWeight();
      return weight == 0
          ? 0
          : learn(sparse.indices, sparse.values, sparse.start(0), sparse.end(0), sparse.targets[0]);
    }
    if (dense == null || denseRow == null) {
      throw new IllegalStateException("neither sparse rows nor dense ones");
    }
    dense.gather(order, from, to, denseRow);
    float[] weightOf = denseRow.weights();
    weight = weightOf == null ? 1 : weightOf[0];
    return weight == 0 ? 0 : learn(indices, values, 0, nonzeros(denseRow), denseRow.targets()[0]);
  }

  /** Gathers the values of a dense row that are not 0. */
  private int nonzeros(DenseBatch row) {
    float[] all = row.values();
    int count = 0;
    for (int j = 0; j < indices.length; j++) {
      if (all[j] != 0) {
        indices[count] = j;
        values[count++] = all[j];
      }
    }
    return count;
  }

  private double learn(int[] index, float[] value, int from, int to, float y) {
    sums[LOWEST] = Math.min(sums[LOWEST], y);
    sums[HIGHEST] = Math.max(sums[HIGHEST], y);
    score[0] = (float) clipped(raw(index, value, from, to));
    target[0] = y;
    double sum = weight * loss.evaluate(score, target, null, derivative, 1, 1);
    double gradient = lossFactor * derivative[0];
    if (gradient != 0) {
      update(index, value, from, to, gradient);
    }
    sums[SEEN] += weight;
    return sum;
  }

  private double raw(int[] index, float[] value, int from, int to) {
    double dot = weights.dot(index, value, from, to, gravity);
    return contraction * (dot + weights.dot(biasAt, one, 0, biasAt.length, gravity));
  }

  private double clipped(double raw) {
    double least = bounded ? -MOST_LOGARITHM : sums[LOWEST];
    double most = bounded ? MOST_LOGARITHM : sums[HIGHEST];
    return Double.isNaN(raw) ? 0 : Math.clamp(raw, least, most);
  }

  private void update(int[] index, float[] value, int from, int to, double gradient) {
    float squared = (float) (weight * gradient * gradient);
    double perUpdate = weights.meet(index, value, from, to, squared);
    double norm = weights.norm();
    perUpdate += weights.meet(biasAt, one, 0, biasAt.length, squared);
    norm += weights.norm();
    double multiplier = multiplier(norm);
    perUpdate *= multiplier;
    double length = length();
    if (!(perUpdate > 0) || Double.isInfinite(perUpdate)) {
      return;
    }
    double update =
        aware == null
            ? -length * gradient
            : aware.update(score[0], target[0], lossFactor * length, perUpdate);
    if (!Double.isFinite(update) || update == 0) {
      return;
    }
    if (rule.l1() > 0 || rule.l2() > 0) {
      double rate = -update / gradient;
      contraction *= 1 - rule.l2() * rate;
      update /= contraction;
      gravity += rate * rule.l1();
    }
    weights.move(index, value, from, to, update * multiplier);
    weights.move(biasAt, one, 0, biasAt.length, update * multiplier);
    if (contraction < LEAST_CONTRACTION || gravity > MOST_GRAVITY) {
      synchronise();
    }
  }

  /** m, by which all rates are multiplied so that sparse rows move as far as dense ones. */
  private double multiplier(double norm) {
    if (!rule.normalised()) {
      return 1;
    }
    sums[NORM] += weight * norm;
    sums[MET] += weight;
    double mean = (rule.initialT() + sums[MET]) / (rule.initialT() + sums[NORM]);
    double power = !rule.adaptive() ? 1 : 1 - rule.powerT();
    return power == 0.5 ? Math.sqrt(mean) : Math.pow(mean, power);
  }

  /** a. */
  private double length() {
    double length = plainRate * weight;
    if (rule.adaptive() || rule.powerT() == 0) {
      return length;
    }
    return length * Math.pow(rule.initialT() + sums[SEEN] + weight, -rule.powerT());
  }

  private void synchronise() {
    if (gravity != 0 || contraction != 1) {
      weights.shrink(gravity, contraction);
      gravity = 0;
      contraction = 1;
    }
  }

  @Override
  public double weight() {
    return weight;
  }

  @Override
  public float @Nullable [] scores() {
    return weight > 0 ? score : null;
  }

  @Override
  public double work() {
    return nonzeros;
  }

  @Override
  public boolean score(int[] index, float[] value, int count, float[] into) {
    into[0] = (float) raw(index, value, 0, count);
    return true;
  }

  @Override
  public void settle() {
    synchronise();
    weights.store();
  }

  @Override
  public void paramsChanged() {
    gravity = 0;
    contraction = 1;
    weights.load();
  }
}
