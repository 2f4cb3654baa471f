package org.glissade.train;

import java.util.function.Function;
import org.glissade.data.Order;
import org.glissade.optim.Averaging;
import org.glissade.optim.GradientTransform;
import org.glissade.optim.RateAdvice;
import org.glissade.optim.Schedule;
import org.glissade.optim.Schedules;
import org.glissade.optim.Span;
import org.glissade.spec.SpecException;
import org.jspecify.annotations.Nullable;

/**
 * Fills in what the user left open.
 *
 * <p>Rate: {@link RateSearch}, unless the transform {@link RateAdvice knows} it. Schedule, unless
 * the transform wants none: linear decay to zero, the worst-case optimal one (Defazio et al. 2023,
 * arXiv 2310.07831). It needs a length, and nobody knows a good one beforehand; so decays of 1, 2,
 * 4, … times a first length follow each other, each starting where the one before ended, until the
 * convergence test at the end of one says that the last doubling was not worth it. All of them
 * together cost at most twice the last, and the test is done where the noise of the gradient has
 * decayed, so that it compares objectives and not luck.
 *
 * @param growsBatch whether the batch may grow
 * @param stopping makes the stopping from the epochs and the test to use if the user gave none
 * @param transform makes the chain from the schedule
 */
record AutoPlan(
    int batchSize,
    Order order,
    Penalty penalty,
    Averaging averaging,
    long seed,
    Parallel parallel,
    boolean growsBatch,
    StoppingChoice stopping,
    Function<Schedule, GradientTransform> transform) {

  /** Default relative tolerance of the convergence test. */
  static final double TOLERANCE = 5e-4;

  /** That of an exact solver: four roundings of a score. */
  static final double EXACT = 0x1p-22;

  private static final long MOST_EXACT_EPOCHS = 1_000_000;

  private static final long FIRST_STEPS = 256;
  private static final long FIRST_EPOCHS = 2;
  private static final long MOST_EPOCHS = 1000;
  private static final long MOST_STEPS_OF_SMALL_DATA = 200_000;
  static final long DEFAULT_EPOCHS = 20;
  private static final long FEWEST_EPOCHS = 62;
  private static final long STEPS_OF_A_NETWORK = 4000;
  private static final long MOST_EPOCHS_OF_A_NETWORK = 200;

  /** Multiplications of a whole run, some tens of seconds. */
  private static final double MOST_WORK = 4e10;

  private static final int RATE = 0;
  private static final int CAUTION = 1;

  /** The user's limits, or else the ones given. */
  @FunctionalInterface
  interface StoppingChoice {
    Stopping of(long defaultEpochs, Stopping.@Nullable Convergence convergence);
  }

  /**
   * The recipe for that objective, with the user's schedule or chain where there is one.
   *
   * <p>A rate once searched is kept in the state, so that a resumed run does not search again.
   *
   * @param caution what the searched rate is divided by, 1 at first
   */
  Recipe recipe(
      Objective training,
      @Nullable Schedule schedule,
      @Nullable GradientTransform chain,
      TrainingState state,
      double caution) {
    Recipe base = recipe(chain != null ? chain : transform.apply(Schedules.constant(0)), 1);
    Engines.check(training, base);
    long stepsPerEpoch = Trainer.stepsPerEpoch(base, training);
    long first = Math.max(FIRST_EPOCHS, Math.ceilDiv(FIRST_STEPS, stepsPerEpoch));
    boolean exact = base.transform().remembersExamples();
    long most = mostEpochs(training, exact ? MOST_EXACT_EPOCHS : mostEpochs(stepsPerEpoch));
    Stopping untilConverged =
        training instanceof EmpiricalRisk risk && risk.isNetwork()
            ? stopping.of(networkEpochs(stepsPerEpoch), null)
            : stopping.of(most, new Stopping.Convergence(first, exact ? EXACT : TOLERANCE));
    if (!order.keepsObjective()
        && ((chain == null && schedule == null) || untilConverged.convergence() != null)) {
      throw new SpecException(
          "the order "
              + order
              + " learns from some rows more often than from others, so that the mean loss tells"
              + " neither a rate nor when to stop: set the learning rate and the epochs, or leave"
              + " the order as it is and weigh the classes instead (--class-weight balanced)");
    }
    if (chain != null) {
      return base.with(chain, needsLength(chain) ? fixed() : untilConverged);
    }
    if (schedule != null) {
      GradientTransform links = transform.apply(schedule);
      return base.with(links, needsLength(links) ? fixed() : untilConverged);
    }
    RateAdvice advice = base.transform().rateAdvice();
    double[] memory = memory(state);
    if (memory[RATE] == 0) {
      memory[RATE] = suited(training, training.examples(), base, state.params()) / caution;
      memory[CAUTION] = caution;
    }
    double rate = memory[RATE];
    boolean restarts = untilConverged.convergence() != null;
    Schedule decay = advice.schedule(rate);
    return base.with(
        transform.apply(
            restarts && advice.decays()
                ? Schedules.restarts(decay, Span.epochs((double) first), 2)
                : decay),
        untilConverged);
  }

  /**
   * A run at the rate that suits the objective best, from those parameters.
   *
   * @param rows of all the data, of which the objective may be a sample
   */
  Schedule searched(Objective training, long rows, float[] start) {
    Recipe base = recipe(transform.apply(Schedules.constant(0)), 1);
    Engines.check(training, base);
    return base.transform().rateAdvice().schedule(suited(training, rows, base, start));
  }

  private double suited(Objective training, long rows, Recipe base, float[] start) {
    RateAdvice advice = base.transform().rateAdvice();
    return advice.settled()
        ? advice.rate()
        : RateSearch.search(training, rows, base, transform, start);
  }

  /** What the rate of that state, once searched, was divided by. */
  static double caution(TrainingState state) {
    return memory(state)[CAUTION];
  }

  private static double[] memory(TrainingState state) {
    return state.doubles("auto.rate", 2);
  }

  /**
   * A network has no optimum that is worth coming close to: its training loss may go on falling
   * long after it has ceased to learn anything about new rows. It gets one decay of a fixed length.
   */
  private static long networkEpochs(long stepsPerEpoch) {
    return Math.clamp(
        Math.ceilDiv(STEPS_OF_A_NETWORK, stepsPerEpoch), DEFAULT_EPOCHS, MOST_EPOCHS_OF_A_NETWORK);
  }

  /** Enough for small data to converge. */
  private static long mostEpochs(long stepsPerEpoch) {
    return Math.max(MOST_EPOCHS, Math.ceilDiv(MOST_STEPS_OF_SMALL_DATA, stepsPerEpoch));
  }

  /** A bound on the work for large data. */
  private static long mostEpochs(Objective training, long most) {
    if (training instanceof EmpiricalRisk risk) {
      double work = 2.0 * risk.data().stored() * risk.model().outputs();
      return (long) Math.clamp(MOST_WORK / work, (double) FEWEST_EPOCHS, (double) most);
    }
    return most;
  }

  private Stopping fixed() {
    return stopping.of(DEFAULT_EPOCHS, null);
  }

  private Recipe recipe(GradientTransform links, long epochs) {
    return recipe(links, Stopping.afterEpochs(epochs));
  }

  /** With that chain, until then. */
  Recipe recipe(GradientTransform links, Stopping until) {
    return new Recipe(
        batchSize, order, links, penalty, averaging, until, seed, parallel, growsBatch);
  }

  /** Whether the rate depends on how long the run is. */
  static boolean needsLength(GradientTransform links) {
    try {
      links.rate(0);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }
}
