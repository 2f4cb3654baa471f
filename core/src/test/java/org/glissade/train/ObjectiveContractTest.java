package org.glissade.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.glissade.math.Layout;
import org.glissade.math.RandomStream;
import org.glissade.model.Losses;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every objective must be: a gradient that is one, added, and sums that add up. */
class ObjectiveContractTest {
  private static final int ROWS = 300;

  /**
   * An objective under a name.
   *
   * @param params where its loss is smooth
   */
  private record Case(String name, Objective objective, float[] params) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Stream<Case> objectives() {
    List<Case> cases = new ArrayList<>();
    for (String loss : Losses.names()) {
      RandomProblem problem = RandomProblem.of(loss, ROWS, 5, 2, 30).weighted();
      cases.add(
          new Case(
              loss + ", dense",
              new EmpiricalRisk(problem.model(), Losses.parse(loss), problem.dense()),
              problem.start()));
      cases.add(
          new Case(
              loss + ", sparse",
              new EmpiricalRisk(problem.model(), Losses.parse(loss), problem.sparse()),
              problem.start()));
    }
    ExampleFunction function =
        (theta, i, gradient) -> {
          double phase = theta[0] * i / ROWS + theta[1];
          gradient[0] += (float) (Math.cos(phase) * i / ROWS);
          gradient[1] += (float) Math.cos(phase);
          return Math.sin(phase);
        };
    cases.add(
        new Case(
            "a user's function", function.over(Layout.flat(2), ROWS), new float[] {0.5f, 0.25f}));
    return cases.stream();
  }

  private static int[] someRows() {
    int[] order = new int[40];
    RandomStream random = RandomStream.of(31, "some");
    for (int i = 0; i < order.length; i++) {
      order[i] = random.nextInt(ROWS);
    }
    return order;
  }

  /** Central differences over steps of 2⁻¹⁰; kinks between the two points cost a little. */
  @ParameterizedTest
  @MethodSource("objectives")
  void theGradientIsThatOfTheLoss(Case example) {
    Objective objective = example.objective;
    int[] order = someRows();
    float[] theta = example.params;
    float[] gradient = new float[theta.length];
    objective.addGradient(theta, order, 3, 40, gradient);
    float h = 0x1p-10f;
    int wrong = 0;
    for (int j = 0; j < theta.length; j++) {
      float[] up = theta.clone();
      float[] down = theta.clone();
      up[j] += h;
      down[j] -= h;
      double slope =
          (objective.loss(up, order, 3, 40) - objective.loss(down, order, 3, 40))
              / (up[j] - down[j]);
      double scale = objective.weight(order, 3, 40);
      wrong += Math.abs(slope - gradient[j]) > 2e-3 * scale ? 1 : 0;
      // One row may have its kink between the points: at most its share is then in doubt.
      assertThat(slope).isCloseTo(gradient[j], within(0.1 * scale));
    }
    assertThat(wrong).isLessThanOrEqualTo(theta.length / 4);
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void theGradientIsAddedAndTheLossIsReturned(Case example) {
    Objective objective = example.objective;
    int[] order = someRows();
    float[] once = new float[example.params.length];
    double loss = objective.addGradient(example.params, order, 0, 40, once);
    float[] twice = once.clone();
    objective.addGradient(example.params, order, 0, 40, twice);
    for (int j = 0; j < once.length; j++) {
      assertThat(twice[j]).isCloseTo(2 * once[j], within(1e-4f * (1 + Math.abs(once[j]))));
    }
    assertThat(loss)
        .isCloseTo(objective.loss(example.params, order, 0, 40), within(1e-9 * Math.abs(loss)));
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void lossesAndWeightsOfRangesAddUp(Case example) {
    Objective objective = example.objective;
    int[] order = Evaluation.all(ROWS);
    double loss = 0;
    double weight = 0;
    for (int from = 0; from < ROWS; from += 7) {
      int to = Math.min(ROWS, from + 7);
      loss += objective.loss(example.params, order, from, to);
      weight += objective.weight(order, from, to);
    }
    assertThat(objective.loss(example.params, order, 0, ROWS))
        .isCloseTo(loss, within(1e-9 * Math.abs(loss)));
    assertThat(objective.weight(order, 0, ROWS)).isCloseTo(weight, within(1e-9 * weight));
    assertThat(objective.loss(example.params, order, 5, 5)).isZero();
    assertThat(objective.weight(order, 5, 5)).isZero();
  }

  @Test
  void targetsThatALossCannotTakeAreNamedWithTheirExample() {
    RandomProblem problem = RandomProblem.of("logistic", 4, 2, 1, 1);
    float[][] bad = {{1, -1, 0, 1}, {1, -1, Float.NaN, 1}};
    for (float[] targets : bad) {
      assertRefused("logistic", problem, targets, "example 2");
    }
    assertRefused("squared", problem, new float[] {1, Float.POSITIVE_INFINITY, 0, 0}, "example 1");
    assertRefused("poisson", problem, new float[] {1, 0, 3, -1}, "example 3");
    assertRefused("squared", problem, new float[8], "targets a row");
  }

  private static void assertRefused(
      String loss, RandomProblem problem, float[] targets, String words) {
    assertThat(
            catchThrowable(
                () ->
                    new EmpiricalRisk(
                        problem.model(),
                        Losses.parse(loss),
                        problem.dense().with(targets, targets.length / 4, null))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words);
  }

  @Test
  void examplesOfNoWeightAtAllAreRefused() {
    RandomProblem problem = RandomProblem.of("logistic", 4, 2, 1, 1);
    assertThat(
            catchThrowable(
                () ->
                    Sgd.classifier()
                        .fit(problem.dense().with(problem.y(), 1, new float[] {0, 0, 0, 0}))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("weights of all examples are 0");
  }
}
