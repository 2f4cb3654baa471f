package org.glissade.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Objects;
import org.glissade.data.DenseExamples;
import org.glissade.math.RandomStream;
import org.glissade.model.Hinge;
import org.glissade.model.LinearModel;
import org.glissade.model.Logistic;
import org.glissade.model.Network;
import org.glissade.model.Squared;
import org.glissade.train.EmpiricalRisk;
import org.glissade.train.Penalty;
import org.glissade.train.Sgd;
import org.glissade.train.StopReason;
import org.junit.jupiter.api.Test;

/** λmax against Hessians that are written down. */
class CurvatureTest {
  /** Features at right angles: the Hessian of the squares is diagonal. */
  @Test
  void ofADiagonalQuadraticItIsTheLargestEntryPlusThePenalty() {
    float[] x = {3, 0, 0, -3, 0, 0, 0, 1, 0, 0, -1, 0, 0, 0, 2, 0, 0, -2};
    EmpiricalRisk risk =
        new EmpiricalRisk(
            new LinearModel(3, 1, true), new Squared(), DenseExamples.of(x, 3, new float[6]));
    Curvature found = Curvature.of(risk, new Penalty(0.5, 0.25), new float[] {7, -2, 1, 100});
    assertThat(found.largest()).isCloseTo(3 + 0.25, within(1e-5));
    assertThat(found.stableRate()).isCloseTo(2 / 3.25, within(1e-5));
    assertThat(found.converged()).isTrue();
    assertThat(found.products()).isLessThanOrEqualTo(4);
  }

  /** Of one feature: λmax of the 2×2 matrix Σp(1 − p)x̃x̃ᵀ/N, by its formula. */
  @Test
  void ofLogisticRegressionItIsTheEigenvalueOfTheWeightedGramMatrix() {
    int rows = 500;
    RandomStream random = RandomStream.of(4, "curvature-test");
    float[] x = new float[rows];
    float[] y = new float[rows];
    double w = 0.8;
    double b = -0.3;
    double a11 = 0;
    double a12 = 0;
    double a22 = 0;
    for (int i = 0; i < rows; i++) {
      x[i] = (float) (3 * random.nextGaussian());
      y[i] = random.nextInt(2) * 2 - 1;
      double p = 1 / (1 + Math.exp(-(w * x[i] + b)));
      a11 += p * (1 - p) * x[i] * x[i] / rows;
      a12 += p * (1 - p) * x[i] / rows;
      a22 += p * (1 - p) / rows;
    }
    double wanted = (a11 + a22) / 2 + Math.sqrt(Math.pow((a11 - a22) / 2, 2) + a12 * a12);
    EmpiricalRisk risk =
        new EmpiricalRisk(new LinearModel(1, 1, true), new Logistic(), DenseExamples.of(x, 1, y));
    double found = Curvature.of(risk, Penalty.NONE, new float[] {(float) w, (float) b}).largest();
    assertThat(found).isCloseTo(wanted, within(2e-3 * wanted));
    double bound = Objects.requireNonNull(Smoothness.of(risk, Penalty.NONE)).mean();
    assertThat(found).isLessThan(bound);
  }

  /** s = v·w·x (+ biases): the Hessian of ½(s − y)² at biases of zero, by hand. */
  @Test
  void ofATwoLayerLinearNetworkItIsThatOfItsHessian() {
    EmpiricalRisk risk =
        new EmpiricalRisk(
            Network.parse("mlp(identity(1))").model(1, 1, false),
            new Squared(),
            DenseExamples.of(new float[] {2}, 1, new float[] {1}));
    // L = ½(2vw − 1)²; Lww = 4v², Lvv = 4w², Lwv = 4vw + 2(2vw − 1).
    double w = 0.7;
    double v = 1.1;
    double off = 4 * v * w + 2 * (2 * v * w - 1);
    double mean = (4 * v * v + 4 * w * w) / 2;
    double wanted = mean + Math.sqrt(Math.pow((4 * v * v - 4 * w * w) / 2, 2) + off * off);
    double found = Curvature.of(risk, Penalty.NONE, new float[] {(float) w, (float) v}).largest();
    assertThat(found).isCloseTo(wanted, within(1e-3 * wanted));
  }

  @Test
  void aHingeIsNotCurvedButItsPenaltyIs() {
    EmpiricalRisk risk =
        new EmpiricalRisk(
            new LinearModel(1, 1, false),
            new Hinge(),
            DenseExamples.of(new float[] {1, -1}, 1, new float[] {1, -1}));
    assertThat(Curvature.of(risk, new Penalty(0, 0.5), new float[] {0.1f}).largest())
        .isCloseTo(0.5, within(1e-4));
  }

  /** What the figure is for: full-batch descent settles just below 2/λ, and not just above. */
  @Test
  void theStableRateIsWhereDescentBeginsToDiverge() {
    RandomStream random = RandomStream.of(6, "stable");
    float[] x = new float[40 * 3];
    float[] y = new float[40];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    for (int i = 0; i < y.length; i++) {
      y[i] = x[3 * i] - x[3 * i + 1];
    }
    DenseExamples examples = DenseExamples.of(x, 3, y);
    EmpiricalRisk risk = new EmpiricalRisk(new LinearModel(3, 1, true), new Squared(), examples);
    double limit = Curvature.of(risk, Penalty.NONE, new float[4]).stableRate();
    Sgd sgd = Sgd.regressor().batchSize(Sgd.FULL_BATCH).epochs(3000);
    assertThat(sgd.learningRate(0.99 * limit).fit(examples).trainingLoss()).isLessThan(1e-6);
    assertThat(sgd.learningRate(1.01 * limit).fit(examples).outcome().reason())
        .isEqualTo(StopReason.DIVERGED);
  }
}
