package org.glissade.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.glissade.data.DenseExamples;
import org.glissade.data.Examples;
import org.glissade.data.Orders;
import org.glissade.math.Simd;
import org.glissade.optim.Averaging;
import org.glissade.optim.Schedules;
import org.glissade.optim.Transforms;
import org.glissade.spec.SpecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Replicas that are averaged: reproducible whoever computes them, and what theory says of them. */
class AveragingEngineTest {
  private static final DenseExamples WINE = Data.wine().standardised().examples();
  private static final RandomProblem PROBLEM =
      RandomProblem.of("logistic", 501, 12, 1, 4).weighted();

  private static Sgd sgd(Parallel mode) {
    return Sgd.classifier().parallel(mode).batchSize(3).epochs(4).seed(3);
  }

  private static Stream<Arguments> runs() {
    List<Arguments> cases = new ArrayList<>();
    for (Parallel mode : List.of(Parallel.average(5), Parallel.average(2, 3), Parallel.average())) {
      for (Examples examples : List.of(WINE, PROBLEM.sparse(), PROBLEM.dense())) {
        cases.add(run("plain", mode, examples, s -> s.learningRate(0.1)));
        cases.add(run("batch 1", mode, examples, s -> s.batchSize(1).learningRate(0.05)));
        cases.add(run("penalties", mode, examples, s -> s.l1(1e-3).l2(1e-2).learningRate(0.1)));
        cases.add(
            run("momentum", mode, examples, s -> s.momentum(0.9).learningRate(0.02).clipNorm(3)));
        cases.add(
            run("adagrad", mode, examples, s -> s.link(Transforms.adaGrad()).learningRate(0.1)));
        cases.add(
            run(
                "tail",
                mode,
                examples,
                s -> s.averaging(Averaging.tail(0.5)).learningRate(Schedules.cosine(0.1))));
        cases.add(run("validated", mode, examples, s -> s.validation(0.3).earlyStopping(3)));
      }
    }
    cases.add(run("all by itself", Parallel.average(), WINE, s -> s.epochs(40)));
    return cases.stream();
  }

