package org.glissade.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.ArrayList;
import java.util.List;
import org.glissade.data.DenseExamples;
import org.glissade.data.Orders;
import org.glissade.math.Floats;
import org.junit.jupiter.api.Test;

/** What listeners are told, and that it is only told. */
class TrainingEventTest {
  private static final int ROWS = 60_000;

  /** y = x + noise of a kind; short epochs would have no windows. */
  private static DenseExamples line(int rows) {
    float[] x = new float[rows];
    float[] y = new float[rows];
    for (int i = 0; i < rows; i++) {
      x[i] = i * 7919 % 1009 / 1009f - 0.5f;
      y[i] = x[i] + i * 104729 % 997 / 997f;
    }
    return DenseExamples.of(Floats.of(x), 1, y, 1, null);
  }

  private static Sgd sgd() {
    return Sgd.regressor().batchSize(1).order(Orders.sequential()).learningRate(0.01).epochs(3);
  }

  private static List<TrainingEvent.WindowEnded> windows(List<TrainingEvent> events) {
    return events.stream()
        .filter(TrainingEvent.WindowEnded.class::isInstance)
        .map(TrainingEvent.WindowEnded.class::cast)
        .toList();
  }

  @Test
  void anEpochHasManyWindowsButAtMostAHundred() {
    List<TrainingEvent> events = new ArrayList<>();
    sgd().listener(events::add).fit(line(ROWS));
    for (int epoch = 0; epoch < 3; epoch++) {
      int number = epoch;
      List<TrainingEvent.WindowEnded> of =
          windows(events).stream().filter(window -> window.epoch() == number).toList();
      assertThat(of).hasSizeBetween(25, LossWindow.MOST_OF_AN_EPOCH);
      assertThat(of).allSatisfy(window -> assertThat(window.position()).isBetween(1L, ROWS - 1L));
      assertThat(of.stream().mapToLong(TrainingEvent.WindowEnded::steps).sum())
          .isEqualTo(of.getLast().position());
    }
  }

  @Test
  void aWindowIsTheMeanOfItsSteps() {
    List<Double> losses = new ArrayList<>();
    List<TrainingEvent.WindowEnded> windows = new ArrayList<>();
    sgd()
        .listener(
            TrainingListener.ofEveryStep(
                event -> {
                  if (event instanceof TrainingEvent.StepTaken step) {
                    losses.add(step.loss());
                  } else if (event instanceof TrainingEvent.WindowEnded window) {
                    windows.add(window);
                  }
                }))
        .fit(line(2000));
    assertThat(windows).hasSizeBetween(200, 3 * LossWindow.MOST_OF_AN_EPOCH);
    for (TrainingEvent.WindowEnded window : windows) {
      int to = (int) window.step();
      double mean =
          losses.subList(to - (int) window.steps(), to).stream()
              .mapToDouble(Double::doubleValue)
              .average()
              .orElseThrow();
      assertThat(window.trainingLoss()).isCloseTo(mean, offset(1e-9 * (1 + mean)));
      assertThat(window.step()).isEqualTo(window.epoch() * 2000 + window.position());
    }
  }

  /** Σ over epochs of a geometric growth: 1000·(1 + ln(E/10)), and a window an epoch to spare. */
  @Test
  void aLongRunHasNoMoreWindowsThanAPictureHasRoomFor() {
    for (int epochs : new int[] {1, 10, 100, 3000}) {
      LossWindow window = new LossWindow(400);
      Engine.Progress one = new Engine.Progress();
      one.add(1, 1, 1);
      long told = 0;
      for (long step = 1; step <= 400L * epochs; step++) {
        window.add(one);
        if (window.isDue(step)) {
          told++;
          window.clear();
        }
        if (step % 400 == 0) {
          window.clear();
        }
      }
      assertThat(told).isLessThanOrEqualTo(100L * epochs);
      assertThat((double) told)
          .isLessThanOrEqualTo(1000 * (1 + Math.log(Math.max(1, epochs / 10.0))) + 1);
      assertThat(told).isGreaterThan(Math.min(90, 90L * epochs));
    }
  }

  @Test
  void listeningChangesNoBit() {
    DenseExamples data = line(5000);
    float[] alone = sgd().fit(data).params();
    assertThat(sgd().listener(TrainingListener.all(List.of())).fit(data).params()).isEqualTo(alone);
  }

  @Test
  void stepsAreToldOnlyToThoseWhoAskForThem() {
    List<TrainingEvent> few = new ArrayList<>();
    List<TrainingEvent> all = new ArrayList<>();
    sgd()
        .listener(TrainingListener.all(List.of(few::add, TrainingListener.ofEveryStep(all::add))))
        .fit(line(100));
    assertThat(few).isNotEmpty().noneMatch(TrainingEvent.StepTaken.class::isInstance);
    assertThat(all.stream().filter(TrainingEvent.StepTaken.class::isInstance)).hasSize(300);
    assertThat(all.stream().filter(event -> !(event instanceof TrainingEvent.StepTaken)))
        .isEqualTo(few);
  }

  /** B has no unit: what the loss is measured in cannot change it. */
  @Test
  void theNoiseScaleDoesNotDependOnTheUnitsOfTheLoss() {
    var chosen = new TrainingEvent.BatchChosen(3, 128, new GradientNoise(2, 6, 0.3, 50));
    GradientNoise scaled = chosen.scaled(9).noise();
    assertThat(scaled.scale()).isCloseTo(chosen.noise().scale(), offset(1e-12));
    assertThat(scaled.loss()).isCloseTo(2.7, offset(1e-12));
  }
}
