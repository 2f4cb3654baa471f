package org.glissade.io.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.glissade.train.StopReason;
import org.junit.jupiter.api.Test;

class LossCurveTest {
  private static Comparison.Run run(StopReason reason, double... losses) {
    List<Comparison.Point> points = new ArrayList<>();
    for (int step = 0; step < losses.length; step++) {
      points.add(new Comparison.Point(step, step / 2.0, step * 0.25, losses[step]));
    }
    return new Comparison.Run(0, points, reason, 0.1, 10, "chain", points.getLast(), null);
  }

  private static Comparison.Result result(double... losses) {
    return Comparison.Result.of(
        new Contender(Map.of(), null, sgd -> {}), List.of(run(StopReason.EPOCHS, losses)));
  }

  @Test
  void medianAndRangeAreOverTheRepeats() {
    LossCurve curve =
        LossCurve.of(
            List.of(
                run(StopReason.EPOCHS, 4, 3),
                run(StopReason.EPOCHS, 4, 1),
                run(StopReason.EPOCHS, 4, 2)));
    assertThat(curve.bands())
        .containsExactly(
            new LossCurve.Band(0, 0, 0, 4, 4, 4), new LossCurve.Band(1, 0.5, 0.25, 2, 1, 3));
  }

  @Test
  void aRunThatDivergedStaysInTheCountAsInfinitelyBad() {
    LossCurve curve =
        LossCurve.of(
            List.of(
                run(StopReason.EPOCHS, 4, 3),
                run(StopReason.EPOCHS, 4, 2),
                run(StopReason.DIVERGED, 4)));
    assertThat(curve.bands().getLast())
        .isEqualTo(new LossCurve.Band(1, 0.5, 0.25, 3, 2, Double.POSITIVE_INFINITY));
    assertThat(
            LossCurve.of(List.of(run(StopReason.EPOCHS, 4, 3), run(StopReason.DIVERGED, 4)))
                .bands())
        .hasSize(1);
  }

  @Test
  void theGoalIsReachedOnTheLineBetweenTwoMeasurements() {
    LossCurve curve = result(8, 4, 2, 1).curve();
    assertThat(curve.reaches(3, Clock.STEPS)).isEqualTo(1.5);
    assertThat(curve.reaches(3, Clock.EPOCHS)).isEqualTo(0.75);
    assertThat(curve.reaches(3, Clock.SECONDS)).isEqualTo(0.375);
    assertThat(curve.reaches(9, Clock.STEPS)).isZero();
    assertThat(curve.reaches(0.5, Clock.STEPS)).isNull();
    assertThat(curve.atEpoch(0.75)).isEqualTo(3);
    assertThat(curve.atEpoch(1)).isEqualTo(2);
    assertThat(curve.atEpoch(2)).isNaN();
  }

  @Test
  void theUsualGoalLeavesATwentiethOfTheWayToTheLowestEnd() {
    Comparison comparison =
        Comparison.of(10, List.of(result(10, 9, 5), result(10, 2, 4)), null, false);
    assertThat(comparison.goal()).isCloseTo(10 - 0.95 * 6, within(1e-12));
    Comparison.Win win = Objects.requireNonNull(comparison.winner(Clock.STEPS));
    assertThat(win.result()).isSameAs(comparison.results().get(1));
    assertThat(win.second()).isNull();
    assertThat(comparison.lowest()).isSameAs(comparison.results().get(1));
  }

  @Test
  void whoDivergesLaterDoesNotWin() {
    Comparison.Run fast = run(StopReason.DIVERGED, 8, 1, 9);
    Comparison.Run lost =
        new Comparison.Run(
            0,
            fast.points(),
            StopReason.DIVERGED,
            0.1,
            10,
            "chain",
            new Comparison.Point(3, 1.5, 1, Double.POSITIVE_INFINITY),
            null);
    Contender contender = new Contender(Map.of(), null, sgd -> {});
    Comparison.Result diverged = Comparison.Result.of(contender, List.of(lost));
    Comparison comparison = Comparison.of(10, List.of(diverged, result(8, 4, 2)), 5.0, false);
    Comparison.Win win = Objects.requireNonNull(comparison.winner(Clock.STEPS));
    assertThat(win.result()).isSameAs(comparison.results().getLast());
    assertThat(win.amount()).isEqualTo(0.75);
  }

  @Test
  void whereNothingFallsNobodyWins() {
    Comparison comparison = Comparison.of(10, List.of(result(1, 2), result(1, 3)), null, false);
    for (Clock clock : Clock.values()) {
      assertThat(comparison.winner(clock)).isNull();
    }
  }
}
