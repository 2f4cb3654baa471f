package org.glissade.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.glissade.data.Orders;
import org.glissade.data.SparseExamples;
import org.glissade.math.RandomStream;
import org.glissade.math.Vectors;
import org.glissade.optim.Schedules;
import org.glissade.optim.Transforms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Models with far more features than a step touches: what is done for all of them is done seldom.
 */
class WideModelTest {
  private static final int PER_ROW = 5;

  /** The same rows, the columns spread out over so many. */
  private static SparseExamples examples(int rows, int columns, boolean classes) {
    RandomStream random = RandomStream.of(5, "wide");
    int used = 40;
    long[] starts = new long[rows + 1];
    int[] indices = new int[rows * PER_ROW];
    float[] values = new float[rows * PER_ROW];
    float[] targets = new float[rows];
    for (int row = 0; row < rows; row++) {
      double score = 0;
      for (int k = 0; k < PER_ROW; k++) {
        int feature = k * (used / PER_ROW) + random.nextInt(used / PER_ROW);
        int at = row * PER_ROW + k;
        indices[at] = (int) ((long) feature * columns / used);
        values[at] = (float) random.nextGaussian();
        score += values[at] * (feature % 7 - 3);
      }
      starts[row + 1] = (row + 1L) * PER_ROW;
      targets[row] = classes ? (score > 0 ? 1 : 0) : (float) score;
    }
    return SparseExamples.of(starts, indices, values, columns, targets, 1, null);
  }

  /**
   * A loss out of bounds, or no number at all, is seen although parameters are looked at seldom.
   */
  @ParameterizedTest
  @ValueSource(doubles = {3, 30, 1e3, 1e10, 1e30})
  void divergenceIsCaughtAndFiniteParametersAreGiven(double rate) {
    SparseExamples examples = examples(3000, 100_000, false);
    for (long steps : new long[] {10, 1500, 20_000}) {
      Fit fit =
          Sgd.regressor()
              .order(Orders.sequential())
              .batchSize(1)
              .learningRate(rate)
              .steps(steps)
              .fit(examples);
      assertThat(fit.outcome().engine()).isEqualTo("sparse-linear");
      assertThat(fit.outcome().reason()).isEqualTo(StopReason.DIVERGED);
      assertThat(Vectors.allFinite(fit.params())).isTrue();
      assertThat(Vectors.allFinite(fit.outcome().state().params())).isTrue();
      assertThat(fit.trainingLoss()).isLessThan(31 * 100);
    }
  }

  /** The rate rises in the middle of the third epoch: what was learnt before is what is given. */
  @Test
  void aRunThatExplodesLaterKeepsWhatItHadLearnt() {
    SparseExamples examples = examples(3000, 100_000, false);
    Fit fit =
        Sgd.regressor()
            .order(Orders.sequential())
            .batchSize(1)
            .learningRate(Schedules.parse("piecewise(0.05, 7500, 100)"))
            .epochs(5)
            .fit(examples);
    assertThat(fit.outcome().reason()).isEqualTo(StopReason.DIVERGED);
    assertThat(fit.trainingLoss()).isLessThan(1e-2);
  }

  @Test
  void theSearchedRateDoesNotDependOnColumnsThatNobodyHas() {
    SparseExamples narrow = examples(2000, 40, true);
    SparseExamples wide = examples(2000, 30_000, true);
    for (Sgd sgd :
        List.of(
            Sgd.classifier(),
            Sgd.classifier().batchSize(1).l1(1e-3).l2(1e-3),
            Sgd.classifier().momentum(0.9).l2(1e-2),
            Sgd.classifier().link(Transforms.adaGrad()))) {
      sgd.epochs(1);
      assertThat(sgd.fit(wide).outcome().recipe().transform())
          .isEqualTo(sgd.fit(narrow).outcome().recipe().transform());
    }
  }

  /** Weights that start elsewhere than at zero belong to the penalty, whoever has their column. */
  @Test
  void theSearchStartsWhereTheRunDoes() {
    SparseExamples wide = examples(500, 2000, true);
    float[] start = new float[2001];
    start[1] = 0.5f;
    Fit fit = Sgd.classifier().startFrom(start).l2(0.1).epochs(1).fit(wide);
    assertThat(fit.outcome().reason()).isEqualTo(StopReason.EPOCHS);
  }
}
