package org.glissade.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.glissade.data.DenseExamples;
import org.glissade.data.Orders;
import org.glissade.data.SparseExamples;
import org.glissade.model.Losses;
import org.glissade.optim.Averaging;
import org.glissade.optim.Schedules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Trajectories equal those of {@link PlainSgd}, a straightforward recomputation in double.
 *
 * <p>Rounding budget: a step rounds a parameter a few times, by 2⁻²⁴ of values of size 1 each, and
 * the steps here contract or at most keep differences; {@value #BUDGET} is forty steps of four such
 * roundings, doubled.
 */
class TrajectoryTest {
  private static final float BUDGET = 2e-5f;
  private static final int ROWS = 23;
  private static final int COLUMNS = 6;
  private static final long STEPS = 40;
  private static final double RATE = 0.02;

  /** Each engine, and each of its kernels. */
  private enum Way {
    CHAIN,
    DENSE_PLAIN,
    DENSE_VECTOR,
    SPARSE;

    Fit fit(Sgd sgd, RandomProblem problem) {
      return switch (this) {
        case CHAIN -> sgd.kernels(() -> null).fit(problem.dense());
        case DENSE_PLAIN -> sgd.kernels(() -> Machine.always(false)).fit(problem.dense());
        case DENSE_VECTOR -> sgd.kernels(() -> Machine.always(true)).fit(problem.dense());
        case SPARSE -> sgd.fit(problem.sparse());
      };
    }
  }

  private static Stream<Arguments> lossesByWayAndBatch() {
    List<Arguments> cases = new ArrayList<>();
    for (String loss : Losses.names()) {
      for (Way way : Way.values()) {
        for (int batch : new int[] {1, 7, ROWS}) {
          cases.add(Arguments.of(loss, way, batch));
        }
      }
    }
    return cases.stream();
  }

  private static void assertFollows(RandomProblem problem, Way way, int batch, Sgd sgd) {
    List<float[]> steps = new ArrayList<>();
    TrainingListener listener =
        TrainingListener.ofEveryStep(
            event -> {
              if (event instanceof TrainingEvent.StepTaken taken) {
                steps.add(taken.params().clone());
              }
            });
    Fit fit =
        way.fit(
            sgd.loss(Losses.parse(problem.loss()))
                .model(problem.model())
                .batchSize(batch)
                .startFrom(problem.start())
                .steps(STEPS)
                .seed(5)
                .listener(listener),
            problem);
    assertThat(steps).hasSize((int) STEPS);
    PlainSgd plain = new PlainSgd(problem, RATE, fit.outcome().recipe());
    for (int t = 0; t < STEPS; t++) {
      plain.step();
      for (int j = 0; j < plain.theta().length; j++) {
        assertThat((double) steps.get(t)[j])
            .as("%s, step %d, parameter %d", problem.loss(), t, j)
            .isCloseTo(plain.theta()[j], within(BUDGET * Math.max(1, Math.abs(plain.theta()[j]))));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("lossesByWayAndBatch")
  void plainStepsWithBothPenaltiesEqualTheRecomputation(String loss, Way way, int batch) {
    RandomProblem problem = RandomProblem.of(loss, ROWS, COLUMNS, 3, 11);
    assertFollows(problem, way, batch, Sgd.regressor().learningRate(RATE).l1(0.03).l2(0.2));
  }

  @ParameterizedTest
  @MethodSource("lossesByWayAndBatch")
  void momentumWithWeightedRowsEqualsTheRecomputation(String loss, Way way, int batch) {
    RandomProblem problem = RandomProblem.of(loss, ROWS, COLUMNS, 1, 12).weighted();
    assertFollows(
        problem, way, batch, Sgd.regressor().learningRate(RATE).momentum(0.8).l1(0.01).l2(0.1));
  }

  @ParameterizedTest
  @MethodSource("lossesByWayAndBatch")
  void aDecayingRateWithWeightedRowsEqualsTheRecomputation(String loss, Way way, int batch) {
    RandomProblem problem = RandomProblem.of(loss, ROWS, COLUMNS, 2, 13).weighted();
    assertFollows(
        problem, way, batch, Sgd.regressor().learningRate(Schedules.linear(RATE)).l2(0.1));
  }

  @Test
  void aRowOfWeightTwoIsTheRowTwice() {
    RandomProblem problem = RandomProblem.of("logistic", 6, COLUMNS, 1, 14);
    DenseExamples once = problem.dense();
    DenseExamples heavy = once.with(once.targets(), 1, new float[] {2, 1, 1, 2, 1, 1});
    DenseExamples twice = once.select(new int[] {0, 0, 1, 2, 3, 3, 4, 5});
    Sgd sgd =
        Sgd.classifier().order(Orders.sequential()).learningRate(0.3).momentum(0.5).epochs(20);
    assertThat(sgd.batchSize(3).fit(heavy).params())
        .containsExactly(sgd.batchSize(4).fit(twice).params(), within(1e-6f));
  }

  /** A large batch is summed in pieces; the mean must not know of them. */
  @Test
  void meanGradientDoesNotDependOnHowRowsAreGrouped() {
    RandomProblem problem = RandomProblem.of("squared", 5000, COLUMNS, 1, 15).weighted();
    EmpiricalRisk risk =
        new EmpiricalRisk(problem.model(), Losses.parse("squared"), problem.dense());
    float[] theta = problem.start();
    double[] whole = new double[theta.length];
    double loss =
        Evaluation.gradient(
            risk, theta, Evaluation.all(5000), 0, 5000, new float[theta.length], whole);
    double[] single = new double[theta.length];
    double sum = 0;
    for (int i = 0; i < 5000; i++) {
      float[] gradient = new float[theta.length];
      sum += risk.addGradient(theta, new int[] {i}, 0, 1, gradient);
      for (int j = 0; j < gradient.length; j++) {
        single[j] += gradient[j];
      }
    }
    assertThat(loss).isCloseTo(sum, within(1e-9 * sum));
    assertThat(whole).containsExactly(single, within(1e-2));
    float[] scaled = Objects.requireNonNull(problem.weights()).clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= 8;
    }
    Sgd sgd = Sgd.regressor().batchSize(4000).learningRate(0.1).epochs(3);
    assertThat(sgd.fit(problem.dense().with(problem.dense().targets(), 1, scaled)).params())
        .isEqualTo(sgd.fit(problem.dense()).params());
  }

  /** Rows of weight 0 in batches of their own: as if those batches were not there, to the bit. */
  @Test
  void aBatchWithoutWeightTakesNoStepAndMovesNothing() {
    RandomProblem problem = RandomProblem.of("logistic", 12, COLUMNS, 1, 16);
    SparseExamples all = problem.sparse();
    float[] weights = {0, 0, 0, 1, 2, 1, 0, 0, 0, 1, 1, 3};
    SparseExamples some = all.with(all.targets(), 1, weights);
    SparseExamples rest = some.select(new int[] {3, 4, 5, 9, 10, 11});
    List<Sgd> recipes =
        List.of(
            Sgd.classifier().learningRate(Schedules.bottou(0.3, 0.5)).momentum(0.9),
            Sgd.classifier().learningRate(0.3).l1(0.01).l2(0.1),
            Sgd.classifier().learningRate(0.3).averaging(Averaging.polyak()),
            Sgd.classifier().learningRate(0.3).averaging(Averaging.ema(0.9)));
    for (Sgd sgd : recipes) {
      sgd.order(Orders.sequential()).batchSize(3).epochs(5);
      Outcome with = sgd.fit(some).outcome();
      Outcome without = sgd.fit(rest).outcome();
      assertThat(with.params()).isEqualTo(without.params());
      assertThat(with.state().step()).isEqualTo(without.state().step()).isEqualTo(10);
    }
  }
}
