package org.glissade.train;

import java.util.Locale;
import org.glissade.data.Batch;
import org.glissade.data.DenseExamples;
import org.glissade.data.Examples;
import org.glissade.data.Order;
import org.glissade.math.Layout;
import org.glissade.math.MatrixKernel;
import org.glissade.math.RandomStream;
import org.glissade.model.LinearModel;
import org.glissade.model.Loss;
import org.glissade.model.Model;
import org.glissade.model.Multilayer;
import org.glissade.model.NetworkPass;
import org.jspecify.annotations.Nullable;

/**
 * The mean loss of a model over examples. Large batches are taken in pieces of {@value #PIECE}
 * rows, so that a full-batch gradient needs no second copy of the data. Not thread-safe: it owns
 * the buffers of a batch.
 */
public final class EmpiricalRisk implements Objective {
  private static final int PIECE = 256;

  private final Model model;
  private final Loss loss;
  private final Examples examples;
  private final Batch batch;
  private final float[] scores;
  private final float[] dScores;
  private final @Nullable Machine machine;
  private final @Nullable DensePass dense;
  private final Model.Pass pass;

  private final boolean dropsOut;

  /** Whether the network goes through the vector kernel already. */
  private boolean vectors;

  /**
   * Binds a model and a loss to examples.
   *
   * @throws IllegalArgumentException if widths, outputs or targets do not fit
   */
  public EmpiricalRisk(Model model, Loss loss, Examples examples) {
    this(model, loss, examples, null);
  }

  /**
   * Binds a model and a loss to examples, a linear model to dense examples through the fused
   * kernels.
   *
   * @param machine what they run on, shared by all that belongs to a run; null for none
   */
  EmpiricalRisk(Model model, Loss loss, Examples examples, @Nullable Machine machine) {
    if (model.inputs() != examples.columns()) {
      throw new IllegalArgumentException(
          "the model takes "
              + model.inputs()
              + " features, the examples have "
              + examples.columns());
    }
    if (examples.rows() < 1) {
      throw new IllegalArgumentException("there must be at least one example");
    }
    this.model = model;
    this.loss = loss;
    this.examples = examples;
    this.batch = examples.newBatch(Math.min(PIECE, examples.rows()));
    this.scores = new float[batch.capacity() * model.outputs()];
    this.dScores = new float[batch.capacity() * model.outputs()];
    checkTargets();
    if (!(examples.totalWeight() > 0)) {
      throw new IllegalArgumentException(
          "the weights of all examples are 0: there is nothing to average over");
    }
    this.machine = machine;
    this.dropsOut =
        model instanceof Multilayer network
            && network.network().hidden().stream().anyMatch(layer -> layer.dropout() > 0);
    this.pass = model.pass(batch.capacity(), 0);
    if (machine != null && pass instanceof NetworkPass network) {
      network.use(MatrixKernel.plain(machine.workers().threads(), machine.workers()));
    }
    this.dense =
        machine != null
                && model instanceof LinearModel linear
                && examples instanceof DenseExamples rows
            ? new DensePass(linear, loss, rows, machine)
            : null;
  }

  private void checkTargets() {
    int perRow = loss.target() == Loss.Target.CLASS ? 1 : model.outputs();
    if (examples.targetsPerRow() != perRow) {
      throw new IllegalArgumentException(
          "the loss "
              + loss
              + " wants "
              + perRow
              + " targets a row, the examples have "
              + examples.targetsPerRow()
              + (loss.target() == Loss.Target.SIGN && examples.targetsPerRow() == 1
                  ? "; one-vs-rest(" + loss + ") wants one, the number of the class"
                  : ""));
    }
    float[] targets = examples.targets();
    for (int i = 0; i < targets.length; i++) {
      String wanted = wanted(loss, model.outputs(), targets[i]);
      if (wanted != null) {
        throw new IllegalArgumentException(
            "the target of example " + i / perRow + " is " + targets[i] + "; " + wanted);
      }
    }
  }

  /** What a loss wants for a target, if it does not get it; else null. */
  static @Nullable String wanted(Loss loss, int outputs, float y) {
    boolean valid =
        switch (loss.target()) {
          case REAL -> Float.isFinite(y);
          case COUNT -> y >= 0 && Float.isFinite(y);
          case SIGN -> y == 1 || y == -1;
          case CLASS -> y >= 0 && y < outputs && y == (int) y;
        };
    return valid
        ? null
        : "the loss "
            + loss
            + " wants "
            + switch (loss.target()) {
              case REAL -> "finite numbers";
              case COUNT -> "numbers of at least 0";
              case SIGN -> "-1 or +1";
              case CLASS -> "whole numbers from 0 to " + (outputs - 1);
            };
  }