  private static Arguments run(
      String name, Parallel mode, Examples examples, java.util.function.UnaryOperator<Sgd> how) {
    return Arguments.of(name, mode, examples, (Supplier<Sgd>) () -> how.apply(sgd(mode)));
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("runs")
  void anyNumberOfThreadsGivesTheSameBits(
      String name, Parallel mode, Examples examples, Supplier<Sgd> sgd) {
    Fit one = sgd.get().threads(1).fit(examples);
    for (int threads : new int[] {2, 3}) {
      Fit same = sgd.get().threads(threads).fit(examples);
      assertThat(same.params()).isEqualTo(one.params());
      assertThat(same.outcome().history()).isEqualTo(one.outcome().history());
      int replicas = mode.equals(Parallel.average(2, 3)) ? 3 : 2;
      assertThat(same.outcome().threads()).isEqualTo(Math.min(threads, replicas));
    }
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("runs")
  void resumedAfterAnyEpochIsUninterrupted(
      String name, Parallel mode, Examples examples, Supplier<Sgd> sgd) throws IOException {
    List<byte[]> checkpoints = new ArrayList<>();
    Outcome whole =
        sgd.get()
            .surroundings(
                Surroundings.none().withCheckpoint(state -> checkpoints.add(bytes(state))))
            .fit(examples)
            .outcome();
    for (int epoch = 1; epoch < checkpoints.size(); epoch += 1 + epoch / 8) {
      TrainingState state =
          TrainingState.readFrom(new ByteArrayInputStream(checkpoints.get(epoch - 1)));
      Outcome rest = sgd.get().resumeFrom(state).fit(examples).outcome();
      assertThat(rest.params()).isEqualTo(whole.params());
      assertThat(bytes(rest.state())).isEqualTo(bytes(whole.state()));
    }
  }

  /**
   * Replicas change to the vector kernel together, between two means, after the same work however
   * the run came there: here in the third of six epochs.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 16})
  void replicasThatChangeKernelsMidwayAreResumedToTheSameBits(int batch) throws IOException {
    DenseExamples dense = PROBLEM.dense();
    double epoch = (double) dense.rows() * dense.columns();
    List<byte[]> checkpoints = new ArrayList<>();
    Supplier<Sgd> sgd =
        () ->
            Sgd.classifier()
                .kernels(() -> Machine.after(2.5 * epoch))
                .parallel(Parallel.average(6))
                .batchSize(batch)
                .learningRate(0.05)
                .epochs(6);
    float[] whole =
        sgd.get()
            .surroundings(
                Surroundings.none().withCheckpoint(state -> checkpoints.add(bytes(state))))
            .fit(dense)
            .params();
    for (byte[] checkpoint : checkpoints) {
      TrainingState state = TrainingState.readFrom(new ByteArrayInputStream(checkpoint));
      assertThat(sgd.get().resumeFrom(state).fit(dense).params()).isEqualTo(whole);
    }
    // It did change: one kernel from the start to the end gives other roundings.
    float[] plain = sgd.get().kernels(() -> Machine.always(false)).fit(dense).params();
    if (Simd.available()) {
      assertThat(whole).isNotEqualTo(plain);
    }
    assertThat(whole).containsExactly(plain, within(1e-4f));
  }

  private static byte[] bytes(TrainingState state) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      state.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static Stream<Arguments> identities() {
    List<Arguments> cases = new ArrayList<>();
    for (int replicas : new int[] {2, 3, 5}) {
      for (int batch : new int[] {1, 4, 7}) {
        for (double momentum : new double[] {0, 0.8}) {
          for (Examples examples : List.of(PROBLEM.sparse(), PROBLEM.dense())) {
            cases.add(Arguments.of(replicas, batch, momentum, examples));
          }
        }
      }
    }
    return cases.stream();
  }

  /**
   * The mean of steps from one point is a step by the mean gradient: r replicas of batch m averaged
   * after each step are one model of batch r·m, L2, weights of rows and a short last batch
   * included; momentum too, since what it remembers is averaged alike. The budget is that of some
   * hundred steps of a few roundings by 2⁻²⁴ of numbers of size 1.
   */
  @ParameterizedTest
  @MethodSource("identities")
  void averagedAfterEachStepIsOneStepOfTheLargerBatch(
      int replicas, int batch, double momentum, Examples examples) {
    Sgd sgd =
        Sgd.classifier()
            .learningRate(0.05)
            .momentum(momentum)
            .l2(0.01)
            .order(Orders.shuffle())
            .epochs(2);
    Fit averaged = sgd.batchSize(batch).parallel(Parallel.average(1, replicas)).fit(examples);
    Fit large = sgd.batchSize(batch * replicas).parallel(Parallel.minibatch()).fit(examples);
    assertThat(averaged.params()).containsExactly(large.params(), within(4e-5f));
    assertThat(averaged.outcome().state().step()).isEqualTo(2L * Math.ceilDiv(501, batch));
  }

  /**
   * Under a decaying rate the replicas meet at the optimum. The rest of the way is at most what is
   * left of it for one model at half of the steps, which is checked to be small itself.
   */
  @ParameterizedTest
  @ValueSource(strings = {"sparse", "dense"})
  void replicasReachTheSameOptimum(String kind) {
    Examples examples = kind.equals("sparse") ? PROBLEM.sparse() : PROBLEM.dense();
    for (Parallel mode :
        List.of(Parallel.average(1), Parallel.average(16), Parallel.average(1000, 4))) {
      Fit fit =
          Sgd.classifier()
              .parallel(mode)
              .threads(2)
              .l2(0.01)
              .batchSize(4)
              .learningRate(Schedules.linear(0.2))
              .epochs(200)
              .fit(examples);
      DistanceToOptimum distance = Objects.requireNonNull(fit.distanceToOptimum());
      assertThat(distance.converged()).isTrue();
      assertThat(distance.gap()).isBetween(-1e-9, 1e-4 * distance.objective());
    }
  }

  @Test
  void stepsAreCountedOnceAndTheFirstEventSaysAll() {
    List<TrainingEvent> events = new ArrayList<>();
    Fit fit = sgd(Parallel.average()).learningRate(0.1).threads(3).listener(events::add).fit(WINE);
    TrainingEvent.Started started = (TrainingEvent.Started) events.getFirst();
    assertThat(started.engine()).isEqualTo("dense-linear");
    assertThat(started.threads()).isEqualTo(2);
    assertThat(started.recipe().parallel()).hasToString("average(every=4482, replicas=2)");
    assertThat(started.stepsPerEpoch()).isEqualTo(60);
    assertThat(fit.outcome().state().step()).isEqualTo(4 * 60);
    Fit limited = sgd(Parallel.average(4)).learningRate(0.1).steps(77).epochs(9).fit(WINE);
    assertThat(limited.outcome().state().step()).isEqualTo(77);
  }

  /** Whoever looks on: the state has the mean, and the replicas go on as they were. */
  @Test
  void aListenerOfEveryStepChangesNothing() {
    for (Parallel mode : List.of(Parallel.average(7), Parallel.average(2, 3))) {
      Sgd sgd = sgd(mode).momentum(0.9).learningRate(0.02);
      float[] alone = sgd.fit(WINE).params();
      List<Long> steps = new ArrayList<>();
      float[] watched =
          sgd.listener(
                  TrainingListener.ofEveryStep(
                      event -> {
                        if (event instanceof TrainingEvent.StepTaken taken) {
                          steps.add(taken.step());
                        }
                      }))
              .fit(WINE)
              .params();
      assertThat(watched).isEqualTo(alone);
      assertThat(steps).hasSize(4 * 60).isSorted();
    }
  }

  @Test
  void batchesWithoutWeightCountNoStepsAndMoveNothing() {
    float[] weights = new float[WINE.rows()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = i % 30 < 12 ? 0 : 1;
    }
    Examples examples = WINE.with(WINE.targets(), 1, weights);
    Sgd sgd =
        sgd(Parallel.average(3)).order(Orders.sequential()).learningRate(Schedules.linear(0.1));
    Fit fit = sgd.fit(examples);
    assertThat(fit.outcome().state().step()).isEqualTo(4 * 36);
    assertThat(fit.params())
        .isEqualTo(sgd.listener(TrainingListener.ofEveryStep(event -> {})).fit(examples).params());
  }

  @Test
  void divergenceTimeLimitsAndInterruptsEndIt() {
    Sgd sgd = sgd(Parallel.average(4)).threads(2);
    Fit diverged = sgd.learningRate(1e30).epochs(100).fit(WINE);
    assertThat(diverged.outcome().reason()).isEqualTo(StopReason.DIVERGED);
    assertThat(diverged.params()).doesNotContain(Float.NaN);
    AtomicLong clock = new AtomicLong();
    Fit late =
        sgd.learningRate(0.1)
            .epochs(1_000_000)
            .timeLimit(Duration.ofNanos(50))
            .surroundings(Surroundings.none().withClock(clock::incrementAndGet))
            .fit(WINE);
    assertThat(late.outcome().reason()).isEqualTo(StopReason.TIME_LIMIT);
    Fit interrupted =
        sgd.surroundings(Surroundings.none().withInterrupted(() -> clock.incrementAndGet() > 500))
            .timeLimit(Duration.ofDays(1))
            .fit(WINE);
    assertThat(interrupted.outcome().reason()).isEqualTo(StopReason.INTERRUPTED);
  }

  /** An objective of the user's has replicas too, computed one after the other. */
  @Test
  void anyObjectiveHasReplicas() {
    float[] y = {1, 3, 5, 7};
    Outcome outcome =
        Sgd.minimise(
                1,
                4,
                (theta, i, gradient) -> {
                  gradient[0] += theta[0] - y[i];
                  return 0.5 * (theta[0] - y[i]) * (theta[0] - y[i]);
                })
            .parallel(Parallel.average(1))
            .batchSize(1)
            .order(Orders.sequential())
            .learningRate(0.5)
            .epochs(1)
            .run();
    // (1, 3) from 0 at once: 1; (5, 7) from 1 at once: 1 + (2 + 3)/2
    assertThat(outcome.params()[0]).isEqualTo(3.5f);
    assertThat(outcome.engine()).isEqualTo("chain");
  }

  @Test
  void ftrlIsRefusedWithTheReasonAndAnAlternative() {
    assertThatExceptionOfType(SpecException.class)
        .isThrownBy(
            () -> sgd(Parallel.average()).transform(Transforms.ftrl(0.1, 1, 0, 0)).fit(WINE))
        .withMessageContainingAll("ftrl", "average", "adagrad");
  }

  @Test
  void aCheckpointOfAnotherNumberOfReplicasIsRefused() {
    TrainingState state = sgd(Parallel.average(4)).learningRate(0.1).fit(WINE).outcome().state();
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () ->
                sgd(Parallel.average(4, 3)).learningRate(0.1).epochs(9).resumeFrom(state).fit(WINE))
        .withMessageContaining("replicas=3");
  }
}
