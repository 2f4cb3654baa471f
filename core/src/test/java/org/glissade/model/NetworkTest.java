package org.glissade.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.glissade.data.Batch;
import org.glissade.data.DenseExamples;
import org.glissade.data.SparseExamples;
import org.glissade.math.Layout;
import org.glissade.math.MatrixKernel;
import org.glissade.math.ParallelFor;
import org.glissade.math.RandomStream;
import org.glissade.spec.SpecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
  private static final List<String> ACTIVATIONS =
      List.of("identity", "relu", "leaky-relu(0.1)", "tanh", "sigmoid", "gelu");

  private static Multilayer network(RandomStream random) {
    List<Layer> hidden = new ArrayList<>();
    for (int layer = random.nextInt(4); layer > 0; layer--) {
      Activation activation =
          Activations.parse(ACTIVATIONS.get(random.nextInt(ACTIVATIONS.size())));
      hidden.add(new Layer(1 + random.nextInt(20), activation));
    }
    Network network = new Network(hidden, Initialisation.normal(0.5));
    return network.model(1 + random.nextInt(18), 1 + random.nextInt(5), random.nextInt(2) == 0);
  }

  private static float[] normal(RandomStream random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static Batch batch(DenseExamples examples) {
    Batch batch = examples.newBatch(examples.rows());
    int[] all = IntStream.range(0, examples.rows()).toArray();
    examples.gather(all, 0, all.length, batch);
    return batch;
  }

  /** φ by its definition, in double. */
  private static double phi(Activation activation, double z) {
    return switch (activation) {
      case Activations.Relu _ -> Math.max(0, z);
      case Activations.LeakyRelu(double slope) -> z > 0 ? z : slope * z;
      case Activations.Tanh _ -> Math.tanh(z);
      case Activations.Sigmoid _ -> 1 / (1 + Math.exp(-z));
      case Activations.Gelu _ ->
          0.5 * z * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (z + 0.044715 * z * z * z)));
      default -> z;
    };
  }

  /** The scores of one row, in double; params are doubles so that they can be moved a little. */
  private static double[] scores(Multilayer model, double[] params, double[] row) {
    double[] below = row;
    for (int layer = 0; layer <= model.network().hidden().size(); layer++) {
      Layout.Slot w = model.layout().slot("layer" + (layer + 1) + ".weights");
      double[] out = new double[w.rows()];
      for (int k = 0; k < out.length; k++) {
        double z =
            model.bias()
                ? params[model.layout().slot("layer" + (layer + 1) + ".bias").offset() + k]
                : 0;
        for (int j = 0; j < below.length; j++) {
          z += params[w.offset() + k * w.columns() + j] * below[j];
        }
        out[k] =
            layer < model.network().hidden().size()
                ? phi(model.network().hidden().get(layer).activation(), z)
                : z;
      }
      below = out;
    }
    return below;
  }

  private static double[] wide(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }

  private static double[] row(float[] x, int row, int columns) {
    return wide(Arrays.copyOfRange(x, row * columns, (row + 1) * columns));
  }

  @Property(tries = 150)
  void scoresAndGradientsAreThoseOfTheDefinition(@ForAll long seed) {
    RandomStream random = RandomStream.of(seed, "network");
    Multilayer model = network(random);
    int rows = 1 + random.nextInt(9);
    float[] params = new float[model.layout().size()];
    model.initialise(params, random);
    for (int i = 0; i < params.length; i++) {
      params[i] += (float) (0.1 * random.nextGaussian()); // biases too
    }
    float[] x = normal(random, rows * model.inputs());
    Batch batch = batch(DenseExamples.of(x, model.inputs(), new float[rows]));
    float[] scores = new float[rows * model.outputs()];
    float[] direction = normal(random, scores.length);
    NetworkPass pass = model.pass(rows + random.nextInt(3), rows);
    pass.forward(params, batch, scores);
    float[] gradient = new float[params.length];
    pass.backward(params, batch, direction, gradient);

    double[] at = wide(params);
    for (int i = 0; i < rows; i++) {
      double[] expected = scores(model, at, row(x, i, model.inputs()));
      for (int k = 0; k < expected.length; k++) {
        assertThat((double) scores[i * model.outputs() + k])
            .isCloseTo(expected[k], within(2e-5 * (1 + largest(expected))));
      }
    }
    double scale = 1 + largest(wide(gradient));
    for (int tries = 0; tries < 40; tries++) {
      int p = random.nextInt(params.length);
      double h = 1e-6;
      double kept = at[p];
      at[p] = kept + h;
      double up = value(model, at, x, rows, direction);
      at[p] = kept - h;
      double down = value(model, at, x, rows, direction);
      at[p] = kept;
      // a kink of relu within ±h is met by one draw in a hundred thousand
      assertThat((double) gradient[p]).isCloseTo((up - down) / (2 * h), within(1e-4 * scale));
    }
  }

  private static double largest(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElse(0);
  }

  private static double value(
      Multilayer model, double[] params, float[] x, int rows, float[] direction) {
    double sum = 0;
    for (int i = 0; i < rows; i++) {
      double[] scores = scores(model, params, row(x, i, model.inputs()));
      for (int k = 0; k < scores.length; k++) {
        sum += direction[i * scores.length + k] * scores[k];
      }
    }
    return sum;
  }

  @Test
  void sparseRowsGiveWhatDenseOnesGive() {
    RandomStream random = RandomStream.of(1, "sparse");
    for (int columns : new int[] {30, 1 << 21}) { // spread out, and too wide for that
      Multilayer model = Network.of(3).model(columns, 2, true);
      float[] params = new float[model.layout().size()];
      model.initialise(params, random);
      int[] indices = {0, 7, 29, 3, 4, columns - 1};
      Arrays.sort(indices, 3, 6);
      SparseExamples sparse =
          SparseExamples.of(
              new long[] {0, 3, 6, 6}, indices, normal(random, 6), columns, new float[3], 1, null);
      Batch few = sparse.newBatch(3);
      sparse.gather(new int[] {2, 0, 1}, 0, 3, few);
      Batch same = batch(sparse.select(new int[] {2, 0, 1}).toDense());
      float[] scores = new float[6];
      float[] others = new float[6];
      float[] d = normal(random, 6);
      float[] gradient = new float[params.length];
      float[] other = new float[params.length];
      for (int round = 0; round < 2; round++) { // buffers are used again
        NetworkPass pass = model.pass(4, 3);
        pass.forward(params, few, scores);
        pass.backward(params, few, d, gradient);
        NetworkPass dense = model.pass(3, 3);
        dense.forward(params, same, others);
        dense.backward(params, same, d, other);
      }
      assertThat(scores).usingComparatorWithPrecision(1e-5f).containsExactly(others);
      for (int i = 0; i < gradient.length; i++) {
        assertThat(gradient[i]).isCloseTo(other[i], within(1e-5f));
      }
    }
  }

  @Test
  void dropoutLeavesOutItsShareAndKeepsTheMean() {
    int units = 1000;
    Network network =
        new Network(
            List.of(new Layer(units, new Activations.Identity(), 0.3)), Initialisation.normal(1));
    Multilayer model = network.model(1, 1, false);
    float[] params = new float[model.layout().size()];
    Arrays.fill(params, 1);
    Batch one = batch(DenseExamples.of(new float[] {1}, 1, new float[1]));
    NetworkPass pass = model.pass(1, 1);
    float[] score = new float[1];
    pass.forward(params, one, score);
    assertThat(score[0]).isEqualTo(units); // nothing is left out of an evaluation
    int draws = 400;
    double sum = 0;
    for (int step = 0; step < draws; step++) {
      pass.dropOut(RandomStream.of(7, "dropout", step));
      pass.forward(params, one, score);
      double kept = score[0] * 0.7;
      assertThat(kept).isCloseTo(Math.rint(kept), within(0.01));
      sum += kept;
      // the gradient is that of the units that were kept
      float[] gradient = new float[params.length];
      pass.backward(params, one, new float[] {1}, gradient);
      double kinds = 0;
      for (int i = 0; i < units; i++) {
        kinds += gradient[i];
      }
      assertThat(kinds).isCloseTo(score[0], within(0.5));
    }
    // the mean of 400·1000 Bernoulli(0.7) draws, five deviations
    double deviation = Math.sqrt(0.3 * 0.7 / (draws * (double) units));
    assertThat(sum / draws / units).isCloseTo(0.7, within(5 * deviation));
  }

  @Test
  void weightsStartAsTheirNameSays() {
    Multilayer model = Network.parse("mlp(400, tanh(300), init=auto)").model(200, 10, true);
    float[] params = new float[model.layout().size()];
    model.initialise(params, RandomStream.of(3, "initialise"));
    // variances of 80,000 and 120,000 draws: 2/inputs (normal), and 2/(inputs + outputs) (uniform)
    assertThat(variance(params, model, 1)).isCloseTo(2.0 / 200, within(2.0 / 200 * 0.025));
    assertThat(variance(params, model, 2)).isCloseTo(2.0 / 700, within(2.0 / 700 * 0.015));
    assertThat(params[model.layout().slot("layer1.bias").offset()]).isZero();

    // a layer more changes none of those before
    Multilayer deeper = Network.parse("mlp(400, tanh(300), 20)").model(200, 10, true);
    float[] others = new float[deeper.layout().size()];
    deeper.initialise(others, RandomStream.of(3, "initialise"));
    int same = model.layout().slot("layer3.weights").offset();
    assertThat(Arrays.copyOf(others, same)).isEqualTo(Arrays.copyOf(params, same));
  }

  private static double variance(float[] params, Multilayer model, int layer) {
    Layout.Slot slot = model.layout().slot("layer" + layer + ".weights");
    double sum = 0;
    double squares = 0;
    for (int i = slot.offset(); i < slot.end(); i++) {
      sum += params[i];
      squares += params[i] * (double) params[i];
    }
    double mean = sum / slot.size();
    assertThat(mean).isCloseTo(0, within(5 * Math.sqrt(squares) / slot.size()));
    return squares / slot.size() - mean * mean;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mlp(256, 128, activation=relu, init=auto)",
        "mlp(8, activation=gelu, dropout=0.5, init=normal(0.01))",
        "mlp(tanh(8), leaky-relu(4, slope=0.2, dropout=0.1), init=he)",
        "mlp(3, activation=leaky-relu(0.05), init=xavier)"
      })
  void aNetworkIsReadFromWhatItPrints(String text) {
    assertThat(Network.parse(text)).hasToString(text);
    assertThat(Network.parse(Network.parse(text).toString())).isEqualTo(Network.parse(text));
  }

  @Test
  void shortFormsAreRead() {
    assertThat(Network.parse("mlp:256,128")).isEqualTo(Network.of(256, 128));
    assertThat(Network.parse("mlp(4, dropout=0.5, tanh(2))").hidden())
        .containsExactly(
            new Layer(4, new Activations.Relu(), 0.5), new Layer(2, new Activations.Tanh(), 0.5));
    assertThatThrownBy(() -> Network.parse("mlp:0")).isInstanceOf(SpecException.class);
  }

  /** Threads share the tiles of a product, never a sum. */
  @Test
  void theVectorKernelGivesTheSameUpToRounding() {
    RandomStream random = RandomStream.of(9, "kernels");
    Multilayer model = Network.of(33, 17).model(50, 3, true);
    float[] params = new float[model.layout().size()];
    model.initialise(params, random);
    float[] x = normal(random, 40 * 50);
    Batch batch = batch(DenseExamples.of(x, 50, new float[40]));
    float[] d = normal(random, 40 * 3);
    float[][] gradients = new float[2][params.length];
    for (int i = 0; i < 2; i++) {
      MatrixKernel kernel =
          i == 0
              ? MatrixKernel.plain(1, ParallelFor.sequential())
              : MatrixKernel.vector(1, ParallelFor.sequential());
      NetworkPass pass = new NetworkPass(model, 40, kernel);
      pass.forward(params, batch, new float[40 * 3]);
      pass.backward(params, batch, d, gradients[i]);
    }
    double scale = largest(wide(gradients[0]));
    for (int i = 0; i < params.length; i++) {
      assertThat((double) gradients[1][i]).isCloseTo(gradients[0][i], within(2e-5 * scale));
    }
  }
}
