package org.glissade.lab.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.glissade.data.DenseExamples;
import org.glissade.data.Examples;
import org.glissade.lab.problem.Landscape;
import org.glissade.math.RandomStream;
import org.glissade.model.LinearModel;
import org.glissade.model.Losses;
import org.glissade.train.EmpiricalRisk;
import org.glissade.train.Penalty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaneLossTest {
  private static final int COLUMNS = 7;

  private static Examples examples(int rows, int classes, boolean weighted) {
    RandomStream random = RandomStream.of(2, "plane");
    float[] features = new float[rows * COLUMNS];
    float[] targets = new float[rows];
    float[] weights = new float[rows];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) random.nextGaussian();
    }
    for (int i = 0; i < rows; i++) {
      int kind = random.nextInt(Math.max(2, classes));
      targets[i] = classes > 0 ? kind : 2 * kind - 1;
      weights[i] = i % 3;
    }
    DenseExamples plain = DenseExamples.of(features, COLUMNS, targets);
    return weighted ? plain.with(targets, 1, weights) : plain;
  }

  private static float[] random(int size, long seed) {
    RandomStream random = RandomStream.of(seed, "weights");
    float[] weights = new float[size];
    for (int j = 0; j < size; j++) {
      weights[j] = (float) random.nextGaussian();
    }
    return weights;
  }

  private static PrincipalPlane plane(float[] end) {
    List<float[]> places = IntStream.range(0, 4).mapToObj(k -> random(end.length, 10 + k)).toList();
    return PrincipalPlane.of(places, end, () -> false);
  }

  private static double direct(EmpiricalRisk risk, Penalty penalty, float[] weights) {
    int[] all = IntStream.range(0, risk.examples()).toArray();
    return risk.loss(weights, all, 0, all.length) / risk.weight(all, 0, all.length)
        + penalty.value(risk.layout(), weights);
  }

  @ParameterizedTest
  @CsvSource({
    "logistic, 0, false, 0, 0",
    "logistic, 0, true, 0.01, 0.1",
    "squared, 0, true, 0, 0.1",
    "hinge, 0, false, 0.01, 0",
    "softmax, 3, true, 0, 0.1"
  })
  void itIsThatOfTheModelAtThePoint(
      String loss, int classes, boolean weighted, double l1, double l2) {
    Examples examples = examples(300, classes, weighted);
    LinearModel model = new LinearModel(COLUMNS, Math.max(1, classes), true);
    EmpiricalRisk risk = new EmpiricalRisk(model, Losses.parse(loss), examples);
    Penalty penalty = new Penalty(l1, l2);
    float[] end = random(model.layout().size(), 1);
    PrincipalPlane plane = plane(end);
    PlaneLoss found = new PlaneLoss(risk, penalty, 2.5, end, plane, 0);
    assertThat(found.rows()).isEqualTo(300);
    for (double a = -3; a <= 3; a += 0.75) {
      for (double b = -2; b <= 2; b += 0.5) {
        float[] there = new float[end.length];
        for (int j = 0; j < there.length; j++) {
          there[j] = (float) (end[j] + a * plane.first()[j] + b * plane.second()[j]);
        }
        double expected = 2.5 * direct(risk, penalty, there);
        assertThat(found.at(a, b)).isCloseTo(expected, within(1e-6 * Math.max(1, expected)));
        assertThat(found.at(there)).isCloseTo(expected, within(1e-6 * Math.max(1, expected)));
      }
    }
  }

  @Test
  void aGridHasItsPointsFromTheLowerLeft() {
    EmpiricalRisk risk =
        new EmpiricalRisk(
            new LinearModel(COLUMNS, 1, false), Losses.parse("logistic"), examples(50, 0, false));
    float[] end = random(COLUMNS, 1);
    PlaneLoss loss = new PlaneLoss(risk, Penalty.NONE, 1, end, plane(end), 0);
    double[] grid = loss.grid(new Landscape.Box(-1, 2, -3, 0), 4, 3);
    assertThat(grid).hasSize(12);
    assertThat(grid[0]).isEqualTo(loss.at(-1, -3));
    assertThat(grid[3]).isEqualTo(loss.at(2, -3));
    assertThat(grid[5]).isEqualTo(loss.at(0, -1.5));
    assertThat(grid[11]).isEqualTo(loss.at(2, 0));
  }

  @Test
  void theLowestPointOfTwoWeightsIsTheSolution() {
    RandomStream random = RandomStream.of(4, "solution");
    float[] features = new float[400];
    float[] targets = new float[200];
    for (int i = 0; i < targets.length; i++) {
      features[2 * i] = (float) random.nextGaussian();
      features[2 * i + 1] = (float) random.nextGaussian();
      targets[i] = 3 * features[2 * i] - 2 * features[2 * i + 1];
    }
    EmpiricalRisk risk =
        new EmpiricalRisk(
            new LinearModel(2, 1, false),
            Losses.parse("squared"),
            DenseExamples.of(features, 2, targets));
    float[] end = {2.5f, -1};
    PrincipalPlane plane =
        PrincipalPlane.of(List.of(new float[2], new float[] {2, 1}), end, () -> false);
    double[] lowest = new PlaneLoss(risk, Penalty.NONE, 1, end, plane, 0).lowest(5);
    double[] weights = new double[2];
    for (int j = 0; j < 2; j++) {
      weights[j] = end[j] + lowest[0] * plane.first()[j] + lowest[1] * plane.second()[j];
    }
    assertThat(weights).containsExactly(new double[] {3, -2}, within(1e-3));
    assertThat(lowest[2]).isCloseTo(0, within(1e-6));
  }

  @Test
  void ofManyRowsSomeAreDrawnAlwaysTheSame() {
    EmpiricalRisk risk =
        new EmpiricalRisk(
            new LinearModel(COLUMNS, 1, true),
            Losses.parse("logistic"),
            examples(3 * PlaneLoss.MOST_ROWS, 0, false));
    float[] end = random(COLUMNS + 1, 1);
    PrincipalPlane plane = plane(end);
    PlaneLoss loss = new PlaneLoss(risk, Penalty.NONE, 1, end, plane, 7);
    assertThat(loss.rows()).isEqualTo(PlaneLoss.MOST_ROWS);
    assertThat(loss.allRows()).isEqualTo(3 * PlaneLoss.MOST_ROWS);
    assertThat(new PlaneLoss(risk, Penalty.NONE, 1, end, plane, 7).at(1, 1))
        .isEqualTo(loss.at(1, 1));
    assertThat(loss.at(1, 1))
        .isNotEqualTo(new PlaneLoss(risk, Penalty.NONE, 1, end, plane, 8).at(1, 1));
  }
}
