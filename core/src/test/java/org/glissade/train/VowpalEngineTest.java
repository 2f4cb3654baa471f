package org.glissade.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.glissade.data.DenseExamples;
import org.glissade.data.Examples;
import org.glissade.data.Orders;
import org.glissade.math.Floats;
import org.glissade.model.LinearModel;
import org.glissade.model.Losses;
import org.glissade.model.Squared;
import org.glissade.optim.Averaging;
import org.glissade.optim.Transforms;
import org.glissade.optim.VowpalWabbit;
import org.glissade.spec.SpecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class VowpalEngineTest {
  private static final int ROWS = 80;
  private static final int COLUMNS = 6;

  private static final Map<String, PlainVowpal.Slope> SLOPES =
      Map.of(
          "squared", (s, y) -> 2 * (s - y),
          "absolute", (s, y) -> Math.signum(s - y),
          "quantile(0.2)", (s, y) -> s > y ? 0.8 : s < y ? -0.2 : 0,
          "logistic", (s, y) -> -y / (1 + Math.exp(y * s)),
          "hinge", (s, y) -> y * s >= 1 ? 0 : -y,
          "poisson", (s, y) -> Math.exp(s) - y);

  private static final List<String> RULES =
      List.of(
          "vw",
          "vw(0.3, power-t=0.4, initial-t=1)",
          "vw(invariant=false)",
          "vw(0.4, normalised=false)",
          "vw(0.2, adaptive=false)",
          "vw(0.2, adaptive=false, normalised=false)",
          "vw(0.05, power-t=0, adaptive=false, normalised=false, invariant=false)");

  static Stream<Arguments> rulesAndLosses() {
    return RULES.stream()
        .flatMap(rule -> SLOPES.keySet().stream().sorted().map(loss -> Arguments.of(rule, loss)));
  }

  private static VowpalWabbit rule(String text) {
    return (VowpalWabbit) Transforms.parse(text);
  }

  private static Recipe recipe(VowpalWabbit rule) {
    return new Recipe(
        1, Orders.sequential(), rule, Penalty.NONE, Averaging.none(), Stopping.afterEpochs(1), 0);
  }

  private static Engine engine(EmpiricalRisk risk, VowpalWabbit rule, TrainingState state) {
    return Engines.single(risk, recipe(rule), state);
  }

  /** Scores before each row is learnt from; the state is brought up to date. */
  private static double[] scores(String loss, VowpalWabbit rule, Examples rows, float[] start) {
    EmpiricalRisk risk =
        new EmpiricalRisk(new LinearModel(rows.columns(), 1, true), Losses.parse(loss), rows);
    TrainingState state = Trainer.initialState(risk, 0, start);
    Engine engine = engine(risk, rule, state);
    int[] order = Evaluation.all(rows.rows());
    double[] scores = new double[rows.rows()];
    for (int i = 0; i < scores.length; i++) {
      engine.step(order, i, i + 1, i);
      scores[i] = Objects.requireNonNull(engine.scores())[0];
    }
    engine.settle();
    System.arraycopy(state.params(), 0, start, 0, start.length);
    return scores;
  }

  @ParameterizedTest
  @MethodSource("rulesAndLosses")
  void stepsAreTheRecurrencesOfThePapersComputedInDouble(String text, String loss) {
    RandomProblem problem = RandomProblem.of(loss, ROWS, COLUMNS, 1, 5).weighted();
    float[] weights = Objects.requireNonNull(problem.weights());
    double[] start = new double[COLUMNS + 1];
    for (int j = 0; j < start.length; j++) {
      start[j] = problem.start()[j];
    }
    boolean bounded = loss.equals("logistic") || loss.equals("poisson");
    PlainVowpal plain =
        new PlainVowpal(rule(text), Objects.requireNonNull(SLOPES.get(loss)), bounded, start);
    double[] expected = new double[ROWS];
    for (int i = 0; i < ROWS; i++) {
      float[] row = new float[COLUMNS];
      System.arraycopy(problem.x(), i * COLUMNS, row, 0, COLUMNS);
      expected[i] = plain.learn(row, problem.y()[i], weights[i]);
    }
    for (Examples rows : List.of(problem.dense(), problem.sparse())) {
      float[] params = problem.start().clone();
      double[] scores = scores(loss, rule(text), rows, params);
      // a kink that is met by 20,000 small steps is met within one of them
      assertThat(scores).containsExactly(expected, within(2e-3));
      for (int j = 0; j < params.length; j++) {
        assertThat((double) params[j]).isCloseTo(plain.weights[j], within(2e-3));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"squared", "absolute", "quantile(0.2)", "logistic", "hinge", "poisson"})
  void closedFormsSolveTheEquationOfInfinitelySmallSteps(String loss) {
    PlainVowpal.Slope slope = Objects.requireNonNull(SLOPES.get(loss));
    double unit = loss.equals("squared") ? 2 : 1;
    ImportanceAwareStep step = Objects.requireNonNull(ImportanceAwareStep.of(Losses.parse(loss)));
    boolean signs = loss.equals("logistic") || loss.equals("hinge");
    for (double score : new double[] {-3, -0.4, 0, 0.7, 2.5}) {
      for (double target : signs ? new double[] {-1, 1} : new double[] {0, 1, 4}) {
        for (double length : new double[] {1e-5, 0.1, 1, 3}) {
          for (double perUpdate : new double[] {0.05, 1, 2}) {
            double path = PlainVowpal.path(slope, score, target, length, perUpdate);
            double update = step.update(score, target, unit * length, perUpdate);
            assertThat(update * perUpdate)
                .as("%s to %s by %s, %s", score, target, length, perUpdate)
                .isCloseTo(path, within(1e-3 * length + 1e-9));
          }
        }
      }
    }
  }

  /**
   * The sum δ + e^{ys}(e^δ − 1) = aπ holds, where a W function of e^{aπ+ys+e^{ys}} has no digits.
   */
  @ParameterizedTest
  @CsvSource({"50, 10", "50, 1e6", "-50, 1e-3", "-50, 200", "-20, 3", "0, 1e5", "12, 1e-5"})
  void theLogisticStepIsExactFarFromZero(double margin, double way) {
    ImportanceAwareStep step =
        Objects.requireNonNull(ImportanceAwareStep.of(Losses.parse("logistic")));
    double delta = step.update(margin, 1, way, 1);
    assertThat(delta).isBetween(0.0, way);
    assertThat(delta + Math.exp(margin) * Math.expm1(delta)).isCloseTo(way, within(1e-9 * way));
    assertThat(step.update(-margin, -1, way, 1)).isEqualTo(-delta);
  }

  /** At a constant rate: otherwise the rate of the second time is another. */
  @ParameterizedTest
  @CsvSource({"squared", "absolute", "quantile(0.2)", "logistic", "hinge", "poisson"})
  void importanceWeightIsHowOftenAnExampleIsPresented(String loss) {
    RandomProblem problem = RandomProblem.of(loss, 1, COLUMNS, 1, 3);
    VowpalWabbit rule = rule("vw(0.02, power-t=0, adaptive=false, normalised=false)");
    int times = 64;
    float[] x = new float[times * COLUMNS];
    float[] y = new float[times];
    float[] small = new float[times];
    for (int i = 0; i < times; i++) {
      System.arraycopy(problem.x(), 0, x, i * COLUMNS, COLUMNS);
      y[i] = loss.equals("poisson") ? 3 : problem.y()[0];
      small[i] = 5f / times;
    }
    float[] often = new float[COLUMNS + 1];
    scores(loss, rule, DenseExamples.of(Floats.of(x), COLUMNS, y, 1, small), often);
    float[] once = new float[COLUMNS + 1];
    Floats row = Floats.of(java.util.Arrays.copyOf(x, COLUMNS));
    scores(
        loss, rule, DenseExamples.of(row, COLUMNS, new float[] {y[0]}, 1, new float[] {5}), once);
    assertThat(once).isNotEqualTo(new float[COLUMNS + 1]);
    assertThat(once).containsExactly(often, within(2e-6f));
  }

  /**
   * Powers of two, so that the same numbers are rounded in the same way. Where a score runs off to
   * the bound of 50 the square of a gradient is no normal float any more (e⁻⁵⁰ squared is 4e-44),
   * and how it is rounded depends on the unit.
   */
  @Property(tries = 60)
  void normalisedPredictionsDoNotDependOnTheUnitsOfFeatures(
      @ForAll long seed,
      @ForAll @IntRange(min = -20, max = 20) int power,
      @ForAll @IntRange(max = 1) int adaptive,
      @ForAll @IntRange(max = COLUMNS - 1) int column) {
    RandomProblem problem = RandomProblem.of("logistic", ROWS, COLUMNS, 1, seed);
    VowpalWabbit rule = rule("vw(adaptive=" + (adaptive == 1) + ")");
    double[] before = scores("logistic", rule, problem.dense(), new float[COLUMNS + 1]);
    Assume.that(DoubleStream.of(before).allMatch(score -> Math.abs(score) < 25));
    float[] x = problem.x().clone();
    for (int i = column; i < x.length; i += COLUMNS) {
      x[i] = Math.scalb(x[i], power);
    }
    DenseExamples other = DenseExamples.of(x, COLUMNS, problem.y());
    assertThat(scores("logistic", rule, other, new float[COLUMNS + 1])).isEqualTo(before);
  }

  /**
   * Vowpal Wabbit's tutorial: three houses, of which the second counts twice there. (The third has
   * an initial prediction of 0.5 there, which only adds to a score that is kept at 1 anyway.)
   */
  @ParameterizedTest
  @CsvSource({"1, 0.666667", "2, 0.750000"})
  void theHousesOfTheTutorialHaveThePublishedProgressiveLoss(float second, double published) {
    float[] houses = {
      .23f, .25f, .05f, 1, 0, 0, .18f, .15f, .35f, 0, 1, 0, .53f, .32f, .87f, 0, 0, 1
    };
    DenseExamples rows =
        DenseExamples.of(
            Floats.of(houses), 6, new float[] {0, 1, 0}, 1, new float[] {1, second, 1});
    OnePass pass =
        Objects.requireNonNull(
            Sgd.regressor()
                .model(new LinearModel(6, 1, true))
                .loss(new Squared())
                .order(Orders.sequential())
                .epochs(1)
                .transform(VowpalWabbit.usual())
                .onePass());
    pass.learn(rows);
    assertThat(2 * pass.progressiveLoss()).isCloseTo(published, within(5e-7));
  }

  @ParameterizedTest
  @CsvSource({"vw", "'vw(l1=1e-3, l2=1e-3)'", "'vw(0.1, adaptive=false)'"})
  void aRunBrokenOffAndReadBackContinuesToTheSameBits(String text) throws IOException {
    RandomProblem problem = RandomProblem.of("logistic", ROWS, COLUMNS, 1, 9).weighted();
    for (Examples rows : List.of(problem.dense(), problem.sparse())) {
      Sgd sgd =
          Sgd.regressor()
              .model(problem.model())
              .loss(Losses.parse("logistic"))
              .transform(rule(text))
              .epochs(3);
      Outcome whole = sgd.fit(rows).outcome();
      Outcome part = sgd.epochs(2).fit(rows).outcome();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      part.state().writeTo(out);
      TrainingState read = TrainingState.readFrom(new ByteArrayInputStream(out.toByteArray()));
      Outcome rest = sgd.epochs(3).resumeFrom(read).fit(rows).outcome();
      assertThat(rest.engine()).isEqualTo("vw");
      assertThat(rest.params()).isEqualTo(whole.params()).isNotEqualTo(part.params());
    }
  }

  @Test
  void aStepAllocatesNothing() {
    RandomProblem problem = RandomProblem.of("logistic", ROWS, COLUMNS, 1, 9);
    for (Examples rows : List.of(problem.dense(), problem.sparse())) {
      EmpiricalRisk risk = new EmpiricalRisk(problem.model(), Losses.parse("logistic"), rows);
      Engine engine = engine(risk, VowpalWabbit.usual(), Trainer.initialState(risk, 0));
      int[] order = Evaluation.all(ROWS);
      engine.step(order, 0, 1, 0);
      Allocation.bytes();
      long before = Allocation.bytes();
      engine.step(order, 1, 2, 1);
      assertThat(Allocation.bytes() - before).isZero();
    }
  }

  /** λ₁ makes weights exactly 0 that are not needed, λ₂ all of them smaller. */
  @Test
  void penaltiesOfItsOwnShrinkWeights() {
    RandomProblem problem = RandomProblem.of("squared", 400, COLUMNS, 1, 9);
    float[] free = new float[COLUMNS + 1];
    scores("squared", rule("vw"), problem.sparse(), free);
    float[] sparse = new float[COLUMNS + 1];
    scores("squared", rule("vw(l1=0.01)"), problem.sparse(), sparse);
    float[] small = new float[COLUMNS + 1];
    scores("squared", rule("vw(l2=0.1)"), problem.sparse(), small);
    assertThat(free).doesNotContain(0f);
    assertThat(sparse).contains(0f);
    assertThat(norm(small)).isLessThan(0.8 * norm(free));
  }

  private static double norm(float[] x) {
    double sum = 0;
    for (float v : x) {
      sum += (double) v * v;
    }
    return Math.sqrt(sum);
  }

  @Test
  void whatItCannotDoIsRefused() {
    RandomProblem problem = RandomProblem.of("squared", ROWS, COLUMNS, 1, 9);
    Sgd sgd = Sgd.regressor().transform(rule("vw")).epochs(1);
    assertThatThrownBy(() -> sgd.batchSize(64).fit(problem.dense()))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("the batch size is 1, not 64");
    Sgd single = Sgd.regressor().transform(rule("vw")).epochs(1);
    assertThatThrownBy(() -> single.loss(Losses.parse("huber(1)")).fit(problem.dense()))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("no importance-aware step for the loss huber(1)")
        .hasMessageContaining("vw(invariant=false)");
    assertThat(
            Sgd.regressor()
                .transform(rule("vw(invariant=false)"))
                .loss(Losses.parse("huber(1)"))
                .epochs(1)
                .fit(problem.dense())
                .outcome()
                .engine())
        .isEqualTo("vw");
    RandomProblem classes = RandomProblem.of("softmax", ROWS, COLUMNS, 3, 9);
    assertThatThrownBy(() -> Sgd.classifier().transform(rule("vw")).epochs(1).fit(classes.dense()))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("a linear model with one output");
    assertThatThrownBy(
            () -> Sgd.regressor().transform(rule("vw")).l2(0.1).epochs(1).fit(problem.dense()))
        .hasMessageContaining("it has an L2 of its own");
    assertThatThrownBy(() -> Transforms.parse("chain(vw, momentum(0.9))"))
        .hasMessageContaining("cannot stand in a chain");
    assertThatThrownBy(
            () ->
                Sgd.regressor()
                    .transform(rule("vw"))
                    .parallel(Parallel.average(4))
                    .epochs(1)
                    .fit(problem.dense()))
        .hasMessageContaining("cannot be averaged as");
  }
}
