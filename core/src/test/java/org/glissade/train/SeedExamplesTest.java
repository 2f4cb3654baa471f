package org.glissade.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.glissade.data.DenseExamples;
import org.glissade.data.Orders;
import org.glissade.math.Layout;
import org.glissade.model.LinearModel;
import org.glissade.model.Logistic;
import org.glissade.model.Squared;
import org.glissade.optim.Schedule;
import org.glissade.optim.Schedules;
import org.glissade.optim.Span;
import org.junit.jupiter.api.Test;

/** The worked examples of the seeds, to the digit, through the public interface. */
class SeedExamplesTest {
  private static final Offset<Float> DIGITS = within(1e-6f);
  private static final float[] TARGETS = {1, 3};
  private static final ExampleFunction TWO_SAMPLES =
      (theta, i, gradient) -> {
        gradient[0] += 2 * (theta[0] - TARGETS[i]);
        return (theta[0] - TARGETS[i]) * (theta[0] - TARGETS[i]);
      };

  /** Points (1, 2) and (2, 0) of the linear regression without a bias. */
  private static final DenseExamples LINE =
      DenseExamples.of(new float[] {1, 2}, 1, new float[] {2, 0});

  private static Sgd twoSamples() {
    return Sgd.minimise(1, 2, TWO_SAMPLES).order(Orders.sequential()).batchSize(1);
  }

  private static List<float[]> trajectory(Sgd sgd) {
    List<float[]> steps = new ArrayList<>();
    sgd.listener(
            TrainingListener.ofEveryStep(
                event -> {
                  if (event instanceof TrainingEvent.StepTaken taken) {
                    steps.add(taken.params().clone());
                  }
                }))
        .run();
    return steps;
  }

  @Test
  void M2_twoSamplesGive0_2_0_76_0_808_1_2464() {
    List<float[]> steps = trajectory(twoSamples().learningRate(0.1).epochs(2));
    assertThat(steps).hasSize(4);
    assertThat(steps.get(0)[0]).isCloseTo(0.2f, DIGITS);
    assertThat(steps.get(1)[0]).isCloseTo(0.76f, DIGITS);
    assertThat(steps.get(2)[0]).isCloseTo(0.808f, DIGITS);
    assertThat(steps.get(3)[0]).isCloseTo(1.2464f, DIGITS);
  }

  @Test
  void M3_aConstantRateEndsInTheTwoCycle17_9And19_9() {
    List<float[]> steps = trajectory(twoSamples().learningRate(0.1).epochs(100));
    assertThat(steps.get(198)[0]).isCloseTo(17 / 9f, DIGITS);
    assertThat(steps.get(199)[0]).isCloseTo(19 / 9f, DIGITS);
    assertThat(steps.get(197)[0]).isCloseTo(19 / 9f, DIGITS);
  }

  @Test
  void M3_aDecayingRateConvergesToTheAverage2() {
    for (Schedule decay :
        List.of(
            Schedules.bottou(0.1, 2), Schedules.linear(0.1), Schedules.inverseScaling(0.1, 0.7))) {
      Outcome outcome = twoSamples().learningRate(decay).epochs(20_000).run();
      assertThat(outcome.params()[0]).as(decay.toString()).isCloseTo(2, within(1e-3f));
    }
  }

  @Test
  void M5_theDefaultBatchIsAPowerOfTwoFrom32To256() {
    assertThat(Sgd.DEFAULT_BATCH_SIZE).isBetween(32, 256);
    assertThat(Integer.bitCount(Sgd.DEFAULT_BATCH_SIZE)).isEqualTo(1);
    Recipe recipe = Sgd.regressor().learningRate(0.1).epochs(1).fit(LINE).outcome().recipe();
    assertThat(recipe.batchSize()).isEqualTo(Sgd.DEFAULT_BATCH_SIZE);
  }

  private static Sgd line() {
    return Sgd.regressor().bias(false).order(Orders.sequential()).learningRate(0.1);
  }

  @Test
  void S13_linearRegressionGives0_2_0_12_0_308() {
    assertThat(line().batchSize(1).steps(1).fit(LINE).params()[0]).isCloseTo(0.2f, DIGITS);
    assertThat(line().batchSize(1).steps(2).fit(LINE).params()[0]).isCloseTo(0.12f, DIGITS);
    assertThat(line().batchSize(1).steps(3).fit(LINE).params()[0]).isCloseTo(0.308f, DIGITS);
  }

  @Test
  void S13_theFullGradientAt0_12IsMinus0_70AndItsStepLeadsTo0_19() {
    EmpiricalRisk risk = new EmpiricalRisk(new LinearModel(1, 1, false), new Squared(), LINE);
    float[] gradient = new float[1];
    risk.addGradient(new float[] {0.12f}, new int[] {0, 1}, 0, 2, gradient);
    assertThat(gradient[0] / 2).isCloseTo(-0.70f, DIGITS);
    float[] start = {0.12f};
    Fit fit = line().batchSize(Sgd.FULL_BATCH).startFrom(start).steps(1).fit(LINE);
    assertThat(fit.params()[0]).isCloseTo(0.19f, DIGITS);
  }

