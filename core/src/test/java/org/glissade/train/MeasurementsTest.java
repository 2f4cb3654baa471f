package org.glissade.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.glissade.data.DenseExamples;
import org.glissade.optim.Averaging;
import org.junit.jupiter.api.Test;

/** What a listener is told where it asks for measurements, and that it costs the run nothing. */
class MeasurementsTest {
  private static final DenseExamples AIRFOIL = Data.airfoil().whitened().firstRows(300).examples();
  private static final long HOUR = 3_600_000_000_000L;

  /** Keeps what was measured. */
  private static final class Recorder implements TrainingListener {
    final List<TrainingEvent.Measured> measured = new ArrayList<>();
    final LongUnaryOperator next;
    final Runnable work;

    Recorder(LongUnaryOperator next, Runnable work) {
      this.next = next;
      this.work = work;
    }

    @Override
    public void on(TrainingEvent event) {
      if (event instanceof TrainingEvent.Measured now) {
        measured.add(now);
        work.run();
      }
    }

    @Override
    public long nextMeasurement(long step) {
      return next.applyAsLong(step);
    }
  }

  private static Sgd run() {
    return Sgd.regressor().batchSize(7).learningRate(0.02).momentum(0.5).epochs(3).seed(4);
  }

  @Test
  void theyAreTheLossesOfTheRunsThatEndThere() {
    Recorder recorder = new Recorder(step -> step, () -> {});
    Fit whole = run().listener(recorder).fit(AIRFOIL);
    assertThat(recorder.measured).hasSize(3 * 43 + 1);
    for (int step : new int[] {1, 2, 17, 43, 44, 100}) {
      TrainingEvent.Measured now = recorder.measured.get(step);
      assertThat(now.step()).isEqualTo(step);
      assertThat(now.epoch()).isEqualTo(step / 43 + step % 43 * 7 / 300.0);
      assertThat(now.trainingLoss()).isEqualTo(run().steps(step).fit(AIRFOIL).trainingLoss());
    }
    assertThat(recorder.measured.getFirst().epoch()).isZero();
    assertThat(recorder.measured.getLast().trainingLoss()).isEqualTo(whole.trainingLoss());
  }

  @Test
  void theyAreOfTheAverageWhereIteratesAreAveraged() {
    Recorder recorder = new Recorder(step -> Math.max(20, step), () -> {});
    run().averaging(Averaging.polyak()).listener(recorder).fit(AIRFOIL);
    assertThat(recorder.measured.getFirst().trainingLoss())
        .isEqualTo(run().averaging(Averaging.polyak()).steps(20).fit(AIRFOIL).trainingLoss());
  }

  @Test
  void theyChangeNoBitOfTheResult() {
    Recorder recorder = new Recorder(step -> step <= 1 ? step : 3 * ((step + 2) / 3), () -> {});
    float[] measured = run().listener(recorder).fit(AIRFOIL).params();
    assertThat(recorder.measured).hasSizeGreaterThan(40);
    assertThat(measured).isEqualTo(run().fit(AIRFOIL).params());
  }

  @Test
  void theTimeTheyTakeIsNoTimeOfTraining() {
    long[] now = {0};
    Recorder recorder = new Recorder(step -> step, () -> now[0] += HOUR);
    Outcome outcome =
        run()
            .validation(AIRFOIL)
            .timeLimit(Duration.ofMinutes(1))
            .surroundings(
                Surroundings.none().withClock(() -> now[0] += 1000).withListener(recorder))
            .fit(AIRFOIL)
            .outcome();
    assertThat(outcome.reason()).isEqualTo(StopReason.EPOCHS);
    assertThat(outcome.seconds()).isLessThan(1);
    assertThat(recorder.measured).allMatch(each -> each.seconds() < 1);
    assertThat(recorder.measured).allMatch(each -> each.validationLoss() != null);
  }
}
