package org.glissade.lab.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.glissade.lab.problem.Problem;
import org.glissade.lab.problem.ProblemSettings;
import org.glissade.lab.problem.Problems;
import org.glissade.spec.SpecException;
import org.glissade.train.StopReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunnerTest {
  private static final Problem BOWL = Problems.of(ProblemSettings.usual(Problems.LEAST_SQUARES));

  private static Trail run(Problem problem, RunnerSettings settings) {
    return new Runner(problem, settings, problem.start()).run(() -> 0);
  }

  private static RunnerSettings constant(int batch, double rate, String order, int epochs) {
    return new RunnerSettings(batch, rate, 0, "constant", order, epochs, 11);
  }

  @Test
  void theFirstDocumentsStepsAreThoseOfTheDocument() {
    Trail trail =
        run(
            Problems.of(ProblemSettings.usual(Problems.TWO_SAMPLES)),
            constant(1, 0.1, "sequential", 2));
    assertThat(trail.places())
        .containsExactly(new float[] {0, 0.2f, 0.76f, 0.808f, 1.2464f}, within(1e-6f));
    assertThat(trail.steps())
        .containsExactly(new float[] {-2, -5.6f, -0.48f, -4.384f}, within(1e-5f));
  }

  @Test
  void theSecondDocumentsStepsAreThoseOfTheDocument() {
    Trail trail =
        run(
            Problems.of(ProblemSettings.usual(Problems.TWO_POINTS)),
            constant(1, 0.1, "sequential", 2));
    assertThat(trail.places()[3]).isCloseTo(0.308f, within(1e-6f));
    assertThat(trail.steps()[2]).isCloseTo(-1.88f, within(1e-5f));
    assertThat(trail.slopes()[2]).isCloseTo(-0.7f, within(1e-5f)); // at 0.12, as it says there
  }

  @ParameterizedTest
  @CsvSource({
    "1, constant, shuffle", "7, constant, shuffle-once", "16, step, replacement",
    "16, cosine, sorted", "64, inverse, sequential", "1000, linear, shuffle"
  })
  void eachUpdateIsTheRateTimesTheMeanGradientOfTheExamplesThatCame(
      int batch, String schedule, String order) {
    Trail trail = run(BOWL, new RunnerSettings(batch, 0.05, 0, schedule, order, 4, 3));
    assertThat(trail.updates()).isEqualTo(4 * Math.ceilDiv(256, Math.min(batch, 256)));
    for (int k = 0; k < trail.updates(); k++) {
      for (int j = 0; j < 2; j++) {
        double moved = trail.places()[2 * k + 2 + j] - trail.places()[2 * k + j];
        assertThat(moved)
            .as("update %s", k)
            .isCloseTo(-trail.rates()[k] * trail.steps()[2 * k + j], within(2e-6));
      }
    }
    assertThat(trail.reason()).isEqualTo(StopReason.EPOCHS);
  }

  @Test
  void allOfTheExamplesComeOnceAnEpochAndTheFullBatchHasTheTrueGradient() {
    Trail trail = run(BOWL, constant(100, 0.1, "shuffle", 2));
    List<Integer> seen = new ArrayList<>();
    for (int k = 0; k < 3; k++) {
      seen.addAll(trail.rowsOf(k));
    }
    assertThat(trail.rowsOf(2)).hasSize(56);
    assertThat(seen).containsExactlyInAnyOrderElementsOf(IntStream.range(0, 256).boxed().toList());
    Trail full = run(BOWL, constant(256, 0.1, "shuffle", 5));
    for (int k = 0; k < full.steps().length; k++) {
      assertThat(full.steps()[k]).isCloseTo(full.slopes()[k], within(1e-5f));
    }
  }

  @Test
  void theSameSeedGivesTheSameBitsAndAnotherBatchTheSameOrder() {
    Trail one = run(BOWL, constant(16, 0.1, "shuffle", 3));
    Trail again = run(BOWL, constant(16, 0.1, "shuffle", 3));
    Trail other = run(BOWL, constant(4, 0.1, "shuffle", 3));
    assertThat(again.places()).isEqualTo(one.places());
    assertThat(again.excess()).isEqualTo(one.excess());
    assertThat(other.rows()).isEqualTo(one.rows());
  }

  @Test
  void momentumIsTheHeavyBall() {
    Trail trail = run(BOWL, new RunnerSettings(32, 0.05, 0.9, "constant", "shuffle", 3, 1));
    double[] velocity = new double[2];
    for (int k = 0; k < trail.updates(); k++) {
      for (int j = 0; j < 2; j++) {
        velocity[j] = 0.9 * velocity[j] + trail.steps()[2 * k + j];
        double moved = trail.places()[2 * k + 2 + j] - trail.places()[2 * k + j];
        assertThat(moved).isCloseTo(-0.05 * velocity[j], within(5e-6));
      }
    }
  }

  @Test
  void aboveTheLimitTheFullBatchMovesAwayAndTheTrailStaysFinite() {
    double limit = 2 / BOWL.hessian().largest();
    Trail above = run(BOWL, constant(256, 1.05 * limit, "shuffle", 60));
    Trail below = run(BOWL, constant(256, 0.95 * limit, "shuffle", 60));
    assertThat(above.excess()[above.updates()]).isGreaterThan(above.excess()[0]);
    assertThat(below.excess()[below.updates()]).isLessThan(0.1 * below.excess()[0]);
    Trail far = run(BOWL, constant(256, 500, "shuffle", 200));
    for (float weight : far.places()) {
      assertThat(weight).isFinite();
    }
  }

  @Test
  void tooManyUpdatesAreRefused() {
    assertThatThrownBy(() -> run(BOWL, constant(1, 0.1, "shuffle", 1000)))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("256000")
        .hasMessageContaining("fewer epochs");
  }
}
