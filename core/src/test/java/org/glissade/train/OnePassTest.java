package org.glissade.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.glissade.data.DenseExamples;
import org.glissade.data.Examples;
import org.glissade.data.Orders;
import org.glissade.data.SparseExamples;
import org.glissade.model.LinearModel;
import org.glissade.model.Logistic;
import org.glissade.optim.Averaging;
import org.glissade.optim.Schedules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnePassTest {
  private static final int ROWS = 301;
  private static final int COLUMNS = 13;

  private final SparseExamples sparse = examples(7);

  private static SparseExamples examples(long seed) {
    Random random = new Random(seed);
    long[] starts = new long[ROWS + 1];
    List<Integer> indices = new ArrayList<>();
    float[] targets = new float[ROWS];
    for (int row = 0; row < ROWS; row++) {
      for (int j = 0; j < COLUMNS; j++) {
        if (random.nextInt(3) == 0) {
          indices.add(j);
        }
      }
      starts[row + 1] = indices.size();
      targets[row] = random.nextBoolean() ? 1 : -1;
    }
    float[] values = new float[indices.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    int[] columns = indices.stream().mapToInt(j -> j).toArray();
    return SparseExamples.of(starts, columns, values, COLUMNS, targets, 1, null);
  }

  private static Sgd recipe(int batch, int columns) {
    return Sgd.classifier()
        .model(new LinearModel(columns, 1, true))
        .loss(new Logistic())
        .order(Orders.sequential())
        .epochs(1)
        .batchSize(batch)
        .learningRate(0.3);
  }

  private static OnePass pass(int batch, int columns) {
    return Objects.requireNonNull(recipe(batch, columns).onePass());
  }

  private static Examples rows(Examples all, int from, int to) {
    int[] some = new int[to - from];
    for (int i = 0; i < some.length; i++) {
      some[i] = from + i;
    }
    return all.select(some);
  }

  private static Outcome inPieces(OnePass pass, Examples all, int... lengths) {
    int from = 0;
    for (int piece = 0; from < all.rows(); piece++) {
      int to = Math.min(all.rows(), from + lengths[piece % lengths.length]);
      assertThat(pass.learn(rows(all, from, to))).isTrue();
      from = to;
    }
    return pass.finish(all.columns());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 64, 300, 301, 1000})
  void howRowsAreCutIntoPiecesMakesNoDifference(int batch) {
    for (Examples all : List.of(sparse, sparse.toDense())) {
      Fit fit = recipe(batch, COLUMNS).fit(all);
      for (int[] lengths : new int[][] {{ROWS}, {1}, {5, 130}, {64}, {0, 300}}) {
        OnePass pass = pass(batch, COLUMNS);
        Outcome outcome = inPieces(pass, all, lengths);
        assertThat(outcome.params()).containsExactly(fit.params());
        assertThat(outcome.state().step()).isEqualTo(fit.outcome().state().step());
        assertThat(outcome.engine()).isEqualTo(fit.outcome().engine());
        assertThat(outcome.reason()).isEqualTo(StopReason.EPOCHS);
        assertThat(pass.rows()).isEqualTo(ROWS);
        assertThat(pass.progressiveLoss())
            .isCloseTo(fit.outcome().history().getFirst().trainingLoss(), within(1e-9));
      }
    }
  }

  @Test
  void scoresAreThoseBeforeTheStepOfTheirBatch() {
    OnePass pass = pass(50, COLUMNS);
    pass.keepScores();
    Outcome outcome = inPieces(pass, sparse, 33, 90);
    assertThat(outcome.params()).containsExactly(recipe(50, COLUMNS).fit(sparse).params());
    float[] scores = pass.scores();
    assertThat(scores).hasSize(ROWS);
    for (int from = 0; from < ROWS; from += 50) {
      Fit there = recipe(50, COLUMNS).startFrom(paramsAt(from)).learningRate(1e-30).fit(sparse);
      float[] expected = there.scores(sparse);
      for (int row = from; row < Math.min(ROWS, from + 50); row++) {
        assertThat(scores[row]).isCloseTo(expected[row], within(1e-6f));
      }
    }
  }

  private float[] paramsAt(int row) {
    OnePass before = pass(50, COLUMNS);
    if (row > 0) {
      before.learn(rows(sparse, 0, row));
    }
    return before.finish(COLUMNS).params();
  }

  @Test
  void featuresNotMetBeforeFindRoom() {
    float[] expected = recipe(1, COLUMNS).fit(sparse).params();
    OnePass pass = pass(1, 1);
    for (int row = 0; row < ROWS; row++) {
      SparseExamples one = sparse.select(new int[] {row});
      int[] columns = one.indices();
      int largest = columns.length == 0 ? 1 : columns[columns.length - 1] + 1;
      int room = pass.room(largest);
      assertThat(room).isGreaterThanOrEqualTo(largest);
      pass.learn(
          SparseExamples.of(one.starts(), columns, one.values(), room, one.targets(), 1, null));
    }
    assertThat(pass.finish(COLUMNS).params()).containsExactly(expected);
  }

  @Test
  void aRunThatDivergesEndsAndGoesBackToFiniteParameters() {
    OnePass pass = Objects.requireNonNull(recipe(1, COLUMNS).learningRate(1e30).onePass());
    boolean more = true;
    for (int i = 0; i < 50 && more; i++) {
      more = pass.learn(sparse);
    }
    assertThat(more).isFalse();
    Outcome outcome = pass.finish(COLUMNS);
    assertThat(outcome.reason()).isEqualTo(StopReason.DIVERGED);
    for (float param : outcome.params()) {
      assertThat(param).isFinite();
    }
  }

  @Test
  void anInterruptIsHeardBetweenPieces() {
    boolean[] interrupted = {false};
    OnePass pass =
        Objects.requireNonNull(
            recipe(1, COLUMNS)
                .surroundings(Surroundings.none().withInterrupted(() -> interrupted[0]))
                .onePass());
    assertThat(pass.learn(sparse)).isTrue();
    interrupted[0] = true;
    assertThat(pass.learn(sparse)).isFalse();
    Outcome outcome = pass.finish(COLUMNS);
    assertThat(outcome.reason()).isEqualTo(StopReason.INTERRUPTED);
    assertThat(outcome.params()).containsExactly(recipe(1, COLUMNS).fit(sparse).params());
  }

  @Test
  void whatHasToSeeAllRowsFirstIsNoSuchRun() {
    List<Sgd> others =
        List.of(
            recipe(1, COLUMNS).epochs(2),
            recipe(1, COLUMNS).steps(10),
            recipe(1, COLUMNS).order(Orders.shuffle()),
            recipe(1, COLUMNS).learningRate(Schedules.linear(0.1)),
            recipe(1, COLUMNS).momentum(0.9),
            recipe(1, COLUMNS).l2(0.1),
            recipe(1, COLUMNS).validation(0.2),
            recipe(1, COLUMNS).earlyStopping(3),
            recipe(1, COLUMNS).timeLimit(Duration.ofSeconds(1)),
            recipe(1, COLUMNS).averaging(Averaging.tail(0.5)),
            recipe(Sgd.FULL_BATCH, COLUMNS),
            recipe(1, COLUMNS).model(new LinearModel(COLUMNS, 2, true)),
            Sgd.classifier().order(Orders.sequential()).epochs(1));
    assertThat(others).allSatisfy(sgd -> assertThat(sgd.onePass()).isNull());
    assertThat(recipe(1, COLUMNS).onePass()).isNotNull();
  }

  @Test
  void nothingIsSoughtAfterASinglePassOverLargeData() {
    int rows = 400_000;
    float[] values = new float[rows * 8];
    float[] targets = new float[rows];
    Random random = new Random(1);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    DenseExamples large = DenseExamples.of(values, 8, targets);
    Sgd sgd = Sgd.regressor().order(Orders.sequential()).learningRate(0.01).batchSize(64);
    assertThat(sgd.epochs(1).fit(large).distanceToOptimum()).isNull();
    assertThat(sgd.epochs(3).fit(large).distanceToOptimum()).isNotNull();
  }
}
