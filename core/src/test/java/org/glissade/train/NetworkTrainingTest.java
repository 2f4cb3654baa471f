package org.glissade.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.glissade.data.DenseExamples;
import org.glissade.data.Orders;
import org.glissade.math.RandomStream;
import org.glissade.model.Network;
import org.glissade.model.Softmax;
import org.glissade.model.Squared;
import org.glissade.optim.Averaging;
import org.glissade.optim.Schedules;
import org.glissade.optim.Transforms;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class NetworkTrainingTest {
  /** Two classes, one inside the other: no linear model tells them apart. */
  private static DenseExamples rings(int rows, long seed) {
    RandomStream random = RandomStream.of(seed, "rings");
    float[] x = new float[rows * 2];
    float[] y = new float[rows];
    for (int i = 0; i < rows; i++) {
      y[i] = i % 2;
      double radius = y[i] == 0 ? random.nextDouble() : 1.5 + random.nextDouble();
      double angle = 2 * Math.PI * random.nextDouble();
      x[2 * i] = (float) (radius * Math.cos(angle));
      x[2 * i + 1] = (float) (radius * Math.sin(angle));
    }
    return DenseExamples.of(x, 2, y);
  }

  private static Sgd classifier(String network) {
    return Sgd.classifier().model(Network.parse(network).model(2, 2, true)).loss(new Softmax());
  }

  private static double accuracy(Fit fit, DenseExamples rows) {
    float[] p = fit.predict(rows);
    int right = 0;
    for (int i = 0; i < rows.rows(); i++) {
      right += (p[2 * i + 1] > p[2 * i] ? 1 : 0) == rows.targets()[i] ? 1 : 0;
    }
    return right / (double) rows.rows();
  }

  @Test
  void aHiddenLayerLearnsWhatNoLinearModelCan() {
    DenseExamples training = rings(600, 1);
    DenseExamples others = rings(600, 2);
    Fit linear = Sgd.classifier().loss(new Softmax()).fit(training);
    assertThat(accuracy(linear, others)).isLessThan(0.7);
    for (String network : List.of("mlp:16", "mlp(8, 8, activation=tanh)", "mlp(gelu(16))")) {
      Fit fit = classifier(network).fit(training); // nothing else is set
      assertThat(fit.outcome().engine()).isEqualTo("network");
      assertThat(accuracy(fit, others)).as(network).isGreaterThan(0.98);
      assertThat(fit.distanceToOptimum()).isNull();
    }
  }

  /** A deep linear network has the optimum of the linear model, where all its minima are global. */
  @Test
  void aDeepLinearNetworkFindsTheLeastSquares() {
    RandomStream random = RandomStream.of(4, "least-squares");
    int rows = 200;
    int columns = 3;
    float[] x = new float[rows * columns];
    float[] y = new float[rows];
    for (int i = 0; i < rows; i++) {
      y[i] = (float) (0.3 * random.nextGaussian());
      for (int j = 0; j < columns; j++) {
        x[i * columns + j] = (float) random.nextGaussian();
        y[i] += (j + 1) * x[i * columns + j];
      }
    }
    DenseExamples data = DenseExamples.of(x, columns, y);
    Fit linear = Sgd.regressor().batchSize(Sgd.FULL_BATCH).learningRate(0.5).epochs(400).fit(data);
    Fit deep =
        Sgd.regressor()
            .model(Network.parse("mlp(5, 4, activation=identity)").model(columns, 1, true))
            .batchSize(Sgd.FULL_BATCH)
            .learningRate(0.02)
            .epochs(4000)
            .fit(data);
    assertThat(deep.trainingLoss())
        .isCloseTo(linear.trainingLoss(), within(1e-5 * linear.trainingLoss()));
  }

  @Test
  void anyNumberOfThreadsGivesTheSameBits() {
    DenseExamples wide = wide();
    List<float[]> results = new ArrayList<>();
    for (int threads : new int[] {1, 2, 3}) {
      for (boolean vectors : new boolean[] {false, true}) {
        Sgd sgd =
            Sgd.regressor()
                .model(Network.parse("mlp(300, 70, dropout=0.2)").model(120, 1, true))
                .loss(new Squared())
                .batchSize(300)
                .learningRate(0.01)
                .epochs(3)
                .seed(5)
                .kernels(() -> Machine.always(vectors, threads));
        results.add(sgd.fit(wide).params());
      }
    }
    for (int i = 2; i < results.size(); i++) {
      assertThat(results.get(i)).isEqualTo(results.get(i % 2));
    }
  }

  private static DenseExamples wide() {
    RandomStream random = RandomStream.of(6, "wide");
    int rows = 700;
    float[] x = new float[rows * 120];
    float[] y = new float[rows];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    for (int i = 0; i < rows; i++) {
      y[i] = (float) Math.tanh(x[i * 120] * x[i * 120 + 1]);
    }
    return DenseExamples.of(x, 120, y);
  }

  @Test
  void aRunThatGoesOnHasTheBitsOfOneThatWasNotInterrupted() {
    DenseExamples data = rings(300, 8);
    Sgd whole = resumable().epochs(6);
    float[] expected = whole.fit(data).params();
    TrainingState state = resumable().epochs(3).fit(data).outcome().state();
    assertThat(resumable().epochs(6).resumeFrom(state).fit(data).params()).isEqualTo(expected);
  }

  /** The search for the rate must not decide with which kernels a run begins. */
  @Test
  void theRateThatIsFoundGivesTheBitsOfTheSameRateGiven() {
    DenseExamples data = wide();
    Fit searched = large().epochs(2).fit(data);
    double rate = searched.outcome().recipe().transform().rate(0);
    Fit given = large().epochs(2).learningRate(Schedules.linear(rate)).fit(data);
    assertThat(given.params()).isEqualTo(searched.params());
  }

  private static Sgd large() {
    return Sgd.regressor().model(Network.of(400, 200).model(120, 1, true)).batchSize(256).seed(4);
  }

  private static Sgd resumable() {
    return classifier("mlp(12, dropout=0.3)")
        .batchSize(32)
        .learningRate(0.1)
        .momentum(0.9)
        .order(Orders.shuffle())
        .seed(3);
  }

  @Test
  @Tag("own-jvm")
  void stepsAllocateNothing() {
    DenseExamples data = rings(96, 3);
    for (boolean vectors : new boolean[] {false, true}) {
      EmpiricalRisk risk =
          new EmpiricalRisk(
              Network.parse("mlp(33, 20, activation=tanh)").model(2, 2, true),
              new Softmax(),
              data,
              Machine.always(vectors));
      Recipe recipe =
          new Recipe(
              32,
              Orders.sequential(),
              Transforms.sgd(Schedules.constant(0.01), 0.9, false, 0, false, 0),
              Penalty.NONE,
              Averaging.none(),
              Stopping.afterEpochs(1),
              0);
      TrainingState state = Trainer.initialState(risk, 0, null);
      Engine engine = Engines.of(risk, recipe, state);
      assertThat(engine.name()).isEqualTo("network");
      int[] order = Evaluation.all(96);
      Engine.Progress progress = new Engine.Progress();
      long allocated = Long.MAX_VALUE; // kernels box vectors until they are compiled
      for (int round = 0; round < 2000 && allocated > 0; round++) {
        long before = Allocation.bytes();
        for (int epoch = 0; epoch < 20; epoch++) {
          progress.clear();
          engine.run(order, 0, 96, 32, round, progress);
        }
        allocated = Allocation.bytes() - before;
      }
      assertThat(allocated).as("vectors %s", vectors).isZero();
    }
  }

  @Test
  void averagedReplicasLearnToo() {
    DenseExamples training = rings(600, 1);
    Fit fit =
        classifier("mlp:16")
            .parallel(Parallel.parse("average(every=4, replicas=2)"))
            .threads(2)
            .learningRate(0.3)
            .epochs(60)
            .fit(training);
    assertThat(accuracy(fit, rings(600, 2))).isGreaterThan(0.95);
  }
}
