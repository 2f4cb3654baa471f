package org.glissade.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.glissade.data.DenseExamples;
import org.glissade.data.Order;
import org.glissade.data.Orders;
import org.glissade.math.Layout;
import org.glissade.math.RandomStream;
import org.glissade.model.Huber;
import org.glissade.model.LinearModel;
import org.glissade.optim.Averaging;
import org.glissade.optim.Schedule;
import org.glissade.optim.Schedules;
import org.glissade.optim.Transforms;
import org.junit.jupiter.api.Test;

/** The statements of the seeds about the algorithm, through the public interface. */
class SeedStatementsTest {
  private static final DenseExamples AIRFOIL = Data.airfoil().whitened().firstRows(1500).examples();

  @Test
  void M1_fullBatchMinibatchAndSingleExampleAreOneAlgorithmThatDiffersInTheBatchSize() {
    Fit full = Sgd.regressor().batchSize(1500).learningRate(0.5).epochs(200).fit(AIRFOIL);
    Fit mini = Sgd.regressor().batchSize(64).learningRate(0.05).epochs(20).fit(AIRFOIL);
    Fit single = Sgd.regressor().batchSize(1).learningRate(0.001).epochs(10).fit(AIRFOIL);
    for (Fit fit : List.of(full, mini, single)) {
      assertThat(fit.outcome().engine()).isEqualTo("dense-linear");
      assertThat(fit.trainingLoss()).isBetween(0.2415, 0.245);
    }
    assertThat(full.outcome().state().step()).isEqualTo(200);
    assertThat(mini.outcome().state().step()).isEqualTo(20 * 24);
    assertThat(single.outcome().state().step()).isEqualTo(10 * 1500);
    Fit all = Sgd.regressor().batchSize(Sgd.FULL_BATCH).learningRate(0.5).epochs(200).fit(AIRFOIL);
    assertThat(all.params()).isEqualTo(full.params());
  }

  /** θₜ₊₁ = θₜ − ηₜ·(1/m)·Σ∇ℓᵢ(θₜ), with the sum taken here. */
  @Test
  void S1_eachStepSubtractsTheRateTimesTheMeanGradientOfTheBatch() {
    double[] y = {3, -1, 4, 1, -5, 9, 2};
    Schedule rates = Schedules.bottou(0.5, 1);
    List<double[]> steps = new ArrayList<>();
    TrainingListener listener =
        TrainingListener.ofEveryStep(
            event -> {
              if (event instanceof TrainingEvent.StepTaken taken) {
                steps.add(new double[] {taken.params()[0], taken.loss()});
              }
            });
    Sgd.minimise(1, 7, square(y))
        .order(Orders.sequential())
        .batchSize(3)
        .learningRate(rates)
        .epochs(2)
        .listener(listener)
        .run();
    double theta = 0;
    for (int t = 0; t < 6; t++) {
      int from = 3 * (t % 3);
      int to = Math.min(7, from + 3);
      double at = theta;
      double gradient = IntStream.range(from, to).mapToDouble(i -> at - y[i]).average().orElse(0);
      double loss =
          IntStream.range(from, to)
              .mapToDouble(i -> 0.5 * (at - y[i]) * (at - y[i]))
              .average()
              .orElse(0);
      theta -= rates.at(t) * gradient;
      assertThat(steps.get(t)[0]).isCloseTo(theta, within(1e-5));
      assertThat(steps.get(t)[1]).isCloseTo(loss, within(1e-5));
    }
  }

  /** ½(θ − yᵢ)². */
  private static ExampleFunction square(double[] y) {
    return (theta, i, gradient) -> {
      double residual = theta[0] - y[i];
      gradient[0] += (float) residual;
      return 0.5 * residual * residual;
    };
  }

  @Test
  void S5_eachExampleIsSeenOnceAnEpochInCeilingOfNOverMSteps() {
    for (int m : new int[] {1, 3, 4, 10, 11}) {
      List<int[]> batches = new ArrayList<>();
      new Recording(10, batches).run(m, 3);
      int steps = Math.ceilDiv(10, m);
      assertThat(batches).hasSize(3 * steps);
      for (int epoch = 0; epoch < 3; epoch++) {
        Set<Integer> seen = new HashSet<>();
        for (int[] batch : batches.subList(epoch * steps, (epoch + 1) * steps)) {
          Arrays.stream(batch).forEach(i -> assertThat(seen.add(i)).isTrue());
        }
        assertThat(seen).hasSize(10);
        assertThat(batches.get((epoch + 1) * steps - 1))
            .hasSize(10 - (steps - 1) * Math.min(m, 10));
      }
    }
  }

