package org.glissade.math;

import java.util.Arrays;

/** The plain twin: rows are copied into an array, and plain loops work on it. */
final class PlainDenseKernel implements DenseKernel {
  private final DenseRows rows;
  private final int columns;
  private final int outputs;
  private final float[] weights;
  private final float[] gradient;
  private final float[][] tile;
  private int held;

  PlainDenseKernel(DenseRows rows, int outputs) {
    this(rows, outputs, new float[Math.multiplyExact(outputs, rows.columns())]);
  }

  private PlainDenseKernel(DenseRows rows, int outputs, float[] weights) {
    this.rows = rows;
    this.columns = rows.columns();
    this.outputs = outputs;
    this.weights = weights;
    this.gradient = new float[weights.length];
    this.tile = new float[DenseKernel.tileRows(columns)][columns];
  }

  @Override
  public DenseKernel sharingWeights() {
    return new PlainDenseKernel(rows, outputs, weights);
  }

  @Override
  public void setWeights(float[] params) {
    System.arraycopy(params, 0, weights, 0, weights.length);
  }

  @Override
  public void getWeights(float[] params) {
    System.arraycopy(weights, 0, params, 0, weights.length);
  }

  @Override
  public void scores(int[] order, int from, int count, float[] scores) {
    held = count;
    for (int i = 0; i < count; i++) {
      rows.copyTo(order[from + i], tile[i]);
      for (int k = 0; k < outputs; k++) {
        scores[i * outputs + k] = Vectors.dot(tile[i], 0, weights, k * columns, columns);
      }
    }
  }

  @Override
  public void accumulate(float[] dScores) {
    for (int i = 0; i < held; i++) {
      for (int k = 0; k < outputs; k++) {
        float d = dScores[i * outputs + k];
        if (d != 0) {
          Vectors.addScaled(d, tile[i], 0, gradient, k * columns, columns);
        }
      }
    }
  }

  @Override
  public void addGradientTo(float[] into) {
    for (int j = 0; j < gradient.length; j++) {
      into[j] += gradient[j];
    }
    Arrays.fill(gradient, 0);
  }

  @Override
  public void addGradientTo(double[] into) {
    for (int j = 0; j < gradient.length; j++) {
      into[j] += gradient[j];
    }
    Arrays.fill(gradient, 0);
  }

  @Override
  public void absorb(DenseKernel other) {
    ((PlainDenseKernel) other).addGradientTo(gradient);
  }

  @Override
  public void step(float decay, float factor) {
    for (int j = 0; j < weights.length; j++) {
      weights[j] = Math.fma(factor, gradient[j], decay * weights[j]);
    }
    Arrays.fill(gradient, 0);
  }

  @Override
  public void shrink(float threshold) {
    for (int j = 0; j < weights.length; j++) {
      weights[j] = Vectors.softThreshold(weights[j], threshold);
    }
  }

  @Override
  public void stepAlong(float decay, float factor) {
    float[] row = tile[0];
    for (int j = 0; j < columns; j++) {
      weights[j] = Math.fma(factor, row[j], decay * weights[j]);
    }
  }

  @Override
  public float stepAndScore(float decay, float factor, int next, int afterNext) {
    stepAlong(decay, factor);
    return score(next);
  }

  @Override
  public float score(int row) {
    rows.copyTo(row, tile[0]);
    return Vectors.dot(tile[0], 0, weights, 0, columns);
  }
}
