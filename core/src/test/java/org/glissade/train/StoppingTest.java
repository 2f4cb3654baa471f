package org.glissade.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.glissade.data.DenseExamples;
import org.glissade.data.Orders;
import org.glissade.math.RandomStream;
import org.glissade.math.Vectors;
import org.glissade.optim.Averaging;
import org.glissade.optim.Schedules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a run ends, and with which parameters. */
class StoppingTest {
  private static final DenseExamples WINE = Data.wine().standardised().examples();

  private static Sgd wine() {
    return Sgd.classifier().batchSize(32).learningRate(0.1);
  }

  @Test
  void epochsAreCounted() {
    Outcome outcome = wine().epochs(3).fit(WINE).outcome();
    assertThat(outcome.reason()).isEqualTo(StopReason.EPOCHS);
    assertThat(outcome.state().epoch()).isEqualTo(3);
    assertThat(outcome.state().step()).isEqualTo(3 * Math.ceilDiv(178, 32));
    assertThat(outcome.history()).hasSize(3);
  }

  @Test
  void stepsAreCountedAlsoWithinAnEpoch() {
    Outcome outcome = wine().steps(8).fit(WINE).outcome();
    assertThat(outcome.reason()).isEqualTo(StopReason.STEPS);
    assertThat(outcome.state().step()).isEqualTo(8);
    assertThat(outcome.state().epoch()).isEqualTo(1);
    assertThat(outcome.state().position()).isEqualTo(2 * 32);
  }

  @Test
  void whicheverLimitComesFirstEndsTheRun() {
    assertThat(wine().epochs(1).steps(100).fit(WINE).outcome().reason())
        .isEqualTo(StopReason.EPOCHS);
    assertThat(wine().epochs(100).steps(5).fit(WINE).outcome().reason())
        .isEqualTo(StopReason.STEPS);
  }

  @Test
  void theTimeLimitIsReadFromTheClockThatIsGiven() {
    long[] now = {0};
    Surroundings clock = Surroundings.none().withClock(() -> now[0] += 1_000_000);
    Outcome outcome =
        wine()
            .epochs(1000)
            .timeLimit(Duration.ofMillis(50))
            .surroundings(clock)
            .fit(WINE)
            .outcome();
    assertThat(outcome.reason()).isEqualTo(StopReason.TIME_LIMIT);
    assertThat(outcome.state().step()).isPositive();
    assertThat(outcome.seconds()).isBetween(0.05, 0.06);
  }

  @Test
  void anInterruptionEndsTheRunWithWhatWasLearntSoFar() {
    int[] asked = {0};
    Surroundings surroundings =
        Surroundings.none()
            .withListener(TrainingListener.ofEveryStep(event -> {}))
            .withInterrupted(() -> ++asked[0] > 10);
    Fit interrupted = wine().epochs(100).surroundings(surroundings).fit(WINE);
    assertThat(interrupted.outcome().reason()).isEqualTo(StopReason.INTERRUPTED);
    assertThat(interrupted.params()).isEqualTo(wine().steps(10).fit(WINE).params());
  }

  /**
   * An example far off, alone in the last and incomplete batch, raises the loss of that batch: not
   * a reason to think that the run has diverged.
   */
  @Test
  void oneExampleFarOffIsNotADivergence() {
    int rows = 1024 + 1;
    RandomStream random = RandomStream.of(1, "outlier");
    float[] x = new float[rows];
    float[] y = new float[rows];
    for (int i = 0; i < rows; i++) {
      x[i] = (float) random.nextGaussian();
      y[i] = x[i];
    }
    y[rows - 1] = 100;
    Fit fit =
        Sgd.regressor()
            .order(Orders.sequential())
            .batchSize(1)
            .learningRate(1e-3)
            .epochs(2)
            .fit(DenseExamples.of(x, 1, y));
    assertThat(fit.outcome().reason()).isEqualTo(StopReason.EPOCHS);
    assertThat(fit.outcome().state().epoch()).isEqualTo(2);
    int[] asked = {0};
    Fit cut =
        Sgd.regressor()
            .order(Orders.sequential())
            .batchSize(1)
            .learningRate(1e-3)
            .surroundings(Surroundings.none().withInterrupted(() -> ++asked[0] > 1))
            .fit(DenseExamples.of(x, 1, y));
    assertThat(cut.outcome().reason()).isEqualTo(StopReason.INTERRUPTED);
  }

