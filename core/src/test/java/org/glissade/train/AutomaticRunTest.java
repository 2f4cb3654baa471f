package org.glissade.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.function.UnaryOperator;
import org.glissade.data.DenseExamples;
import org.glissade.math.RandomStream;
import org.glissade.math.Vectors;
import org.glissade.model.Loss;
import org.glissade.model.Losses;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing set: rate, schedule and length are found, and are good. */
class AutomaticRunTest {
  private static DenseExamples examples(String name) {
    return switch (name) {
      case "airfoil" -> Data.airfoil().whitened().examples();
      case "breast_cancer" -> Data.breastCancer().standardised().examples();
      case "iris" -> Data.iris().standardised().examples();
      case "wine" -> Data.wine().standardised().examples();
      case "digits" -> Data.digits().examples();
      default -> Data.diabetes().standardised().examples();
    };
  }

  private static void assertWithinAHundredth(Fit fit) {
    DistanceToOptimum distance = Objects.requireNonNull(fit.distanceToOptimum());
    assertThat(fit.outcome().reason()).isIn(StopReason.CONVERGED, StopReason.EARLY_STOPPING);
    assertThat(distance.gap()).isLessThan(0.01 * (distance.objective() - distance.gap()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"airfoil", "breast_cancer", "iris", "wine", "digits", "diabetes"})
  void theObjectiveEndsWithinAHundredthOfItsOptimum(String name) {
    DenseExamples examples = examples(name);
    boolean numbers = name.equals("airfoil") || name.equals("diabetes");
    int seeds = name.equals("digits") ? 1 : 3;
    for (long seed = 0; seed < seeds; seed++) {
      Sgd sgd = numbers ? Sgd.regressor() : Sgd.classifier().l2(1.0 / examples.rows());
      assertWithinAHundredth(sgd.seed(seed).fit(examples));
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "8", "512", "2147483647"})
  void soItDoesForEveryBatchSize(int batchSize) {
    assertWithinAHundredth(Sgd.regressor().batchSize(batchSize).fit(examples("airfoil")));
    assertWithinAHundredth(
        Sgd.classifier().l2(0.01).batchSize(batchSize).fit(examples("breast_cancer")));
  }

  @Test
  void soItDoesWithMomentumAndWithSparseRows() {
    DenseExamples cancer = examples("breast_cancer");
    assertWithinAHundredth(Sgd.classifier().l2(0.01).momentum(0.9).fit(cancer));
    assertWithinAHundredth(
        Sgd.classifier()
            .l2(0.01)
            .l1(1e-3)
            .fit(RandomProblem.of("logistic", 500, 30, 1, 9).sparse()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"squared-hinge", "modified-huber", "huber", "poisson"})
  void soItDoesForOtherSmoothLosses(String name) {
    Loss loss = Losses.parse(name);
    RandomProblem problem = RandomProblem.of(name, 800, 6, 1, 10);
    UnaryOperator<Sgd> penalty = sgd -> sgd.l2(0.01);
    assertWithinAHundredth(penalty.apply(Sgd.regressor().loss(loss)).fit(problem.dense()));
  }

  /** Cauchy noise: a few targets are thousands of times as large as the others. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void outliersDoNotMakeARunDiverge(long seed) {
    RandomStream random = RandomStream.of(seed, "outliers");
    int rows = 2000;
    float[] x = new float[rows * 5];
    float[] y = new float[rows];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < 5; j++) {
        // Heavy tails in the features as well: products of three normal numbers.
        x[5 * i + j] =
            (float) (random.nextGaussian() * random.nextGaussian() * random.nextGaussian());
      }
      y[i] = (float) (x[5 * i] + Math.tan(Math.PI * (random.nextDouble() - 0.5)));
    }
    DenseExamples examples = DenseExamples.of(x, 5, y);
    for (String loss : new String[] {"squared", "huber", "absolute"}) {
      for (int batch : new int[] {1, 64}) {
        Fit fit =
            Sgd.regressor().loss(Losses.parse(loss)).batchSize(batch).seed(seed).fit(examples);
        assertThat(fit.outcome().reason()).as(loss).isNotEqualTo(StopReason.DIVERGED);
        assertThat(Vectors.allFinite(fit.params())).isTrue();
        EmpiricalRisk risk = new EmpiricalRisk(fit.model(), fit.loss(), examples);
        // Least squares has hardly anything to gain here; it must not lose much either.
        assertThat(fit.trainingLoss()).isLessThan(1.01 * Evaluation.meanLoss(risk, new float[6]));
      }
    }
  }

  /** Features 100 times as large want a rate 10,000 times as small. */
  @Test
  void theRateFollowsTheScaleOfTheFeatures() {
    for (double scale : new double[] {1e-2, 1, 1e2}) {
      Data airfoil = Data.airfoil().whitened();
      for (double[] row : airfoil.x()) {
        for (int j = 0; j < row.length; j++) {
          row[j] *= scale;
        }
      }
      // The bias keeps its own scale: without it the problem only changes its units.
      Fit fit = Sgd.regressor().bias(false).fit(airfoil.examples());
      assertWithinAHundredth(fit);
    }
  }
}