  public Model model() {
    return model;
  }

  public Loss lossFunction() {
    return loss;
  }

  public Examples data() {
    return examples;
  }

  @Override
  public Layout layout() {
    return model.layout();
  }

  @Override
  public int examples() {
    return examples.rows();
  }

  @Override
  public void initialise(float[] params, long seed) {
    model.initialise(params, RandomStream.of(seed, "initialise"));
  }

  /** The same on another machine. */
  EmpiricalRisk on(Machine other) {
    return new EmpiricalRisk(model, loss, examples, other);
  }

  /**
   * What steps in an order minimise, given its rows as often as they come: the same function of the
   * parameters, on weights that make up for unequal chances.
   *
   * @param order knows these examples
   */
  EmpiricalRisk drawn(Order order) {
    Examples rows = order.drawn(examples);
    return rows == examples ? this : new EmpiricalRisk(model, loss, rows, machine);
  }

  /** Which kernels serve the fused pass, or null. */
  @Nullable Machine machine() {
    return machine;
  }

  /** The fused pass over the rows, or null where there is none. */
  @Nullable DensePass dense() {
    return dense;
  }

  @Override
  public double addGradient(float[] params, int[] order, int from, int to, float[] gradient) {
    if (dense != null) {
      dense.setParams(params);
      double loss = dense.pass(order, from, to, true);
      dense.addGradientTo(gradient);
      return loss;
    }
    double sum = 0;
    for (int at = from; at < to; at += batch.capacity()) {
      sum += evaluate(params, order, at, Math.min(to, at + batch.capacity()), dScores);
      pass.backward(params, batch, dScores, gradient);
    }
    return sum;
  }

  @Override
  public double addStepGradient(
      float[] params, int[] order, int from, int to, float[] gradient, long seed, long step) {
    if (!(pass instanceof NetworkPass network && dropsOut)) {
      return addGradient(params, order, from, to, gradient);
    }
    double sum = 0;
    for (int at = from; at < to; at += batch.capacity()) {
      network.dropOut(RandomStream.of(seed, "dropout", step, at - from));
      sum += evaluate(params, order, at, Math.min(to, at + batch.capacity()), dScores);
      pass.backward(params, batch, dScores, gradient);
    }
    return sum;
  }

  @Override
  public double addGradientAndNorms(
      float[] params, int[] order, int from, int to, float[] gradient, double[] norms) {
    if (!pass.knowsSquaredNorms()) {
      return Objective.super.addGradientAndNorms(params, order, from, to, gradient, norms);
    }
    double[] some = new double[batch.capacity()];
    double sum = 0;
    for (int at = from; at < to; at += batch.capacity()) {
      int end = Math.min(to, at + batch.capacity());
      sum += evaluate(params, order, at, end, dScores);
      pass.backward(params, batch, dScores, gradient);
      pass.squaredNorms(batch, dScores, some);
      System.arraycopy(some, 0, norms, at - from, end - at);
    }
    return sum;
  }

  /**
   * Scores of the rows that the last gradient or loss was of, if they were few and did not go
   * through the fused pass; used again.
   */
  float @Nullable [] scores() {
    return dense == null ? scores : null;
  }

  /** Whether a step of learning leaves units out at random. */
  boolean dropsOut() {
    return dropsOut;
  }

  /** Whether matrix kernels serve the model. */
  boolean isNetwork() {
    return pass instanceof NetworkPass;
  }

  @Override
  public double loss(float[] params, int[] order, int from, int to) {
    if (dense != null) {
      dense.setParams(params);
      return dense.pass(order, from, to, false);
    }
    double sum = 0;
    for (int at = from; at < to; at += batch.capacity()) {
      sum += evaluate(params, order, at, Math.min(to, at + batch.capacity()), null);
    }
    return sum;
  }

  private double evaluate(
      float[] params, int[] order, int from, int to, float @Nullable [] derivative) {
    examples.gather(order, from, to, batch);
    if (!vectors && machine != null && machine.vectors() && pass instanceof NetworkPass network) {
      vectors = true;
      network.use(MatrixKernel.vector(machine.workers().threads(), machine.workers()));
    }
    pass.forward(params, batch, scores);
    return loss.evaluate(
        scores, batch.targets(), batch.weights(), derivative, batch.rows(), model.outputs());
  }

  @Override
  public double weight(int[] order, int from, int to) {
    float[] weights = examples.weights();
    if (weights == null || examples.countsRows()) {
      return to - from;
    }
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += weights[order[i]];
    }
    return sum;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%s of %s on %d x %d", loss, model, examples.rows(), examples.columns());
  }
}
