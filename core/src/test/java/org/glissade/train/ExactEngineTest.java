package org.glissade.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.glissade.data.Examples;
import org.glissade.data.Orders;
import org.glissade.model.Losses;
import org.glissade.model.Network;
import org.glissade.model.SquaredHinge;
import org.glissade.optim.Averaging;
import org.glissade.optim.Saga;
import org.glissade.optim.Transforms;
import org.glissade.spec.SpecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SAGA and SVRG reach the optimum itself. */
class ExactEngineTest {
  /** Relative, of the objective; the published optima have ten digits. */
  private static final double EXACT = 1e-7;

  private static Sgd exact(Sgd sgd, String text) {
    return sgd.transform(Transforms.parse(text));
  }

  private static void assertOptimal(Fit fit, double lowest) {
    assertThat(fit.outcome().reason()).isEqualTo(StopReason.CONVERGED);
    assertThat((fit.objective() - lowest) / lowest).isBetween(-EXACT, EXACT);
  }

  @ParameterizedTest
  @CsvSource({"saga, 1e-2, 0.0995913755", "svrg, 1e-2, 0.0995913755", "saga, 1e-3, 0.0598279373"})
  void logisticRegressionEndsAtThePublishedOptimum(String text, double lambda, double lowest) {
    Examples examples = Data.breastCancer().standardised().examples();
    assertOptimal(exact(Sgd.classifier().l2(lambda), text).fit(examples), lowest);
  }

  @ParameterizedTest
  @ValueSource(strings = {"saga", "svrg"})
  void otherLossesEndAtThePublishedOptimum(String text) {
    Examples cells = Data.breastCancer().standardised().examples();
    Sgd hinge = Sgd.classifier().loss(new SquaredHinge()).l2(1e-2);
    assertOptimal(exact(hinge, text).fit(cells), 0.069991775);
    Examples iris = Data.iris().standardised().examples();
    assertOptimal(exact(Sgd.classifier().l2(1e-3), text).fit(iris), 0.1023680784);
    Examples digits = Data.digits().examples();
    assertOptimal(exact(Sgd.classifier().l2(1e-2), text).fit(digits), 0.7385140819);
    Examples diabetes = Data.diabetes().standardised().examples();
    assertOptimal(exact(Sgd.regressor(), text).fit(diabetes), 1429.84817379);
    assertOptimal(exact(Sgd.regressor().l2(0.01), text).fit(diabetes), 1444.20480000);
  }

  /** Zero lies in the subdifferential: −λ₁·sign(w) is the gradient, or it is within ±λ₁. */
  @ParameterizedTest
  @CsvSource({
    "saga, 1, 1533.76871696, 7",
    "saga, 10, 2125.72039414, 4",
    "svrg, 10, 2125.72039414, 4"
  })
  void lassoFulfilsTheConditionsOfItsOptimum(String text, double l1, double lowest, int nonzeros) {
    Fit fit =
        exact(Sgd.regressor().l1(l1).tolerance(1e-12), text)
            .epochs(3000)
            .fit(Data.diabetes().standardised().examples());
    assertThat((fit.objective() - lowest) / lowest).isBetween(-EXACT, EXACT);
    int found = 0;
    double[] gradient = gradient(fit);
    for (int j = 0; j < 10; j++) {
      double w = fit.params()[j];
      found += w != 0 ? 1 : 0;
      if (w != 0) {
        assertThat(gradient[j]).isCloseTo(-l1 * Math.signum(w), within(5e-5 * l1));
      } else {
        assertThat(Math.abs(gradient[j])).isLessThanOrEqualTo(l1 * (1 + 1e-6));
      }
    }
    assertThat(found).isEqualTo(nonzeros);
  }

