package org.glissade.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.glissade.data.DenseExamples;
import org.glissade.data.Grid;
import org.glissade.data.Orders;
import org.glissade.data.Ranges;
import org.glissade.data.Standardisation;
import org.glissade.math.Floats;
import org.glissade.math.RandomStream;
import org.glissade.model.LinearModel;
import org.glissade.model.Losses;
import org.glissade.optim.Averaging;
import org.glissade.optim.Schedules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The dense engine is the chain, made faster: with either kernel, wherever the rows lie. */
class DenseLinearEngineTest {
  private static final int[] COLUMNS = {1, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 100};

  private static Stream<Arguments> problems() {
    List<Arguments> cases = new ArrayList<>();
    for (String loss : Losses.names()) {
      for (int columns : COLUMNS) {
        cases.add(Arguments.of(loss, columns));
      }
    }
    return cases.stream();
  }

  /** The same numbers off the heap, where kernels read them in place. */
  private static DenseExamples offHeap(DenseExamples examples) {
    Floats values = Floats.zeros(Math.max(examples.values().length(), 1 << 13));
    float[] row = new float[examples.columns()];
    Floats exact = Floats.zeros(examples.values().length());
    for (int i = 0; i < examples.rows(); i++) {
      examples.values().copyTo((long) i * row.length, row, 0, row.length);
      values.copyFrom(row, 0, (long) i * row.length, row.length);
      exact.copyFrom(row, 0, (long) i * row.length, row.length);
    }
    return DenseExamples.of(
        exact, row.length, examples.targets(), examples.targetsPerRow(), examples.weights());
  }

