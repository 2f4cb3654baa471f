package org.glissade.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.glissade.data.Examples;
import org.glissade.data.Orders;
import org.glissade.data.SparseExamples;
import org.glissade.math.RandomStream;
import org.glissade.model.LinearModel;
import org.glissade.model.Logistic;
import org.glissade.model.Losses;
import org.glissade.optim.Averaging;
import org.glissade.optim.GradientTransform;
import org.glissade.optim.Schedule;
import org.glissade.optim.Schedules;
import org.glissade.optim.Transforms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The sparse engine is the chain, made faster. */
class SparseLinearEngineTest {
  private static String engine(Sgd sgd, Examples examples) {
    List<String> names = new ArrayList<>();
    sgd.epochs(1)
        .listener(
            event -> {
              if (names.isEmpty()) {
                names.add(
                    event instanceof TrainingEvent.Started started ? started.engine() : "none");
              }
            })
        .fit(examples);
    return names.getFirst();
  }

  private static Sgd sgd() {
    return Sgd.classifier().learningRate(0.1);
  }

  @Test
  void theFirstEventNamesTheEngine() {
    RandomProblem problem = RandomProblem.of("logistic", 10, 4, 1, 1);
    SparseExamples sparse = problem.sparse();
    assertThat(engine(sgd(), sparse)).isEqualTo("sparse-linear");
    assertThat(engine(sgd().l1(0.1).l2(0.1), sparse)).isEqualTo("sparse-linear");
    assertThat(engine(Sgd.classifier().learningRate(Schedules.cosine(0.1)), sparse))
        .isEqualTo("sparse-linear");
    assertThat(engine(sgd(), problem.dense())).isEqualTo("dense-linear");
    assertThat(engine(sgd().momentum(0.9), sparse)).isEqualTo("chain");
    assertThat(engine(sgd().nesterov(0.9), sparse)).isEqualTo("chain");
    assertThat(engine(sgd().clipNorm(1), sparse)).isEqualTo("chain");
    assertThat(engine(sgd().weightDecay(0.1), sparse)).isEqualTo("chain");
    assertThat(engine(sgd().averaging(Averaging.polyak()), sparse)).isEqualTo("chain");
    assertThat(engine(sgd().link(Transforms.adaGrad()), sparse)).isEqualTo("sparse-linear");
    assertThat(engine(sgd().link(Transforms.adaGrad()), problem.dense())).isEqualTo("dense-linear");
    assertThat(engine(sgd().link(Transforms.adaGrad()).l2(0.1), sparse)).isEqualTo("chain");
    assertThat(engine(sgd().link(Transforms.adaGrad()).clipNorm(1), sparse)).isEqualTo("chain");
    GradientTransform ftrl = Transforms.ftrl(0.1, 1, 0, 0);
    assertThat(engine(Sgd.classifier().transform(ftrl), sparse)).isEqualTo("sparse-linear");
    assertThat(engine(Sgd.classifier().transform(ftrl).l2(0.1), sparse)).isEqualTo("chain");
    assertThat(engine(Sgd.classifier().transform(Transforms.chain(ftrl)), sparse))
        .isEqualTo("sparse-linear");
  }

