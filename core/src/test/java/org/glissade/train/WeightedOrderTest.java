package org.glissade.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.glissade.data.DenseExamples;
import org.glissade.data.Examples;
import org.glissade.data.Order;
import org.glissade.data.Orders;
import org.glissade.math.Floats;
import org.glissade.math.RandomStream;
import org.glissade.model.LinearModel;
import org.glissade.model.Loss;
import org.glissade.model.Losses;
import org.glissade.model.Network;
import org.glissade.optim.Averaging;
import org.glissade.optim.GradientTransform;
import org.glissade.optim.Transforms;
import org.glissade.spec.SpecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Draws of unequal chances: what comes how often, and that the gradient stays unbiased. */
class WeightedOrderTest {
  private static final List<String> ORDERS =
      List.of(
          "weighted",
          "importance",
          "importance(power=1, uniform=0)",
          "importance(power=3, uniform=0.1)",
          "importance(power=0, uniform=0.5)",
          "importance(power=2, uniform=1)");

  private static List<String> orders() {
    return ORDERS;
  }

  /** Seven rows, some long and some short, of which one weighs nothing. */
  private static RandomProblem problem(String loss) {
    RandomProblem plain = RandomProblem.of(loss, 7, 4, 1, 5).weighted();
    for (int i = 0; i < plain.x().length; i++) {
      plain.x()[i] *= (float) Math.exp(i / plain.columns() - 4);
    }
    float[] weights = plain.weights();
    assertThat(weights).isNotNull();
    if (weights != null) {
      weights[2] = 0;
    }
    return plain;
  }

  /** pᵢ by its formula, in double. */
  private static double[] probabilities(String order, RandomProblem of) {
    double power = 0;
    double uniform = 1;
    if (order.startsWith("importance")) {
      power = number(order, "power=", 2);
      uniform = number(order, "uniform=", 0.5);
    }
    double[] byWeight = new double[of.rows()];
    double[] byLength = new double[of.rows()];
    float[] weights = of.weights();
    for (int i = 0; i < byWeight.length; i++) {
      double squared = 1;
      for (int j = 0; j < of.columns(); j++) {
        double x = of.x()[i * of.columns() + j];
        squared += x * x;
      }
      byWeight[i] = weights == null ? 1 : weights[i];
      byLength[i] = byWeight[i] * Math.pow(Math.sqrt(squared), power);
    }
    double total = Arrays.stream(byWeight).sum();
    double sum = Arrays.stream(byLength).sum();
    for (int i = 0; i < byWeight.length; i++) {
      byWeight[i] = uniform * byWeight[i] / total + (1 - uniform) * byLength[i] / sum;
    }
    return byWeight;
  }

  private static double number(String order, String name, double usual) {
    int at = order.indexOf(name);
    return at < 0
        ? usual
        : Double.parseDouble(order.substring(at + name.length()).split("[,)]", 2)[0]);
  }

  /** χ² with five degrees of freedom (six rows of weight): beyond 40 once in 10⁷. */
  @ParameterizedTest
  @MethodSource("orders")
  void rowsComeAsOftenAsTheFormulaSays(String text) {
    RandomProblem problem = problem("squared");
    Examples examples = problem.dense();
    Order order = Orders.parse(text).on(examples);
    double[] wanted = probabilities(text, problem);
    int[] counts = new int[problem.rows()];
    int epochs = 20_000;
    int[] rows = new int[problem.rows()];
    for (int epoch = 0; epoch < epochs; epoch++) {
      order.fill(11, epoch, rows);
      for (int row : rows) {
        counts[row]++;
      }
    }
    double chiSquared = 0;
    for (int i = 0; i < counts.length; i++) {
      double expected = wanted[i] * epochs * rows.length;
      if (expected == 0) {
        assertThat(counts[i]).as("draws of a row of weight 0").isZero();
      } else {
        chiSquared += (counts[i] - expected) * (counts[i] - expected) / expected;
      }
    }
    assertThat(chiSquared).isLessThan(40);
  }

  private static Stream<Arguments> steps() {
    return ORDERS.stream()
        .flatMap(
            order ->
                Stream.of("learning-rate(0.01)", "chain(momentum(0.9), learning-rate(0.01))")
                    .flatMap(
                        transform ->
                            Stream.of("dense", "sparse", "network")
                                .flatMap(
                                    kind ->
                                        Stream.of(1, 2)
                                            .map(
                                                batch ->
                                                    Arguments.of(order, transform, kind, batch)))));
  }

