package org.glissade.model;

import java.util.ArrayList;
import java.util.List;
import org.glissade.data.Batch;
import org.glissade.math.Layout;
import org.glissade.math.MatrixKernel;
import org.glissade.math.ParallelFor;
import org.glissade.math.RandomStream;
import org.glissade.math.Simd;

/**
 * A multilayer perceptron: a₀ = x, aₗ = φₗ(Wₗaₗ₋₁ + bₗ), s = Wa + b.
 *
 * <p>Parameters of layer l, counted from 1: slot {@code layerL.weights}, units × inputs (row k
 * holds the weights of unit k), penalised; then, if there are biases, slot {@code layerL.bias}, 1 ×
 * units, not penalised. The last layer is the one whose outputs are the scores.
 *
 * <p>The gradient is exact (backpropagation; Rumelhart, Hinton and Williams, Nature 323, 1986).
 * Weights are drawn per layer from a stream of their own, so that a further layer changes no other.
 *
 * @param inputs number of features, at least 1
 * @param outputs number of scores a row, at least 1
 * @param bias whether layers have biases
 * @param network its hidden layers
 */
public record Multilayer(int inputs, int outputs, boolean bias, Network network) implements Model {
  /** Products of numbers from which on the vector kernels are worth their compilation. */
  private static final double WORTH_COMPILING = 1L << 28;

  public Multilayer {
    if (inputs < 1 || outputs < 1) {
      throw new IllegalArgumentException(
          "a network needs at least one input and one output: " + inputs + ", " + outputs);
    }
    long size = 0;
    long below = inputs;
    for (int units : widths(network, outputs)) {
      size += units * (below + (bias ? 1 : 0));
      below = units;
    }
    if (size > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          inputs + " inputs to " + network + " exceed 2147483639 parameters");
    }
  }

  private static List<Integer> widths(Network network, int outputs) {
    List<Integer> widths = new ArrayList<>();
    network.hidden().forEach(layer -> widths.add(layer.units()));
    widths.add(outputs);
    return widths;
  }

  /** Number of layers with weights: the hidden ones and the last. */
  int layers() {
    return network.hidden().size() + 1;
  }

  /** The slot of the weights of a layer, counted from 0. */
  static Layout.Slot weights(Layout layout, int layer) {
    return layout.slot("layer" + (layer + 1) + ".weights");
  }

  /** The slot of its biases. */
  static Layout.Slot bias(Layout layout, int layer) {
    return layout.slot("layer" + (layer + 1) + ".bias");
  }

  @Override
  public Layout layout() {
    Layout.Builder layout = Layout.builder();
    int below = inputs;
    int layer = 0;
    for (int units : widths(network, outputs)) {
      layer++;
      layout.slot("layer" + layer + ".weights", units, below, true);
      if (bias) {
        layout.slot("layer" + layer + ".bias", 1, units, false);
      }
      below = units;
    }
    return layout.build();
  }

  /** The activation of a layer, counted from 0; that of the last is the identity. */
  Activation activation(int layer) {
    return layer < network.hidden().size()
        ? network.hidden().get(layer).activation()
        : new Activations.Identity();
  }

  /** The dropout behind a layer, counted from 0. */
  double dropout(int layer) {
    return layer < network.hidden().size() ? network.hidden().get(layer).dropout() : 0;
  }

  @Override
  public void initialise(float[] params, RandomStream random) {
    Layout layout = layout();
    long seed = random.nextLong();
    for (int layer = 0; layer < layers(); layer++) {
      network
          .initialisation()
          .draw(
              params,
              weights(layout, layer),
              activation(layer),
              RandomStream.of(seed, "layer", layer));
    }
  }

  /** {@inheritDoc} Makes buffers each time: for many batches there is {@link #pass}. */
  @Override
  public void forward(float[] params, Batch batch, float[] scores) {
    pass(Math.max(1, batch.rows()), batch.rows()).forward(params, batch, scores);
  }

  /** {@inheritDoc} Computes what lies between anew. */
  @Override
  public void backward(float[] params, Batch batch, float[] dScores, float[] gradient) {
    NetworkPass pass = pass(Math.max(1, batch.rows()), batch.rows());
    pass.forward(params, batch, new float[Math.max(1, batch.rows()) * outputs]);
    pass.backward(params, batch, dScores, gradient);
  }

  @Override
  public NetworkPass pass(int capacity, long rows) {
    boolean vectors = Simd.available() && rows * (double) layout().size() >= WORTH_COMPILING;
    MatrixKernel kernel =
        vectors ? MatrixKernel.best() : MatrixKernel.plain(1, ParallelFor.sequential());
    return new NetworkPass(this, capacity, kernel);
  }

  @Override
  public String toString() {
    return network.toString();
  }
}
