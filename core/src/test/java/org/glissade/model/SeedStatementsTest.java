package org.glissade.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.glissade.data.Batch;
import org.glissade.data.DenseExamples;
import org.glissade.math.RandomStream;
import org.junit.jupiter.api.Test;

/** Statements S14 and S15 of the founding documents, at the level of model and loss. */
class SeedStatementsTest {
  /** The minibatch estimator at {@code params}: the gradients of the batch, averaged. */
  private static float[] meanGradient(
      LinearModel model, Loss loss, float[] params, float[] x, float[] y) {
    DenseExamples examples = DenseExamples.of(x, model.inputs(), y);
    int[] order = new int[y.length];
    Arrays.setAll(order, i -> i);
    Batch batch = examples.newBatch(y.length);
    examples.gather(order, 0, y.length, batch);
    float[] scores = new float[y.length];
    float[] dScores = new float[y.length];
    float[] gradient = new float[model.layout().size()];
    model.forward(params, batch, scores);
    loss.evaluate(scores, batch.targets(), batch.weights(), dScores, batch.rows(), 1);
    model.backward(params, batch, dScores, gradient);
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = (float) (gradient[i] / batch.totalWeight());
    }
    return gradient;
  }

  @Test
  void s14LogisticGradientIsProbabilityMinusLabelTimesInput() {
    RandomStream random = RandomStream.of(14, "s14");
    for (int trial = 0; trial < 200; trial++) {
      float w = (float) random.nextGaussian();
      float x = (float) (2 * random.nextGaussian());
      int y = random.nextInt(2);
      double p = 1 / (1 + Math.exp(-(double) w * x));
      float[] gradient =
          meanGradient(
              new LinearModel(1, 1, false),
              new Logistic(),
              new float[] {w},
              new float[] {x},
              new float[] {2 * y - 1});
      assertThat((double) gradient[0]).isCloseTo((p - y) * x, within(1e-6));
    }
  }

  @Test
  void s14MinibatchEstimatorIsTheAverageOfItsExamples() {
    RandomStream random = RandomStream.of(14, "average");
    int rows = 8;
    int columns = 3;
    float[] x = LossCase.gaussians(random, rows * columns, 1);
    float[] w = LossCase.gaussians(random, columns, 1);
    float[] signs = new float[rows];
    double[] expected = new double[columns];
    for (int i = 0; i < rows; i++) {
      int y = random.nextInt(2);
      signs[i] = 2 * y - 1;
      double score = 0;
      for (int j = 0; j < columns; j++) {
        score += (double) w[j] * x[i * columns + j];
      }
      for (int j = 0; j < columns; j++) {
        expected[j] += (1 / (1 + Math.exp(-score)) - y) * x[i * columns + j] / rows;
      }
    }
    float[] gradient =
        meanGradient(new LinearModel(columns, 1, false), new Logistic(), w, x, signs);
    for (int j = 0; j < columns; j++) {
      assertThat((double) gradient[j]).isCloseTo(expected[j], within(1e-6));
    }
  }

  @Test
  void s15PracticeBatchHasMeanGradientOfMinusTwoAndAHalf() {
    float[] gradient =
        meanGradient(
            new LinearModel(1, 1, false),
            new Squared(),
            new float[] {0},
            new float[] {1, 3},
            new float[] {2, 1});
    assertThat(gradient).containsExactly(-2.5f);
    for (float rate : new float[] {0.1f, 0.5f, 1}) {
      assertThat(0 - rate * gradient[0]).isEqualTo(2.5f * rate);
    }
  }
}