  /** Of the mean loss, in double throughout. */
  private static double[] gradient(Fit fit) {
    EmpiricalRisk risk = new EmpiricalRisk(fit.model(), fit.loss(), fit.trainingExamples());
    double[] sum = new double[fit.params().length];
    float[] one = new float[sum.length];
    for (int i = 0; i < risk.examples(); i++) {
      Arrays.fill(one, 0);
      risk.addGradient(fit.params(), new int[] {i}, 0, 1, one);
      for (int j = 0; j < sum.length; j++) {
        sum[j] += one[j] / fit.trainingExamples().totalWeight();
      }
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "squared",
        "huber(0.5)",
        "logistic",
        "squared-hinge",
        "modified-huber",
        "poisson",
        "squared-epsilon-insensitive",
        "softmax"
      })
  void sparseElasticNetsOfAllSmoothLossesFulfilTheConditions(String loss) {
    RandomProblem problem = RandomProblem.of(loss, 60, 7, 2, 3).weighted();
    Penalty penalty = new Penalty(0.03, 0.02);
    Fit fit =
        exact(Sgd.regressor().model(problem.model()).loss(Losses.parse(loss)), "saga")
            .penalty(penalty)
            .epochs(1500)
            .fit(problem.sparse());
    double[] gradient = gradient(fit);
    int biasAt = 7 * problem.outputs();
    for (int j = 0; j < gradient.length; j++) {
      double w = fit.params()[j];
      double slope = gradient[j] + (j < biasAt ? penalty.l2() * w : 0);
      double allowed = j < biasAt ? penalty.l1() : 0;
      if (w == 0) {
        assertThat(Math.abs(slope)).isLessThanOrEqualTo(allowed + 1e-6);
      } else {
        assertThat(slope).isCloseTo(-allowed * Math.signum(w), within(1e-6));
      }
    }
  }

  private static RandomProblem logistic(int rows) {
    RandomProblem problem = RandomProblem.of("logistic", rows, 6, 1, 4);
    float[] y = problem.y().clone();
    for (int i = 0; i < rows; i++) { // so that there is something to learn
      y[i] = problem.x()[i * 6] + 0.5f * y[i] > 0 ? 1 : -1;
    }
    return new RandomProblem("logistic", 6, 1, problem.x(), y, null, problem.start());
  }

  @ParameterizedTest
  @CsvSource({"saga, 1", "saga, 8", "svrg, 1", "svrg, 8"})
  void denseAndSparseRowsEndAtNewtonsOptimum(String text, int batch) {
    RandomProblem problem = logistic(120);
    double lowest = NewtonOptimum.value(problem, NewtonOptimum.LOGISTIC, 1e-3);
    Sgd sgd = exact(Sgd.classifier().l2(1e-3).batchSize(batch), text);
    assertOptimal(sgd.fit(problem.dense()), lowest);
    assertOptimal(sgd.fit(problem.sparse()), lowest);
  }

  /** In double, at the parameters given, which are in float. */
  private static double value(RandomProblem problem, float[] params, double lambda) {
    int columns = problem.columns();
    double value = 0;
    for (int i = 0; i < problem.rows(); i++) {
      double score = params[columns];
      for (int j = 0; j < columns; j++) {
        score += (double) params[j] * problem.x()[i * columns + j];
      }
      value += Math.log1p(Math.exp(-problem.y()[i] * score)) / problem.rows();
    }
    for (int j = 0; j < columns; j++) {
      value += 0.5 * lambda * params[j] * (double) params[j];
    }
    return value;
  }

