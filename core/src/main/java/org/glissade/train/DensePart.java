package org.glissade.train;

import java.util.Arrays;
import org.glissade.data.DenseExamples;
import org.glissade.math.DenseKernel;
import org.glissade.model.LinearModel;
import org.glissade.model.Loss;
import org.jspecify.annotations.Nullable;

/**
 * What one thread does of a {@link DensePass}: rows in tiles, of which scores, loss and gradient
 * are computed while the tile is in the first-level cache.
 *
 * <p>Weights and biases are shared by all parts. The gradient of the weights is summed in float
 * over up to {@value Evaluation#NARROW} rows, beyond that in double; that of the biases, to which
 * every row contributes, in double.
 */
final class DensePart {
  /** So many elements more than are used, so that no two threads write to one cache line. */
  private static final int APART = 16;

  private final Loss loss;
  private final int columns;
  private final int outputs;
  private final boolean hasBias;
  private final int perRow;
  private final int tileRows;
  private final float[] allTargets;
  private final float @Nullable [] allWeights;
  private final float[] scores;
  private final float[] dScores;
  private final float[] targets;
  private final float @Nullable [] weights;
  private final boolean countsRows;
  private final float[] bias;
  private final double[] biasGradient;
  private double @Nullable [] wide;
  private boolean wideInUse;
  private final DenseKernel kernel;
  private double sum;
  private double weight;

  /**
   * @param countsRows see {@link DenseExamples#countsRows}
   */
  DensePart(
      LinearModel model,
      Loss loss,
      DenseExamples examples,
      boolean countsRows,
      DenseKernel kernel,
      float[] bias) {
    this.loss = loss;
    this.columns = examples.columns();
    this.outputs = model.outputs();
    this.hasBias = model.bias();
    this.perRow = examples.targetsPerRow();
    this.allTargets = examples.targets();
    this.allWeights = examples.weights();
    this.tileRows = DenseKernel.tileRows(columns);
    this.scores = new float[tileRows * outputs + APART];
    this.dScores = new float[tileRows * outputs + APART];
    this.targets = new float[tileRows * perRow + APART];
    this.weights = allWeights == null ? null : new float[tileRows + APART];
    this.countsRows = countsRows;
    this.biasGradient = new double[outputs + APART];
    this.bias = bias;
    this.kernel = kernel;
  }

  DenseKernel kernel() {
    return kernel;
  }

  /** Scores of the last tile; used again. */
  float[] scores() {
    return scores;
  }

  double[] biasGradient() {
    return biasGradient;
  }

  /** Σ wᵢℓᵢ of the rows of the last pass. */
  double loss() {
    return sum;
  }

  /** Σ wᵢ of the rows of the last pass, or their number where each counts as one. */
  double weight() {
    return weight;
  }

  /**
   * Goes over the rows {@code order[from … to)}.
   *
   * @param gradient whether to add Σ wᵢ∇ℓᵢ to what {@link #addGradientTo} takes out
   */
  void pass(int[] order, int from, int to, boolean gradient) {
    sum = 0;
    weight = 0;
    int widened = from;
    for (int at = from; at < to; at += tileRows) {
      if (gradient && at - widened >= Evaluation.NARROW) {
        widen();
        widened = at;
      }
      sum += tile(order, at, Math.min(tileRows, to - at), gradient);
    }
  }

  private double tile(int[] order, int from, int count, boolean gradient) {
    gatherLabels(order, from, count);
    kernel.scores(order, from, count, scores);
    if (hasBias) {
      addBias(count);
    }
    double tileLoss =
        loss.evaluate(scores, targets, weights, gradient ? dScores : null, count, outputs);
    if (gradient) {
      kernel.accumulate(dScores);
      if (hasBias) {
        sumBias(count);
      }
    }
    return tileLoss;
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
      weight += countsRows ? 1 : weights[i];
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
      double total = 0;
      for (int i = 0; i < count; i++) {
        total += dScores[i];
      }
      biasGradient[0] += total;
      return;
    }
    for (int i = 0, at = 0; i < count; i++) {
      for (int k = 0; k < outputs; k++, at++) {
        biasGradient[k] += dScores[at];
      }
    }
  }

  /** Goes on to sum in double what was summed in float so far. */
  void widen() {
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

  /** Takes the gradient of another part over. */
  void absorb(DensePart other) {
    if (wideInUse || other.wideInUse) {
      widen();
      other.widen();
      double[] mine = wide;
      double[] theirs = other.wide;
      if (mine != null && theirs != null) {
        for (int j = 0; j < mine.length; j++) {
          mine[j] += theirs[j];
        }
        Arrays.fill(theirs, 0);
        other.wideInUse = false;
      }
    } else {
      kernel.absorb(other.kernel);
    }
    for (int k = 0; k < outputs; k++) {
      biasGradient[k] += other.biasGradient[k];
      other.biasGradient[k] = 0;
    }
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
