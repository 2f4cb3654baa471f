package org.glissade.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.glissade.data.DenseExamples;
import org.glissade.data.Examples;
import org.glissade.data.SparseExamples;
import org.glissade.math.RandomStream;
import org.glissade.model.LinearModel;
import org.glissade.model.Losses;
import org.glissade.optim.Schedule;
import org.glissade.optim.Schedules;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RateSampleTest {
  /** Rows that are told by their target. */
  private static EmpiricalRisk numbered(int rows, float @Nullable [] weights) {
    float[] targets = new float[rows];
    for (int i = 0; i < rows; i++) {
      targets[i] = i;
    }
    Examples examples = DenseExamples.of(new float[rows], 1, targets);
    return new EmpiricalRisk(
        new LinearModel(1, 1, true),
        Losses.parse("squared"),
        weights == null ? examples : examples.with(targets, 1, weights));
  }

  private static RateSample of(EmpiricalRisk risk, long rows, long seed) {
    return RateSample.of(risk, rows, new float[risk.layout().size()], seed);
  }

  private static int[] rows(Objective part) {
    float[] targets = ((EmpiricalRisk) part).data().targets();
    return IntStream.range(0, targets.length).map(i -> (int) targets[i]).sorted().toArray();
  }

  @Property(tries = 30)
  void manyRowsAreJudgedByOthersThanThoseLearntFrom(
      @ForAll long seed, @ForAll @IntRange(min = 16_384, max = 60_000) int rows) {
    RateSample sample = of(numbered(rows, null), rows, seed);
    int[] learnt = rows(sample.learnt());
    int[] judged = rows(sample.judged());
    assertThat(sample.unseen()).isTrue();
    int[] both = IntStream.concat(Arrays.stream(learnt), Arrays.stream(judged)).toArray();
    assertThat(both).doesNotHaveDuplicates().hasSize(Math.min(rows, 24_576));
    assertThat(learnt.length).isCloseTo(2 * judged.length, within(2));
    // a random half of the rows, give or take five deviations, lies in the first half
    double below = Arrays.stream(both).filter(row -> row < rows / 2).count();
    assertThat(below).isCloseTo(both.length / 2.0, within(2.5 * Math.sqrt(both.length) + 1));
  }

  @Property(tries = 30)
  void fewRowsAreJudgedByThemselves(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 16_383) int rows) {
    RateSample sample = of(numbered(rows, null), rows, seed);
    assertThat(sample.unseen()).isFalse();
    assertThat(rows(sample.learnt())).doesNotHaveDuplicates().hasSize(Math.min(rows, 8192));
  }

  @Property(tries = 30)
  void ofASampleOfManyRowsSomeAreKeptForJudging(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 3000) int rows) {
    RateSample sample = of(numbered(rows, null), 1_000_000, seed);
    assertThat(sample.unseen()).isEqualTo(rows >= 256);
  }

  @Property(tries = 10)
  void rowsOfWeightZeroAreNotChosen(@ForAll long seed) {
    int rows = 40_000;
    float[] weights = new float[rows];
    for (int i = 0; i < rows; i += 2) {
      weights[i] = 1;
    }
    RateSample sample = of(numbered(rows, weights), rows, seed);
    assertThat(IntStream.of(rows(sample.learnt()))).allMatch(row -> row % 2 == 0);
    assertThat(IntStream.of(rows(sample.judged()))).allMatch(row -> row % 2 == 0);
    assertThat(sample.unseen()).isTrue();
    for (int i = 10; i < rows; i++) {
      weights[i] = 0;
    }
    RateSample few = of(numbered(rows, weights), rows, seed);
    assertThat(few.unseen()).isFalse();
    assertThat(rows(few.learnt())).containsExactly(0, 2, 4, 6, 8); // and not all 40,000
  }

  /** Rows of so many ones among wide features, with labels that follow weights of the features. */
  private static SparseExamples wide(int rows, int columns, int nonzeros, long seed) {
    RandomStream random = RandomStream.of(seed, "wide");
    float[] weights = new float[columns];
    for (int j = 0; j < columns; j++) {
      weights[j] = (float) (0.4 * random.nextGaussian());
    }
    long[] starts = new long[rows + 1];
    int[] indices = new int[rows * nonzeros];
    float[] ones = new float[rows * nonzeros];
    float[] labels = new float[rows];
    Arrays.fill(ones, 1);
    for (int row = 0; row < rows; row++) {
      starts[row + 1] = (row + 1L) * nonzeros;
      int from = row * nonzeros;
      int stretch = columns / nonzeros;
      double sum = 0;
      for (int k = 0; k < nonzeros; k++) {
        indices[from + k] = k * stretch + random.nextInt(stretch);
        sum += weights[indices[from + k]];
      }
      labels[row] = random.nextDouble() < 1 / (1 + Math.exp(-sum)) ? 1 : -1;
    }
    return SparseExamples.of(starts, indices, ones, columns, labels, 1, null);
  }

  @Test
  void columnsThatATrialDoesNotTouchAreLeftOutWithoutChangingItsJudgement() {
    SparseExamples rows = wide(20_000, 100_000, 10, 7);
    LinearModel model = new LinearModel(rows.columns(), 1, true);
    EmpiricalRisk risk = new EmpiricalRisk(model, Losses.parse("logistic"), rows);
    RateSample sample = of(risk, rows.rows(), 3);
    EmpiricalRisk learnt = (EmpiricalRisk) sample.learnt();
    assertThat(learnt.model().inputs()).isLessThan(rows.columns());
    assertThat(sample.start()).hasSize(learnt.layout().size());
    // at zero weights each logistic loss is log 2, whatever was left out
    float[] zero = new float[learnt.layout().size()];
    assertThat(Evaluation.value(sample.judged(), Penalty.NONE, zero))
        .isCloseTo(Math.log(2), within(1e-7));
    // a bias alone moves them as it would move the rows of all columns
    float[] bias = zero.clone();
    bias[bias.length - 1] = 2;
    float[] wideBias = new float[risk.layout().size()];
    wideBias[wideBias.length - 1] = 2;
    assertThat(Evaluation.value(sample.judged(), Penalty.NONE, bias))
        .isCloseTo(Evaluation.value(risk, Penalty.NONE, wideBias), within(0.05));
  }

  /** Five times as many features as rows, a nearly absent penalty: rows can be learnt by heart. */
  @Test
  void rowsWithMoreFeaturesThanThereAreRowsGetARateAtWhichUnseenRowsAreTold() {
    SparseExamples all = wide(40_000, 200_000, 30, 11);
    int[] order = Evaluation.all(all.rows());
    SparseExamples rows = all.select(Arrays.copyOf(order, 30_000));
    SparseExamples unseen = all.select(Arrays.copyOfRange(order, 30_000, 40_000));
    double searched = lossOnUnseen(rows, unseen, null);
    double best = Double.POSITIVE_INFINITY;
    for (double rate = 0.25; rate < 100; rate *= 2) {
      best = Math.min(best, lossOnUnseen(rows, unseen, Schedules.linear(rate)));
    }
    assertThat(best).isLessThan(Math.log(2));
    // the searched rate gives at most a tenth of what can be learnt away
    assertThat(searched).isLessThan(best + 0.1 * (Math.log(2) - best));
  }

  private static double lossOnUnseen(Examples rows, Examples unseen, @Nullable Schedule rate) {
    Sgd sgd = Sgd.classifier().l2(1e-7).seed(5).epochs(1);
    Fit fit = (rate == null ? sgd : sgd.learningRate(rate)).fit(rows);
    EmpiricalRisk risk = new EmpiricalRisk(fit.model(), fit.loss(), unseen);
    return Evaluation.value(risk, Penalty.NONE, fit.params());
  }

  @Test
  void anObjectiveThatHasNoValueAtTheStartOrAtAnyRateEndsAsADivergedRun() {
    for (double start : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      Outcome outcome =
          Sgd.minimise(
                  1,
                  4,
                  (theta, i, gradient) -> {
                    gradient[0] = Float.POSITIVE_INFINITY;
                    return theta[0] == 0 ? start : Double.POSITIVE_INFINITY;
                  })
              .epochs(1)
              .run();
      assertThat(outcome.reason()).isEqualTo(StopReason.DIVERGED);
    }
  }
}
