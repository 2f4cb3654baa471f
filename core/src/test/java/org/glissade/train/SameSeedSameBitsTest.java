package org.glissade.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.glissade.data.DenseExamples;
import org.glissade.data.Examples;
import org.glissade.data.Order;
import org.glissade.data.Orders;
import org.glissade.model.Logistic;
import org.glissade.optim.Averaging;
import org.glissade.optim.Schedules;
import org.glissade.optim.Transforms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The seed decides every bit; and a step costs no memory. */
class SameSeedSameBitsTest {
  private static final DenseExamples WINE = Data.wine().standardised().examples();

  private static Stream<Arguments> recipes() {
    Examples sparse = RandomProblem.of("logistic", 200, 12, 1, 4).sparse();
    return Stream.of(
        Arguments.of("all by itself", WINE, (Supplier<Sgd>) () -> Sgd.classifier().l2(0.01)),
        Arguments.of(
            "validated",
            WINE,
            (Supplier<Sgd>) () -> Sgd.classifier().validation(0.3).earlyStopping(3).epochs(30)),
        Arguments.of(
            "momentum",
            WINE,
            (Supplier<Sgd>) () -> Sgd.classifier().momentum(0.9).learningRate(0.02).epochs(5)),
        Arguments.of(
            "sparse",
            sparse,
            (Supplier<Sgd>)
                () -> Sgd.classifier().l1(0.01).learningRate(0.1).batchSize(8).epochs(5)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("recipes")
  void theSameSeedGivesTheSameBitsAndAnotherOthers(
      String name, Examples examples, Supplier<Sgd> sgd) {
    Fit one = sgd.get().seed(11).fit(examples);
    Fit same = sgd.get().seed(11).fit(examples);
    assertThat(same.params()).isEqualTo(one.params());
    assertThat(same.outcome().history()).isEqualTo(one.outcome().history());
    assertThat(sgd.get().seed(12).fit(examples).params()).isNotEqualTo(one.params());
  }

  @Test
  void aBuilderUsedAgainGivesTheSameBits() {
    Sgd sgd = Sgd.classifier().momentum(0.9).averaging(Averaging.polyak()).epochs(5);
    assertThat(sgd.fit(WINE).params()).isEqualTo(sgd.fit(WINE).params());
  }

  /** Listening to a run must not change it. */
  @Test
  void aListenerOfEveryStepChangesNothing() {
    Sgd sgd = Sgd.classifier().momentum(0.9).learningRate(0.02).epochs(5);
    float[] alone = sgd.fit(WINE).params();
    List<TrainingEvent> events = new ArrayList<>();
    float[] watched = sgd.listener(TrainingListener.ofEveryStep(events::add)).fit(WINE).params();
    assertThat(watched).isEqualTo(alone);
    assertThat(events.getFirst()).isInstanceOf(TrainingEvent.Started.class);
    assertThat(events.getLast()).isInstanceOf(TrainingEvent.Stopped.class);
    assertThat(events).hasSize(2 + 5 * (3 + 1));
  }

  private static Recipe recipe(String transform, Order order, Averaging averaging) {
    return new Recipe(
        16,
        order,
        Transforms.parse(transform),
        new Penalty(1e-3, 1e-2),
        averaging,
        Stopping.afterEpochs(1),
        0);
  }

  private static Stream<Arguments> engines() {
    RandomProblem problem = RandomProblem.of("logistic", 300, 40, 1, 5).weighted();
    return Stream.of("learning-rate(0.1)", "sgd(0.1, momentum=0.9, weight-decay=0.1, clip-norm=1)")
        .flatMap(
            transform ->
                Stream.of(problem.sparse(), problem.dense())
                    .map(examples -> Arguments.of(transform, examples)));
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aStepAllocatesNothing(String transform, Examples examples) {
    RandomProblem problem = RandomProblem.of("logistic", 1, 40, 1, 5);
    EmpiricalRisk risk = new EmpiricalRisk(problem.model(), new Logistic(), examples);
    Recipe recipe = recipe(transform, Orders.shuffle(), Averaging.none());
    TrainingState state = Trainer.initialState(risk, 0);
    Engine lazy = SparseLinearEngine.of(risk, recipe, state);
    Engine engine = lazy != null ? lazy : new ChainEngine(risk, recipe, state);
    int[] rows = Evaluation.all(300);
    steps(engine, rows, 20);
    long before = Allocation.bytes();
    steps(engine, rows, 500);
    assertThat(Allocation.bytes() - before).isLessThan(9000L);
  }

  private static void steps(Engine engine, int[] rows, int epochs) {
    for (int epoch = 0; epoch < epochs; epoch++) {
      for (int from = 0; from < rows.length; from += 16) {
        engine.step(rows, from, Math.min(rows.length, from + 16), epoch);
      }
    }
  }

  /** Whole runs of 1 and of 2001 epochs differ by what is kept of an epoch, not of a step. */
  @Test
  void aRunAllocatesByTheEpochNotByTheStep() {
    Sgd sgd =
        Sgd.classifier()
            .learningRate(Schedules.constant(0.05))
            .momentum(0.5)
            .averaging(Averaging.polyak())
            .batchSize(1);
    sgd.epochs(20).fit(WINE);
    long before = Allocation.bytes();
    sgd.epochs(1).fit(WINE);
    long one = Allocation.bytes() - before;
    before = Allocation.bytes();
    sgd.epochs(201).fit(WINE);
    long many = Allocation.bytes() - before;
    // 178 steps an epoch: less than four bytes a step.
    assertThat(many - one).isLessThan(200 * 700);
  }
}
