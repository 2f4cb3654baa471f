package org.glissade.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.glissade.data.DenseExamples;
import org.glissade.data.Examples;
import org.glissade.math.RandomStream;
import org.glissade.model.LinearModel;
import org.glissade.model.Logistic;
import org.glissade.model.Loss;
import org.glissade.model.Model;
import org.glissade.model.Network;
import org.glissade.model.Softmax;
import org.glissade.model.Squared;
import org.glissade.optim.Schedules;
import org.glissade.spec.SpecException;
import org.junit.jupiter.api.Test;

final class GradientNoiseTest {
  private static final int COLUMNS = 5;

  private static Examples examples(int rows, int classes, boolean weighted) {
    RandomStream random = RandomStream.of(3, "noise-test");
    float[] x = new float[rows * COLUMNS];
    float[] y = new float[rows];
    float[] w = new float[rows];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    for (int i = 0; i < rows; i++) {
      double score = x[i * COLUMNS] - 0.5 * x[i * COLUMNS + 1] + random.nextGaussian();
      y[i] =
          classes == 0
              ? (float) score
              : classes == 2 ? (score > 0 ? 1 : -1) : random.nextInt(classes);
      w[i] = random.nextInt(4);
    }
    return DenseExamples.of(x, COLUMNS, y).with(y, 1, weighted ? w : null);
  }

  private static float[] params(Model model) {
    float[] params = new float[model.layout().size()];
    RandomStream random = RandomStream.of(4, "noise-test-params");
    for (int i = 0; i < params.length; i++) {
      params[i] = (float) (0.5 * random.nextGaussian());
    }
    return params;
  }

  /** tr Σ and ‖G‖² from one gradient an example, in double. */
  private static double[] bruteForce(Objective risk, float[] params, double lambda, int biases) {
    int rows = risk.examples();
    double[][] gradients = new double[rows][params.length];
    double[] weights = new double[rows];
    double[] mean = new double[params.length];
    double total = 0;
    for (int i = 0; i < rows; i++) {
      float[] gradient = new float[params.length];
      int[] row = {i};
      risk.addGradient(params, row, 0, 1, gradient);
      weights[i] = risk.weight(row, 0, 1);
      total += weights[i];
      for (int j = 0; j < params.length; j++) {
        gradients[i][j] = weights[i] == 0 ? 0 : gradient[j] / weights[i];
        mean[j] += gradient[j];
      }
    }
    double trace = 0;
    double squared = 0;
    for (int j = 0; j < params.length; j++) {
      mean[j] /= total;
      double decay = j < params.length - biases ? lambda * params[j] : 0;
      squared += (mean[j] + decay) * (mean[j] + decay);
      for (int i = 0; i < rows; i++) {
        trace += weights[i] / total * (gradients[i][j] - mean[j]) * (gradients[i][j] - mean[j]);
      }
    }
    return new double[] {trace, squared};
  }

  private static void check(Model model, Loss loss, Examples data, double lambda, int biases) {
    EmpiricalRisk risk = new EmpiricalRisk(model, loss, data);
    float[] params = params(model);
    GradientNoise noise = GradientNoise.of(risk, new Penalty(0, lambda), params);
    double[] expected = bruteForce(risk, params, lambda, biases);
    assertThat(noise.trace()).isCloseTo(expected[0], within(2e-6 * expected[0]));
    assertThat(noise.squaredGradient()).isCloseTo(expected[1], within(2e-6 * expected[1]));
    assertThat(noise.loss()).isCloseTo(Evaluation.meanLoss(risk, params), within(1e-6));
  }

  @Test
  void exactNoiseIsThatOfOneGradientAnExample() {
    check(new LinearModel(COLUMNS, 1, true), new Squared(), examples(301, 0, false), 0, 1);
    check(new LinearModel(COLUMNS, 1, true), new Logistic(), examples(301, 2, true), 0.1, 1);
    check(new LinearModel(COLUMNS, 4, true), new Softmax(), examples(301, 4, true), 0.1, 4);
    Model network = Network.parse("mlp(tanh(7), 6)").model(COLUMNS, 3, true);
    check(network, new Softmax(), examples(301, 3, true), 0, 0);
  }

