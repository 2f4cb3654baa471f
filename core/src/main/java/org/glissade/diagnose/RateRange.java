package org.glissade.diagnose;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.glissade.data.Examples;
import org.glissade.optim.Schedule;
import org.glissade.spec.SpecException;
import org.glissade.train.Sgd;
import org.glissade.train.StopReason;
import org.glissade.train.Surroundings;
import org.glissade.train.TrainingEvent;
import org.glissade.train.TrainingListener;

/**
 * The range test of the learning rate (Smith, "Cyclical learning rates for training neural
 * networks", WACV 2017, arXiv 1506.01186, section 3.3): one short run in which the rate grows
 * geometrically from step to step, until the loss of the batches goes through the roof. Rates at
 * which it fell are usable; near those at which it was lowest, a run is about to become unstable.
 *
 * <p>The losses of single batches are noisy, and are smoothed by an exponential mean (0.95, without
 * the bias of its beginning), which lags behind by twenty steps. Suggested is a tenth of the rate
 * at which the smoothed loss was lowest, to two digits: a rule of thumb, for constant rates and the
 * beginnings of schedules that fall. What the range cannot tell is where a run ends: the highest
 * usable rate is the fastest first and the noisiest last.
 *
 * @param points in the order in which they were tried
 * @param steepest the rate at which the smoothed loss fell fastest
 * @param lowest the rate at which it was lowest
 * @param suggested a tenth of that
 * @param diverged whether the test ended because the loss rose
 */
public record RateRange(
    List<Point> points, double steepest, double lowest, double suggested, boolean diverged) {
  private static final double SMOOTHING = 0.95;

  /** How many times the lowest loss is the end. */
  private static final double ROOF = 4;

  private static final double SHARE = 0.1;

  /** Points over which a slope is taken. */
  private static final int SPAN = 10;

  /** Points, at most a quarter of all, until the smoothed loss is a mean of many batches. */
  private static final int SETTLING = 20;

  /**
   * One step.
   *
   * @param rate of the step
   * @param loss mean loss of its batch, before the step
   * @param smoothed mean of the losses up to here
   */
  public record Point(double rate, double loss, double smoothed) {}

  /** The rate of each step: geometric from one end to the other. */
  private record Sweep(double from, double to, int steps) implements Schedule {
    @Override
    public double at(long step) {
      double share = Math.min(step, steps - 1) / (double) (steps - 1);
      return from * StrictMath.pow(to / from, share);
    }

    @Override
    public String toString() {
      return "range(" + from + ", " + to + ", " + steps + ")";
    }
  }

  public RateRange {
    points = List.copyOf(points);
  }

  /**
   * Runs the test.
   *
   * @param run everything but rate, length, and who listens, which are set here
   * @param from the first rate, above 0
   * @param to the last rate, above {@code from}
   * @param steps how many rates, at least 20
   * @throws SpecException if those make no range
   */
  public static RateRange test(Sgd run, Examples examples, double from, double to, int steps) {
    if (!(from > 0) || !(to > from) || Double.isInfinite(to)) {
      throw new SpecException(
          "the rates must grow from a number above 0 to a larger one, not from "
              + from
              + " to "
              + to);
    }
    if (steps < 2 * SPAN) {
      throw new SpecException("a range needs at least " + 2 * SPAN + " steps, not " + steps);
    }
    Recorder recorder = new Recorder(new Sweep(from, to, steps));
    StopReason reason =
        run.learningRate(recorder.sweep)
            .steps(steps)
            .surroundings(
                Surroundings.none()
                    .withListener(TrainingListener.ofEveryStep(recorder))
                    .withInterrupted(() -> recorder.roof))
            .fit(examples)
            .outcome()
            .reason();
    return of(recorder.points, recorder.roof || reason == StopReason.DIVERGED);
  }

  private static final class Recorder implements TrainingListener {
    final List<Point> points = new ArrayList<>();
    final Sweep sweep;
    private double sum;
    private double weight;
    private double lowest = Double.POSITIVE_INFINITY;
    boolean roof;

    Recorder(Sweep sweep) {
      this.sweep = sweep;
    }

    @Override
    public void on(TrainingEvent event) {
      if (event instanceof TrainingEvent.StepTaken taken && Double.isFinite(taken.loss())) {
        sum = SMOOTHING * sum + (1 - SMOOTHING) * taken.loss();
        weight = SMOOTHING * weight + 1 - SMOOTHING;
        double smoothed = sum / weight;
        points.add(new Point(sweep.at(taken.step() - 1), taken.loss(), smoothed));
        if (points.size() > settling(sweep.steps)) {
          lowest = Math.min(lowest, smoothed);
          roof = smoothed > ROOF * Math.abs(lowest);
        }
      }
    }
  }

  private static int settling(int steps) {
    return Math.min(SETTLING, steps / 4);
  }

  private static RateRange of(List<Point> points, boolean diverged) {
    if (points.isEmpty()) {
      return new RateRange(points, Double.NaN, Double.NaN, Double.NaN, diverged);
    }
    int first = settling(points.size());
    double lowest =
        points.stream()
            .skip(first)
            .min(Comparator.comparingDouble(Point::smoothed))
            .orElseThrow()
            .rate();
    double steepest = points.get(first).rate();
    double most = Double.NEGATIVE_INFINITY;
    for (int i = first + SPAN; i < points.size(); i++) {
      double fall = points.get(i - SPAN).smoothed() - points.get(i).smoothed();
      if (fall > most) {
        most = fall;
        steepest = points.get(i - SPAN / 2).rate();
      }
    }
    double suggested = new BigDecimal(SHARE * lowest).round(new MathContext(2)).doubleValue();
    return new RateRange(points, steepest, lowest, suggested, diverged);
  }
}
