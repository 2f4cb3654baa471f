package org.glissade.train;

import java.util.Arrays;
import org.glissade.data.DenseExamples;
import org.glissade.data.RowWindow;
import org.glissade.math.DenseKernel;
import org.glissade.math.Layout;
import org.glissade.math.Vectors;
import org.glissade.model.Loss;
import org.glissade.optim.GradientTransform;
import org.jspecify.annotations.Nullable;

/**
 * Linear models on dense rows, each row of a minibatch read from memory once.
 *
 * <p>Idea: what limits a linear model is how fast its data come from memory, so a minibatch is
 * taken in tiles of a few rows, of which scores, loss and gradient are computed while the tile is
 * in the first-level cache ({@link DensePass}). Under plain SGD weights and gradient stay in the
 * kernel from step to step, and the step with its L2 and L1 parts is one more loop over as many
 * numbers as the model has; in a batch of one row it is done while the next row is scored. Any
 * other transforms get the mean gradient and the parameters as the chain gives them.
 *
 * <p>The same numbers as {@link ChainEngine} up to rounding: sums run in other lanes, and the L2
 * part of plain SGD is a factor (1 − ηλ₂) of the weights instead of a term of the gradient.
 */
final class DenseLinearEngine implements Engine {
  private final EmpiricalRisk risk;
  private final DensePass pass;
  private final DenseProgress done;
  private final Loss loss;
  private final Layout layout;
  private final GradientTransform transform;
  private final GradientTransform.Kernel links;
  private final boolean plain;
  private final Penalty penalty;
  private final double gain;
  private final float[] params;
  private final float[] update;
  private final int batchRows;

  /** Whether that was asked for; not whether there is but one row, which is a batch like any. */
  private final boolean singly;

  private final float[] score = new float[1];
  private final float[] dScore = new float[1];
  private final float[] target = new float[1];
  private final float[] rowWeight = new float[1];

  /** Whether the kernel holds the weights of now, and those of the state are old. */
  private boolean inKernel;

  private double weight;

  /** Scores of the last step, if it was on one row. */
  private float @Nullable [] lastScores;

  private DenseLinearEngine(
      EmpiricalRisk risk, DensePass pass, Machine machine, Recipe recipe, TrainingState state) {
    this.risk = risk;
    this.pass = pass;
    this.done = new DenseProgress(risk, machine, recipe, state);
    this.loss = risk.lossFunction();
    this.layout = risk.layout();
    this.transform = recipe.transform();
    this.links = transform.bind(layout, state.scope("transform"));
    this.plain = recipe.isPlainSgd();
    this.penalty = recipe.penalty();
    this.gain = transform.gain();
    this.params = state.params();
    this.update = new float[params.length];
    this.singly = recipe.batchSize() == 1;
    this.batchRows = Math.min(recipe.batchSize(), risk.examples());
  }

  /** The engine, or null where there is no fused pass over these examples. */
  static @Nullable Engine of(Objective objective, Recipe recipe, TrainingState state) {
    if (objective instanceof EmpiricalRisk risk) {
      DensePass pass = risk.dense();
      Machine machine = risk.machine();
      if (pass != null && machine != null) {
        return new DenseLinearEngine(risk, pass, machine, recipe, state);
      }
    }
    return null;
  }

  @Override
  public String name() {
    return "dense-linear";
  }

  @Override
  public void expect(int[] order, int from, int to) {
    pass.expect(order, from, to);
  }

  @Override
  public void run(int[] order, int from, int to, int size, long step, Progress progress) {
    int before = progress.steps();
    for (int at = from; at < to; ) {
      int end = at + done.alike(to - at, size);
      if (done.add(end - at)) {
        settle(); // the pass changes kernels when it next takes over the parameters
      }
      runAlike(order, at, end, size, step + progress.steps() - before, progress);
      at = end;
    }
  }

  @Override
  public boolean isOneFlow() {
    return singly && plain && penalty.l1() == 0 && risk.model().outputs() == 1;
  }

  private void runAlike(int[] order, int from, int to, int size, long step, Progress progress) {
    int before = progress.steps();
    if (isOneFlow()) {
      RowWindow window = pass.window();
      if (window == null) {
        rowByRow(order, from, to, step, progress);
        return;
      }
      for (int at = from; at < to; ) {
        int end = window.hold(order, at, to);
        int place = window.first();
        rowByRow(
            window.places(), place, place + end - at, step + progress.steps() - before, progress);
        at = end;
      }
    } else {
      Engine.super.run(order, from, to, size, step, progress);
    }
  }

