package org.glissade.lab.runs;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.glissade.data.Orders;
import org.glissade.io.runs.Environment;
import org.glissade.io.runs.RunRecorder;
import org.glissade.io.runs.RunSetup;
import org.glissade.optim.Averaging;
import org.glissade.optim.Transforms;
import org.glissade.train.GradientNoise;
import org.glissade.train.Penalty;
import org.glissade.train.Recipe;
import org.glissade.train.StopReason;
import org.glissade.train.Stopping;
import org.glissade.train.TrainingEvent;

/** A run of a test, recorded event by event as a training would. */
public final class RecordedRun implements AutoCloseable {
  private static final int ROWS = 640;
  private static final int STEPS = 10;

  private final RunRecorder recorder;
  private int epoch;
  private long lastStep;

  /**
   * Begins one.
   *
   * @param source what it is named after
   * @param process that is said to record it
   */
  public RecordedRun(Path runs, String source, Instant begun, long process, double rate) {
    this.recorder =
        new RunRecorder(
            new RunRecorder.Places(runs, null),
            new RunSetup(
                begun,
                List.of("train", source),
                new RunSetup.Data(source, List.of("price"), ROWS, 160, 3),
                new RunSetup.Learner("regression", "linear", "squared", 1, "standard"),
                new Environment("0.1", "25", "VM 25", "Linux", 2, 1L << 30, true, process)),
            InstantSource.system(),
            trouble -> {
              throw new AssertionError(trouble);
            });
    Recipe recipe =
        new Recipe(
            64,
            Orders.shuffle(),
            Transforms.parse("learning-rate(" + rate + ")"),
            Penalty.NONE,
            Averaging.none(),
            Stopping.afterEpochs(20),
            7);
    recorder.on(new TrainingEvent.Started("dense", null, 1, recipe, ROWS, 4, STEPS));
  }

  /** One that this process records. */
  public RecordedRun(Path runs, String source) {
    this(runs, source, Instant.now(), ProcessHandle.current().pid(), 0.1);
  }

  /** Its name in the folder. */
  public String name() {
    return String.valueOf(java.util.Objects.requireNonNull(recorder.folder()).getFileName());
  }

  /** An epoch more, with a window in its middle and the noise at its end. */
  public void epoch(double loss, double held) {
    double seconds = epoch + 0.5;
    recorder.on(
        new TrainingEvent.WindowEnded(
            epoch, ROWS / 2, epoch * (long) STEPS + 5, 5, loss * 1.5, 0.1, seconds));
    epoch++;
    recorder.on(new TrainingEvent.EpochEnded(epoch, epoch * (long) STEPS, loss, held, 0.1, epoch));
    recorder.on(
        new TrainingEvent.NoiseMeasured(
            epoch, epoch * (long) STEPS, 64, new GradientNoise(0.25, 32, loss, ROWS)));
  }

  /** An epoch more, of so many windows of so many steps, a millisecond each. */
  public void longEpoch(int windows, int steps) {
    long before = lastStep;
    for (int i = 1; i <= windows; i++) {
      double loss = 1 + 1.0 / (1 + epoch) + (i * 7919L % 1000) / 1000.0;
      recorder.on(
          new TrainingEvent.WindowEnded(
              epoch,
              (long) ROWS * i / windows,
              before + (long) steps * i,
              steps,
              loss,
              0.1,
              (before + (double) steps * i) / 1e6));
    }
    epoch++;
    lastStep = before + (long) windows * steps;
    recorder.on(new TrainingEvent.EpochEnded(epoch, lastStep, 1.5, 1.5, 0.1, lastStep / 1e6));
  }

  /** Its end. */
  public void stop(StopReason reason) {
    recorder.on(new TrainingEvent.Stopped(reason, Math.max(lastStep, epoch * (long) STEPS), epoch));
    recorder.close();
  }

  @Override
  public void close() {
    recorder.close();
  }
}
