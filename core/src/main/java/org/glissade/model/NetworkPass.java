package org.glissade.model;

import java.util.Arrays;
import org.glissade.data.Batch;
import org.glissade.data.DenseBatch;
import org.glissade.math.Layout;
import org.glissade.math.Matrix;
import org.glissade.math.MatrixKernel;
import org.glissade.math.RandomStream;
import org.glissade.math.Vectors;
import org.jspecify.annotations.Nullable;

/**
 * Forward and backward through a {@link Multilayer}, a batch at a time, by products of matrices.
 *
 * <pre>
 *   forward    Aₗ = φₗ(Aₗ₋₁Wₗᵀ + 1bₗᵀ)
 *   backward   Dₗ = (Dₗ₊₁Wₗ₊₁) ∘ φₗ′;   ∂Wₗ = DₗᵀAₗ₋₁;   ∂bₗ = Dₗᵀ1
 * </pre>
 *
 * <p>The rounding is that of {@link MatrixKernel}; gradients of biases, to which every row
 * contributes, are summed in double. Nothing is allocated after the first batch of a number of
 * rows. Not thread-safe; the kernel may have threads of its own.
 */
public final class NetworkPass implements Model.Pass {
  /** Numbers of a batch up to which sparse rows are spread out: beyond, zeros would cost more. */
  private static final long MOST_SPREAD = 1 << 22;

  /** One layer: its slots, and what it holds of a batch. */
  private static final class Stage {
    final Layout.Slot weights;
    final Layout.@Nullable Slot bias;
    final Activation activation;
    final double dropout;
    final boolean last;

    /** aₗ, and the derivative with respect to zₗ; of the last layer they are the caller's. */
    final float[] outputs;

    final float[] derivatives;

    final double[] biasSums;

    /** φ′(zₗ), with what dropout leaves of it. */
    final float[] slopes;

    // What is passed to the kernel: weights, outputs, and the derivatives of both.
    @Nullable Matrix w;
    @Nullable Matrix out;
    @Nullable Matrix dw;
    @Nullable Matrix d;

    Stage(Multilayer model, Layout layout, int layer, int capacity) {
      this.weights = Multilayer.weights(layout, layer);
      this.bias = model.bias() ? Multilayer.bias(layout, layer) : null;
      this.activation = model.activation(layer);
      this.dropout = model.dropout(layer);
      this.biasSums = new double[weights.rows()];
      this.last = layer == model.layers() - 1;
      int size = last ? 0 : Math.multiplyExact(capacity, weights.rows());
      this.outputs = new float[size];
      this.derivatives = new float[size];
      this.slopes = new float[size];
    }

    int units() {
      return weights.rows();
    }
  }

  private final int capacity;
  private final int inputs;
  private final Stage[] stages;
  private MatrixKernel kernel;

  /** Sparse rows, spread out. */
  private float[] spread = {};

  private @Nullable Matrix input;

  /** The stream of the masks of the batch that comes next, or null for none. */
  private @Nullable RandomStream masks;

  /**
   * @param capacity most rows of a batch
   */
  public NetworkPass(Multilayer model, int capacity, MatrixKernel kernel) {
    this.capacity = capacity;
    this.inputs = model.inputs();
    this.kernel = kernel;
    Layout layout = model.layout();
    this.stages = new Stage[model.layers()];
    for (int layer = 0; layer < stages.length; layer++) {
      stages[layer] = new Stage(model, layout, layer, capacity);
    }
  }

  /** Changes to another kernel, from the next batch on. */
  public void use(MatrixKernel other) {
    kernel = other;
  }

  /**
   * Says that the next batch is learnt from: units are left out at random, if layers have dropout.
   *
   * @param stream of which the masks are drawn
   */
  public void dropOut(RandomStream stream) {
    masks = stream;
  }

  @Override
  public void forward(float[] params, Batch batch, float[] scores) {
    int rows = batch.rows();
    if (batch.columns() != inputs || rows > capacity) {
      throw new IllegalArgumentException(
          rows
              + " rows of "
              + batch.columns()
              + " columns do not fit into a pass of "
              + capacity
              + " rows of "
              + inputs);
    }
    RandomStream random = masks;
    masks = null;
    Matrix below = inputs(batch);
    for (Stage stage : stages) {
      float[] values = stage.last ? scores : stage.outputs;
      fillBias(stage, params, values, rows);
      stage.out = view(stage.out, values, rows, stage.units());
      if (below == null) {
        addProducts(batch, params, stage, values);
      } else {
        stage.w = slot(stage.w, params, stage.weights);
        kernel.forward(below, stage.w, stage.out, stage.bias != null);
      }
      if (!stage.last) {
        stage.activation.apply(values, stage.slopes, rows * stage.units());
        if (random != null && stage.dropout > 0) {
          leaveOut(stage, rows * stage.units(), random);
        }
      }
      below = stage.out;
    }
  }

  /** The batch as a matrix; null if its rows are sparse and too wide for that. */
  private @Nullable Matrix inputs(Batch batch) {
    if (batch instanceof DenseBatch dense) {
      input = view(input, dense.values(), batch.rows(), inputs);
    } else if ((long) capacity * inputs <= MOST_SPREAD) {
      if (spread.length == 0) {
        spread = new float[capacity * inputs];
      }
      Arrays.fill(spread, 0, batch.rows() * inputs, 0);
      for (int row = 0; row < batch.rows(); row++) {
        batch.addTo(row, 1, spread, row * inputs);
      }
      input = view(input, spread, batch.rows(), inputs);
    } else {
      input = null;
    }
    return input;
  }

