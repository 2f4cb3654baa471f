package org.glissade.io.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The training loss of a configuration over its repeats: medians, and the range from the lowest to
 * the highest.
 *
 * @param bands in the order of the steps
 */
public record LossCurve(List<Band> bands) {
  /**
   * The loss after so many steps.
   *
   * @param epoch median of the passes over the rows by then
   * @param seconds median of the time of training by then
   * @param median of the loss; a run that had diverged by then counts as infinite
   * @param low the lowest
   * @param high the highest
   */
  public record Band(
      long step, double epoch, double seconds, double median, double low, double high) {
    /** Where it lies by that clock. */
    public double at(Clock clock) {
      return switch (clock) {
        case STEPS -> step;
        case EPOCHS -> epoch;
        case SECONDS -> seconds;
      };
    }
  }

  public LossCurve {
    bands = List.copyOf(bands);
  }

  /** Of runs that differ by their seed; there is no median where most of them had ended. */
  static LossCurve of(List<Comparison.Run> runs) {
    TreeSet<Long> steps = new TreeSet<>();
    runs.forEach(run -> run.points().forEach(point -> steps.add(point.step())));
    List<Band> bands = new ArrayList<>();
    for (long step : steps) {
      List<Double> losses = new ArrayList<>();
      List<Comparison.Point> there = new ArrayList<>();
      for (Comparison.Run run : runs) {
        Comparison.Point point = run.at(step);
        if (point != null) {
          there.add(point);
          losses.add(Double.isFinite(point.loss()) ? point.loss() : Double.POSITIVE_INFINITY);
        } else if (run.diverged() && run.endsBefore(step)) {
          losses.add(Double.POSITIVE_INFINITY);
        }
      }
      Spread spread = Spread.of(losses);
      if (2 * losses.size() > runs.size() && Double.isFinite(spread.median())) {
        double epoch = Spread.of(there.stream().map(Comparison.Point::epoch).toList()).median();
        double seconds = Spread.of(there.stream().map(Comparison.Point::seconds).toList()).median();
        bands.add(new Band(step, epoch, seconds, spread.median(), spread.low(), spread.high()));
      }
    }
    return new LossCurve(bands);
  }

  /**
   * When the median first comes down to a loss, on straight lines between what was measured.
   *
   * @return null if it never does
   */
  public @Nullable Double reaches(double goal, Clock clock) {
    Band before = null;
    for (Band band : bands) {
      if (band.median <= goal) {
        if (before == null) {
          return band.at(clock);
        }
        double share = (before.median - goal) / (before.median - band.median);
        return before.at(clock) + share * (band.at(clock) - before.at(clock));
      }
      before = band;
    }
    return null;
  }

  /** The median after so many passes over the rows; NaN before the first and after the last. */
  public double atEpoch(double epoch) {
    Band before = null;
    for (Band band : bands) {
      if (band.epoch >= epoch) {
        if (before == null || band.epoch == epoch) {
          return band.epoch == epoch ? band.median : Double.NaN;
        }
        double share = (epoch - before.epoch) / (band.epoch - before.epoch);
        return before.median + share * (band.median - before.median);
      }
      before = band;
    }
    return Double.NaN;
  }

  /** The last epoch that was measured; 0 if nothing was. */
  public double lastEpoch() {
    return bands.isEmpty() ? 0 : bands.getLast().epoch;
  }

  /**
   * Median and range of some numbers.
   *
   * @param median the mean of the two in the middle where their number is even
   */
  public record Spread(double median, double low, double high) {
    /** Of some numbers; all NaN if there are none. */
    public static Spread of(List<Double> values) {
      double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
      if (sorted.length == 0) {
        return new Spread(Double.NaN, Double.NaN, Double.NaN);
      }
      int half = sorted.length / 2;
      double median =
          sorted.length % 2 == 1 ? sorted[half] : sorted[half - 1] / 2 + sorted[half] / 2;
      return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }
  }
}
