package org.glissade.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.glissade.data.DenseExamples;
import org.glissade.data.Examples;
import org.glissade.data.SparseExamples;
import org.glissade.math.RandomStream;
import org.glissade.math.Simd;
import org.glissade.train.TrainingEvent.PlaceReached;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Places of a run that a listener asks for. */
class PlacesTest {
  private static final int ROWS = 120;
  private static final int COLUMNS = 40;

  /** Nonzeros of a row. */
  private static final int EACH = 3;

  private static final int APART = 5;
  private static final int STEPS = 60;

  private static Examples examples(boolean sparse) {
    RandomStream random = RandomStream.of(9, "places");
    float[] targets = new float[ROWS];
    float[] dense = new float[ROWS * COLUMNS];
    long[] starts = new long[ROWS + 1];
    int[] indices = new int[ROWS * EACH];
    float[] values = new float[ROWS * EACH];
    for (int i = 0; i < ROWS; i++) {
      targets[i] = 2 * random.nextInt(2) - 1;
      int first = random.nextInt(COLUMNS - 9 * EACH);
      for (int k = 0; k < EACH; k++) {
        int column = first + 9 * k;
        float value = (float) random.nextGaussian() + 0.2f * targets[i];
        dense[i * COLUMNS + column] = value;
        indices[i * EACH + k] = column;
        values[i * EACH + k] = value;
      }
      starts[i + 1] = (long) (i + 1) * EACH;
    }
    return sparse
        ? SparseExamples.of(starts, indices, values, COLUMNS, targets, 1, null)
        : DenseExamples.of(dense, COLUMNS, targets);
  }

  private static Outcome run(
      Examples examples, double l1, double l2, int steps, List<PlaceReached> places) {
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void on(TrainingEvent event) {
            if (event instanceof PlaceReached place) {
              places.add(place);
            }
          }

          @Override
          public long nextPlace(long step) {
            return steps < STEPS ? Long.MAX_VALUE : Math.ceilDiv(step, APART) * APART;
          }
        };
    return Sgd.classifier()
        .penalty(new Penalty(l1, l2))
        .batchSize(4)
        .learningRate(0.3)
        .epochs(100)
        .steps(steps)
        .surroundings(Surroundings.none().withListener(listener))
        .fit(examples)
        .outcome();
  }

  /** Under lazy penalties too, where looking must not settle what is to be made up for. */
  @ParameterizedTest
  @CsvSource({
    "false, 0, 0",
    "false, 0.01, 0.01",
    "true, 0, 0",
    "true, 0, 0.02",
    "true, 0.01, 0",
    "true, 0.01, 0.02"
  })
  void aPlaceIsWhereARunOfSoManyStepsEnds(boolean sparse, double l1, double l2) {
    Examples examples = examples(sparse);
    List<PlaceReached> places = new ArrayList<>();
    Outcome watched = run(examples, l1, l2, STEPS, places);
    assertThat(places.stream().map(PlaceReached::step))
        .containsExactlyElementsOf(
            LongStream.rangeClosed(0, STEPS / APART).mapToObj(k -> k * APART).toList());
    for (PlaceReached place : places.subList(1, places.size() - 1)) {
      Outcome shorter = run(examples, l1, l2, (int) place.step(), new ArrayList<>());
      assertThat(place.params()).as("%d steps", place.step()).isEqualTo(shorter.params());
      assertThat(place.epoch()).isCloseTo(place.step() * 4.0 / ROWS, within(1e-12));
      assertThat(place.learningRate()).isEqualTo(0.3);
    }
    assertThat(places.getLast().params()).isEqualTo(watched.params());
  }

  /** Wherever the listener looks, the kernels change before the same step. */
  @ParameterizedTest
  @CsvSource({"1, 1", "1, 4", "3, 4", "3, 1"})
  void lookingLeadsToTheSameBitsThoughKernelsChangeMidway(int outputs, int batch) {
    assumeThat(Simd.available()).isTrue();
    RandomProblem problem =
        RandomProblem.of(outputs == 1 ? "logistic" : "softmax", 300, 30, outputs, 5);
    float[] unwatched = changing(problem, batch, Machine.after(4_321), Long.MAX_VALUE);
    for (long apart : new long[] {1, 3, 7, 64}) {
      assertThat(changing(problem, batch, Machine.after(4_321), apart))
          .as("every %d steps", apart)
          .isEqualTo(unwatched);
    }
    assertThat(changing(problem, batch, Machine.always(false), Long.MAX_VALUE))
        .as("it did change")
        .isNotEqualTo(unwatched);
  }

  private static float[] changing(RandomProblem problem, int batch, Machine machine, long apart) {
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void on(TrainingEvent event) {}

          @Override
          public long nextPlace(long step) {
            return apart == Long.MAX_VALUE ? apart : Math.ceilDiv(step, apart) * apart;
          }
        };
    return Sgd.classifier()
        .model(problem.model())
        .kernels(() -> machine)
        .l2(0.01)
        .batchSize(batch)
        .learningRate(0.1)
        .epochs(3)
        .surroundings(Surroundings.none().withListener(listener))
        .fit(problem.dense())
        .params();
  }
}