  @Override
  public int threads() {
    return pass.threads(batchRows);
  }

  @Override
  public double step(int[] order, int from, int to, long step) {
    enter();
    double sum = pass.pass(order, from, to, true);
    weight = pass.weight();
    lastScores = to - from == 1 && weight > 0 ? pass.scores() : null;
    if (weight == 0) {
      Arrays.fill(update, 0);
      pass.addGradientTo(update);
    } else if (plain && pass.isNarrow()) {
      stepInKernel(step);
    } else {
      stepOutside(step);
    }
    return sum;
  }

  private void enter() {
    if (!inKernel) {
      pass.setParams(params);
      inKernel = true;
    }
  }

  private void stepInKernel(long step) {
    double eta = transform.rate(step);
    DenseKernel kernel = pass.kernel();
    kernel.step(decay(eta), (float) (-eta / weight));
    if (penalty.l1() > 0) {
      kernel.shrink((float) (eta * penalty.l1()));
    }
    if (pass.hasBias()) {
      float[] bias = pass.bias();
      double[] gradient = pass.biasGradient();
      for (int k = 0; k < bias.length; k++) {
        bias[k] += (float) (-eta / weight * gradient[k]);
        gradient[k] = 0;
      }
    }
  }

  private float decay(double eta) {
    return (float) (1 - eta * penalty.l2());
  }

  /** A step by the chain's transforms, on the parameters of the state. */
  private void stepOutside(long step) {
    Arrays.fill(update, 0);
    pass.addGradientTo(update);
    settle();
    Vectors.scale(update, (float) (1 / weight), 0, update.length);
    penalty.addL2Gradient(layout, params, update);
    links.batchWeight(weight);
    links.prepare(update, params, step);
    links.apply(update, params, 0, update.length);
    for (int i = 0; i < params.length; i++) {
      params[i] += update[i];
    }
    if (penalty.l1() > 0) {
      penalty.shrink(layout, params, transform.rate(step) * gain);
    }
  }

  /** Plain SGD on one row after the other: the step of a row and the score of the next are one. */
  private void rowByRow(int[] order, int from, int to, long step, Progress progress) {
    enter();
    DenseKernel kernel = pass.kernel();
    DenseExamples examples = pass.examples();
    float[] targets = examples.targets();
    float @Nullable [] weights = examples.weights();
    float @Nullable [] one = weights == null ? null : rowWeight;
    boolean countsRows = risk.data().countsRows();
    float bias = pass.bias()[0];
    double sum = 0;
    double total = 0;
    int steps = 0;
    float dot = kernel.score(order[from]);
    for (int at = from; at < to; at++) {
      int row = order[at];
      score[0] = dot + bias;
      target[0] = targets[row];
      float w = 1;
      if (weights != null) {
        w = weights[row];
        rowWeight[0] = w;
      }
      if (w > 0) {
        sum += loss.evaluate(score, target, one, dScore, 1, 1);
        double counts = countsRows ? 1 : w;
        total += counts;
        double eta = transform.rate(step + steps);
        float factor = (float) (-eta / counts * dScore[0]);
        steps++;
        if (pass.hasBias()) {
          bias += factor;
        }
        if (at + 1 < to) {
          dot =
              kernel.stepAndScore(
                  decay(eta), factor, order[at + 1], at + 2 < to ? order[at + 2] : -1);
        } else {
          kernel.stepAlong(decay(eta), factor);
        }
      } else if (at + 1 < to) {
        dot = kernel.score(order[at + 1]);
      }
    }
    pass.bias()[0] = bias;
    lastScores = score;
    progress.add(steps, sum, total);
  }

  @Override
  public double weight() {
    return weight;
  }

  /** Kept of single examples. */
  @Override
  public float @Nullable [] scores() {
    return lastScores;
  }

  @Override
  public void settle() {
    if (inKernel) {
      pass.getParams(params);
      inKernel = false;
    }
  }

  @Override
  public void paramsChanged() {
    inKernel = false;
  }
}