  /** Its proximal step would be of another strength for each weight. */
  @Test
  void l1WithoutAnExactProximalStepIsRefused() {
    SparseExamples sparse = RandomProblem.of("logistic", 10, 4, 1, 1).sparse();
    for (Sgd sgd :
        List.of(
            sgd().link(Transforms.adaGrad()),
            Sgd.classifier().transform(Transforms.ftrl(0.1, 1, 0, 0)))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> sgd.l1(0.1).fit(sparse))
          .withMessageContaining("L1 does not go together with")
          .withMessageContaining("ftrl(l1=");
    }
  }

  private static Stream<Arguments> problems() {
    List<Arguments> cases = new ArrayList<>();
    for (String loss : List.of("squared", "logistic", "squared-hinge", "softmax", "poisson")) {
      for (double l1 : new double[] {0, 0.02}) {
        for (double l2 : new double[] {0, 0.05}) {
          for (int batch : new int[] {1, 4, 30}) {
            cases.add(Arguments.of(loss, l1, l2, batch));
          }
        }
      }
    }
    return cases.stream();
  }

  /**
   * 300 epochs; the budget is that of the steps that are still remembered, some tens under a rate
   * of 0.05, each with a few roundings of 2⁻²⁴. Losses without kinks: at a kink one rounding
   * decides on the side, and the two runs part.
   */
  @ParameterizedTest
  @MethodSource("problems")
  void longRunsEqualTheChainAndHaveItsZeros(String loss, double l1, double l2, int batch) {
    for (int outputs : new int[] {1, 3}) {
      for (boolean bias : new boolean[] {true, false}) {
        RandomProblem problem = RandomProblem.of(loss, 30, 8, outputs, 20).weighted();
        Sgd sgd =
            Sgd.regressor()
                .model(new LinearModel(8, problem.outputs(), bias))
                .loss(Losses.parse(loss))
                .learningRate(Schedules.bottou(0.05, 0.02))
                .batchSize(batch)
                .l1(l1)
                .l2(l2)
                .epochs(300);
        assertSame(
            sgd.fit(problem.sparse()),
            sgd.kernels(() -> null).fit(problem.sparse().toDense()),
            5e-5f);
      }
    }
  }

  private static void assertSame(Fit lazy, Fit chain, float budget) {
    assertThat(lazy.outcome().engine()).isEqualTo("sparse-linear");
    assertThat(chain.outcome().engine()).isEqualTo("chain");
    assertThat(lazy.params()).containsExactly(chain.params(), within(budget));
    for (int j = 0; j < lazy.params().length; j++) {
      // A weight at the very edge of a threshold may be zero in one and a rounding in the other.
      boolean zero = lazy.params()[j] == 0;
      if (zero != (chain.params()[j] == 0)) {
        assertThat(Math.abs(lazy.params()[j] - chain.params()[j])).isLessThan(1e-6f);
      }
    }
  }

  /**
   * ηλ₂ = 0.25 a step shrinks the scale below its bound every fifty steps, also within an epoch.
   */
  @Test
  void aScaleThatRunsOutOfRangeIsMultipliedOut() {
    RandomProblem problem = RandomProblem.of("squared", 400, 8, 1, 21);
    for (double rate : new double[] {0.25, 0.999}) {
      Sgd sgd = Sgd.regressor().batchSize(1).learningRate(rate).l2(1).l1(1e-3).epochs(5);
      assertSame(
          sgd.fit(problem.sparse()),
          sgd.kernels(() -> null).fit(problem.sparse().toDense()),
          2e-5f);
    }
  }

  /** A step of 1 at λ₂ = 1 sets all weights to zero, one of 1.5 turns their signs. */
  @Test
  void stepsThatOvershootThePenaltyEqualTheChain() {
    RandomProblem problem = RandomProblem.of("logistic", 60, 8, 1, 22);
    for (double rate : new double[] {1, 1.5}) {
      Sgd sgd = Sgd.classifier().batchSize(7).learningRate(rate).l2(1).epochs(3);
      assertSame(
          sgd.fit(problem.sparse()),
          sgd.kernels(() -> null).fit(problem.sparse().toDense()),
          2e-5f);
    }
  }

  /** Columns that come late have waited for their penalties: they get them all, and no more. */
  @Test
  void weightsThatAreNotTouchedShrinkAllTheSame() {
    int columns = 50;
    long[] starts = {0, 1, 2};
    SparseExamples examples =
        SparseExamples.of(
            starts, new int[] {0, 49}, new float[] {1, 1}, columns, new float[] {1, -1}, 1, null);
    float[] start = new float[columns + 1];
    Arrays.fill(start, 0.5f);
    Schedule rate = Schedules.constant(0.1);
    Fit fit =
        Sgd.classifier()
            .order(Orders.sequential())
            .batchSize(1)
            .learningRate(rate)
            .l1(0.01)
            .l2(0.1)
            .startFrom(start)
            .epochs(10)
            .fit(examples);
    double untouched = 0.5;
    for (int t = 0; t < 20; t++) {
      untouched = Math.max(0, untouched * (1 - 0.1 * 0.1) - 0.1 * 0.01);
    }
    assertThat((double) fit.params()[25]).isCloseTo(untouched, within(1e-6));
    assertThat(fit.outcome().engine()).isEqualTo("sparse-linear");
  }

  /**
   * Between two settlements a step writes only the weights of its own rows, although both penalties
   * move all of them; and it allocates nothing. Steps are O(nonzeros).
   */
  @Test
  void aStepOnAMillionFeaturesWritesOnlyItsNonzerosAndAllocatesNothing() {
    int columns = 1_000_000;
    int rows = 200;
    int perRow = 10;
    RandomStream random = RandomStream.of(23, "columns");
    long[] starts = new long[rows + 1];
    int[] indices = new int[rows * perRow];
    float[] values = new float[rows * perRow];
    float[] targets = new float[rows];
    for (int i = 0; i < rows; i++) {
      // One column from each tenth of them, so that they ascend.
      for (int k = 0; k < perRow; k++) {
        indices[i * perRow + k] = k * (columns / perRow) + random.nextInt(columns / perRow);
      }
      starts[i + 1] = (i + 1L) * perRow;
      targets[i] = i % 2 == 0 ? 1 : -1;
    }
    Arrays.fill(values, 1);
    SparseExamples examples = SparseExamples.of(starts, indices, values, columns, targets, 1, null);
    EmpiricalRisk risk =
        new EmpiricalRisk(new LinearModel(columns, 1, true), new Logistic(), examples);
    float[] start = new float[columns + 1];
    Arrays.fill(start, 0.125f);
    TrainingState state = new TrainingState(start);
    Recipe recipe =
        new Recipe(
            4,
            Orders.sequential(),
            Transforms.learningRate(Schedules.constant(0.1)),
            new Penalty(1e-4, 1e-3),
            Averaging.none(),
            Stopping.afterEpochs(1),
            0);
    Engine engine = Objects.requireNonNull(SparseLinearEngine.of(risk, recipe, state));
    int[] order = Evaluation.all(rows);
    for (int from = 0; from < 100; from += 4) {
      engine.step(order, from, from + 4, from / 4);
    }
    int written = 0;
    for (int j = 0; j < columns; j++) {
      written += state.params()[j] != 0.125f ? 1 : 0;
    }
    assertThat(written).isBetween(900, 100 * perRow);
    long before = Allocation.bytes();
    for (int from = 100; from < 200; from += 4) {
      engine.step(order, from, from + 4, from / 4);
    }
    assertThat(Allocation.bytes() - before).isLessThan(1000);
    engine.settle();
    double untouched = 0.125;
    for (int t = 0; t < 50; t++) {
      untouched = untouched * (1 - 1e-4) - 1e-5;
    }
    assertThat((double) state.params()[1]).isCloseTo(untouched, within(1e-6));
  }
}