  /** Without anything set, in some hundred epochs; SGD stays ten powers of ten above that. */
  @ParameterizedTest
  @CsvSource({"saga, 0.1", "saga, 1e-3", "svrg, 1e-2", "svrg, 0"})
  void theExcessIsThatOfTheRoundingOfParameters(String text, double lambda) {
    RandomProblem problem = logistic(300);
    double lowest = NewtonOptimum.value(problem, NewtonOptimum.LOGISTIC, lambda);
    Fit fit = exact(Sgd.classifier().l2(lambda), text).fit(problem.dense());
    assertThat(fit.outcome().reason()).isEqualTo(StopReason.CONVERGED);
    assertThat(value(problem, fit.params(), lambda) / lowest - 1).isBetween(-1e-14, 1e-13);
    assertThat(fit.outcome().state().epoch()).isLessThan(300);
    assertThat(fit.gradientNorm()).isLessThan(1e-6);
    Fit plain = Sgd.classifier().l2(lambda).fit(problem.dense());
    assertThat(value(problem, plain.params(), lambda) / lowest - 1).isGreaterThan(1e-9);
  }

  /** A row that counts nothing is passed over, alone and among others. */
  @ParameterizedTest
  @CsvSource({"saga, 1", "svrg, 1", "saga, 4"})
  void rowsOfWeightZeroTakeNoStepAndAreNotThere(String text, int batch) {
    RandomProblem problem = logistic(80);
    float[] weights = new float[80];
    Arrays.fill(weights, 0, 40, 1);
    RandomProblem half =
        new RandomProblem("logistic", 6, 1, problem.x(), problem.y(), weights, problem.start());
    float[] x = Arrays.copyOf(problem.x(), 240);
    RandomProblem alone =
        new RandomProblem(
            "logistic", 6, 1, x, Arrays.copyOf(problem.y(), 40), null, problem.start());
    Sgd sgd =
        exact(Sgd.classifier().l2(1e-2).batchSize(batch), text)
            .order(Orders.sequential())
            .epochs(7);
    Fit with = sgd.fit(half.sparse());
    Fit without = sgd.fit(alone.sparse());
    assertThat(with.outcome().state().step()).isEqualTo(7 * 40 / batch);
    assertThat(Data.doubles(with.params()))
        .containsExactly(Data.doubles(without.params()), within(1e-6));
  }

  @Test
  void theNumberOfThreadsChangesNoBit() {
    RandomProblem problem = RandomProblem.of("softmax", 300, 20, 3, 6);
    Sgd sgd = exact(Sgd.classifier().l2(1e-2).batchSize(64).epochs(4), "saga");
    float[] one = sgd.threads(1).fit(problem.dense()).params();
    assertThat(sgd.threads(3).fit(problem.dense()).params()).isEqualTo(one);
  }

  /** What is minimised with weights k is what is minimised with k copies. */
  @ParameterizedTest
  @CsvSource({"saga, 1", "saga, 5", "svrg, 1"})
  void wholeWeightsAreCopies(String text, int batch) {
    RandomProblem problem = logistic(60);
    float[] weights = new float[60];
    int copies = 0;
    for (int i = 0; i < 60; i++) {
      weights[i] = i % 4;
      copies += i % 4;
    }
    float[] x = new float[copies * 6];
    float[] y = new float[copies];
    int at = 0;
    for (int i = 0; i < 60; i++) {
      for (int copy = 0; copy < i % 4; copy++, at++) {
        System.arraycopy(problem.x(), i * 6, x, at * 6, 6);
        y[at] = problem.y()[i];
      }
    }
    RandomProblem copied = new RandomProblem("logistic", 6, 1, x, y, null, problem.start());
    double lowest = NewtonOptimum.value(copied, NewtonOptimum.LOGISTIC, 1e-2);
    RandomProblem weighted =
        new RandomProblem("logistic", 6, 1, problem.x(), problem.y(), weights, problem.start());
    Sgd sgd = exact(Sgd.classifier().l2(1e-2).batchSize(batch), text);
    assertOptimal(sgd.fit(weighted.dense()), lowest);
    assertOptimal(sgd.fit(weighted.sparse()), lowest);
  }

