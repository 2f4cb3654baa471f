package org.glissade.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Objects;
import org.glissade.data.Examples;
import org.glissade.model.LinearModel;
import org.glissade.model.Losses;
import org.junit.jupiter.api.Test;

/** The slope is the gradient in double; its share tells nothing of the units. */
class SlopeTest {
  private static final Penalty PENALTY = new Penalty(0.05, 0.3);

  private static Slope at(RandomProblem problem, Examples examples, double[] params) {
    EmpiricalRisk risk = new EmpiricalRisk(problem.model(), Losses.parse(problem.loss()), examples);
    return Slope.of(risk, problem.model(), PENALTY, params);
  }

  /** Σ wᵢ(sᵢ − yᵢ)xᵢ / Σw and the penalties, written out. */
  @Test
  void theNormIsThatOfTheShortestSubgradient() {
    RandomProblem problem = RandomProblem.of("squared", 50, 4, 1, 1).weighted();
    double[] params = {0.7, -0.2, 0, 0, 0.4};
    double[] gradient = new double[5];
    double total = 0;
    for (int i = 0; i < 50; i++) {
      double score = params[4];
      for (int j = 0; j < 4; j++) {
        score += params[j] * problem.x()[4 * i + j];
      }
      double w = Objects.requireNonNull(problem.weights())[i];
      total += w;
      for (int j = 0; j < 5; j++) {
        gradient[j] += w * (score - problem.y()[i]) * (j < 4 ? problem.x()[4 * i + j] : 1);
      }
    }
    double squares = 0;
    for (int j = 0; j < 5; j++) {
      double g = gradient[j] / total + (j < 4 ? 0.3 * params[j] : 0);
      if (j < 4) {
        g = params[j] != 0 ? g + 0.05 * Math.signum(params[j]) : beyond(g, 0.05);
      }
      squares += g * g;
    }
    Slope dense = at(problem, problem.dense(), params);
    assertThat(dense.norm()).isCloseTo(Math.sqrt(squares), within(1e-6));
    assertThat(at(problem, problem.sparse(), params).norm()).isCloseTo(dense.norm(), within(1e-12));
  }

  private static double beyond(double g, double most) {
    return Math.abs(g) <= most ? 0 : g - most * Math.signum(g);
  }

  /** Features, targets and weights by powers of two, which round nothing. */
  @Test
  void theShareIsTheSameInOtherUnits() {
    RandomProblem problem = RandomProblem.of("squared", 50, 4, 1, 1);
    double[] params = {0.7, -0.2, 0.1, -0.5, 0.4};
    float[] x = problem.x().clone();
    float[] y = problem.y().clone();
    double[] scaled = params.clone();
    for (int i = 0; i < x.length; i++) {
      x[i] *= i % 4 == 2 ? 1024 : 1;
    }
    for (int i = 0; i < y.length; i++) {
      y[i] *= 8;
    }
    for (int j = 0; j < 5; j++) {
      scaled[j] *= j == 2 ? 8 / 1024.0 : 8;
    }
    RandomProblem other = new RandomProblem("squared", 4, 1, x, y, null, problem.start());
    LinearModel model = problem.model();
    Slope one =
        Slope.of(
            new EmpiricalRisk(model, Losses.parse("squared"), problem.dense()),
            model,
            Penalty.NONE,
            params);
    Slope two =
        Slope.of(
            new EmpiricalRisk(model, Losses.parse("squared"), other.dense()),
            model,
            Penalty.NONE,
            scaled);
    assertThat(two.share()).isCloseTo(one.share(), within(1e-12));
    assertThat(two.norm()).isGreaterThan(100 * one.norm());
    assertThat(one.share()).isBetween(1e-3, 1.0);
  }

  @Test
  void atWeightsOfZeroUnderAStrongL1ThereIsNoSlopeButThatOfTheBias() {
    RandomProblem problem = RandomProblem.of("logistic", 50, 4, 1, 1);
    EmpiricalRisk risk =
        new EmpiricalRisk(problem.model(), Losses.parse("logistic"), problem.dense());
    double mean = 0;
    for (float y : problem.y()) {
      mean += y / 50.0;
    }
    Slope slope = Slope.of(risk, problem.model(), new Penalty(10, 0), new double[5]);
    assertThat(slope.norm()).isCloseTo(Math.abs(mean) / 2, within(1e-7)); // ℓ′(0) = −y/2
  }
}
