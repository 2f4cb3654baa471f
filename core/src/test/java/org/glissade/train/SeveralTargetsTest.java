package org.glissade.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.glissade.data.DenseExamples;
import org.glissade.data.Examples;
import org.glissade.data.Orders;
import org.glissade.data.SparseExamples;
import org.glissade.math.Floats;
import org.glissade.model.Losses;
import org.glissade.model.Network;
import org.glissade.model.Squared;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Regression of several numbers at once. */
class SeveralTargetsTest {
  private static final int ROWS = 120;
  private static final int COLUMNS = 5;
  private static final int TARGETS = 3;

  /** Half an ulp of 1 as {@code float}: the relative error of one rounding. */
  private static final double ROUNDING = 0x1p-24;

  private static float[] features(int rows) {
    Random random = new Random(5);
    float[] x = new float[rows * COLUMNS];
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextInt(3) == 0 ? 0 : (float) random.nextGaussian();
    }
    return x;
  }

  /** Counts, so that every loss of regression takes them. */
  private static float[] targets(int rows) {
    Random random = new Random(6);
    float[] y = new float[rows * TARGETS];
    for (int i = 0; i < y.length; i++) {
      y[i] = random.nextInt(1 + i % TARGETS * 2 + 1);
    }
    return y;
  }

  private static float[] weights() {
    Random random = new Random(7);
    float[] weights = new float[ROWS];
    for (int i = 0; i < ROWS; i++) {
      weights[i] = random.nextInt(4) / 2f;
    }
    return weights;
  }

  private static Examples dense(float[] y, int each) {
    return DenseExamples.of(Floats.of(features(ROWS)), COLUMNS, y, each, weights());
  }

  private static Examples sparse(float[] y, int each) {
    float[] x = features(ROWS);
    long[] starts = new long[ROWS + 1];
    int[] indices = new int[x.length];
    float[] values = new float[x.length];
    int at = 0;
    for (int i = 0; i < x.length; i++) {
      if (x[i] != 0) {
        indices[at] = i % COLUMNS;
        values[at++] = x[i];
      }
      starts[i / COLUMNS + 1] = at;
    }
    return SparseExamples.of(
        starts, Arrays.copyOf(indices, at), Arrays.copyOf(values, at), COLUMNS, y, each, weights());
  }

  private static float[] alone(float[] y, int k) {
    float[] one = new float[y.length / TARGETS];
    for (int row = 0; row < one.length; row++) {
      one[row] = y[row * TARGETS + k];
    }
    return one;
  }

  private static Sgd sgd(String loss) {
    return Sgd.regressor()
        .loss(Losses.parse(loss))
        .learningRate(0.05)
        .batchSize(16)
        .epochs(6)
        .l2(0.01)
        .seed(3);
  }

  /** The parameters of output k: its weights and its bias. */
  private static float[] ofOutput(float[] params, int k) {
    float[] own = new float[COLUMNS + 1];
    System.arraycopy(params, k * COLUMNS, own, 0, COLUMNS);
    own[COLUMNS] = params[TARGETS * COLUMNS + k];
    return own;
  }

  /**
   * The objective is a sum of one of each target, so that a linear model has nothing in common but
   * order and rate. Where sums are formed alike, as in the chain, the bits are the same.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "squared",
        "absolute",
        "huber(0.5)",
        "quantile(0.8)",
        "epsilon-insensitive",
        "squared-epsilon-insensitive",
        "poisson"
      })
  void targetsLearntJointlyByALinearModelAreThoseOfSeparateRunsToTheBit(String loss) {
    float[] y = targets(ROWS);
    Fit joint = sgd(loss).momentum(0.9).fit(sparse(y, TARGETS));
    assertThat(joint.outcome().engine()).isEqualTo("chain");
    double sum = 0;
    for (int k = 0; k < TARGETS; k++) {
      Fit single = sgd(loss).momentum(0.9).fit(sparse(alone(y, k), 1));
      assertThat(ofOutput(joint.params(), k)).as("target %s", k).isEqualTo(single.params());
      sum += single.trainingLoss();
    }
    assertThat(joint.trainingLoss()).isCloseTo(sum, within(1e-12 * Math.abs(sum)));
  }

  /**
   * The fused engines sum in another order for several outputs. A step contracts differences of
   * smooth convex losses, so that after n steps these are at most n times the rounding of a step:
   * of a sum over the features and one over the batch, of terms below 8 here.
   */
  @ParameterizedTest
  @ValueSource(strings = {"squared", "huber(0.5)", "poisson"})
  void theFusedEnginesDifferFromSeparateRunsByRoundingOnly(String loss) {
    float[] y = targets(ROWS);
    int steps = 6 * ((ROWS + 15) / 16);
    double budget = steps * (COLUMNS + 1 + 16) * 8 * ROUNDING;
    for (boolean stored : new boolean[] {true, false}) {
      Fit joint = sgd(loss).fit(stored ? dense(y, TARGETS) : sparse(y, TARGETS));
      assertThat(joint.outcome().engine()).isEqualTo(stored ? "dense-linear" : "sparse-linear");
      for (int k = 0; k < TARGETS; k++) {
        Fit single = sgd(loss).fit(stored ? dense(alone(y, k), 1) : sparse(alone(y, k), 1));
        assertClose(ofOutput(joint.params(), k), single.params(), budget);
      }
    }
  }

  @Test
  void sparseRowsGiveTheParametersOfDenseOnes() {
    float[] y = targets(ROWS);
    double budget = 6 * ((ROWS + 15) / 16) * (COLUMNS + 1 + 16) * 8 * ROUNDING;
    float[] fromSparse = sgd("squared").fit(sparse(y, TARGETS)).params();
    assertClose(sgd("squared").fit(dense(y, TARGETS)).params(), fromSparse, budget);
  }

  private static void assertClose(float[] one, float[] other, double budget) {
    assertThat(one).hasSameSizeAs(other);
    for (int i = 0; i < one.length; i++) {
      assertThat((double) one[i]).as("parameter %s", i).isCloseTo(other[i], within(budget));
    }
  }

  /** (XᵀWX/Σw + λD) θₖ = XᵀWyₖ/Σw, where D leaves the bias out. */
  @Test
  void leastSquaresFindsTheSolutionOfTheNormalEquationsOfEachTarget() {
    float[] y = targets(ROWS);
    double l2 = 0.05;
    Fit fit =
        Sgd.regressor()
            .loss(new Squared())
            .learningRate(0.5)
            .batchSize(Sgd.FULL_BATCH)
            .epochs(400)
            .l2(l2)
            .fit(dense(y, TARGETS));
    for (int k = 0; k < TARGETS; k++) {
      double[] solution = solved(alone(y, k), l2);
      for (int j = 0; j <= COLUMNS; j++) {
        assertThat((double) ofOutput(fit.params(), k)[j])
            .as("target %s, parameter %s", k, j)
            .isCloseTo(solution[j], within(2e-6));
      }
    }
  }

  private static double[] solved(float[] y, double l2) {
    int size = COLUMNS + 1;
    double[][] a = new double[size][size + 1];
    float[] x = features(ROWS);
    float[] weights = weights();
    double total = 0;
    for (float weight : weights) {
      total += weight;
    }
    for (int row = 0; row < ROWS; row++) {
      double[] extended = new double[size + 1];
      for (int j = 0; j < COLUMNS; j++) {
        extended[j] = x[row * COLUMNS + j];
      }
      extended[COLUMNS] = 1;
      extended[size] = y[row];
      for (int i = 0; i < size; i++) {
        for (int j = 0; j <= size; j++) {
          a[i][j] += weights[row] * extended[i] * extended[j] / total;
        }
      }
    }
    for (int j = 0; j < COLUMNS; j++) {
      a[j][j] += l2;
    }
    for (int pivot = 0; pivot < size; pivot++) { // positive definite: no exchange is needed
      for (int i = 0; i < size; i++) {
        double factor = i == pivot ? 0 : a[i][pivot] / a[pivot][pivot];
        for (int j = pivot; j <= size; j++) {
          a[i][j] -= factor * a[pivot][j];
        }
      }
    }
    double[] solution = new double[size];
    for (int i = 0; i < size; i++) {
      solution[i] = a[i][size] / a[i][i];
    }
    return solution;
  }

  /** Twenty steps of tanh(3) on all rows, computed once more in double precision. */
  @Test
  void aNetworkOfSeveralOutputsFollowsTheGradientOfTheSumOfTheirLosses() {
    float[] y = targets(ROWS);
    double rate = 0.1;
    int steps = 20;
    Network network = Network.parse("mlp(3, activation=tanh)");
    int size = network.model(COLUMNS, TARGETS, true).layout().size();
    float[] start = new float[size];
    Random random = new Random(8);
    for (int i = 0; i < size; i++) {
      start[i] = (float) random.nextGaussian() / 2;
    }
    Fit fit =
        Sgd.regressor()
            .model(network.model(COLUMNS, TARGETS, true))
            .loss(new Squared())
            .learningRate(rate)
            .batchSize(Sgd.FULL_BATCH)
            .order(Orders.sequential())
            .epochs(steps)
            .startFrom(start.clone())
            .fit(dense(y, TARGETS));
    assertThat(fit.outcome().engine()).isEqualTo("network");
    double[] expected = new double[size];
    for (int i = 0; i < size; i++) {
      expected[i] = start[i];
    }
    for (int step = 0; step < steps; step++) {
      double[] gradient = networkGradient(expected, y);
      for (int i = 0; i < size; i++) {
        expected[i] -= rate * gradient[i];
      }
    }
    for (int i = 0; i < size; i++) {
      assertThat((double) fit.params()[i])
          .as("parameter %s", i)
          .isCloseTo(expected[i], within(1e-5));
    }
  }

  private static final int HIDDEN = 3;

  /** Of the objective by central differences: independent of any derivation. */
  private static double[] networkGradient(double[] params, float[] y) {
    double[] gradient = new double[params.length];
    double h = 1e-5;
    for (int i = 0; i < params.length; i++) {
      double[] moved = params.clone();
      moved[i] = params[i] + h;
      double above = networkLoss(moved, y);
      moved[i] = params[i] - h;
      gradient[i] = (above - networkLoss(moved, y)) / (2 * h);
    }
    return gradient;
  }

  private static double networkLoss(double[] p, float[] y) {
    float[] x = features(ROWS);
    float[] weights = weights();
    int second = HIDDEN * COLUMNS + HIDDEN;
    double sum = 0;
    double total = 0;
    for (int row = 0; row < ROWS; row++) {
      double[] hidden = new double[HIDDEN];
      for (int u = 0; u < HIDDEN; u++) {
        double s = p[HIDDEN * COLUMNS + u];
        for (int j = 0; j < COLUMNS; j++) {
          s += p[u * COLUMNS + j] * x[row * COLUMNS + j];
        }
        hidden[u] = Math.tanh(s);
      }
      for (int k = 0; k < TARGETS; k++) {
        double s = p[second + TARGETS * HIDDEN + k];
        for (int u = 0; u < HIDDEN; u++) {
          s += p[second + k * HIDDEN + u] * hidden[u];
        }
        double residual = s - y[row * TARGETS + k];
        sum += weights[row] * residual * residual / 2;
      }
      total += weights[row];
    }
    return sum / total;
  }

  @Test
  void anyNumberOfThreadsGivesTheSameBits() {
    int rows = 16_384; // 81,920 features a batch: enough for threads to share it
    Examples examples =
        DenseExamples.of(Floats.of(features(rows)), COLUMNS, targets(rows), TARGETS, null);
    for (String model : List.of("linear", "mlp:8")) {
      float[][] params = new float[3][];
      for (int threads = 1; threads <= 3; threads++) {
        Sgd sgd = sgd("huber").batchSize(Sgd.FULL_BATCH).epochs(3).threads(threads);
        if (!model.equals("linear")) {
          sgd.model(Network.parse(model).model(COLUMNS, TARGETS, true));
        }
        params[threads - 1] = sgd.fit(examples).params();
      }
      assertThat(params[1]).as(model).isEqualTo(params[0]);
      assertThat(params[2]).as(model).isEqualTo(params[0]);
    }
  }
}
