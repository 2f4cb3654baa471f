package org.glissade.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.glissade.data.DenseExamples;
import org.glissade.data.Orders;
import org.glissade.math.Floats;
import org.glissade.model.Losses;
import org.glissade.optim.Averaging;
import org.glissade.optim.Schedules;
import org.glissade.optim.Transforms;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Steps of the dense engine allocate nothing, vectors included, wherever the rows lie. */
class DenseAllocationTest {
  private static final int ROWS = 96;

  /** Odd, so that vectors of any length have a rest. */
  private static final int COLUMNS = 37;

  private static Stream<String> losses() {
    return Losses.names().stream();
  }

  @ParameterizedTest
  @MethodSource("losses")
  void stepsAllocateNothing(String loss) {
    for (boolean vectors : new boolean[] {false, true}) {
      for (int outputs : new int[] {1, 3}) {
        RandomProblem problem = RandomProblem.of(loss, ROWS, COLUMNS, outputs, 5);
        for (boolean onHeap : new boolean[] {false, true}) {
          DenseExamples rows = onHeap ? problem.dense() : offHeap(problem);
          for (int batch : new int[] {1, 13, ROWS}) {
            requireNone(problem, rows, batch, new Penalty(0.001, 0), vectors);
          }
          requireNone(problem, rows, 7, new Penalty(0.001, 0.001), vectors);
        }
      }
    }
  }

  private static DenseExamples offHeap(RandomProblem problem) {
    Floats values = Floats.zeros(problem.x().length);
    values.copyFrom(problem.x(), 0, 0, problem.x().length);
    return DenseExamples.of(
        values, COLUMNS, problem.y(), problem.targetsPerRow(), problem.weighted().weights());
  }

  /**
   * Kernels box vectors until they are compiled, so some rounds come first; where these were many
   * the compiler, which may have to share the machine, is waited for.
   */
  private static void requireNone(
      RandomProblem problem, DenseExamples rows, int batch, Penalty penalty, boolean vectors) {
    EmpiricalRisk risk =
        new EmpiricalRisk(
            problem.model(), Losses.parse(problem.loss()), rows, Machine.always(vectors));
    Recipe recipe =
        new Recipe(
            batch,
            Orders.sequential(),
            Transforms.learningRate(Schedules.constant(0.001)),
            penalty,
            Averaging.none(),
            Stopping.afterEpochs(1),
            0);
    TrainingState state = new TrainingState(problem.start().clone());
    Engine engine = Objects.requireNonNull(DenseLinearEngine.of(risk, recipe, state));
    int[] order = Evaluation.all(ROWS);
    Engine.Progress progress = new Engine.Progress();
    long allocated = Long.MAX_VALUE;
    for (int round = 0; round < 4000 && allocated > 0; round++) {
      if (round > 2000) {
        LockSupport.parkNanos(5_000_000);
      }
      long before = Allocation.bytes();
      for (int epoch = 0; epoch < 20; epoch++) {
        progress.clear();
        engine.run(order, 0, ROWS, batch, round, progress);
      }
      engine.settle();
      allocated = Allocation.bytes() - before;
    }
    assertThat(allocated)
        .as("%s, batch %d, %s, vectors %s", problem.loss(), batch, penalty, vectors)
        .isZero();
  }
}