  /** Adds the products of sparse rows with the weights of the first layer. */
  private void addProducts(Batch batch, float[] params, Stage stage, float[] values) {
    for (int row = 0, at = 0; row < batch.rows(); row++) {
      for (int k = 0; k < stage.units(); k++, at++) {
        float product = batch.dot(row, params, stage.weights.offset() + k * inputs);
        values[at] = stage.bias == null ? product : values[at] + product;
      }
    }
  }

  /** The view of before if it shows the same, so that a step allocates nothing. */
  private static Matrix view(@Nullable Matrix before, float[] values, int rows, int columns) {
    return before != null && before.values() == values && before.rows() == rows
        ? before
        : Matrix.of(values, rows, columns);
  }

  private static Matrix slot(@Nullable Matrix before, float[] params, Layout.Slot slot) {
    return before != null && before.values() == params ? before : Matrix.of(params, slot);
  }

  private static void fillBias(Stage stage, float[] params, float[] out, int rows) {
    Layout.Slot bias = stage.bias;
    if (bias != null) {
      for (int row = 0; row < rows; row++) {
        System.arraycopy(params, bias.offset(), out, row * stage.units(), stage.units());
      }
    }
  }

  private static void leaveOut(Stage stage, int count, RandomStream random) {
    float scale = (float) (1 / (1 - stage.dropout));
    float[] values = stage.outputs;
    float[] slopes = stage.slopes;
    for (int i = 0; i < count; i++) {
      float factor = random.nextDouble() < stage.dropout ? 0 : scale;
      values[i] *= factor;
      slopes[i] *= factor;
    }
  }

  @Override
  public void backward(float[] params, Batch batch, float[] dScores, float[] gradient) {
    int rows = batch.rows();
    float[] above = dScores;
    for (int layer = stages.length - 1; layer >= 0; layer--) {
      Stage stage = stages[layer];
      Matrix derivatives = view(stage.d, above, rows, stage.units());
      stage.d = derivatives;
      addWeightGradient(layer, batch, derivatives, gradient);
      addBiasGradient(stage, above, rows, gradient);
      if (layer > 0) {
        Stage under = stages[layer - 1];
        stage.w = slot(stage.w, params, stage.weights);
        under.d = view(under.d, under.derivatives, rows, under.units());
        kernel.inputGradient(derivatives, stage.w, under.d, false);
        multiply(under.derivatives, under.slopes, rows * under.units());
        above = under.derivatives;
      }
    }
  }

  @Override
  public boolean knowsSquaredNorms() {
    return true;
  }

  /**
   * A row's gradient of a layer is an outer product, so that its norm is that of its two sides
   * (Goodfellow 2015, arXiv 1510.01799).
   */
  @Override
  public void squaredNorms(Batch batch, float[] dScores, double[] norms) {
    int rows = batch.rows();
    Arrays.fill(norms, 0, rows, 0);
    for (int layer = 0; layer < stages.length; layer++) {
      Stage stage = stages[layer];
      float[] slopes = stage.last ? dScores : stage.derivatives;
      double ones = stage.bias == null ? 0 : 1;
      for (int row = 0; row < rows; row++) {
        int width = stage.weights.columns();
        double below =
            layer == 0
                ? batch.squaredNorm(row)
                : Vectors.squaredNorm(stages[layer - 1].outputs, row * width, (row + 1) * width);
        int units = stage.units();
        norms[row] += Vectors.squaredNorm(slopes, row * units, (row + 1) * units) * (below + ones);
      }
    }
  }

  private void addWeightGradient(int layer, Batch batch, Matrix derivatives, float[] gradient) {
    Stage stage = stages[layer];
    Matrix below = layer > 0 ? stages[layer - 1].out : input;
    if (below != null) {
      stage.dw = slot(stage.dw, gradient, stage.weights);
      kernel.weightGradient(derivatives, below, stage.dw, true);
      return;
    }
    for (int row = 0, at = 0; row < batch.rows(); row++) {
      for (int k = 0; k < stage.units(); k++, at++) {
        float d = derivatives.values()[at];
        if (d != 0) {
          batch.addTo(row, d, gradient, stage.weights.offset() + k * inputs);
        }
      }
    }
  }

  private static void multiply(float[] values, float[] by, int count) {
    for (int i = 0; i < count; i++) {
      values[i] *= by[i];
    }
  }

  private void addBiasGradient(Stage stage, float[] derivatives, int rows, float[] gradient) {
    Layout.Slot bias = stage.bias;
    if (bias == null) {
      return;
    }
    int units = stage.units();
    double[] sums = stage.biasSums;
    Arrays.fill(sums, 0);
    for (int row = 0; row < rows; row++) {
      int at = row * units;
      for (int k = 0; k < units; k++) {
        sums[k] += derivatives[at + k];
      }
    }
    for (int k = 0; k < units; k++) {
      gradient[bias.offset() + k] += (float) sums[k];
    }
  }
}