  /**
   * Over all samples of two of four rows both estimates have the mean of the truth: with
   * replacement each pair, a row with itself included, is as likely as any other.
   */
  @Test
  void estimatesFromASampleAreUnbiased() {
    Examples data = examples(4, 0, false);
    LinearModel model = new LinearModel(COLUMNS, 1, true);
    EmpiricalRisk risk = new EmpiricalRisk(model, new Squared(), data);
    float[] params = params(model);
    double trace = 0;
    double squared = 0;
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 4; j++) {
        GradientNoise noise = GradientNoise.of(risk, Penalty.NONE, params, new int[] {i, j});
        trace += noise.trace() / 16;
        squared += noise.squaredGradient() / 16;
      }
    }
    GradientNoise exact = GradientNoise.of(risk, Penalty.NONE, params);
    assertThat(trace).isCloseTo(exact.trace(), within(1e-5 * exact.trace()));
    assertThat(squared).isCloseTo(exact.squaredGradient(), within(1e-5 * exact.trace()));
  }

  private static double gap(Fit fit) {
    return Objects.requireNonNull(fit.distanceToOptimum()).gap();
  }

  @Test
  void aBatchThatGrowsInPlaceOfTheRateEndsAsWellInFewerSteps() {
    Examples data = examples(4096, 0, false);
    Sgd sgd = Sgd.regressor().seed(5).batchSize(16).learningRate(Schedules.linear(0.1)).epochs(8);
    Fit fixed = sgd.fit(data);
    Fit grown = sgd.growingBatch(true).fit(data);
    assertThat(grown.outcome().state().step()).isLessThan(fixed.outcome().state().step() * 9 / 10);
    assertThat(gap(grown)).isLessThan(1e-3 * grown.objective());
    List<Integer> sizes = new ArrayList<>();
    grown.outcome().batches().forEach(batch -> sizes.add(batch.batchSize()));
    assertThat(sizes).isSorted().doesNotContain(0).hasSize(8);
    assertThat(sizes.getLast()).isGreaterThan(16);
  }

  @Test
  void underAConstantRateTheGrowthTakesTheNoiseAway() {
    Examples data = examples(4096, 0, false);
    Sgd sgd = Sgd.regressor().seed(5).batchSize(4).learningRate(0.1).epochs(30);
    double fixed = gap(sgd.fit(data));
    double grown = gap(sgd.growingBatch(true).fit(data));
    assertThat(grown).isLessThan(fixed / 4);
  }

  private static TrainingState copy(TrainingState state) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      state.writeTo(out);
      return TrainingState.readFrom(new ByteArrayInputStream(out.toByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aResumedRunGrowsAlike() {
    Examples data = examples(2048, 0, false);
    List<TrainingState> saved = new ArrayList<>();
    Sgd sgd =
        Sgd.regressor()
            .seed(5)
            .batchSize(16)
            .learningRate(Schedules.linear(0.1))
            .momentum(0.9)
            .growingBatch(true)
            .epochs(8)
            .surroundings(
                Surroundings.none()
                    .withCheckpoint(
                        state -> {
                          if (state.epoch() == 5) {
                            saved.add(copy(state));
                          }
                        }));
    float[] whole = sgd.fit(data).params();
    float[] resumed = sgd.resumeFrom(saved.getFirst()).fit(data).params();
    assertThat(Arrays.equals(whole, resumed)).isTrue();
  }

  @Test
  void aGrowingBatchIsRefusedWhereItsStepsCannotBeCounted() {
    Examples data = examples(64, 0, false);
    Sgd sgd = Sgd.regressor().learningRate(0.1).growingBatch(true);
    assertThatThrownBy(() -> sgd.steps(10).fit(data))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("epochs");
  }
}