  /** Whatever limit ends it, and however few steps after it went wrong. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 10, 100, 5000})
  void aRunThatExplodesSaysSoAndKeepsFiniteParameters(long steps) {
    for (double rate : new double[] {1e3, 1e10, 1e30}) {
      for (int batch : new int[] {1, Sgd.FULL_BATCH}) {
        Sgd sgd = Sgd.regressor().batchSize(batch).learningRate(rate).steps(steps);
        Fit fit = sgd.fit(Data.diabetes().standardised().examples());
        assertThat(fit.outcome().reason()).isEqualTo(StopReason.DIVERGED);
        assertThat(Vectors.allFinite(fit.params())).isTrue();
        assertThat(Vectors.allFinite(fit.outcome().state().params())).isTrue();
        assertThat(fit.trainingLoss()).isFinite().isLessThan(31 * 14_600);
      }
    }
  }

  @Test
  void aGradientThatIsNotANumberEndsTheRunAtTheStart() {
    ExampleFunction broken =
        (theta, i, gradient) -> {
          gradient[0] += i == 3 ? Float.NaN : theta[0] - 1;
          return 0.5 * (theta[0] - 1) * (theta[0] - 1);
        };
    Outcome outcome = Sgd.minimise(1, 5, broken).learningRate(0.1).epochs(50).run();
    assertThat(outcome.reason()).isEqualTo(StopReason.DIVERGED);
    assertThat(outcome.params()[0]).isFinite();
  }

  @Test
  void convergenceIsTestedAfter1And3And7TimesTheFirstSpan() {
    Stopping.Convergence test = new Stopping.Convergence(5, 1e-3);
    assertThat(LongStream.rangeClosed(1, 200).filter(test::dueAfter))
        .containsExactly(5L, 15L, 35L, 75L, 155L);
    List<Long> epochs = new ArrayList<>();
    Outcome outcome =
        Sgd.classifier()
            .l2(1.0 / 178)
            .listener(
                event -> {
                  if (event instanceof TrainingEvent.Tested tested) {
                    epochs.add(tested.epoch());
                  }
                })
            .fit(WINE)
            .outcome();
    long first = epochs.getFirst();
    assertThat(epochs).hasSizeGreaterThan(1);
    for (int k = 0; k < epochs.size(); k++) {
      assertThat(epochs.get(k)).isEqualTo(first * ((2L << k) - 1));
    }
    assertThat(outcome.reason()).isEqualTo(StopReason.CONVERGED);
    assertThat(outcome.state().epoch()).isEqualTo(epochs.getLast());
  }

  /** More features than there is to learn from: the validation loss falls, then rises. */
  private static DenseExamples noisy(String name, int rows) {
    RandomStream random = RandomStream.of(3, name);
    float[] x = new float[rows * 20];
    float[] y = new float[rows];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    for (int i = 0; i < rows; i++) {
      y[i] = (float) (x[20 * i] + 2 * random.nextGaussian());
    }
    return DenseExamples.of(x, 20, y);
  }

  /** What a run heard and kept at the end of each epoch. */
  private static final class Epochs {
    final List<Double> heldOut = new ArrayList<>();
    final List<float[]> params = new ArrayList<>();

    Fit run(Sgd sgd) {
      Surroundings surroundings =
          Surroundings.none()
              .withCheckpoint(state -> params.add(state.params().clone()))
              .withListener(
                  event -> {
                    if (event instanceof TrainingEvent.EpochEnded ended) {
                      heldOut.add(ended.validationLoss());
                    }
                  });
      return sgd.batchSize(25)
          .learningRate(0.05)
          .validation(noisy("held-out", 200))
          .surroundings(surroundings)
          .fit(noisy("training", 25));
    }

