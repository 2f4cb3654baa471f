package org.glissade.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.glissade.data.Examples;
import org.glissade.data.Orders;
import org.glissade.model.LinearModel;
import org.glissade.model.Losses;
import org.glissade.optim.Averaging;
import org.glissade.optim.GradientTransform;
import org.glissade.optim.Horizon;
import org.glissade.optim.RateAdvice;
import org.glissade.optim.Transforms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every optimiser by name on every objective of a small zoo, whose optima Newton's method knows.
 */
class OptimiserZooTest {
  private static final int ROWS = 240;
  private static final int COLUMNS = 6;

  /**
   * An optimiser as it is named.
   *
   * @param rate at which it is run by hand; 0 if it has its own
   */
  private record Named(String text, double rate) {
    GradientTransform transform() {
      return Transforms.parse(text);
    }

    /** Ready to run but for what it is run on. */
    Sgd in(Sgd sgd) {
      GradientTransform links = transform();
      return links.hasOwnRate() ? sgd.transform(links) : sgd.link(links);
    }

    /** The same at its rate, which decays if that suits it. */
    Sgd atItsRate(Sgd sgd) {
      RateAdvice advice = transform().rateAdvice();
      return rate == 0 ? in(sgd) : in(sgd).learningRate(advice.schedule(rate));
    }

