package org.glissade.train;

import java.util.Arrays;
import org.glissade.math.RandomStream;
import org.glissade.optim.Schedule;

/**
 * Lets the batch grow with the noise scale of the gradient ({@link GradientNoise}), which rises
 * while a run comes closer to the optimum.
 *
 * <p>After each epoch the noise scale B is measured at a sample of the rows. The next batch is the
 * largest multiple of the first, by a power of two, that is below B: larger ones waste examples
 * (McCandlish et al. 2018, section 2.2), smaller ones take steps that say little. A batch k times
 * as large lets the rate be k times as high for the same noise in the parameters (Smith,
 * Kindermans, Ying and Le, "Don't decay the learning rate, increase the batch size", ICLR 2018,
 * arXiv 1711.00489), but no higher than it ever was, since that is how high it is known to be
 * stable:
 *
 * <pre>
 *   η = min(k·schedule(t), highest rate so far)          t in examples, as if the batch were the first
 * </pre>
 *
 * <p>So where a schedule decays, the batch grows in its place: k is at most what the schedule has
 * come down by, and the run takes fewer steps to the same end. A constant rate ends in noise, which
 * the growth of the batch then takes away (Byrd, Chin, Nocedal and Wu, "Sample size selection in
 * optimization methods for machine learning", 2012); there it is doubled after an epoch that
 * lowered the mean loss by less than {@value #PROGRESS} of it, since before that small batches get
 * further.
 */
final class BatchGrowth {
  /** Rows of a sample: at least, as a share of all, and at most. */
  private static final int FEWEST = 256;

  private static final int SHARE = 32;
  private static final int MOST = 2048;

  /** Steps of an epoch that are left at the least. */
  private static final int STEPS_LEFT = 8;

  private static final int LARGEST = 1 << 13;

  /** What an epoch must lower the loss by, relatively, lest a constant rate has come to its end. */
  private static final double PROGRESS = 0.003;

  private static final int MULTIPLE = 0;
  private static final int FROM_STEP = 1;
  private static final int FROM_CLOCK = 2;
  private static final int HIGHEST = 3;
  private static final int LAST_LOSS = 4;
  private static final int SIZE = 5;

  private final Objective objective;
  private final Recipe first;
  private final TrainingState state;
  private final double[] memory;
  private final long stepsPerEpoch;

  /**
   * @param first the recipe with the first batch
   * @param state what is remembered lies here, so that a resumed run decides alike
   */
  BatchGrowth(Objective objective, Recipe first, TrainingState state) {
    this.objective = objective;
    this.first = first;
    this.state = state;
    this.memory = state.doubles("batch.growth", SIZE);
    this.stepsPerEpoch = Trainer.stepsPerEpoch(first, objective);
    if (memory[MULTIPLE] == 0) {
      memory[MULTIPLE] = 1;
    }
  }

  /** The recipe with the batch and the rates that now hold. */
  Recipe recipe() {
    int multiple = (int) memory[MULTIPLE];
    long fromStep = (long) memory[FROM_STEP];
    long fromClock = (long) memory[FROM_CLOCK];
    double highest = memory[HIGHEST];
    return first.grown(
        multiple, schedule -> new Grown(schedule, multiple, fromStep, fromClock, highest));
  }

  /** The step that it would be if the batch were the first. */
  long clock() {
    return (long) memory[FROM_CLOCK]
        + (state.step() - (long) memory[FROM_STEP]) * (long) memory[MULTIPLE];
  }

  /**
   * Measures the noise at the end of an epoch and decides on the next one.
   *
   * @param meanLoss of the epoch
   */
  TrainingEvent.BatchChosen epochEnded(double meanLoss) {
    GradientNoise noise = measure();
    long clock = state.epoch() * stepsPerEpoch;
    double rate = first.transform().rate(clock);
    double last = first.transform().rate(clock - 1);
    double began = first.transform().rate(clock - stepsPerEpoch);
    memory[HIGHEST] = Math.max(memory[HIGHEST], Math.max(began, last));
    double most = Math.min(LARGEST, objective.examples() / STEPS_LEFT);
    boolean constant = rate == memory[HIGHEST] && rate == began;
    double decay = rate > 0 ? memory[HIGHEST] / rate : Double.POSITIVE_INFINITY;
    double scale = noise.scale();
    double sought =
        Double.isNaN(scale) ? memory[MULTIPLE] : Math.min(scale, most) / first.batchSize();
    double multiple =
        constant
            ? Math.max(memory[MULTIPLE], Math.min(onPlateau(meanLoss), sought))
            : Math.min(decay, sought);
    memory[LAST_LOSS] = meanLoss;
    memory[MULTIPLE] = multiple >= 2 ? Integer.highestOneBit((int) multiple) : 1;
    memory[FROM_STEP] = state.step();
    memory[FROM_CLOCK] = clock;
    return new TrainingEvent.BatchChosen(state.epoch(), recipe().batchSize(), noise);
  }

  /** Twice the batch if the last epoch gained little, the same otherwise. */
  private double onPlateau(double meanLoss) {
    boolean still =
        state.epoch() > 1 && memory[LAST_LOSS] - meanLoss < PROGRESS * Math.abs(meanLoss);
    return still ? 2 * memory[MULTIPLE] : memory[MULTIPLE];
  }

  private GradientNoise measure() {
    int rows = objective.examples();
    int[] sample = new int[Math.clamp(rows / SHARE, FEWEST, MOST)];
    if (sample.length >= rows) {
      return GradientNoise.of(objective, first.penalty(), state.params());
    }
    RandomStream random = RandomStream.of(first.seed(), "gradient-noise", state.epoch());
    Arrays.setAll(sample, _ -> random.nextInt(rows));
    return GradientNoise.of(objective, first.penalty(), state.params(), sample);
  }

  /**
   * A schedule in steps of a grown batch.
   *
   * @param inner the schedule in steps of the first batch
   * @param highest the rate that is not exceeded
   */
  private record Grown(Schedule inner, int multiple, long fromStep, long fromClock, double highest)
      implements Schedule {
    @Override
    public double at(long step) {
      double scheduled = inner.at(fromClock + (step - fromStep) * multiple);
      return multiple == 1
          ? scheduled
          : Math.min(multiple * scheduled, Math.max(scheduled, highest));
    }

    @Override
    public long cycleEnd(long step) {
      long end = inner.cycleEnd(fromClock + (step - fromStep) * multiple);
      return end == Long.MAX_VALUE ? end : fromStep + Math.ceilDiv(end - fromClock, multiple);
    }

    @Override
    public String toString() {
      return inner.toString();
    }
  }
}
