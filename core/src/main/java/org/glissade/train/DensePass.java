package org.glissade.train;

import java.util.Arrays;
import org.glissade.data.DenseExamples;
import org.glissade.math.DenseKernel;
import org.glissade.math.DenseRows;
import org.glissade.model.LinearModel;
import org.glissade.model.Loss;
import org.jspecify.annotations.Nullable;

/**
 * Loss and gradient of a linear model over dense rows, each row read from memory once: in tiles of a
 * few rows, scores, then the loss, then the gradient while the tile is still in the cache.
 *
 * <p>Weights live in the kernel, biases here, from {@link #setParams} until {@link #getParams}. The
 * gradient of the weights is summed in float over up to {@value Evaluation#NARROW} rows, beyond that
 * in double; that of the biases, to which every row contributes, in double.
 */
final class DensePass {
  private static final int TILE = DenseKernel.TILE;

  private final DenseExamples examples;
  private Loss loss;
  private final KernelChoice choice;
  private final DenseRows rows;
  private final int columns;
  private final int outputs;
  private final boolean hasBias;
  private final int perRow;
  private final float[] allTargets;
  private final float @Nullable [] allWeights;
  private final float[] scores;
  private final float[] dScores;
  private final float[] targets;
  private final float @Nullable [] weights;
  private final float[] bias;
  private final double[] biasGradient;
  private double @Nullable [] wide;
  private boolean wideInUse;
  private boolean vectors;
  private DenseKernel kernel;
  private double weight;

  DensePass(LinearModel model, Loss loss, DenseExamples examples, KernelChoice choice) {
    this.examples = examples;
    this.loss = loss;
    this.choice = choice;
    this.columns = examples.columns();
    this.rows = new DenseRows(examples.values(), 0, columns, columns, examples.rows());
    this.outputs = model.outputs();
    this.hasBias = model.bias();
    this.perRow = examples.targetsPerRow();
    this.allTargets = examples.targets();
    this.allWeights = examples.weights();
    this.scores = new float[TILE * outputs];
    this.dScores = new float[TILE * outputs];
    this.targets = new float[TILE * perRow];
    this.weights = allWeights == null ? null : new float[TILE];
    this.bias = new float[outputs];
    this.biasGradient = new double[outputs];
    this.kernel = DenseKernel.plain(rows, outputs);
  }

  DenseExamples examples() {
    return examples;
  }

  DenseKernel kernel() {
    return kernel;
  }

  float[] bias() {
    return bias;
  }

  double[] biasGradient() {
    return biasGradient;
  }

  boolean hasBias() {
    return hasBias;
  }

  /** Takes the parameters over, into the kernel that is to be used from here on. */
  void setParams(float[] params) {
    if (choice.vectors() && !vectors) {
      kernel = DenseKernel.vector(rows, outputs);
      loss = loss.vectorised();
      vectors = true;
    }
    kernel.setWeights(params);
    if (hasBias) {
      System.arraycopy(params, outputs * columns, bias, 0, outputs);
    }
  }

  void getParams(float[] params) {
    kernel.getWeights(params);
    if (hasBias) {
      System.arraycopy(bias, 0, params, outputs * columns, outputs);
    }
  }

  /** Σ wᵢ of the rows of the last pass. */
  double weight() {
    return weight;
  }

  /**
   * Goes over the rows {@code order[from … to)}.
   *
   * @param gradient whether to add Σ wᵢ∇ℓᵢ to what {@link #addGradientTo} takes out
   * @return Σ wᵢℓᵢ
   */
  double pass(int[] order, int from, int to, boolean gradient) {
    double sum = 0;
    weight = 0;
    for (int at = from; at < to; at += TILE) {
      if (gradient && at > from && (at - from) % Evaluation.NARROW == 0) {
        widen();
      }
      sum += tile(order, at, Math.min(TILE, to - at), gradient);
    }
    return sum;
  }

  private double tile(int[] order, int from, int count, boolean gradient) {
    gatherLabels(order, from, count);
    kernel.scores(order, from, count, scores);
    if (hasBias) {
      addBias(count);
    }
    double sum =
        loss.evaluate(scores, targets, weights, gradient ? dScores : null, count, outputs);
    if (gradient) {
      kernel.accumulate(dScores);
      if (hasBias) {
        sumBias(count);
      }
    }
    return sum;
  }

  private void gatherLabels(int[] order, int from, int count) {
    if (perRow == 1) {
      for (int i = 0; i < count; i++) {
        targets[i] = allTargets[order[from + i]];
      }
    } else {
      for (int i = 0; i < count; i++) {
        System.arraycopy(allTargets, order[from + i] * perRow, targets, i * perRow, perRow);
      }
    }
    if (weights == null || allWeights == null) {
      weight += count;
      return;
    }
    for (int i = 0; i < count; i++) {
      weights[i] = allWeights[order[from + i]];
      weight += weights[i];
    }
  }

  private void addBias(int count) {
    if (outputs == 1) {
      float constant = bias[0];
      for (int i = 0; i < count; i++) {
        scores[i] += constant;
      }
      return;
    }
    for (int i = 0, at = 0; i < count; i++) {
      for (int k = 0; k < outputs; k++, at++) {
        scores[at] += bias[k];
      }
    }
  }

  private void sumBias(int count) {
    if (outputs == 1) {
      double sum = 0;
      for (int i = 0; i < count; i++) {
        sum += dScores[i];
      }
      biasGradient[0] += sum;
      return;
    }
    for (int i = 0, at = 0; i < count; i++) {
      for (int k = 0; k < outputs; k++, at++) {
        biasGradient[k] += dScores[at];
      }
    }
  }

  private void widen() {
    if (wide == null) {
      wide = new double[outputs * columns];
    }
    kernel.addGradientTo(wide);
    wideInUse = true;
  }

  /** Whether the gradient of the passes since it was last taken out lies in the kernel alone. */
  boolean isNarrow() {
    return !wideInUse;
  }

  /** Adds the gradient, biases included, and sets it to zero. */
  void addGradientTo(float[] into) {
    if (wideInUse && wide != null) {
      kernel.addGradientTo(wide);
      for (int j = 0; j < wide.length; j++) {
        into[j] = (float) (into[j] + wide[j]);
      }
      Arrays.fill(wide, 0);
      wideInUse = false;
    } else {
      kernel.addGradientTo(into);
    }
    if (hasBias) {
      for (int k = 0; k < outputs; k++) {
        int at = outputs * columns + k;
        into[at] = (float) (into[at] + biasGradient[k]);
        biasGradient[k] = 0;
      }
    }
  }
}