  @ParameterizedTest
  @CsvSource({
    "saga, logistic, 1, 0, 0",
    "saga, squared, 7, 0, 0.1",
    "saga, softmax, 1, 0.02, 0.01",
    "svrg, softmax, 7, 0.02, 0",
    "svrg, huber(1), 1, 0.01, 0.1"
  })
  void sparseRowsTakeTheStepsOfDenseOnes(
      String text, String loss, int batch, double l1, double l2) {
    RandomProblem problem = RandomProblem.of(loss, 90, 9, 2, 5).weighted();
    Sgd sgd =
        exact(Sgd.regressor().model(problem.model()).loss(Losses.parse(loss)), text)
            .penalty(new Penalty(l1, l2))
            .batchSize(batch)
            .order(Orders.replacement())
            .epochs(3);
    double[] dense = wide(sgd.fit(problem.dense()).outcome().state());
    double[] sparse = wide(sgd.fit(problem.sparse()).outcome().state());
    assertThat(sparse).containsExactly(dense, within(2e-7));
  }

  private static double[] wide(TrainingState state) {
    return Data.doubles(state.params());
  }

  /** In an epoch of 80 steps, at its end, and before and after a snapshot. */
  @ParameterizedTest
  @CsvSource({"saga, 227", "saga, 240", "svrg, 227", "svrg, 240", "svrg, 320"})
  void aRunOnSparseRowsBrokenOffContinuesToTheSameBits(String text, int cut) throws IOException {
    RandomProblem problem = RandomProblem.of("softmax", 80, 30, 3, 6);
    Sgd sgd = exact(Sgd.classifier().l1(0.01).l2(0.01), text);
    Outcome whole = sgd.steps(500).fit(problem.sparse()).outcome();
    Outcome part = sgd.steps(cut).fit(problem.sparse()).outcome();
    assertThat(part.state().position()).isEqualTo(cut % 80);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    part.state().writeTo(out);
    TrainingState read = TrainingState.readFrom(new ByteArrayInputStream(out.toByteArray()));
    Outcome rest = sgd.steps(500).resumeFrom(read).fit(problem.sparse()).outcome();
    assertThat(rest.params()).isEqualTo(whole.params()).isNotEqualTo(part.params());
    assertThat(rest.state().doubleBuffers().get("exact.weights"))
        .isEqualTo(whole.state().doubleBuffers().get("exact.weights"));
  }

  @Test
  void aStepAllocatesNothing() {
    RandomProblem problem = RandomProblem.of("softmax", 200, 12, 3, 6).weighted();
    for (Examples examples : new Examples[] {problem.dense(), problem.sparse()}) {
      EmpiricalRisk risk = new EmpiricalRisk(problem.model(), Losses.parse("softmax"), examples);
      Recipe recipe =
          new Recipe(
              4,
              Orders.sequential(),
              new Saga(Saga.SEARCHED),
              new Penalty(1e-3, 1e-3),
              Averaging.none(),
              Stopping.afterEpochs(1),
              0);
      Engine engine = Engines.single(risk, recipe, Trainer.initialState(risk, 0));
      int[] order = Evaluation.all(200);
      for (int i = 0; i < 40; i++) {
        engine.step(order, 4 * i, 4 * i + 4, i);
      }
      Allocation.bytes();
      long before = Allocation.bytes();
      engine.step(order, 160, 164, 40);
      assertThat(Allocation.bytes() - before).isZero();
    }
  }

