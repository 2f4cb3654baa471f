package org.glissade.train;

import java.util.Arrays;
import org.glissade.data.SparseBatch;
import org.glissade.data.SparseExamples;
import org.glissade.math.Layout;
import org.glissade.math.Vectors;
import org.glissade.model.LinearModel;
import org.glissade.model.Loss;
import org.glissade.optim.GradientTransform;
import org.jspecify.annotations.Nullable;

/**
 * Linear models on sparse rows in O(nonzeros) a step, whatever the number of features.
 *
 * <p>Idea: the penalties move every weight in every step, but in a way that can be made up for when
 * a weight is next needed. Weights are kept as w = S·v with one scale S. The L2 part of a step, w ←
 * (1 − ηλ₂)w, only changes S (Bottou, "Stochastic gradient descent tricks", 2012, section 5.1). The
 * L1 part, w ← soft(w, ηλ₁), is v ← soft(v, ηλ₁/S), and soft thresholds add up: U = Σ ηλ₁/S is
 * kept, and what has come to it since a weight was last touched is applied then (cumulative
 * penalty; Tsuruoka, Tsujii and Ananiadou, ACL 2009; here in its exact proximal form). A minibatch
 * gradient is the exact sum over its rows: all scores are computed before any weight moves.
 *
 * <p>The same numbers as {@link ChainEngine} up to rounding: v carries one more rounding a step
 * than w does. It serves plain SGD with any schedule, L1 and L2; transforms that remember
 * (momentum) or that need the whole gradient (clipping by norm) go to the chain.
 */
final class SparseLinearEngine implements Engine {
  /** Below this S the weights are multiplied out, long before v could overflow. */
  private static final double SMALLEST_SCALE = 1e-6;

  private final LinearModel model;
  private final Loss loss;
  private final SparseExamples examples;
  private final SparseBatch batch;
  private final GradientTransform rate;
  private final Penalty penalty;
  private final float[] v;
  private final double @Nullable [] applied;
  private final int columns;
  private final int outputs;
  private final int biasAt;
  private final float[] scores;
  private final float[] dScores;
  private double scale = 1;
  private double shrinkage;
  private double weight;

  private SparseLinearEngine(
      EmpiricalRisk risk,
      LinearModel model,
      SparseExamples examples,
      Recipe recipe,
      TrainingState state) {
    this.model = model;
    this.loss = risk.lossFunction();
    this.examples = examples;
    int rows = Math.min(recipe.batchSize(), examples.rows());
    this.batch = (SparseBatch) examples.newBatch(rows);
    this.rate = recipe.transform();
    this.penalty = recipe.penalty();
    this.v = state.params();
    this.columns = model.inputs();
    this.outputs = model.outputs();
    this.biasAt = model.bias() ? model.layout().slot("bias").offset() : -1;
    this.applied = penalty.l1() > 0 ? new double[columns * outputs] : null;
    this.scores = new float[rows * outputs];
    this.dScores = new float[rows * outputs];
  }

  /** The engine, or null where it cannot do exactly what the recipe asks for. */
  static @Nullable Engine of(Objective objective, Recipe recipe, TrainingState state) {
    return objective instanceof EmpiricalRisk risk
            && risk.data() instanceof SparseExamples sparse
            && risk.model() instanceof LinearModel model
            && recipe.isPlainSgd()
            && !recipe.averages()
        ? new SparseLinearEngine(risk, model, sparse, recipe, state)
        : null;
  }

  @Override
  public String name() {
    return "sparse-linear";
  }

  @Override
  public double step(int[] order, int from, int to, long step) {
    examples.gather(order, from, to, batch);
    weight = batch.totalWeight();
    if (weight == 0) {
      return 0;
    }
    catchUp();
    score();
    double sum =
        loss.evaluate(scores, batch.targets(), batch.weights(), dScores, batch.rows(), outputs);
    double eta = rate.rate(step);
    double decay = 1 - (float) eta * (double) (float) penalty.l2();
    if (decay * scale < SMALLEST_SCALE) {
      settle();
      multiply(decay);
    } else {
      scale *= decay;
    }
    shrinkage += eta * penalty.l1() / scale;
    move(-eta / weight);
    return sum;
  }

  /** Applies to the weights of this batch what L1 has taken since they were last touched. */
  private void catchUp() {
    if (applied == null) {
      return;
    }
    int[] indices = batch.indices();
    int end = batch.offsets()[batch.rows()];
    for (int k = 0; k < outputs; k++) {
      int base = k * columns;
      for (int i = 0; i < end; i++) {
        catchUp(applied, base + indices[i]);
      }
    }
  }

  private void catchUp(double[] until, int j) {
    float due = (float) (shrinkage - until[j]);
    if (due > 0) {
      v[j] = Vectors.softThreshold(v[j], due);
    }
    until[j] = shrinkage;
  }

  private void score() {
    float factor = (float) scale;
    for (int row = 0; row < batch.rows(); row++) {
      for (int k = 0; k < outputs; k++) {
        float bias = biasAt < 0 ? 0 : v[biasAt + k];
        scores[row * outputs + k] = Math.fma(factor, batch.dot(row, v, k * columns), bias);
      }
    }
  }

  private void move(double factor) {
    float step = (float) (factor / scale);
    for (int row = 0; row < batch.rows(); row++) {
      for (int k = 0; k < outputs; k++) {
        float d = dScores[row * outputs + k];
        if (d != 0) {
          batch.addTo(row, step * d, v, k * columns);
          if (biasAt >= 0) {
            v[biasAt + k] += (float) (factor * d);
          }
        }
      }
    }
  }

  private void multiply(double factor) {
    for (Layout.Slot slot : model.layout().slots()) {
      if (slot.penalised()) {
        for (int i = slot.offset(); i < slot.end(); i++) {
          v[i] = (float) (v[i] * factor);
        }
      }
    }
  }

  @Override
  public double weight() {
    return weight;
  }

  @Override
  public void settle() {
    if (applied != null) {
      for (int j = 0; j < applied.length; j++) {
        catchUp(applied, j);
      }
    }
    if (scale != 1) {
      multiply(scale);
      scale = 1;
    }
    paramsChanged();
  }

  @Override
  public void paramsChanged() {
    scale = 1;
    shrinkage = 0;
    if (applied != null) {
      Arrays.fill(applied, 0);
    }
  }
}