  @Test
  void S5_epochsAreShuffledAnew() {
    List<int[]> epochs = new ArrayList<>();
    new Recording(50, epochs).run(50, 4);
    Set<List<Integer>> distinct = new HashSet<>();
    epochs.forEach(order -> distinct.add(Arrays.stream(order).boxed().toList()));
    assertThat(distinct).hasSize(4);
  }

  /** With a gradient of 1 everywhere each step is −η, the short one too. */
  @Test
  void S5_theShortLastBatchIsAveragedByItsOwnWeight() {
    List<int[]> batches = new ArrayList<>();
    Outcome outcome = new Recording(10, batches).run(4, 1);
    assertThat(outcome.params()[0]).isEqualTo(-3);
  }

  /** Slope 1; keeps which examples came together. */
  private record Recording(int examples, List<int[]> batches) implements Objective {
    Outcome run(int m, long epochs) {
      return Sgd.minimise(this).batchSize(m).learningRate(1).epochs(epochs).run();
    }

    @Override
    public Layout layout() {
      return Layout.flat(1);
    }

    @Override
    public double addGradient(float[] params, int[] order, int from, int to, float[] gradient) {
      batches.add(Arrays.copyOfRange(order, from, to));
      gradient[0] += to - from;
      return loss(params, order, from, to);
    }

    @Override
    public double loss(float[] params, int[] order, int from, int to) {
      return (double) params[0] * (to - from);
    }
  }

  @Test
  void S6_dataSortedByClassTrainWorseInTheirOrderThanShuffled() {
    RandomStream random = RandomStream.of(6, "classes");
    float[] x = new float[2000];
    float[] y = new float[1000];
    for (int i = 0; i < 1000; i++) {
      y[i] = i < 500 ? -1 : 1;
      x[2 * i] = (float) (y[i] + 2 * random.nextGaussian());
      x[2 * i + 1] = (float) random.nextGaussian();
    }
    DenseExamples sorted = DenseExamples.of(x, 2, y);
    Sgd sgd = Sgd.classifier().batchSize(20).learningRate(0.5).epochs(5);
    Fit best = Sgd.classifier().batchSize(1000).learningRate(0.5).epochs(500).fit(sorted);
    double shuffled = sgd.order(Orders.shuffle()).fit(sorted).trainingLoss() - best.trainingLoss();
    double inOrder =
        sgd.order(Orders.sequential()).fit(sorted).trainingLoss() - best.trainingLoss();
    assertThat(shuffled).isBetween(0.0, 0.02);
    assertThat(inOrder).isGreaterThan(20 * shuffled);
    // blocks of 25 rows, of one class each, sixteen of them mixed
    Order blocks = Orders.parse("blocks(rows=25, buffer=400)");
    double mixed = sgd.order(blocks).fit(sorted).trainingLoss() - best.trainingLoss();
    assertThat(mixed).isBetween(0.0, 0.02);
    Order alone = Orders.parse("blocks(rows=250, buffer=0)");
    double unmixed = sgd.order(alone).fit(sorted).trainingLoss() - best.trainingLoss();
    assertThat(unmixed).isGreaterThan(5 * mixed);
  }

  /** Noise of variance 1 with mean 0: a quadratic whose every moment is known. */
  private static double[] noise() {
    double[] y = new double[100];
    Arrays.setAll(y, i -> i % 2 == 0 ? 1 : -1);
    return y;
  }

  /**
   * On ½(θ − y)², y of variance 1, independent draws leave θ with the variance η/(2 − η), so that
   * the mean excess loss is η/(4 − 2η). It is measured over T = 400,000 steps, that is about Tη/2
   * independent values of a square whose relative variance is 2: 5.25 standard errors.
   */
  @Test
  void S8_withAConstantRateTheExcessLossIsProportionalToTheRate() {
    long steps = 400_000;
    for (double rate : new double[] {0.02, 0.04, 0.08, 0.16}) {
      double[] sum = new double[1];
      Sgd.minimise(1, 100, square(noise()))
          .order(Orders.replacement())
          .batchSize(1)
          .learningRate(rate)
          .steps(steps)
          .listener(
              TrainingListener.ofEveryStep(
                  event -> {
                    if (event instanceof TrainingEvent.StepTaken taken && taken.step() > 1000) {
                      sum[0] += 0.5 * taken.params()[0] * taken.params()[0];
                    }
                  }))
          .run();
      double expected = rate / (4 - 2 * rate);
      double error = 5.25 * Math.sqrt(2 / (steps * rate / 2));
      assertThat(sum[0] / (steps - 1000))
          .as("rate " + rate)
          .isCloseTo(expected, Percentage.withPercentage(100 * error));
    }
  }

