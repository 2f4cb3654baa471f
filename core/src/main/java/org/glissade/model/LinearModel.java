package org.glissade.model;

import org.glissade.data.Batch;
import org.glissade.math.Layout;
import org.glissade.math.Vectors;

/**
 * A layer without hidden units: s = Wx + b. With one output it is linear, logistic or Poisson
 * regression or a support vector machine, with one output a class softmax regression; the loss
 * decides.
 *
 * <p>Parameters: slot {@code weights}, {@code outputs × inputs} (row k holds the weights of output
 * k), penalised; then, if there is a bias, slot {@code bias}, {@code 1 × outputs}, not penalised.
 * They start from zero, which for a convex loss is as good as any start.
 *
 * <p>Each row of a batch is read once per output, dense and sparse rows alike, so that a sparse row
 * costs its nonzeros. Gradients of weights accumulate in the float array of the caller; those of
 * the bias, to which every row contributes, in double.
 *
 * @param inputs number of features, at least 1
 * @param outputs number of scores a row, at least 1
 * @param bias whether a constant is added to each score
 */
public record LinearModel(int inputs, int outputs, boolean bias) implements Model {
  public LinearModel {
    if (inputs < 1 || outputs < 1) {
      throw new IllegalArgumentException(
          "a linear model needs at least one input and one output: " + inputs + ", " + outputs);
    }
    if (((long) inputs + (bias ? 1 : 0)) * outputs > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          inputs + " inputs times " + outputs + " outputs exceed 2147483647 parameters");
    }
  }

  @Override
  public Layout layout() {
    Layout.Builder layout = Layout.builder().slot("weights", outputs, inputs, true);
    return (bias ? layout.slot("bias", 1, outputs, false) : layout).build();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the batch does not have {@link #inputs} columns
   */
  @Override
  public void forward(float[] params, Batch batch, float[] scores) {
    check(batch);
    int rows = batch.rows();
    int biases = inputs * outputs;
    if (outputs == 1) {
      float constant = bias ? params[biases] : 0;
      for (int row = 0; row < rows; row++) {
        scores[row] = batch.dot(row, params, 0) + constant;
      }
      return;
    }
    for (int row = 0, at = 0; row < rows; row++) {
      for (int k = 0; k < outputs; k++, at++) {
        float constant = bias ? params[biases + k] : 0;
        scores[at] = batch.dot(row, params, k * inputs) + constant;
      }
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the batch does not have {@link #inputs} columns
   */
  @Override
  public void backward(float[] params, Batch batch, float[] dScores, float[] gradient) {
    check(batch);
    int rows = batch.rows();
    for (int row = 0, at = 0; row < rows; row++) {
      for (int k = 0; k < outputs; k++, at++) {
        float dScore = dScores[at];
        if (dScore != 0) {
          batch.addTo(row, dScore, gradient, k * inputs);
        }
      }
    }
    if (bias) {
      for (int k = 0; k < outputs; k++) {
        int at = inputs * outputs + k;
        double sum = gradient[at];
        for (int row = 0; row < rows; row++) {
          sum += dScores[row * outputs + k];
        }
        gradient[at] = (float) sum;
      }
    }
  }

  /** The gradient of a row is an outer product: its squared norm is ‖d‖²·(‖x‖² + 1). */
  @Override
  public Pass pass(int capacity, long rows) {
    return new PlainPass(this) {
      @Override
      public boolean knowsSquaredNorms() {
        return true;
      }

      @Override
      public void squaredNorms(Batch batch, float[] dScores, double[] norms) {
        for (int row = 0; row < batch.rows(); row++) {
          double slopes = Vectors.squaredNorm(dScores, row * outputs, (row + 1) * outputs);
          norms[row] = slopes == 0 ? 0 : slopes * (batch.squaredNorm(row) + (bias ? 1 : 0));
        }
      }
    };
  }

  private void check(Batch batch) {
    if (batch.columns() != inputs) {
      throw new IllegalArgumentException(
          "a model of " + inputs + " inputs cannot read rows of " + batch.columns() + " columns");
    }
  }

  @Override
  public String toString() {
    return "linear";
  }
}
