package org.glissade.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
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

  private static TrainingListener listener(
      boolean steps, boolean windows, Consumer<TrainingEvent> hears) {
    return new TrainingListener() {
      @Override
      public void on(TrainingEvent event) {
        hears.accept(event);
      }

      @Override
      public boolean everyStep() {
        return steps;
      }

      @Override
      public boolean everyWindow() {
        return windows;
      }
    };
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
    sgd().listener(listener(false, true, events::add)).fit(line(ROWS));
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
    List<TrainingEvent> events = new ArrayList<>();
    sgd()
        .listener(
            listener(
                true,
                true,
                event -> {
                  events.add(event);
                  if (event instanceof TrainingEvent.StepTaken step) {
                    losses.add(step.loss());
                  }
                }))
        .fit(line(2000));
    List<TrainingEvent.WindowEnded> windows = windows(events);
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
  void listeningToWindowsChangesNoBit() {
    DenseExamples data = line(20_000);
    Fit alone = sgd().fit(data);
    Fit heard = sgd().listener(listener(false, true, event -> {})).fit(data);
    assertThat(heard.params()).isEqualTo(alone.params());
    assertThat(heard.outcome().history()).isEqualTo(alone.outcome().history());
  }

  @Test
  void stepsAndWindowsAreToldOnlyToThoseWhoAskForThem() {
    List<TrainingEvent> few = new ArrayList<>();
    List<TrainingEvent> steps = new ArrayList<>();
    List<TrainingEvent> windows = new ArrayList<>();
    sgd()
        .listener(
            TrainingListener.all(
                List.of(
                    few::add,
                    listener(true, false, steps::add),
                    listener(false, true, windows::add))))
        .fit(line(100));
    assertThat(few).hasSize(5); // started, three epochs, stopped
    assertThat(steps).hasSize(5 + 300).containsAll(few);
    assertThat(windows).hasSize(5 + 3 * 99).containsAll(few);
    assertThat(windows(windows)).hasSize(3 * 99);
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
