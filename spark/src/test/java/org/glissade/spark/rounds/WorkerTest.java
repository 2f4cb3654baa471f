package org.glissade.spark.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.glissade.data.Orders;
import org.glissade.io.encode.ColumnEncoding;
import org.glissade.io.encode.FeatureEncoder;
import org.glissade.io.encode.Scaling;
import org.glissade.io.encode.SparseEncoder;
import org.glissade.io.encode.TableEncoder;
import org.glissade.io.json.Json;
import org.glissade.io.table.SparseRecords;
import org.glissade.math.RandomStream;
import org.glissade.spark.exchange.Workers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerTest {
  @TempDir private Path folder;

  private static final int FEATURES = 5;
  private static final int SEED = 11;

  private record Data(double[][] x, double[] y) {
    static Data random(int rows) {
      Random random = new Random(3);
      double[][] x = new double[rows][FEATURES];
      double[] y = new double[rows];
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < FEATURES; j++) {
          x[i][j] = (float) random.nextGaussian();
        }
        y[i] = x[i][0] - 2 * x[i][1] + random.nextGaussian() > 0 ? 1 : -1;
      }
      return new Data(x, y);
    }
  }

  private static Plan plan(
      int replicas, int batch, int epochs, int local, String optimizer, @Nullable String rate) {
    return new Plan(
        FEATURES,
        List.of(0.0, 1.0),
        "logistic",
        null,
        true,
        Scaling.NONE,
        null,
        optimizer.isEmpty() ? null : optimizer,
        0,
        rate,
        batch,
        epochs,
        local,
        List.of(0.0, 0.01),
        OuterStep.MEAN,
        replicas,
        SEED);
  }

  private static Plan plan(Scaling scaling, @Nullable String encoder) {
    return new Plan(
        FEATURES,
        List.of(0.0, 1.0),
        "logistic",
        null,
        true,
        scaling,
        encoder,
        null,
        0,
        "constant(0.1)",
        8,
        1,
        4,
        List.of(0.0, 0.0),
        OuterStep.MEAN,
        3,
        SEED);
  }

  /** Rows of a worker: partitions lie beside each other, row i belongs to one by its place. */
  private static WorkerRows rows(Data data, int partitions, int worker, int workers, int dead) {
    WorkerRows rows = WorkerRows.inMemory(FEATURES);
    fill(rows, data, partitions, worker, workers, dead);
    return rows;
  }

  private static void fill(
      WorkerRows rows, Data data, int partitions, int worker, int workers, int dead) {
    int n = data.y.length;
    for (int p = 0; p < partitions; p++) {
      if ((int) ((long) p * workers / partitions) == worker) {
        for (int i = n * p / partitions; i < n * (p + 1) / partitions; i++) {
          for (int copy = 0; copy < dead; copy++) {
            assertThat(rows.begin(p, 1, 0)).isFalse();
          }
          rows.begin(p, data.y[i], 1);
          for (int j = 0; j < FEATURES; j++) {
            rows.add(j, data.x[i][j]);
          }
        }
      }
    }
  }

  private static Learnt train(Data data, Plan plan, int workers, int dead) throws Exception {
    List<Future<Learnt>> all =
        Workers.run(
            workers,
            exchange ->
                Worker.train(
                    plan,
                    rows(data, plan.replicas(), exchange.rank(), workers, dead),
                    exchange,
                    Survivors.inMemory(),
                    "one"));
    for (Future<Learnt> each : all) {
      assertThat(each.get().params()).isEqualTo(all.getFirst().get().params());
    }
    return all.getFirst().get();
  }

  /** Synchronous SGD in double, written down again: one gradient over the batches of all. */
  private static double[] synchronous(
      Data data, int partitions, int batch, int epochs, double rate) {
    double[] theta = new double[FEATURES + 1];
    int n = data.y.length;
    int each = n / partitions;
    for (int epoch = 0; epoch < epochs; epoch++) {
      int[][] orders = new int[partitions][each];
      for (int p = 0; p < partitions; p++) {
        Orders.shuffle().fill(RandomStream.of(SEED, "partition", p).nextLong(), epoch, orders[p]);
      }
      for (int at = 0; at < each; at += batch) {
        double[] gradient = new double[FEATURES + 1];
        int rows = 0;
        for (int p = 0; p < partitions; p++) {
          for (int i = at; i < Math.min(each, at + batch); i++) {
            int row = n * p / partitions + orders[p][i];
            double score = theta[FEATURES];
            for (int j = 0; j < FEATURES; j++) {
              score += theta[j] * data.x[row][j];
            }
            double slope = -data.y[row] / (1 + Math.exp(data.y[row] * score));
            for (int j = 0; j < FEATURES; j++) {
              gradient[j] += slope * data.x[row][j];
            }
            gradient[FEATURES] += slope;
            rows++;
          }
        }
        for (int j = 0; j <= FEATURES; j++) {
          theta[j] -= rate * (gradient[j] / rows + (j < FEATURES ? 0.01 * theta[j] : 0));
        }
      }
    }
    return theta;
  }

  @Test
  void oneLocalStepIsTheStepOfOneBatchOverAllWorkers() throws Exception {
    Data data = Data.random(400);
    double[] expected = synchronous(data, 4, 8, 3, 0.2);
    float[] learnt = train(data, plan(4, 8, 3, 1, "", "constant(0.2)"), 2, 0).params();
    for (int j = 0; j <= FEATURES; j++) {
      assertThat((double) learnt[j]).isCloseTo(expected[j], within(2e-5));
    }
  }

  @Test
  void howManyWorkersShareThePartitionsDoesNotMatter() throws Exception {
    Data data = Data.random(403);
    Plan plan = plan(4, 8, 3, 5, "adagrad", "linear(0.2)");
    float[] one = train(data, plan, 1, 0).params();
    for (int workers : new int[] {2, 3, 4}) {
      float[] several = train(data, plan, workers, 0).params();
      for (int j = 0; j < one.length; j++) {
        assertThat(several[j]).isCloseTo(one[j], within(2e-6f));
      }
    }
  }

  @Test
  void rowsOfWeightZeroChangeNothing() throws Exception {
    Data data = Data.random(203);
    Plan plan = plan(3, 8, 2, 4, "momentum(0.9)", "linear(0.1)");
    assertThat(train(data, plan, 2, 3).params()).isEqualTo(train(data, plan, 2, 0).params());
  }

  /** Room for some rows at a time: those before them go to files, and nothing else changes. */
  @ParameterizedTest
  @ValueSource(longs = {1, 500, 1_000_000})
  void rowsInFilesAreLearntFromLikeOthers(long bytes) throws Exception {
    Data data = Data.random(300);
    for (double[] row : data.x) {
      Arrays.fill(row, 1, FEATURES, 0);
      row[1 + (int) (Math.abs(row[0]) * 1000) % (FEATURES - 1)] = row[0];
    }
    Plan plan = plan(3, 8, 3, 4, "", "constant(0.5)");
    float[] expected = train(data, plan, 2, 0).params();
    List<Future<Learnt>> all =
        Workers.run(
            2,
            exchange -> {
              WorkerRows rows = new WorkerRows(FEATURES, bytes, folder);
              fill(rows, data, 3, exchange.rank(), 2, 0);
              return Worker.train(plan, rows, exchange, Survivors.inMemory(), "one");
            });
    assertThat(all.getFirst().get().params()).isEqualTo(expected);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aTrainingThatLostAWorkerEndsWithTheSameBits() throws Exception {
    Data data = Data.random(400);
    Plan plan = plan(4, 8, 5, 7, "momentum(0.9)", null);
    Learnt expected = train(data, plan, 2, 0);
    Survivors of = Survivors.inMemory();
    List<Future<Learnt>> broken =
        Workers.run(
            2,
            exchange ->
                Worker.train(
                    plan,
                    rows(data, 4, exchange.rank(), 2, 0),
                    exchange,
                    exchange.rank() == 0 ? of : new LostInRound(3),
                    "one"));
    for (Future<Learnt> each : broken) {
      assertThat(org.assertj.core.api.Assertions.catchThrowable(each::get))
          .isInstanceOf(ExecutionException.class);
    }
    assertThat(Objects.requireNonNull(of.newest("one")).round()).isBetween(3L, 4L);
    List<Future<Learnt>> again =
        Workers.run(
            2,
            exchange ->
                Worker.train(
                    plan,
                    rows(data, 4, exchange.rank(), 2, 0),
                    exchange,
                    exchange.rank() == 1 ? of : Survivors.inMemory(),
                    "one"));
    for (Future<Learnt> each : again) {
      assertThat(each.get().params()).isEqualTo(expected.params());
      assertThat(each.get().losses()).isEqualTo(expected.losses());
      assertThat(each.get().learningRate()).isEqualTo(expected.learningRate());
    }
  }

  /** A round that was left behind by a training of the same name is no place to go on from. */
  @Test
  void roundsOfOtherRowsAreNotGoneOnFrom() throws Exception {
    Data data = Data.random(100);
    Plan plan = plan(2, 8, 3, 4, "", "constant(0.5)");
    Survivors left = Survivors.inMemory();
    Workers.run(
        2,
        exchange ->
            Worker.train(plan, rows(data, 2, exchange.rank(), 2, 0), exchange, left, "one"));
    assertThat(Objects.requireNonNull(left.newest("one")).round()).isPositive();
    data.y[3] = -data.y[3];
    Learnt expected = train(data, plan, 2, 0);
    List<Future<Learnt>> again =
        Workers.run(
            2,
            exchange ->
                Worker.train(plan, rows(data, 2, exchange.rank(), 2, 0), exchange, left, "one"));
    assertThat(again.getFirst().get().params()).isEqualTo(expected.params());
    assertThat(again.getFirst().get().losses()).hasSize(3).isEqualTo(expected.losses());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void workersFitTheEncoderThatOneMachineFits(boolean dense) throws Exception {
    Data data = Data.random(211);
    for (double[] row : data.x) {
      for (int j = 0; j < FEATURES; j++) {
        row[j] = dense || j == 2 ? 3 + 5 * row[j] : 0;
      }
    }
    Plan plan = plan(Scaling.STANDARD, null);
    SparseEncoder expected =
        (SparseEncoder)
            FeatureEncoder.fit(
                new SparseRecords("all", rows(data, 1, 0, 1, 0).examples()),
                Set.of(),
                Scaling.STANDARD);
    SparseEncoder learnt = Objects.requireNonNull(train(data, plan, 3, 0).features());
    assertThat(learnt.dense()).isEqualTo(dense).isEqualTo(expected.dense());
    assertThat(learnt.notes()).isEqualTo(expected.notes());
    assertThat(learnt.features().columns()).isEqualTo(expected.features().columns());
    assertThat(learnt.offsets()).containsExactly(expected.offsets(), within(1e-12));
    assertThat(learnt.scales()).containsExactly(expected.scales(), within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void rowsThatAreEncodedAlreadyAreLearntFromAsTheyAre(boolean dense) throws Exception {
    Data data = Data.random(211);
    List<ColumnEncoding> encodings = new ArrayList<>();
    for (int j = 0; j < FEATURES; j++) {
      encodings.add(new ColumnEncoding.Numeric("x" + j, 3, 7, 3));
    }
    TableEncoder encoder = new TableEncoder(encodings, dense, List.of("y"), List.of());
    String features = Json.text(encoder.toJson());
    Learnt learnt = train(data, plan(Scaling.STANDARD, features), 2, 0);
    Learnt expected = train(data, plan(Scaling.NONE, null), 2, 0);
    assertThat(learnt.features()).as("the plan has it").isNull();
    assertThat(learnt.engine()).isEqualTo(dense ? "dense-linear" : "sparse-linear");
    assertThat(learnt.params()).containsExactly(expected.params(), within(1e-5f));
  }

  @Test
  void anEncoderOfAnotherWidthThanTheRowsIsRefused() {
    TableEncoder one =
        new TableEncoder(List.of(new ColumnEncoding.Missing("x")), true, List.of(), List.of());
    Plan plan = plan(Scaling.NONE, Json.text(one.toJson()));
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(
                () -> train(Data.random(20), plan, 1, 0)))
        .hasRootCauseInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rows have 5 features, their encoder makes 1");
  }

  @Test
  void anOuterStepOfRateOneWithoutMomentumIsTheMean() {
    float[] params = {1, -2};
    new OuterStep(1, 0).take(params, new float[] {0.5f, 0.25f}, new float[2]);
    assertThat(params).containsExactly(1.5f, -1.75f);
  }

  @Test
  void outerMomentumSumsUpLikeNesterovs() {
    float[] params = new float[1];
    float[] velocity = new float[1];
    OuterStep step = new OuterStep(0.5, 0.5);
    step.take(params, new float[] {1}, velocity); // v = 1, θ = ½(1 + ½)
    assertThat(params[0]).isEqualTo(0.75f);
    step.take(params, new float[] {1}, velocity); // v = 1½, θ = ¾ + ½(1 + ¾)
    assertThat(params[0]).isEqualTo(1.625f);
  }

  @Property(tries = 300)
  void aRoundIsAtMostAQuarterOfAnEpochAndLongerWhereMeansCostMore(
      @ForAll @IntRange(min = 1, max = 100_000_000) int numbers,
      @ForAll @IntRange(min = 1, max = 1000) int workers,
      @ForAll @IntRange(min = 1, max = 1_000_000) int read,
      @ForAll @IntRange(min = 1, max = 1_000_000) int steps) {
    int length = RoundLength.choose(numbers, workers, read, steps);
    assertThat(length).isBetween(1, Math.max(1, Math.ceilDiv(steps, 4)));
    assertThat(RoundLength.choose(2.0 * numbers, workers, read, steps))
        .isGreaterThanOrEqualTo(length);
    assertThat(RoundLength.choose(numbers, workers, 2.0 * read, steps)).isLessThanOrEqualTo(length);
  }

  /** Ends its worker after some rounds. */
  private record LostInRound(long round) implements Survivors {
    @Override
    public void keep(String training, Agreement agreement) {
      if (agreement.round() == round) {
        throw new IllegalStateException("lost");
      }
    }

    @Override
    public @Nullable Agreement newest(String training) {
      return null;
    }

    @Override
    public void forget(String training) {}
  }

  @Test
  void aRateThatIsTooHighIsToldAndNotTakenForAModel() throws Exception {
    Plan plan = plan(2, 8, 3, 5, "", "constant(1e30)");
    assertThat(train(Data.random(200), plan, 2, 0).sound()).isFalse();
  }
}
