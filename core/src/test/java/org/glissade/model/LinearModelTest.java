package org.glissade.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.glissade.data.Batch;
import org.glissade.data.DenseExamples;
import org.glissade.data.Examples;
import org.glissade.data.SparseExamples;
import org.glissade.math.Layout;
import org.glissade.math.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinearModelTest {
  private static final int ROWS = 23;

  /** Multiples of ¼ from −2 to 2: sums of their products are exact in float. */
  private static float[] grid(RandomStream random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (random.nextInt(17) - 8) / 4f;
    }
    return values;
  }

  private static Batch all(Examples examples) {
    int[] order = new int[examples.rows()];
    Arrays.setAll(order, i -> i);
    Batch batch = examples.newBatch(order.length);
    examples.gather(order, 0, order.length, batch);
    return batch;
  }

  private static Batch dense(float[] x, int columns) {
    return all(DenseExamples.of(x, columns, new float[x.length / columns]));
  }

  private static Batch sparse(float[] x, int columns) {
    int rows = x.length / columns;
    long[] starts = new long[rows + 1];
    int[] indices = new int[x.length];
    float[] values = new float[x.length];
    int count = 0;
    for (int row = 0; row < rows; row++) {
      for (int j = 0; j < columns; j++) {
        if (x[row * columns + j] != 0) {
          indices[count] = j;
          values[count++] = x[row * columns + j];
        }
      }
      starts[row + 1] = count;
    }
    return all(SparseExamples.of(starts, indices, values, columns, new float[rows], 1, null));
  }

  private static double score(LinearModel model, float[] params, float[] x, int row, int k) {
    double sum = model.bias() ? params[model.inputs() * model.outputs() + k] : 0;
    for (int j = 0; j < model.inputs(); j++) {
      sum += (double) params[k * model.inputs() + j] * x[row * model.inputs() + j];
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource({"1,1,true", "13,1,true", "13,1,false", "9,4,true", "16,3,false", "1,2,true"})
  void scoresAndGradientsAreThoseOfTheFormulaForDenseAndSparseRows(
      int inputs, int outputs, boolean bias) {
    LinearModel model = new LinearModel(inputs, outputs, bias);
    RandomStream random = RandomStream.of(1, "linear", inputs, outputs);
    float[] x = grid(random, ROWS * inputs);
    float[] params = grid(random, model.layout().size());
    float[] dScores = grid(random, ROWS * outputs);
    float[] start = grid(random, params.length);
    for (Batch batch : new Batch[] {dense(x, inputs), sparse(x, inputs)}) {
      float[] scores = new float[ROWS * outputs];
      Arrays.fill(scores, Float.NaN); // overwritten
      model.forward(params, batch, scores);
      for (int i = 0; i < scores.length; i++) {
        assertThat((double) scores[i]).isEqualTo(score(model, params, x, i / outputs, i % outputs));
      }
      float[] gradient = start.clone(); // added to
      model.backward(params, batch, dScores, gradient);
      for (int p = 0; p < params.length; p++) {
        // Central difference of Σ dScore · score(params), which is linear: any width is exact.
        float[] above = params.clone();
        above[p] += 1;
        float[] below = params.clone();
        below[p] -= 1;
        double difference = 0;
        for (int i = 0; i < scores.length; i++) {
          int row = i / outputs;
          int k = i % outputs;
          difference +=
              dScores[i] * (score(model, above, x, row, k) - score(model, below, x, row, k)) / 2;
        }
        assertThat((double) gradient[p]).isEqualTo(start[p] + difference);
      }
    }
  }

  @Test
  void gradientThroughALossIsTheFiniteDifferenceOfTheMeanLoss() {
    LinearModel model = new LinearModel(6, 3, true);
    RandomStream random = RandomStream.of(2, "through");
    float[] x = LossCase.gaussians(random, ROWS * 6, 1);
    float[] params = LossCase.gaussians(random, model.layout().size(), 0.5);
    float[] targets = new float[ROWS];
    for (int row = 0; row < ROWS; row++) {
      targets[row] = random.nextInt(3);
    }
    float[] scores = new float[ROWS * 3];
    float[] dScores = new float[ROWS * 3];
    float[] gradient = new float[params.length];
    Batch batch = dense(x, 6);
    model.forward(params, batch, scores);
    new Softmax().evaluate(scores, targets, null, dScores, ROWS, 3);
    model.backward(params, batch, dScores, gradient);
    float h = 0x1p-10f;
    for (int p = 0; p < params.length; p++) {
      double[] sums = new double[2];
      float[] moved = params.clone();
      for (int side = 0; side < 2; side++) {
        moved[p] = params[p] + (side == 0 ? -h : h);
        for (int row = 0; row < ROWS; row++) {
          double total = 0;
          for (int k = 0; k < 3; k++) {
            total += Math.exp(score(model, moved, x, row, k));
          }
          sums[side] += Math.log(total) - score(model, moved, x, row, (int) targets[row]);
        }
      }
      assertThat((double) gradient[p]).isCloseTo((sums[1] - sums[0]) / (2 * h), within(1e-3));
    }
  }

  @Test
  void emptyRowsAndEmptyBatchesAreFine() {
    LinearModel model = new LinearModel(3, 1, true);
    float[] params = {1, 2, 3, 0.5f};
    float[] scores = new float[2];
    model.forward(params, sparse(new float[6], 3), scores);
    assertThat(scores).containsExactly(0.5f, 0.5f);
    Batch none = DenseExamples.of(new float[3], 3, new float[1]).newBatch(4);
    float[] gradient = {7, 7, 7, 7};
    model.forward(params, none, new float[0]);
    model.backward(params, none, new float[0], gradient);
    assertThat(gradient).containsOnly(7);
  }

  @Test
  void biasGradientDoesNotLoseRowsToRounding() {
    // In float, 2²⁴ + 1 = 2²⁴: a running float sum would lose every row.
    int rows = 1000;
    LinearModel model = new LinearModel(1, 1, true);
    float[] dScores = new float[rows];
    Arrays.fill(dScores, 1);
    float[] gradient = {0, 1 << 24};
    model.backward(new float[2], dense(new float[rows], 1), dScores, gradient);
    assertThat(gradient[1]).isEqualTo((1 << 24) + rows);
  }

  @Test
  void forwardAndBackwardDoNotAllocate() {
    for (int outputs : new int[] {1, 3}) {
      LinearModel model = new LinearModel(4, outputs, true);
      float[] x = grid(RandomStream.of(3, "allocation"), ROWS * 4);
      float[] params = new float[model.layout().size()];
      float[] scores = new float[ROWS * outputs];
      float[] gradient = new float[params.length];
      for (Batch batch : new Batch[] {dense(x, 4), sparse(x, 4)}) {
        long allocated =
            Allocation.perCall(
                () -> {
                  model.forward(params, batch, scores);
                  model.backward(params, batch, scores, gradient);
                });
        assertThat(allocated).isZero();
      }
    }
  }

  @Test
  void weightsArePenalisedAndTheBiasIsNot() {
    Layout layout = new LinearModel(5, 3, true).layout();
    assertThat(layout.slots())
        .containsExactly(
            new Layout.Slot("weights", 0, 3, 5, true), new Layout.Slot("bias", 15, 1, 3, false));
    assertThat(new LinearModel(5, 3, false).layout().slots())
        .containsExactly(new Layout.Slot("weights", 0, 3, 5, true));
    assertThat(new LinearModel(5, 3, true)).hasToString("linear");
  }

  @Test
  void wrongShapesAreRefused() {
    assertThatThrownBy(() -> new LinearModel(0, 1, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one");
    assertThatThrownBy(() -> new LinearModel(1 << 20, 1 << 12, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1048576 inputs times 4096 outputs");
    assertThatThrownBy(
            () ->
                new LinearModel(3, 1, true)
                    .forward(new float[4], dense(new float[4], 2), new float[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a model of 3 inputs cannot read rows of 2 columns");
  }
}
