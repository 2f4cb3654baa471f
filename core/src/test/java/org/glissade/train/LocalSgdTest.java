package org.glissade.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.glissade.data.Examples;
import org.glissade.data.Orders;
import org.glissade.math.RandomStream;
import org.glissade.model.Losses;
import org.glissade.optim.Averaging;
import org.glissade.optim.Horizon;
import org.glissade.optim.Schedules;
import org.glissade.optim.Transforms;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalSgdTest {
  private static final double RATE = 0.05;
  private static final String MOMENTUM = "momentum(0.9)";

  private static Sgd sgd(RandomProblem problem, String link, int batch) {
    Sgd sgd =
        Sgd.classifier()
            .model(problem.model())
            .loss(Losses.parse(problem.loss()))
            .batchSize(batch)
            .l2(1e-3)
            .learningRate(Schedules.linear(RATE))
            .startFrom(problem.start())
            .order(Orders.sequential());
    return link.isEmpty() ? sgd : sgd.link(Transforms.parse(link));
  }

  private static LocalSgd worker(Sgd sgd, Examples examples, int steps) {
    return sgd.shared().local(examples, new Horizon(steps, steps));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", MOMENTUM, "adam", "adagrad", "nesterov(0.9)"})
  void aLoneWorkerTakesTheStepsOfARunHoweverTheyAreCutIntoRounds(String link) {
    for (boolean sparse : List.of(false, true)) {
      RandomProblem problem = RandomProblem.of("logistic", 103, 7, 1, 5).weighted();
      Examples examples = sparse ? problem.sparse() : problem.dense();
      int batch = 10;
      int steps = 11;
      float[] run = sgd(problem, link, batch).epochs(1).fit(examples).params();
      for (int perRound : new int[] {11, 1, 3}) {
        LocalSgd worker = worker(sgd(problem, link, batch), examples, steps);
        int[] order = Evaluation.all(examples.rows());
        for (int step = 0; step < steps; step += perRound) {
          worker.begin();
          int to = Math.min(order.length, (step + perRound) * batch);
          worker.learn(order, step * batch, to, step);
          worker.settle();
          assertThat(worker.steps()).isEqualTo(Math.min(steps, step + perRound) - step);
        }
        assertThat(worker.arrays().floats().getFirst())
            .as("%s, rounds of %d steps", link, perRound)
            .containsExactly(run, within(2e-6f));
      }
    }
  }

  @Property(tries = 100)
  void meansAfterEachStepOfHalfBatchesAreStepsOfWholeBatches(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int half) {
    int steps = 6;
    RandomProblem problem = RandomProblem.of("logistic", 2 * half * steps, 5, 1, seed).weighted();
    Examples examples = problem.dense();
    LocalSgd whole = worker(sgd(problem, MOMENTUM, 2 * half), examples, steps);
    LocalSgd[] halves = {
      worker(sgd(problem, MOMENTUM, half), examples, steps),
      worker(sgd(problem, MOMENTUM, half), examples, steps)
    };
    int[] order = Evaluation.all(examples.rows());
    RandomStream.of(seed, "order").shuffle(order);
    for (int step = 0; step < steps; step++) {
      int from = 2 * half * step;
      whole.begin();
      whole.learn(order, from, from + 2 * half, step);
      whole.settle();
      for (int k = 0; k < 2; k++) {
        halves[k].begin();
        halves[k].learn(order, from + k * half, from + (k + 1) * half, step);
        halves[k].settle();
      }
      assertThat(halves[0].loss() + halves[1].loss()).isCloseTo(whole.loss(), within(1e-4));
      mean(halves);
    }
    assertThat(halves[0].arrays().floats()).hasSize(2); // momentum is averaged with the parameters
    for (int i = 0; i < 2; i++) {
      assertThat(halves[0].arrays().floats().get(i))
          .containsExactly(whole.arrays().floats().get(i), within(1e-4f));
    }
  }

  /** Both get the mean by weight of what they hold. */
  private static void mean(LocalSgd[] workers) {
    double all = workers[0].weight() + workers[1].weight();
    LocalSgd.Arrays own = workers[0].arrays();
    LocalSgd.Arrays other = workers[1].arrays();
    for (int i = 0; i < own.floats().size(); i++) {
      float[] a = own.floats().get(i);
      float[] b = other.floats().get(i);
      for (int j = 0; j < a.length; j++) {
        a[j] = (float) ((workers[0].weight() * a[j] + workers[1].weight() * b[j]) / all);
      }
    }
    other.copyFrom(own);
  }

  @Property(tries = 50)
  void aWorkerThatTakesOverTheArraysOfAnotherGoesOnAsThatOneWould(@ForAll long seed) {
    RandomProblem problem = RandomProblem.of("squared", 60, 4, 1, seed);
    for (String link : List.of(MOMENTUM, "adam")) {
      LocalSgd first = worker(sgd(problem, link, 5), problem.sparse(), 12);
      int[] order = Evaluation.all(60);
      first.begin();
      first.learn(order, 0, 35, 0);
      first.settle();
      LocalSgd second = worker(sgd(problem, link, 5), problem.sparse(), 12);
      second.arrays().copyFrom(first.arrays().copy());
      for (LocalSgd each : List.of(first, second)) {
        each.begin();
        each.learn(order, 35, 60, 7);
        each.settle();
      }
      for (int i = 0; i < first.arrays().floats().size(); i++) {
        assertThat(second.arrays().floats().get(i)).isEqualTo(first.arrays().floats().get(i));
      }
    }
  }

  @Property(tries = 50)
  void whatAWorkerCountsIsTheWeightOfItsRowsAndTheirLossBeforeTheStep(@ForAll long seed) {
    RandomProblem problem = RandomProblem.of("squared", 20, 3, 1, seed).weighted();
    Examples examples = problem.dense();
    LocalSgd worker = worker(sgd(problem, "", 20), examples, 1);
    worker.begin();
    assertThat(worker.weight()).isZero();
    worker.learn(Evaluation.all(20), 3, 17, 0);
    worker.settle();
    double weight = 0;
    double loss = 0;
    float[] weights = Objects.requireNonNull(examples.weights());
    for (int row = 3; row < 17; row++) {
      double score = problem.start()[3];
      for (int j = 0; j < 3; j++) {
        score += (double) problem.start()[j] * problem.x()[3 * row + j];
      }
      weight += weights[row];
      loss += weights[row] * 0.5 * (score - problem.y()[row]) * (score - problem.y()[row]);
    }
    assertThat(worker.weight()).isCloseTo(weight, within(1e-5));
    assertThat(worker.loss()).isCloseTo(loss, within(1e-4 * (1 + loss)));
    worker.begin();
    assertThat(new double[] {worker.weight(), worker.loss(), worker.steps()}).containsOnly(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"averaging", "growing", "held", "rate"})
  void whatCannotBeSharedIsRefused(String what) {
    RandomProblem problem = RandomProblem.of("logistic", 20, 3, 1, 1);
    Sgd sgd = sgd(problem, MOMENTUM, 5);
    Sgd wrong =
        switch (what) {
          case "averaging" -> sgd.averaging(Averaging.polyak());
          case "growing" -> sgd.growingBatch(true);
          case "held" -> sgd.validation(0.2);
          default -> Sgd.classifier();
        };
    assertThatThrownBy(() -> worker(wrong, problem.dense(), 4))
        .hasMessageContaining(what.equals("rate") ? "learning rate" : "not possible where several");
  }
}
