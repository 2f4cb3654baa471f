package org.glissade.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.glissade.data.DenseExamples;
import org.glissade.data.Examples;
import org.glissade.data.SparseExamples;
import org.glissade.model.LinearModel;
import org.glissade.model.Links;
import org.glissade.model.Losses;
import org.glissade.model.Network;
import org.glissade.optim.Schedules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One class against the rest is as many models of two classes, trained side by side. */
class OneVsRestTest {
  private static final int ROWS = 120;
  private static final int COLUMNS = 9;
  private static final int CLASSES = 4;

  private static RandomProblem problem() {
    return RandomProblem.of("softmax", ROWS, COLUMNS, CLASSES, 5).weighted();
  }

  /** The same rows with +1 for one class and −1 for the others. */
  private static Examples against(Examples rows, int positive) {
    float[] signs = new float[ROWS];
    for (int i = 0; i < ROWS; i++) {
      signs[i] = rows.targets()[i] == positive ? 1 : -1;
    }
    return switch (rows) {
      case DenseExamples dense -> dense.with(signs, 1, dense.weights());
      case SparseExamples sparse -> sparse.with(signs, 1, sparse.weights());
    };
  }

  private static float[] fitted(Sgd sgd, String loss, int outputs, Examples rows) {
    return sgd.loss(Losses.parse(loss))
        .model(new LinearModel(COLUMNS, outputs, true))
        .fit(rows)
        .params();
  }

  private static Sgd steps() {
    return Sgd.regressor()
        .batchSize(7)
        .epochs(6)
        .l2(0.01)
        .learningRate(Schedules.linear(0.05))
        .seed(3);
  }

  private static void assertColumnsAreModels(
      String loss, Examples rows, Sgd together, Sgd apart, float tolerance) {
    float[] all = fitted(together, "one-vs-rest(" + loss + ")", CLASSES, rows);
    for (int k = 0; k < CLASSES; k++) {
      float[] one = fitted(apart, loss, 1, against(rows, k));
      for (int j = 0; j < COLUMNS; j++) {
        assertThat(all[k * COLUMNS + j]).as("class %s", k).isCloseTo(one[j], within(tolerance));
      }
      assertThat(all[CLASSES * COLUMNS + k]).isCloseTo(one[COLUMNS], within(tolerance));
    }
  }

  /** Some hundred steps in the same order, each of which rounds a few times by 2⁻²⁴. */
  @ParameterizedTest
  @ValueSource(strings = {"logistic", "squared-hinge", "modified-huber", "hinge", "perceptron"})
  void eachColumnTakesTheStepsOfAModelOfItsOwn(String loss) {
    for (Examples rows : new Examples[] {problem().dense(), problem().sparse()}) {
      assertColumnsAreModels(loss, rows, steps(), steps(), 2e-5f);
    }
  }

  /** 0.5‖w‖² · 0.05 makes the optimum of either unique; full batches come to it from anywhere. */
  @Test
  void eachColumnConvergesToTheOptimumOfAModelOfItsOwn() {
    Sgd together =
        Sgd.regressor().batchSize(Sgd.FULL_BATCH).epochs(3000).l2(0.05).learningRate(0.5).seed(1);
    Sgd apart =
        Sgd.regressor().batchSize(Sgd.FULL_BATCH).epochs(5000).l2(0.05).learningRate(0.3).seed(2);
    assertColumnsAreModels("logistic", problem().dense(), together, apart, 1e-5f);
  }

  /** Four clouds in a plane, none of which a line parts from the others: xor, twice. */
  @ParameterizedTest
  @ValueSource(strings = {"one-vs-rest(logistic)", "one-vs-rest(hinge)"})
  void networksLearnIt(String loss) {
    int rows = 800;
    float[] x = new float[rows * 2];
    float[] y = new float[rows];
    var random = org.glissade.math.RandomStream.of(2, "clouds");
    for (int i = 0; i < rows; i++) {
      int a = random.nextInt(2);
      int b = random.nextInt(2);
      x[2 * i] = (float) (2 * a - 1 + 0.2 * random.nextGaussian());
      x[2 * i + 1] = (float) (2 * b - 1 + 0.2 * random.nextGaussian());
      y[i] = a == b ? 0 : 1 + a;
    }
    Fit fit =
        Sgd.classifier()
            .loss(Losses.parse(loss))
            .model(Network.parse("mlp:16").model(2, 3, true))
            .batchSize(16)
            .epochs(30)
            .learningRate(Schedules.linear(0.1))
            .fit(DenseExamples.of(x, 2, y));
    assertThat(fit.outcome().engine()).isEqualTo("network");
    float[] scores = new float[rows * 3];
    var batch = DenseExamples.of(x, 2, y).newBatch(rows);
    DenseExamples.of(x, 2, y).gather(Evaluation.all(rows), 0, rows, batch);
    Network.parse("mlp:16").model(2, 3, true).pass(rows, rows).forward(fit.params(), batch, scores);
    int right = 0;
    for (int i = 0; i < rows; i++) {
      right += Links.largest(scores, i * 3, 3) == y[i] ? 1 : 0;
    }
    assertThat(right).isGreaterThan(rows * 98 / 100);
  }

  @ParameterizedTest
  @CsvSource({"hinge, one-vs-rest(hinge)", "logistic, one-vs-rest(logistic)"})
  void aLossOfSignsOnSeveralOutputsNamesTheLossOfClasses(String loss, String advised) {
    Sgd sgd = Sgd.regressor().batchSize(8).epochs(1).learningRate(0.1);
    assertThatThrownBy(() -> fitted(sgd, loss, CLASSES, problem().dense()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("wants 4 targets a row")
        .hasMessageContaining(advised);
  }
}
