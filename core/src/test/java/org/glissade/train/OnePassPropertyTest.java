package org.glissade.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.glissade.data.Orders;
import org.glissade.data.SparseExamples;
import org.glissade.math.RandomStream;
import org.glissade.model.LinearModel;
import org.glissade.model.Logistic;
import org.glissade.optim.AdaGrad;
import org.glissade.optim.Ftrl;
import org.glissade.optim.GradientTransform;
import org.glissade.optim.Schedules;
import org.glissade.optim.Transforms;

/**
 * Rows that come in pieces lead to the bits of rows in memory, whatever the recipe, the pieces and
 * the rows: features arrive late, weights of rows are 0, gradients are so small that their squares
 * are not numbers of a float.
 */
class OnePassPropertyTest {
  enum Recipes {
    SGD(Transforms.learningRate(Schedules.constant(0.3))),
    ADAGRAD(
        Transforms.chain(
            new AdaGrad(1e-10, 0), Transforms.learningRate(Schedules.inverseScaling(0.5, 0.3)))),
    FTRL(new Ftrl(0.45, 0.03, 0, 0)),
    FTRL_WITH_PENALTIES(new Ftrl(0.3, 0.5, 0.05, 0.02));

    private final GradientTransform transform;

    Recipes(GradientTransform transform) {
      this.transform = transform;
    }
  }

  /** Columns of rows grow with their number; at least the last row has a weight. */
  private static SparseExamples examples(
      int rows, boolean weighted, double tiny, RandomStream random) {
    long[] starts = new long[rows + 1];
    int[] indices = new int[rows * 12];
    float[] values = new float[indices.length];
    float[] targets = new float[rows];
    float[] weights = new float[rows];
    int columns = 1;
    int at = 0;
    for (int row = 0; row < rows; row++) {
      int last = -1;
      for (int i = random.nextInt(12); i > 0; i--) {
        last += 1 + random.nextInt(1 + row / 2);
        indices[at] = last;
        values[at++] = (float) (random.nextGaussian() * (random.nextInt(5) == 0 ? tiny : 1));
      }
      columns = Math.max(columns, last + 1);
      starts[row + 1] = at;
      targets[row] = random.nextInt(2) == 0 ? 1 : -1;
      weights[row] = row < rows - 1 && random.nextInt(3) > 0 ? 0 : random.nextInt(3) + 1;
    }
    return SparseExamples.of(
        starts,
        Arrays.copyOf(indices, at),
        Arrays.copyOf(values, at),
        columns,
        targets,
        1,
        weighted ? weights : null);
  }

  private static Sgd sgd(Recipes recipe, int batch, boolean bias, int columns, int epochs) {
    return Sgd.classifier()
        .model(new LinearModel(columns, 1, bias))
        .loss(new Logistic())
        .order(Orders.sequential())
        .transform(recipe.transform)
        .epochs(epochs)
        .batchSize(batch);
  }

  /** Pieces of 0 to {@code most} rows, each told of the features up to its own last. */
  private static Outcome inPieces(
      OnePass pass, SparseExamples all, boolean dense, int most, RandomStream random) {
    int columns = 1;
    for (int from = 0; from < all.rows(); ) {
      int to = Math.min(all.rows(), from + random.nextInt(most + 1));
      SparseExamples piece = (SparseExamples) all.select(IntStream.range(from, to).toArray());
      for (int index : piece.indices()) {
        columns = Math.max(columns, index + 1);
      }
      int room = pass.room(dense ? all.columns() : columns);
      SparseExamples roomy =
          SparseExamples.of(
              piece.starts(),
              piece.indices(),
              piece.values(),
              room,
              piece.targets(),
              1,
              piece.weights());
      assertThat(pass.learn(dense ? roomy.toDense() : roomy)).isTrue();
      from = to;
    }
    return pass.finish(all.columns());
  }

  private static Map<String, String> buffers(TrainingState state) {
    return state.floatBuffers().entrySet().stream()
        .filter(entry -> entry.getKey().startsWith("transform"))
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> Arrays.toString(entry.getValue())));
  }

  @Property(tries = 400)
  void rowsInPiecesLeadToTheBitsOfRowsInMemory(
      @ForAll Recipes recipe,
      @ForAll @IntRange(min = 1, max = 150) int rows,
      @ForAll @IntRange(min = 1, max = 40) int batch,
      @ForAll @IntRange(min = 1, max = 50) int most,
      @ForAll boolean bias,
      @ForAll boolean weighted,
      @ForAll boolean scored,
      @ForAll @LongRange(min = 0) long seed) {
    RandomStream random = RandomStream.of(seed, "rows");
    SparseExamples all = examples(rows, weighted, 1e-25, random);
    boolean dense = random.nextInt(4) == 0;
    int size = random.nextInt(3) == 0 ? 1 : batch;
    Sgd inMemory = sgd(recipe, size, bias, all.columns(), 1);
    Fit fit = inMemory.fit(dense ? all.toDense() : all);
    OnePass pass =
        Objects.requireNonNull(sgd(recipe, size, bias, dense ? all.columns() : 1, 1).onePass());
    if (scored) {
      pass.keepScores();
    }

    Outcome outcome = inPieces(pass, all, dense, most, random);

    assertThat(outcome.reason()).isEqualTo(StopReason.EPOCHS);
    assertThat(outcome.params()).containsExactly(fit.params());
    TrainingState expected = fit.outcome().state();
    assertThat(outcome.state().step()).isEqualTo(expected.step());
    assertThat(outcome.state().epoch()).isEqualTo(expected.epoch());
    assertThat(outcome.state().position()).isEqualTo(expected.position());
    assertThat(buffers(outcome.state())).isEqualTo(buffers(expected));
    assertThat(outcome.engine()).isEqualTo(fit.outcome().engine());
    double loss = fit.outcome().history().getFirst().trainingLoss();
    assertThat(pass.progressiveLoss()).isCloseTo(loss, within(1e-6 * (1 + loss)));
    if (scored) {
      assertThat(pass.scores()).hasSize(rows);
    }
  }

  @Property(tries = 60)
  void aRunThatGoesOnFromOnePassIsTheOneThatWasNotCut(
      @ForAll Recipes recipe,
      @ForAll @IntRange(min = 1, max = 100) int rows,
      @ForAll @IntRange(min = 1, max = 9) int batch,
      @ForAll @LongRange(min = 0) long seed) {
    RandomStream random = RandomStream.of(seed, "rows");
    SparseExamples all = examples(rows, false, 1, random);
    OnePass pass = Objects.requireNonNull(sgd(recipe, batch, true, 1, 1).onePass());

    TrainingState state = inPieces(pass, all, false, 20, random).state();

    Sgd longer = sgd(recipe, batch, true, all.columns(), 3);
    float[] expected = longer.fit(all).params();
    assertThat(longer.resumeFrom(state).fit(all).params()).containsExactly(expected);
  }
}
