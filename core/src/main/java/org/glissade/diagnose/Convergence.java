package org.glissade.diagnose;

import java.util.List;
import org.glissade.optim.Averaging;
import org.glissade.optim.LearningRate;
import org.glissade.train.DistanceToOptimum;
import org.glissade.train.Outcome;
import org.glissade.train.Recipe;
import org.glissade.train.TrainingEvent;
import org.jspecify.annotations.Nullable;

/**
 * Where a run stood when it ended, told from its losses: at the optimum, at the noise floor of a
 * constant rate, or still on its way.
 *
 * <p>The excess F − F* of the epochs is followed on logarithmic axes, F* being what a polish finds
 * ({@link DistanceToOptimum}). Plain SGD falls like 1/t with rates that fall like 1/t, or with a
 * mean of the iterates, on a strongly convex objective, like 1/√t on others (Bottou, Curtis and
 * Nocedal, SIAM Review 2018, theorems 4.7 and 4.8); with a constant rate it falls geometrically to
 * a floor of about η·σ²/(4m) and stays there (theorem 4.6; {@link GradientReport#noiseFloor}).
 *
 * @param where the run stood
 * @param slope of ln(F − F*) by ln t over the second half of the epochs, the loss of an epoch being
 *     the mean of its batches; NaN where F* or enough epochs are not known
 * @param expected slope by theory, 0 for a constant rate; NaN where theory says nothing
 * @param excess F − F* at the end; NaN if F* is not known
 * @param floor η·σ²/(4m) by the noise measured last; NaN if it was not measured, or the rate is not
 *     constant or the steps are not plain
 */
public record Convergence(Where where, double slope, double expected, double excess, double floor) {
  private static final int FEWEST = 5;

  /** Flatter than that, a curve is flat. */
  private static final double FLAT = -0.25;

  /** As a share of F*, or of all that could be gained: that is there. */
  private static final double THERE = 1e-3;

  /**
   * More than so many floors above F* it is not noise that holds a run: gradient descent at a rate
   * above its limit has next to no noise. The floor is one to an order of magnitude or so.
   */
  private static final double FAR = 100;

  /** Relative fall of the loss an epoch below which nothing happens any more. */
  private static final double STILL = 1e-3;

  /** Where a run stands. */
  public enum Where {
    /** Within a thousandth of F*, or of what there was to be gained. */
    OPTIMUM,
    /**
     * Above it, not much further than the floor, and held there by the noise of a constant rate.
     */
    NOISE_FLOOR,
    /** The loss was still falling. */
    DESCENDING,
    /** The loss was not falling, for a reason that cannot be told. */
    STALLED,
    /** Too few epochs to say. */
    UNKNOWN
  }

  /**
   * Tells where a run stood.
   *
   * @param distance how far the optimum was, or null where that is not known
   */
  public static Convergence of(Outcome outcome, @Nullable DistanceToOptimum distance) {
    List<TrainingEvent.EpochEnded> history = outcome.history();
    boolean known = distance != null && distance.converged();
    double best = known && distance != null ? distance.objective() - distance.gap() : Double.NaN;
    double excess = known && distance != null ? distance.gap() : Double.NaN;
    double slope = known ? slope(history, best) : Double.NaN;
    boolean constant = isConstant(outcome);
    double expected = expected(outcome.recipe(), constant);
    double floor = constant ? floor(outcome) : Double.NaN;
    return new Convergence(
        where(history, best, excess, slope, constant, floor), slope, expected, excess, floor);
  }

  private static Where where(
      List<TrainingEvent.EpochEnded> history,
      double best,
      double excess,
      double slope,
      boolean constant,
      double floor) {
    if (history.isEmpty()) {
      return Where.UNKNOWN;
    }
    if (!Double.isNaN(excess)) {
      double gained = history.getFirst().trainingLoss() - best;
      if (excess <= THERE * Math.max(Math.abs(best), gained)) {
        return Where.OPTIMUM;
      }
    }
    if (history.size() < FEWEST) {
      return Where.UNKNOWN;
    }
    boolean falling = Double.isNaN(slope) ? falls(history) : slope < FLAT;
    if (falling) {
      return Where.DESCENDING;
    }
    boolean byNoise = constant && !Double.isNaN(excess) && !(excess > FAR * floor);
    return byNoise ? Where.NOISE_FLOOR : Where.STALLED;
  }

  /** Whether the loss fell by more than a thousandth an epoch over the last quarter. */
  private static boolean falls(List<TrainingEvent.EpochEnded> history) {
    int last = history.size() - 1;
    int span = Math.max(1, history.size() / 4);
    double before = history.get(last - span).trainingLoss();
    double now = history.get(last).trainingLoss();
    return before - now > STILL * span * Math.abs(now);
  }

  /** The least-squares slope over the second half; NaN if the excess is not above 0 throughout. */
  private static double slope(List<TrainingEvent.EpochEnded> history, double best) {
    int from = history.size() / 2;
    int n = history.size() - from;
    if (n < FEWEST - 2) {
      return Double.NaN;
    }
    double x = 0;
    double y = 0;
    double xx = 0;
    double xy = 0;
    for (TrainingEvent.EpochEnded epoch : history.subList(from, history.size())) {
      double time = Math.log((double) epoch.step());
      double value = Math.log(epoch.trainingLoss() - best);
      x += time;
      y += value;
      xx += time * time;
      xy += time * value;
    }
    return (n * xy - x * y) / (n * xx - x * x);
  }

  /** Whether steps were plain, and all with one rate. */
  private static boolean isConstant(Outcome outcome) {
    Recipe recipe = outcome.recipe();
    List<TrainingEvent.EpochEnded> history = outcome.history();
    return recipe.transform() instanceof LearningRate
        && recipe.averaging().equals(Averaging.none())
        && !history.isEmpty()
        && recipe.transform().rate(0) == history.getLast().learningRate();
  }

  private static double expected(Recipe recipe, boolean constant) {
    if (constant) {
      return 0;
    }
    boolean plain = recipe.transform() instanceof LearningRate;
    return plain && !recipe.averaging().equals(Averaging.none()) ? -1 : Double.NaN;
  }

  private static double floor(Outcome outcome) {
    if (outcome.noise().isEmpty()) {
      return Double.NaN;
    }
    TrainingEvent.NoiseMeasured last = outcome.noise().getLast();
    double rate = outcome.history().getLast().learningRate();
    return rate * last.noise().trace() / (4.0 * last.batchSize());
  }
}