  /** By enumeration: every batch that can be drawn, by the chance that it is. */
  @ParameterizedTest
  @MethodSource("steps")
  void theMeanOverAllDrawsIsTheStepOnAllRows(
      String text, String transform, String kind, int batch) {
    RandomProblem problem = problem("logistic");
    Examples examples = kind.equals("sparse") ? problem.sparse() : problem.dense();
    EmpiricalRisk risk = risk(problem, kind.equals("network"), examples);
    float[] start = new float[risk.layout().size()];
    risk.initialise(start, 3);
    if (!kind.equals("network")) {
      System.arraycopy(problem.start(), 0, start, 0, start.length);
    }
    Order order = Orders.parse(text).on(examples);
    EmpiricalRisk drawn = risk.drawn(order);
    GradientTransform links = Transforms.parse(transform);
    int[] all = Evaluation.all(examples.rows());
    float[] whole = stepped(risk, recipe(links, examples.rows()), start, all);

    double[] chances = probabilities(text, problem);
    double[] mean = new double[start.length];
    int rows = chances.length;
    for (int pair = 0; pair < (batch == 1 ? rows : rows * rows); pair++) {
      int[] rowsOfBatch = batch == 1 ? new int[] {pair} : new int[] {pair % rows, pair / rows};
      double chance = 1;
      for (int row : rowsOfBatch) {
        chance *= chances[row];
      }
      if (chance > 0) {
        float[] params = stepped(drawn, recipe(links, batch), start, rowsOfBatch);
        for (int i = 0; i < mean.length; i++) {
          mean[i] += chance * params[i];
        }
      }
    }
    for (int i = 0; i < mean.length; i++) {
      double rounding = 8 * Math.ulp(Math.max(1, Math.abs(start[i])));
      // Parameters are floats, and so are factors: each step is off by a few units of theirs.
      double bound = 4 * Math.ulp((float) Math.max(1, Math.abs(start[i]))) + rounding;
      assertThat(mean[i]).isCloseTo(whole[i], within(bound));
    }
    assertThat(whole).isNotEqualTo(start);
  }

  private static EmpiricalRisk risk(RandomProblem problem, boolean network, Examples examples) {
    Loss loss = Losses.parse(problem.loss());
    return network
        ? new EmpiricalRisk(
            Network.of(3).model(problem.columns(), 1, true), loss, examples, Machine.of(1))
        : new EmpiricalRisk(
            new LinearModel(problem.columns(), 1, true), loss, examples, Machine.of(1));
  }

  private static Recipe recipe(GradientTransform links, int batch) {
    return new Recipe(
        batch,
        Orders.sequential(),
        links,
        Penalty.NONE,
        Averaging.none(),
        Stopping.afterEpochs(1),
        1);
  }

  private static float[] stepped(EmpiricalRisk risk, Recipe recipe, float[] start, int[] rows) {
    TrainingState state = new TrainingState(start.clone());
    Engine engine = Engines.of(risk, recipe, state);
    engine.run(rows, 0, rows.length, recipe.batchSize(), 0, new Engine.Progress());
    engine.settle();
    return state.params();
  }

  /**
   * Where some rows are a hundred times as long as others, plain draws are unstable at a rate at
   * which draws by length are not, and these come to the same least squares.
   */
  @Test
  void drawsByLengthAllowRatesThatOthersDoNot() {
    int rows = 400;
    RandomStream random = RandomStream.of(9, "heavy");
    float[] x = new float[rows * 3];
    float[] y = new float[rows];
    for (int i = 0; i < rows; i++) {
      double length = i % 40 == 0 ? 30 : 0.3;
      double score = 0.5;
      for (int j = 0; j < 3; j++) {
        x[3 * i + j] = (float) (length * random.nextGaussian());
        score += (j + 1) * x[3 * i + j];
      }
      y[i] = (float) score;
    }
    DenseExamples examples = DenseExamples.of(Floats.of(x), 3, y, 1, null);
    Sgd sgd = Sgd.regressor().batchSize(1).learningRate(1.0 / 300).epochs(400).seed(2);
    Fit uniform = sgd.order(Orders.replacement()).fit(examples);
    Fit byLength = sgd.order(Orders.importance()).fit(examples);
    assertThat(uniform.outcome().reason()).isEqualTo(StopReason.DIVERGED);
    assertThat(byLength.outcome().reason()).isNotEqualTo(StopReason.DIVERGED);
    // Without noise in the targets every step brings the parameters nearer to the truth.
    float[] params = byLength.outcome().params();
    for (int j = 0; j < 3; j++) {
      assertThat(params[j]).isCloseTo(j + 1, within(1e-4f));
    }
    assertThat(params[3]).isCloseTo(0.5f, within(1e-2f));
  }

  @Test
  void whatIsOutOfRangeOrHasNoRowsIsRefused() {
    for (String bad :
        List.of(
            "importance(power=-1)",
            "importance(uniform=1.5)",
            "importance(3, 0.5, 1)",
            "weighted(2)")) {
      assertThatExceptionOfType(SpecException.class).isThrownBy(() -> Orders.parse(bad));
    }
    assertThatExceptionOfType(SpecException.class)
        .isThrownBy(() -> Orders.weighted().fill(1, 0, new int[4]))
        .withMessageContaining("needs examples");
  }
}