  /**
   * Forty steps, each of which rounds a parameter of size 1 a few times by 2⁻²⁴, and sums some
   * hundred products in another order. (At a kink of a loss one rounding decides on the side, and
   * two runs may part: rare enough to choose seeds where none does.)
   */
  @ParameterizedTest
  @MethodSource("problems")
  void everyLossAndOddSizeFollowsTheChain(String loss, int columns) {
    for (int batch : new int[] {1, 5, 16, 17, 53}) {
      RandomProblem problem = RandomProblem.of(loss, 53, columns, batch % 3 + 1, 300 + batch);
      if (batch % 2 == 1) {
        problem = problem.weighted();
      }
      Sgd sgd =
          Sgd.regressor()
              .loss(Losses.parse(loss))
              .model(new LinearModel(columns, problem.outputs(), batch != 5))
              .learningRate(Schedules.linear(0.002))
              .l2(0.05)
              .batchSize(batch)
              .steps(40);
      if (batch == 17) {
        sgd.l1(0.001);
      }
      float[] chain = sgd.kernels(() -> null).fit(problem.dense()).params();
      for (boolean vectors : new boolean[] {false, true}) {
        sgd.kernels(() -> Machine.always(vectors));
        Fit onHeap = sgd.fit(problem.dense());
        assertThat(onHeap.outcome().engine()).isEqualTo("dense-linear");
        assertThat(onHeap.params()).containsExactly(chain, within(2e-5f));
        assertThat(sgd.fit(offHeap(problem.dense())).params()).isEqualTo(onHeap.params());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("problems")
  void transformsAndAveragesSeeTheSameGradient(String loss, int columns) {
    RandomProblem problem = RandomProblem.of(loss, 53, columns, 2, 7).weighted();
    for (int batch : new int[] {1, 19}) {
      Sgd sgd =
          Sgd.regressor()
              .loss(Losses.parse(loss))
              .model(new LinearModel(columns, problem.outputs(), true))
              .learningRate(0.001)
              .momentum(0.5)
              .clipNorm(5)
              .l1(0.001)
              .l2(0.01)
              .averaging(Averaging.polyak())
              .batchSize(batch)
              .steps(40);
      float[] chain = sgd.kernels(() -> null).fit(problem.dense()).params();
      for (boolean vectors : new boolean[] {false, true}) {
        sgd.kernels(() -> Machine.always(vectors));
        assertThat(sgd.fit(problem.dense()).params()).containsExactly(chain, within(2e-5f));
      }
    }
  }

  /** Batches beyond {@link Evaluation#NARROW} rows, whose gradient is summed in double. */
  @Test
  void largeBatchesFollowTheChain() {
    RandomProblem problem = RandomProblem.of("squared", 5000, 9, 1, 3).weighted();
    for (int batch : new int[] {2048, 2049, 4999, 5000}) {
      Sgd sgd = Sgd.regressor().learningRate(0.1).l2(0.01).batchSize(batch).epochs(5);
      float[] chain = sgd.kernels(() -> null).fit(problem.dense()).params();
      for (boolean vectors : new boolean[] {false, true}) {
        sgd.kernels(() -> Machine.always(vectors));
        assertThat(sgd.fit(problem.dense()).params()).containsExactly(chain, within(2e-6f));
      }
    }
  }

  /** Rows of weight 0 take no step, in batches of one row too. */
  @Test
  void rowsWithoutWeightTakeNoStep() {
    RandomProblem problem = RandomProblem.of("logistic", 6, 5, 1, 16);
    DenseExamples all =
        problem.dense().with(problem.dense().targets(), 1, new float[] {0, 1, 0, 2, 1, 0});
    DenseExamples some = all.select(new int[] {1, 3, 4});
    for (boolean vectors : new boolean[] {false, true}) {
      Sgd sgd =
          Sgd.classifier()
              .kernels(() -> Machine.always(vectors))
              .order(Orders.sequential())
              .learningRate(Schedules.bottou(0.3, 0.5))
              .batchSize(1)
              .epochs(4);
      Outcome with = sgd.fit(all).outcome();
      Outcome without = sgd.fit(some).outcome();
      assertThat(with.params()).isEqualTo(without.params());
      assertThat(with.state().step()).isEqualTo(without.state().step()).isEqualTo(12);
    }
  }

  /** What a run does after the change of kernels does not depend on whether it was interrupted. */
  @Test
  void aRunThatChangesKernelsHasTheSameBitsEachTime() {
    RandomProblem problem = RandomProblem.of("logistic", 3000, 30, 1, 5);
    Sgd sgd = Sgd.classifier().learningRate(0.1).batchSize(8).epochs(6);
    float[] changing = null;
    for (int i = 0; i < 2; i++) {
      sgd.kernels(() -> Machine.after(100_000));
      float[] params = sgd.fit(problem.dense()).params();
      if (changing != null) {
        assertThat(params).isEqualTo(changing);
      }
      changing = params;
    }
    float[] plain = sgd.kernels(() -> Machine.always(false)).fit(problem.dense()).params();
    assertThat(changing).containsExactly(plain, within(1e-5f)).isNotEqualTo(plain);
  }

  /** Parts are cut by the size of the pass, so threads change nothing but the time. */
  @Test
  void anyNumberOfThreadsGivesTheSameBits() {
    for (String loss : List.of("squared", "softmax")) {
      RandomProblem problem = RandomProblem.of(loss, 9000, 40, 1, 8).weighted();
      for (int batch : new int[] {1638, 1640, 9000}) {
        for (boolean vectors : new boolean[] {false, true}) {
          float[] one = null;
          for (int threads : new int[] {1, 2, 3, 5, 8}) {
            Sgd sgd =
                Sgd.regressor()
                    .loss(Losses.parse(loss))
                    .model(problem.model())
                    .kernels(() -> Machine.always(vectors, threads))
                    .learningRate(0.05)
                    .l2(0.01)
                    .batchSize(batch)
                    .epochs(3);
            float[] params = sgd.fit(problem.dense()).params();
            if (one == null) {
              one = params;
              float[] chain = sgd.kernels(() -> null).fit(problem.dense()).params();
              assertThat(params).containsExactly(chain, within(5e-6f));
            }
            assertThat(params).isEqualTo(one);
          }
        }
      }
    }
  }

  /**
   * Rows of a mapped file, in two runs, beside columns that are no features, some numbers missing:
   * standardised as they are read.
   */
  @Test
  void rowsOfAFileAreMadeFeaturesAsTheyAreRead(@TempDir Path folder) throws IOException {
    int stride = 21;
    RandomStream random = RandomStream.of(9, "file");
    ByteBuffer bytes = ByteBuffer.allocate(4 * 300 * stride).order(ByteOrder.nativeOrder());
    for (int i = 0; i < 300 * stride; i++) {
      bytes.putFloat(
          random.nextInt(50) == 0 ? Float.NaN : (float) (1000 + 3 * random.nextGaussian()));
    }
    Path file = Files.write(folder.resolve("matrix"), bytes.array());
    Floats values = Floats.map(file, 0, 300L * stride);
    int[] chosen = new int[250];
    for (int i = 0; i < chosen.length; i++) {
      chosen[i] = i < 100 ? i : i + 50; // the last row of the file is one of them
    }
    float[] targets = new float[250];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = (float) random.nextGaussian();
    }
    for (int[] columns : new int[][] {{2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, {0, 5, 6, 20}}) {
      double[] offset = new double[columns.length];
      double[] scale = new double[columns.length];
      double[] fill = new double[columns.length];
      Arrays.fill(offset, 1000.3);
      Arrays.fill(scale, 3.1);
      Arrays.fill(fill, 999);
      Grid grid =
          new Grid(values, stride, Ranges.of(0, 300), Ranges.of(0, stride))
              .select(chosen)
              .withColumns(columns);
      DenseExamples examples =
          DenseExamples.of(grid, new Standardisation(offset, scale, fill, false), targets, 1, null);
      for (int batch : new int[] {1, 7, 64}) {
        Sgd sgd = Sgd.regressor().learningRate(0.01).batchSize(batch).steps(60);
        float[] chain = sgd.kernels(() -> null).fit(examples).params();
        for (boolean vectors : new boolean[] {false, true}) {
          sgd.kernels(() -> Machine.always(vectors));
          assertThat(sgd.fit(examples).params()).containsExactly(chain, within(1e-5f));
        }
      }
    }
  }
}