  /**
   * With ηₜ = 1/(1 + t) the iterate is the mean of t draws: the mean excess loss is 1/(2t). It is
   * measured over 400 seeds, of a square whose relative variance is 2: 5.25 standard errors.
   */
  @Test
  void S8_withARateOfOneOverTTheExcessLossFallsLikeOneOverT() {
    int seeds = 400;
    for (long steps : new long[] {100, 1000, 10_000}) {
      double sum = 0;
      for (long seed = 0; seed < seeds; seed++) {
        Outcome outcome =
            Sgd.minimise(1, 100, square(noise()))
                .order(Orders.replacement())
                .batchSize(1)
                .learningRate(Schedules.bottou(1, 1))
                .steps(steps)
                .seed(seed)
                .run();
        sum += 0.5 * outcome.params()[0] * outcome.params()[0];
      }
      assertThat(steps * sum / seeds)
          .as("t = " + steps)
          .isCloseTo(0.5, Percentage.withPercentage(100 * 5.25 * Math.sqrt(2.0 / seeds)));
    }
  }

  /** Every knob is in the builder, reaches the recipe, and changes what is learnt. */
  @Test
  void S17_everyKnobExistsAndTurnsSomething() {
    List<UnaryOperator<Sgd>> knobs =
        List.of(
            sgd -> sgd.learningRate(0.02),
            sgd -> sgd.learningRate(Schedules.cosine(0.1).warmedUp(0.1)),
            sgd -> sgd.batchSize(16),
            sgd -> sgd.epochs(3),
            sgd -> sgd.steps(7),
            sgd -> sgd.weightDecay(0.1),
            sgd -> sgd.momentum(0.9).decoupledWeightDecay(0.1),
            sgd -> sgd.momentum(0.9),
            sgd -> sgd.nesterov(0.9),
            sgd -> sgd.clipNorm(0.1),
            sgd -> sgd.clipValue(0.05),
            sgd -> sgd.l1(0.05),
            sgd -> sgd.l2(0.05),
            sgd -> sgd.penalty(Penalty.elasticNet(0.05, 0.5)),
            sgd -> sgd.seed(8),
            sgd -> sgd.order(Orders.replacement()),
            sgd -> sgd.order(Orders.shuffleOnce()),
            sgd -> sgd.averaging(Averaging.polyak()),
            sgd -> sgd.averaging(Averaging.ema(0.9)),
            sgd -> sgd.averaging(Averaging.tail(0.5)),
            sgd -> sgd.loss(new Huber(0.5)),
            sgd -> sgd.bias(false),
            sgd -> sgd.model(new LinearModel(5, 1, false)).startFrom(new float[] {1, 1, 1, 1, 1}),
            sgd -> sgd.validation(0.2),
            sgd -> sgd.validation(0.2).earlyStopping(1).epochs(40),
            sgd -> sgd.transform(Transforms.parse("sgd(0.1, momentum=0.5)")),
            sgd -> sgd.link(Transforms.clipByNorm(0.2)));
    Set<List<Float>> results = new HashSet<>();
    results.add(learn(sgd -> sgd));
    for (UnaryOperator<Sgd> knob : knobs) {
      results.add(learn(knob));
    }
    assertThat(results).hasSize(knobs.size() + 1);
    assertThat(learn(sgd -> sgd.timeLimit(Duration.ofHours(1)).tolerance(0.1)))
        .isEqualTo(learn(sgd -> sgd));
  }

  private static List<Float> learn(UnaryOperator<Sgd> knob) {
    Sgd sgd = Sgd.regressor().learningRate(0.1).batchSize(64).epochs(2).seed(7);
    float[] params = knob.apply(sgd).fit(AIRFOIL).params();
    List<Float> list = new ArrayList<>();
    for (float value : params) {
      list.add(value);
    }
    return list;
  }
}