    int best() {
      return heldOut.indexOf(heldOut.stream().min(Double::compare).orElseThrow());
    }
  }

  @Test
  void earlyStoppingWaitsAsLongAsItsPatienceAndRestoresTheBestParameters() {
    for (int patience : new int[] {1, 5}) {
      Epochs epochs = new Epochs();
      Fit fit = epochs.run(Sgd.regressor().epochs(500).earlyStopping(patience));
      assertThat(fit.outcome().reason()).isEqualTo(StopReason.EARLY_STOPPING);
      assertThat(epochs.best()).isBetween(1, 498 - patience);
      assertThat(epochs.heldOut).hasSize(epochs.best() + 1 + patience);
      assertThat(fit.params()).isEqualTo(epochs.params.get(epochs.best()));
      assertThat(fit.validationLoss()).isEqualTo(epochs.heldOut.get(epochs.best()));
    }
  }

  @Test
  void withPatienceTheBestParametersAreGivenHoweverTheRunEnds() {
    Epochs epochs = new Epochs();
    Fit fit = epochs.run(Sgd.regressor().epochs(100).earlyStopping(1000));
    assertThat(fit.outcome().reason()).isEqualTo(StopReason.EPOCHS);
    assertThat(epochs.best()).isLessThan(90);
    assertThat(fit.params()).isEqualTo(epochs.params.get(epochs.best()));
  }

  @Test
  void withoutPatienceTheLastParametersAreGiven() {
    Epochs epochs = new Epochs();
    Fit fit = epochs.run(Sgd.regressor().epochs(100));
    assertThat(fit.params()).isEqualTo(epochs.params.getLast());
    assertThat(fit.validationLoss()).isGreaterThan(epochs.heldOut.get(epochs.best()));
  }

  @Test
  void theConvergenceTestStopsAtAMinimumOfTheValidationLossToo() {
    Epochs epochs = new Epochs();
    Fit fit = epochs.run(Sgd.regressor().tolerance(1e-9));
    assertThat(fit.outcome().reason()).isEqualTo(StopReason.EARLY_STOPPING);
    assertThat(fit.validationLoss()).isLessThan(epochs.heldOut.getLast());
  }

  /** What is validated, restored and given is the average, where there is one. */
  @Test
  void theAverageIsWhatIsValidatedAndGiven() {
    Epochs epochs = new Epochs();
    Fit fit = epochs.run(Sgd.regressor().epochs(30).averaging(Averaging.polyak()));
    float[] mean = new float[fit.params().length];
    for (float[] params : epochs.params) {
      for (int j = 0; j < mean.length; j++) {
        mean[j] += params[j] / 30;
      }
    }
    assertThat(fit.params()).containsExactly(mean, within(1e-6f));
    assertThat(fit.validationLoss()).isEqualTo(epochs.heldOut.getLast());
  }

  @Test
  void aScheduleOfNoFixedLengthGetsTheRunOfTheEpochs() {
    Outcome outcome = wine().learningRate(Schedules.linear(0.1)).epochs(4).fit(WINE).outcome();
    double last = outcome.history().getLast().learningRate();
    assertThat(last).isCloseTo(0.1 / 24, within(1e-9));
  }

  @Test
  void limitsThatMakeNoSenseAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> wine().epochs(0));
    assertThatIllegalArgumentException().isThrownBy(() -> wine().steps(-1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> wine().timeLimit(Duration.ZERO).fit(WINE))
        .withMessageContaining("time limit");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> wine().earlyStopping(-1).fit(WINE))
        .withMessageContaining("patience");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> wine().batchSize(0).fit(WINE))
        .withMessageContaining("batch size");
    assertThatIllegalArgumentException().isThrownBy(() -> new Stopping.Convergence(0, 1e-3));
    assertThatIllegalArgumentException().isThrownBy(() -> new Stopping.Convergence(1, Double.NaN));
  }
}
