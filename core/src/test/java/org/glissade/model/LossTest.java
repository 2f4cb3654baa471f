package org.glissade.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.glissade.math.RandomStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every built-in loss must keep to. */
class LossTest {
  private static final int ROWS = 101;

  static List<LossCase> losses() {
    return LossCase.ALL;
  }

  /** A random batch. */
  private record Rows(int outputs, int perRow, float[] scores, float[] targets, float[] weights) {
    static Rows of(LossCase loss, int outputs) {
      RandomStream random = RandomStream.of(11, loss.text(), outputs);
      float[] weights = new float[ROWS];
      for (int i = 0; i < ROWS; i++) {
        weights[i] = (float) (3 * random.nextDouble());
      }
      weights[7] = 0;
      return new Rows(
          outputs,
          loss.targetsPerRow(outputs),
          LossCase.gaussians(random, ROWS * outputs, 2),
          loss.targets(random, ROWS, outputs),
          weights);
    }

    double[] rowScores(int row) {
      return doubles(scores, row, outputs);
    }

    double[] rowTargets(int row) {
      return doubles(targets, row, perRow);
    }

    private static double[] doubles(float[] values, int row, int width) {
      double[] result = new double[width];
      for (int k = 0; k < width; k++) {
        result[k] = values[row * width + k];
      }
      return result;
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void valueIsTheTextbookFormula(LossCase loss) {
    for (int outputs : loss.outputs()) {
      Rows rows = Rows.of(loss, outputs);
      double expected = 0;
      double scale = 1;
      for (int row = 0; row < ROWS; row++) {
        double value = loss.formula().of(rows.rowScores(row), rows.rowTargets(row));
        expected += rows.weights[row] * value;
        scale += rows.weights[row] * Math.abs(value);
      }
      assertThat(loss.loss().evaluate(rows.scores, rows.targets, rows.weights, null, ROWS, outputs))
          .isCloseTo(expected, within(1e-12 * scale));
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void derivativeIsTheCentralDifferenceOfTheTextbookFormula(LossCase loss) {
    double h = 1e-6;
    for (int outputs : loss.outputs()) {
      Rows rows = Rows.of(loss, outputs);
      float[] dScores = new float[ROWS * outputs];
      loss.loss().evaluate(rows.scores, rows.targets, rows.weights, dScores, ROWS, outputs);
      int checked = 0;
      for (int i = 0; i < dScores.length; i++) {
        int row = i / outputs;
        int k = i % outputs;
        double[] scores = rows.rowScores(row);
        double[] targets = rows.rowTargets(row);
        double score = scores[k];
        double target = targets[Math.min(k, targets.length - 1)];
        if (loss.kinks().stream()
            .anyMatch(kink -> Math.abs(score - kink.applyAsDouble(target)) < 1e-3)) {
          continue;
        }
        scores[k] = score + h;
        double above = loss.formula().of(scores, targets);
        scores[k] = score - h;
        double below = loss.formula().of(scores, targets);
        double expected = rows.weights[row] * (above - below) / (2 * h);
        assertThat((double) dScores[i])
            .as("score %s, target %s", score, target)
            .isCloseTo(expected, within(1e-5 * (1 + Math.abs(expected))));
        checked++;
      }
      assertThat(checked).isGreaterThan(dScores.length * 9 / 10);
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void sumDoesNotDependOnWhetherDerivativesAreWanted(LossCase loss) {
    for (int outputs : loss.outputs()) {
      Rows rows = Rows.of(loss, outputs);
      double with =
          loss.loss()
              .evaluate(rows.scores, rows.targets, null, new float[ROWS * outputs], ROWS, outputs);
      assertThat(loss.loss().evaluate(rows.scores, rows.targets, null, null, ROWS, outputs))
          .isEqualTo(with);
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void weightMultipliesLossAndDerivativeOfItsRow(LossCase loss) {
    for (int outputs : loss.outputs()) {
      Rows rows = Rows.of(loss, outputs);
      float[] plain = new float[ROWS * outputs];
      loss.loss().evaluate(rows.scores, rows.targets, null, plain, ROWS, outputs);
      float[] doubled = new float[ROWS * outputs];
      float[] weights = new float[ROWS];
      Arrays.fill(weights, 1);
      weights[3] = 4; // a power of two: multiplies without rounding
      weights[4] = 0;
      loss.loss().evaluate(rows.scores, rows.targets, weights, doubled, ROWS, outputs);
      for (int i = 0; i < plain.length; i++) {
        assertThat(doubled[i]).isEqualTo(weights[i / outputs] * plain[i] + 0f, within(0f));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void derivativesMayLieWhereTheTargetsDid(LossCase loss) {
    for (int outputs : loss.outputs()) {
      Rows rows = Rows.of(loss, outputs);
      for (Loss tested : List.of(loss.loss(), loss.loss().vectorised())) {
        if (tested.target() == Loss.Target.SIGN) {
          for (float[] weights : new float[][] {null, rows.weights}) {
            int count = weights == null ? 96 : ROWS; // whole vectors of any width
            float[] apart = new float[ROWS * outputs];
            float[] shared = rows.targets.clone();
            double sum = tested.evaluate(rows.scores, rows.targets, weights, apart, count, outputs);
            assertThat(tested.evaluate(rows.scores, shared, weights, shared, count, outputs))
                .isEqualTo(sum);
            int written = count * outputs;
            assertThat(Arrays.copyOf(shared, written)).isEqualTo(Arrays.copyOf(apart, written));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void sumsDoNotDependOnHowRowsAreGrouped(LossCase loss) {
    for (int outputs : loss.outputs()) {
      Rows rows = Rows.of(loss, outputs);
      float[] together = new float[ROWS * outputs];
      double sum =
          loss.loss().evaluate(rows.scores, rows.targets, rows.weights, together, ROWS, outputs);
      double singly = 0;
      float[] one = new float[outputs];
      for (int row = 0; row < ROWS; row++) {
        singly +=
            loss.loss()
                .evaluate(
                    Arrays.copyOfRange(rows.scores, row * outputs, (row + 1) * outputs),
                    Arrays.copyOfRange(rows.targets, row * rows.perRow, (row + 1) * rows.perRow),
                    new float[] {rows.weights[row]},
                    one,
                    1,
                    outputs);
        assertThat(one).isEqualTo(Arrays.copyOfRange(together, row * outputs, (row + 1) * outputs));
      }
      assertThat(singly).isCloseTo(sum, within(1e-12 * (1 + Math.abs(sum))));
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void onlyTheRowsOfTheBatchAreTouched(LossCase loss) {
    int outputs = loss.outputs()[1];
    Rows rows = Rows.of(loss, outputs);
    float[] dScores = new float[ROWS * outputs];
    Arrays.fill(dScores, 42);
    assertThat(loss.loss().evaluate(rows.scores, rows.targets, null, dScores, 0, outputs)).isZero();
    assertThat(dScores).containsOnly(42);
    loss.loss().evaluate(rows.scores, rows.targets, null, dScores, 2, outputs);
    assertThat(Arrays.copyOf(dScores, 2 * outputs)).doesNotContain(42);
    assertThat(Arrays.copyOfRange(dScores, 2 * outputs, dScores.length)).containsOnly(42);
  }

  @ParameterizedTest
  @MethodSource("losses")
  void farScoresGiveFiniteLossesAndDerivatives(LossCase loss) {
    for (int outputs : loss.outputs()) {
      for (float far : new float[] {1e4f, 1e6f, 1e15f}) {
        for (int pattern = 0; pattern < 1 << outputs; pattern++) {
          float[] scores = new float[outputs];
          for (int k = 0; k < outputs; k++) {
            scores[k] = (pattern >> k & 1) == 0 ? far : -far;
          }
          float[] targets = loss.targets(RandomStream.of(3, "far", pattern), 1, outputs);
          float[] dScores = new float[outputs];
          double value = loss.loss().evaluate(scores, targets, null, dScores, 1, outputs);
          assertThat(value).isFinite();
          for (float dScore : dScores) {
            assertThat(dScore).isFinite();
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void undefinedScoreIsNotHidden(LossCase loss) {
    for (int outputs : loss.outputs()) {
      for (int k = 0; k < outputs; k++) {
        float[] scores = new float[outputs];
        scores[k] = Float.NaN;
        float[] targets = loss.targets(RandomStream.of(3, "undefined", k), 1, outputs);
        assertThat(loss.loss().evaluate(scores, targets, null, null, 1, outputs)).isNaN();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void evaluationDoesNotAllocate(LossCase loss) {
    for (int outputs : loss.outputs()) {
      Rows rows = Rows.of(loss, outputs);
      float[] dScores = new float[ROWS * outputs];
      Loss tested = loss.loss();
      assertThat(
              Allocation.perCall(
                  () ->
                      tested.evaluate(
                          rows.scores, rows.targets, rows.weights, dScores, ROWS, outputs)))
          .isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void curvatureIsAttained(LossCase loss) {
    Loss tested = loss.loss();
    // Along the first axis, or along (1, −1)/√2 of class scores; at a kink the finer the steeper.
    float h = Double.isInfinite(tested.curvature()) ? 0x1p-20f : 0x1p-6f;
    double[] values = new double[3];
    for (int i = 0; i < 3; i++) {
      float[] scores = loss.sharpest().clone();
      scores[0] += (i - 1) * h;
      if (loss.classes()) {
        scores[1] -= (i - 1) * h;
      }
      values[i] =
          tested.evaluate(scores, new float[] {loss.target()}, null, null, 1, scores.length);
    }
    double second = (values[0] - 2 * values[1] + values[2]) / (loss.classes() ? 2 * h * h : h * h);
    if (Double.isInfinite(tested.curvature())) {
      assertThat(second).isGreaterThan(1e5);
    } else {
      assertThat(second).isCloseTo(tested.curvature(), within(1e-3 * tested.curvature()));
    }
  }
}