    Sgd atAConstantRate(Sgd sgd) {
      return rate == 0 ? in(sgd) : in(sgd).learningRate(rate);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private static final List<Named> NAMED =
      List.of(
          new Named("momentum(0)", 0.5),
          new Named("momentum(0.9)", 0.1),
          new Named("nesterov(0.9)", 0.1),
          new Named("clip-norm(1)", 0.5),
          new Named("clip-value(1)", 0.5),
          new Named("adagrad", 1),
          new Named("ftrl(alpha=1)", 0),
          new Named("rmsprop", 0.05),
          new Named("rmsprop(0.99, centered=true)", 0.05),
          new Named("adadelta", 10),
          new Named("adam", 0.1),
          new Named("adam(amsgrad=true)", 0.1),
          new Named("adamw(weight-decay=0)", 0.1),
          new Named("nadam", 0.1),
          new Named("lion", 0.02),
          new Named("dowg", 1),
          new Named("prodigy", 1),
          new Named("schedule-free", 1),
          new Named("schedule-free-adamw(weight-decay=0)", 0.1),
          new Named("lookahead", 0.5),
          new Named("chain(adam, lookahead)", 0.1),
          new Named("accumulate(3)", 0.5),
          new Named("chain(accumulate(2), nadam)", 0.1),
          new Named("centralise", 0.5),
          new Named("saga", 0),
          new Named("svrg", 0));

  /**
   * An objective with a known optimum.
   *
   * @param lambda of L2
   */
  private record Animal(
      String name,
      RandomProblem problem,
      NewtonOptimum.Curve curve,
      double lambda,
      boolean sparse) {
    Examples examples() {
      return sparse ? problem.sparse() : problem.dense();
    }

    Sgd sgd() {
      return Sgd.regressor()
          .model(new LinearModel(COLUMNS, 1, true))
          .loss(Losses.parse(problem.loss()))
          .l2(lambda);
    }

    EmpiricalRisk risk() {
      return new EmpiricalRisk(problem.model(), Losses.parse(problem.loss()), problem.dense());
    }

    /** Which share of what can be gained is left. */
    double gap(Fit fit) {
      double lowest = NewtonOptimum.value(problem, curve, lambda);
      double first = Evaluation.value(risk(), new Penalty(0, lambda), new float[COLUMNS + 1]);
      return (fit.objective() - lowest) / (first - lowest);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final List<Animal> ZOO =
      List.of(
          new Animal("quadratic", linear(1), NewtonOptimum.SQUARED, 0, false),
          new Animal("ill-conditioned", linear(8), NewtonOptimum.SQUARED, 0, false),
          new Animal("logistic", signs(), NewtonOptimum.LOGISTIC, 1e-2, false),
          new Animal("sparse logistic", signs(), NewtonOptimum.LOGISTIC, 1e-2, true));

  /** A line with noise; the scales of the features fall from 1 to 1/spread. */
  private static RandomProblem linear(double spread) {
    RandomProblem noise = RandomProblem.of("squared", ROWS, COLUMNS, 1, 7);
    float[] x = noise.x().clone();
    float[] y = noise.y().clone();
    for (int i = 0; i < ROWS; i++) {
      for (int j = 0; j < COLUMNS; j++) {
        x[i * COLUMNS + j] *= (float) Math.pow(spread, -(double) j / (COLUMNS - 1));
        y[i] += (j % 2 == 0 ? 2 : -1) * x[i * COLUMNS + j];
      }
    }
    return new RandomProblem("squared", COLUMNS, 1, x, y, null, noise.start());
  }

  /** The signs of such a line, half as noisy. */
  private static RandomProblem signs() {
    RandomProblem line = linear(1);
    float[] y = new float[ROWS];
    Arrays.setAll(new int[ROWS], i -> (int) (y[i] = line.y()[i] > 0 ? 1 : -1));
    return new RandomProblem("logistic", COLUMNS, 1, line.x(), y, null, line.start());
  }

  static Stream<Named> named() {
    return NAMED.stream();
  }

  static Stream<Arguments> pairs() {
    return NAMED.stream().flatMap(name -> ZOO.stream().map(animal -> Arguments.of(name, animal)));
  }

  /**
   * What is no optimiser by itself, or none of another kind, is left out; so is what takes
   * examples.
   */
  @Test
  void eachNameIsInTheZoo() {
    String all = NAMED.toString();
    assertThat(Transforms.names())
        .filteredOn(
            name -> !List.of("weight-decay", "learning-rate", "chain", "sgd", "vw").contains(name))
        .allMatch(all::contains);
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("pairs")
  void minibatchesReachTheKnownOptimum(Named name, Animal animal) {
    Fit fit = name.atItsRate(animal.sgd().batchSize(16).epochs(300)).fit(animal.examples());
    assertThat(animal.gap(fit)).isBetween(-1e-6, 2e-4);
  }

  /** With nothing set but the name. */
  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("pairs")
  void theAutomaticRateComesCloseToTheOptimum(Named name, Animal animal) {
    Fit fit = name.in(animal.sgd()).fit(animal.examples());
    assertThat(animal.gap(fit)).isBetween(-1e-6, 2e-3);
  }

  @ParameterizedTest
  @MethodSource("named")
  void sparseRowsGiveWhatDenseOnesGive(Named name) {
    RandomProblem problem = signs();
    Sgd sgd = name.atAConstantRate(ZOO.get(2).sgd().batchSize(8).epochs(2).l2(0));
    float[] dense = sgd.fit(problem.dense()).params();
    assertThat(sgd.fit(problem.sparse()).params()).containsExactly(dense, within(2e-3f));
  }

  @ParameterizedTest
  @MethodSource("named")
  void theSecondStepAllocatesNothing(Named name) {
    RandomProblem problem = signs();
    GradientTransform links = name.transform();
    Recipe recipe =
        new Recipe(
            16,
            Orders.sequential(),
            links.hasOwnRate() ? links : chained(name),
            new Penalty(0, 1e-3),
            Averaging.none(),
            Stopping.afterEpochs(1),
            0);
    EmpiricalRisk risk =
        new EmpiricalRisk(problem.model(), Losses.parse("logistic"), problem.dense());
    Engine engine = Engines.single(risk, recipe, Trainer.initialState(risk, 0));
    assertThat(engine).isInstanceOf(links.needsExamples() ? ExactEngine.class : ChainEngine.class);
    int[] order = Evaluation.all(ROWS);
    engine.step(order, 0, 16, 0);
    Allocation.bytes();
    long before = Allocation.bytes();
    engine.step(order, 16, 32, 1);
    assertThat(Allocation.bytes() - before).isZero();
  }

  private static GradientTransform chained(Named name) {
    UpdateChain chain = new UpdateChain();
    chain.first.add(name.transform());
    return chain.with(name.transform().rateAdvice().schedule(name.rate()).over(HORIZON));
  }

  private static final Horizon HORIZON = new Horizon(100, 10);

  /** In the middle of an epoch, and of what an optimiser gathers. */
  @ParameterizedTest
  @MethodSource("named")
  void aRunBrokenOffAndReadBackContinuesToTheSameBits(Named name) throws IOException {
    Animal logistic = ZOO.get(2);
    Sgd sgd = name.atAConstantRate(logistic.sgd().batchSize(16));
    Outcome whole = sgd.steps(53).fit(logistic.examples()).outcome();
    Outcome part = sgd.steps(22).fit(logistic.examples()).outcome();
    assertThat(part.state().position()).isPositive();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    part.state().writeTo(out);
    TrainingState read = TrainingState.readFrom(new ByteArrayInputStream(out.toByteArray()));
    Outcome rest = sgd.steps(53).resumeFrom(read).fit(logistic.examples()).outcome();
    assertThat(rest.params()).isEqualTo(whole.params());
    assertThat(rest.state().params()).isEqualTo(whole.state().params());
    assertThat(part.params()).isNotEqualTo(whole.params());
  }

  /** Batches of one row, and rows of weight 0, which are batches of none. */
  @ParameterizedTest
  @MethodSource("named")
  void batchesOfOneRowAndOfNoneAreSane(Named name) {
    RandomProblem problem = signs();
    float[] weights = new float[ROWS];
    int[] kept = new int[ROWS / 2];
    for (int i = 0; i < ROWS; i += 2) {
      weights[i] = 1;
      kept[i / 2] = i;
    }
    RandomProblem withGaps =
        new RandomProblem(
            "logistic", COLUMNS, 1, problem.x(), problem.y(), weights, problem.start());
    Sgd sgd = ZOO.get(2).sgd().batchSize(1).epochs(3).order(Orders.sequential());
    Sgd run = (name.rate() == 0 ? name.in(sgd) : name.in(sgd).learningRate(name.rate() / 10));
    Fit gaps = run.fit(withGaps.dense());
    Fit none = run.fit(problem.dense().select(kept));
    assertThat(gaps.params()).isEqualTo(none.params());
    assertThat(none.objective()).isLessThan(Math.log(2));
  }

  /** What is validated, kept as the best and given is the mean, not where gradients are taken. */
  @ParameterizedTest
  @MethodSource("withAPointOfTheirOwn")
  void validationAndTheModelAreAtTheEvaluationPoint(Named name) {
    Animal logistic = ZOO.get(2);
    Sgd sgd = name.atAConstantRate(logistic.sgd().batchSize(16).validation(logistic.examples()));
    Fit fit = sgd.steps(17).fit(logistic.examples());
    Outcome outcome = fit.outcome();
    float[] point = new float[COLUMNS + 1];
    outcome
        .recipe()
        .transform()
        .evaluationPoint(outcome.state().scope("transform"), outcome.state().params(), point);
    assertThat(fit.params()).isEqualTo(point).isNotEqualTo(outcome.state().params());

    Outcome early = sgd.steps(150).earlyStopping(2).fit(logistic.examples()).outcome();
    double best =
        early.history().stream()
            .mapToDouble(TrainingEvent.EpochEnded::validationLoss)
            .min()
            .orElseThrow();
    assertThat(Evaluation.meanLoss(logistic.risk(), early.params())).isCloseTo(best, within(1e-6));
  }

  static Stream<Named> withAPointOfTheirOwn() {
    return named().filter(name -> name.transform().hasEvaluationPoint());
  }

  @Test
  void aMeanOfAMeanIsRefused() {
    Sgd sgd = Sgd.classifier().link(Transforms.parse("schedule-free")).learningRate(1);
    assertThatThrownBy(() -> sgd.averaging(Averaging.polyak()).fit(signs().dense()))
        .hasMessageContaining("averaging polyak does not go together with schedule-free(0.9)");
  }

  @ParameterizedTest
  @MethodSource("named")
  void l1IsExactOrRefused(Named name) {
    Sgd sgd = name.atAConstantRate(ZOO.get(2).sgd().l1(0.01).steps(3));
    double gain = name.transform().gain();
    if (Double.isNaN(gain)) {
      assertThatThrownBy(() -> sgd.fit(signs().dense()))
          .hasMessageContaining("L1 does not go together with");
    } else {
      sgd.fit(signs().dense());
    }
  }

  @ParameterizedTest
  @MethodSource("named")
  void replicasAreAveragedOrRefused(Named name) {
    Sgd sgd = name.atAConstantRate(ZOO.get(2).sgd()).parallel(Parallel.average(4)).epochs(30);
    if (name.transform().canBeAveraged()) {
      assertThat(ZOO.get(2).gap(sgd.fit(signs().dense()))).isLessThan(0.1);
    } else {
      assertThatThrownBy(() -> sgd.fit(signs().dense()))
          .hasMessageContaining("cannot be averaged as");
    }
  }
}