  @Test
  void S14_theGradientOfLogisticRegressionIsTheMeanOfProbabilityMinusLabelTimesFeature() {
    float[] x = {1, -2, 0.5f, 3, -1, 0.25f};
    float[] signs = {1, -1, 1};
    float[] start = {0.3f, -0.7f};
    EmpiricalRisk risk =
        new EmpiricalRisk(
            new LinearModel(2, 1, false), new Logistic(), DenseExamples.of(x, 2, signs));
    float[] sum = new float[2];
    risk.addGradient(start, new int[] {0, 1, 2}, 0, 3, sum);
    double[] closed = new double[2];
    for (int i = 0; i < 3; i++) {
      double score = x[2 * i] * 0.3f + x[2 * i + 1] * -0.7f;
      double difference = 1 / (1 + Math.exp(-score)) - (signs[i] > 0 ? 1 : 0);
      closed[0] += difference * x[2 * i] / 3;
      closed[1] += difference * x[2 * i + 1] / 3;
    }
    assertThat(sum[0] / 3).isCloseTo((float) closed[0], DIGITS);
    assertThat(sum[1] / 3).isCloseTo((float) closed[1], DIGITS);

    // Labels 0 and 1, as the seed has them, and the step θ − ηĝ of the whole minibatch.
    Fit fit =
        Sgd.classifier()
            .bias(false)
            .batchSize(3)
            .learningRate(0.5)
            .startFrom(start)
            .steps(1)
            .fit(DenseExamples.of(x, 2, new float[] {1, 0, 1}));
    assertThat(fit.params()[0]).isCloseTo((float) (0.3 - 0.5 * closed[0]), DIGITS);
    assertThat(fit.params()[1]).isCloseTo((float) (-0.7 - 0.5 * closed[1]), DIGITS);
  }

  @Test
  void S15_theBatchOf1_2And3_1HasGradientMinus2_5AndStep2_5Eta() {
    DenseExamples batch = DenseExamples.of(new float[] {1, 3}, 1, new float[] {2, 1});
    for (double eta : new double[] {0.01, 0.1, 1}) {
      Fit fit = Sgd.regressor().bias(false).batchSize(2).learningRate(eta).steps(1).fit(batch);
      assertThat(fit.params()[0]).isCloseTo((float) (2.5 * eta), DIGITS);
    }
  }

  /** A gradient that is always 1, so that each step is the learning rate itself. */
  @Test
  void S9_schedulesActAtTheStepsThatTheySay() {
    Schedule decay = Schedules.step(0.1, Span.steps(3), 0.1);
    assertRates(decay, 0.1, 0.1, 0.1, 0.01, 0.01, 0.01, 0.001, 0.001);
    assertRates(Schedules.cosine(0.2), halfCosines(0.2, 8));
    assertRates(Schedules.constant(0.5).warmedUp(0.5), 0.1, 0.2, 0.3, 0.4, 0.5, 0.5, 0.5, 0.5);
  }

  private static double[] halfCosines(double rate, int steps) {
    double[] rates = new double[steps];
    for (int t = 0; t < steps; t++) {
      rates[t] = rate * 0.5 * (1 + Math.cos(Math.PI * t / steps));
    }
    return rates;
  }

  private static void assertRates(Schedule schedule, double... rates) {
    ExampleFunction slope =
        (theta, i, gradient) -> {
          gradient[0] += 1;
          return theta[0];
        };
    List<float[]> steps =
        trajectory(Sgd.minimise(1, 1, slope).learningRate(schedule).steps(rates.length));
    double theta = 0;
    for (int t = 0; t < rates.length; t++) {
      theta -= rates[t];
      assertThat((double) steps.get(t)[0]).as(schedule + " at " + t).isCloseTo(theta, within(1e-6));
    }
  }

  /** f = 0.1x₁² + 2x₂² from (−5, −2), 20 steps: section 12.6 of "Dive into Deep Learning". */
  @Test
  void S11_momentumFollowsThePublishedTraces() {
    assertThat(bowl(Sgd.minimise(bowl()).momentum(0.5).learningRate(0.6)))
        .containsExactly(new float[] {0.007188f, 0.002553f}, within(2e-6f));
    assertThat(bowl(Sgd.minimise(bowl()).momentum(0.25).learningRate(0.6)))
        .containsExactly(new float[] {-0.126340f, -0.186632f}, within(2e-6f));
    assertThat(bowl(Sgd.minimise(bowl()).momentum(0).learningRate(0.4)))
        .containsExactly(new float[] {-0.943467f, -0.000073f}, within(2e-6f));
  }

  private static Objective bowl() {
    ExampleFunction function =
        (theta, i, gradient) -> {
          gradient[0] += 0.2f * theta[0];
          gradient[1] += 4 * theta[1];
          return 0.1 * theta[0] * theta[0] + 2 * theta[1] * theta[1];
        };
    return function.over(Layout.flat(2), 1);
  }

  private static float[] bowl(Sgd sgd) {
    return sgd.startFrom(new float[] {-5, -2}).steps(20).run().params();
  }
}