  /**
   * At γ = 1/(3L) the squared distance to the optimum falls in expectation by 1 − min(1/(4n),
   * μ/(3L)) a step, from ‖θ₀ − θ*‖² + 2n/(3L)·(F(θ₀) − F*) on (Defazio et al. 2014, corollary 1; at
   * ∇F(θ*) = 0). SGD at the same rate comes to a halt far above. Each row comes with its mirror
   * image, so that the optimum has no bias, as Newton's method finds.
   */
  @Test
  void theGapFallsAtTheRateOfTheTheoryWhereThatOfSgdStalls() {
    RandomProblem half = logistic(60);
    float[] x = Arrays.copyOf(half.x(), 720);
    float[] y = Arrays.copyOf(half.y(), 120);
    double largest = 0;
    for (int i = 0; i < 60; i++) {
      double norm = 0;
      for (int j = 0; j < 6; j++) {
        x[(60 + i) * 6 + j] = -x[i * 6 + j];
        norm += x[i * 6 + j] * x[i * 6 + j];
      }
      y[60 + i] = -y[i];
      largest = Math.max(largest, 0.25 * norm);
    }
    RandomProblem problem = new RandomProblem("logistic", 6, 1, x, y, null, half.start());
    double lambda = 0.05;
    double lowest = NewtonOptimum.value(problem, NewtonOptimum.LOGISTIC, lambda);
    double first = Math.log(2) - lowest;
    Sgd sgd = Sgd.classifier().bias(false).l2(lambda).batchSize(1).order(Orders.replacement());
    Fit optimum = exact(sgd, "saga").fit(problem.dense());
    assertOptimal(optimum, lowest);
    double distance = 0;
    for (float w : optimum.params()) {
      distance += (double) w * w;
    }
    long epochs = 40;
    double rate = 1 / (3 * largest);
    double fall = Math.pow(1 - Math.min(1 / 480.0, lambda * rate), epochs * 120);
    double bound = 0.5 * (largest + lambda) * fall * (distance + 2 * 120 * rate * first);
    double reduced =
        sgd.transform(new Saga(rate)).epochs(epochs).fit(problem.dense()).objective() - lowest;
    double plain =
        sgd.transform(Transforms.learningRate(rate)).fit(problem.dense()).objective() - lowest;
    assertThat(bound).isLessThan(1e-2 * first);
    assertThat(reduced).isLessThan(bound);
    assertThat(plain).isGreaterThan(1e-3 * first).isGreaterThan(1000 * reduced);
  }

  @Test
  void rowsHeldOutDoNotEndTheRunBeforeTheOptimum() {
    RandomProblem problem = logistic(120);
    Sgd sgd = exact(Sgd.classifier().l2(1e-3), "saga");
    Fit alone = sgd.fit(problem.dense());
    Fit watched = sgd.validation(logistic(30).dense()).fit(problem.dense());
    assertThat(watched.params()).isEqualTo(alone.params());
  }

  @Test
  void theRateThatWasFoundIsTold() {
    Fit fit = exact(Sgd.classifier().l2(1e-2).epochs(5), "saga").fit(logistic(120).dense());
    assertThat(fit.outcome().history().getLast().learningRate()).isBetween(1e-3, 10.0);
    assertThat(fit.outcome().engine()).isEqualTo("exact-linear");
  }

  @Test
  void whatHasNoExactSolutionIsRefusedWithWhatIsPossible() {
    Examples examples = logistic(20).dense();
    Sgd network = exact(Sgd.classifier().model(Network.parse("mlp(4)").model(6, 1, true)), "saga");
    assertThatThrownBy(() -> network.fit(examples))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("exact solver for linear models")
        .hasMessageContaining("adam");
    for (String loss : new String[] {"hinge", "perceptron"}) {
      assertThatThrownBy(
              () -> exact(Sgd.classifier().loss(Losses.parse(loss)), "svrg").fit(examples))
          .isInstanceOf(SpecException.class)
          .hasMessageContaining(loss + " has a kink")
          .hasMessageContaining("--average tail(0.5)");
    }
    assertThatThrownBy(() -> exact(Sgd.classifier(), "saga").order(Orders.balanced()).fit(examples))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("balanced");
    Sgd own = Sgd.minimise(1, 2, (theta, i, gradient) -> theta[0]);
    assertThatThrownBy(() -> exact(own, "saga").run()).isInstanceOf(SpecException.class);
    assertThatThrownBy(() -> Transforms.parse("chain(clip-norm(1), saga)"))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("cannot stand in a chain");
  }
}
