package org.glissade.io.pipeline;

import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.glissade.train.StopReason;
import org.jspecify.annotations.Nullable;

/**
 * What became of several configurations on the same rows, each run with the same seeds: {@link
 * Race} makes it.
 *
 * @param rows number of training rows
 * @param results one a configuration, in the order given
 * @param start the loss of the first configuration before its first step
 * @param goal the loss by which the winners are told
 * @param interrupted whether not all runs were done
 */
public record Comparison(
    int rows, List<Result> results, double start, double goal, boolean interrupted) {
  /** How far down from the start to the lowest loss the goal is, unless it is set. */
  public static final double GOAL_SHARE = 0.95;

  /**
   * A loss that was measured on all training rows.
   *
   * @param step number of steps taken
   * @param epoch number of passes over the rows
   * @param seconds of training, without measurements
   * @param loss may not be finite
   */
  public record Point(long step, double epoch, double seconds, double loss) {}

  /**
   * One run.
   *
   * @param seed of everything random in it
   * @param points in the order of the steps; the first is before any step
   * @param reason why it ended
   * @param rate of the first step
   * @param batchSize of the first step
   * @param engine which engine computed the steps
   * @param end where it ended, with the loss of the parameters that it gives; infinite if it
   *     diverged
   * @param validationLoss of these, or null if no rows were held out
   */
  public record Run(
      long seed,
      List<Point> points,
      StopReason reason,
      double rate,
      int batchSize,
      String engine,
      Point end,
      @Nullable Double validationLoss) {
    public Run {
      points = List.copyOf(points);
    }

    public boolean diverged() {
      return reason == StopReason.DIVERGED;
    }

    @Nullable Point at(long step) {
      for (Point point : points) {
        if (point.step == step) {
          return point;
        }
      }
      return null;
    }

    boolean endsBefore(long step) {
      return points.isEmpty() || points.getLast().step < step;
    }
  }

  /**
   * One configuration.
   *
   * @param runs one a seed, at least one
   * @param curve their medians and ranges
   */
  public record Result(Contender contender, List<Run> runs, LossCurve curve) {
    public Result {
      runs = List.copyOf(runs);
    }

    static Result of(Contender contender, List<Run> runs) {
      return new Result(contender, runs, LossCurve.of(runs));
    }

    /** The loss at the end. */
    public LossCurve.Spread loss() {
      return spread(run -> run.end.loss);
    }

    /** The loss of rows held out at the end; NaN if there are none. */
    public LossCurve.Spread validationLoss() {
      return spread(
          run -> run.validationLoss == null ? Double.NaN : run.validationLoss.doubleValue());
    }

    /** Median of the time of training. */
    public double seconds() {
      return spread(run -> run.end.seconds).median();
    }

    /** Median of the number of steps. */
    public double steps() {
      return spread(run -> run.end.step).median();
    }

    /** Median of the passes over the rows. */
    public double epochs() {
      return spread(run -> run.end.epoch).median();
    }

    /** Median of the rows that are learnt from a second, repeated ones counted each time. */
    public double examplesPerSecond(int rows) {
      return spread(run -> rows * run.end.epoch / run.end.seconds).median();
    }

    /** How many runs diverged. */
    public int diverged() {
      return (int) runs.stream().filter(Run::diverged).count();
    }

    private LossCurve.Spread spread(ToDoubleFunction<Run> figure) {
      return LossCurve.Spread.of(runs.stream().map(run -> figure.applyAsDouble(run)).toList());
    }
  }

  /**
   * Who came down to the goal first, of those that did not diverge later.
   *
   * @param clock by this
   * @param amount when
   * @param second the next one, or null if no other came there
   */
  public record Win(Clock clock, Result result, double amount, @Nullable Win second) {}

  public Comparison {
    results = List.copyOf(results);
  }

  /**
   * Tells the goal, if it is not given.
   *
   * @param goal a loss, or null for {@link #GOAL_SHARE} of the way from the start down to the
   *     lowest median at an end
   */
  static Comparison of(int rows, List<Result> results, @Nullable Double goal, boolean interrupted) {
    double start =
        results.isEmpty() || results.getFirst().curve.bands().isEmpty()
            ? Double.NaN
            : results.getFirst().curve.bands().getFirst().median();
    double lowest =
        results.stream().mapToDouble(r -> r.loss().median()).min().orElse(Double.POSITIVE_INFINITY);
    double chosen =
        goal != null
            ? goal
            : lowest < start ? start - GOAL_SHARE * (start - lowest) : Double.NEGATIVE_INFINITY;
    return new Comparison(rows, results, start, chosen, interrupted);
  }

  /** Who comes down to the goal first by that clock and does not diverge; null if nobody does. */
  public @Nullable Win winner(Clock clock) {
    Win win = null;
    for (Result result : ranked(clock)) {
      double amount = reach(result, clock);
      if (win == null) {
        win = new Win(clock, result, amount, null);
      } else {
        return new Win(clock, win.result, win.amount, new Win(clock, result, amount, null));
      }
    }
    return win;
  }

  private List<Result> ranked(Clock clock) {
    return results.stream()
        .filter(result -> Double.isFinite(result.loss().median()))
        .filter(result -> Double.isFinite(reach(result, clock)))
        .sorted(Comparator.comparingDouble(result -> reach(result, clock)))
        .toList();
  }

  private double reach(Result result, Clock clock) {
    Double amount = result.curve.reaches(goal, clock);
    return amount == null ? Double.POSITIVE_INFINITY : amount;
  }

  /** Whose median is lowest at its end; null if all diverged. */
  public @Nullable Result lowest() {
    return results.stream()
        .filter(result -> Double.isFinite(result.loss().median()))
        .min(Comparator.comparingDouble(result -> result.loss().median()))
        .orElse(null);
  }
}
