package org.glissade.diagnose;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.glissade.data.Examples;
import org.glissade.data.Orders;
import org.glissade.math.RandomStream;
import org.glissade.model.Huber;
import org.glissade.model.Loss;
import org.glissade.model.Model;
import org.glissade.model.Multilayer;
import org.glissade.optim.Averaging;
import org.glissade.optim.ClipByNorm;
import org.glissade.optim.GradientTransform;
import org.glissade.optim.Span;
import org.glissade.optim.Transforms;
import org.glissade.train.EmpiricalRisk;
import org.glissade.train.Fit;
import org.glissade.train.Recipe;
import org.glissade.train.Sgd;
import org.glissade.train.StopReason;
import org.jspecify.annotations.Nullable;

/**
 * Short runs on a sample from the start of the run that diverged, with its batches and transforms,
 * and one thing changed at a time. A run holds if it does not diverge and does not end with a loss
 * more than twice that at its start.
 */
final class ShortRuns {
  /** Multiplications of one run. */
  private static final double MOST_WORK = 1e9;

  private static final long FEWEST_STEPS = 64;
  private static final long MOST_STEPS = 8192;
  private static final double LOWEST = 1e-32;

  private final Model model;
  private final Loss loss;
  private final Examples sample;
  private final Recipe recipe;
  private final float[] start;
  private final boolean ownStart;
  private final Map<Treatment, Boolean> known = new HashMap<>();
  private @Nullable Examples scaled;
  private long steps = FEWEST_STEPS;

  /**
   * @param startFrom parameters, or null for those that the model starts from
   */
  ShortRuns(Model model, Loss loss, Examples sample, Recipe recipe, float @Nullable [] startFrom) {
    this.model = model;
    this.loss = loss;
    this.sample = sample;
    this.recipe = recipe;
    this.ownStart = startFrom == null;
    this.start = startFrom == null ? startOf(model) : startFrom;
  }

  /** The parameters at which the run of a model begins. */
  float[] startOf(Model of) {
    float[] params = new float[of.layout().size()];
    of.initialise(params, RandomStream.of(recipe.seed(), "initialise"));
    return params;
  }

  float[] start() {
    return start;
  }

  /** Whether the run began at the model's own parameters. */
  boolean ownStart() {
    return ownStart;
  }

  long steps() {
    return steps;
  }

  /** Finds how many steps it takes until the run diverges; false if it does not in time. */
  boolean reproduces() {
    double perStep = Math.max(1, work());
    long most = (long) Math.clamp(MOST_WORK / perStep, FEWEST_STEPS, (double) MOST_STEPS);
    for (steps = FEWEST_STEPS; steps <= most; steps *= 2) {
      if (!run(Treatment.NONE, steps)) {
        steps = Math.clamp(4 * steps, 2 * steps, Math.max(2 * steps, most));
        return true;
      }
    }
    steps = most;
    return false;
  }

  private double work() {
    double perRow = (double) sample.stored() / sample.rows() * model.outputs();
    if (model instanceof Multilayer) {
      perRow = 3.0 * model.layout().size();
    }
    return perRow * Math.min(recipe.batchSize(), sample.rows());
  }

  /** Whether a run so treated holds. */
  boolean holds(Treatment treatment) {
    return known.computeIfAbsent(treatment, of -> run(of, steps + 2 * of.warmUp()));
  }

  /** Whether gradients can be clipped, and the loss be another one. */
  boolean takesGradients() {
    return !recipe.transform().needsExamples();
  }

  /** Whether the run has rates that can be multiplied. */
  boolean hasRates() {
    return !recipe.transform().withSchedules(s -> s.scaledBy(0.5)).equals(recipe.transform());
  }

  /**
   * The largest factor of all rates, from 0 to 1, with which a run so treated holds, to a factor of
   * two; 0 if there is none.
   */
  double largestFactor(Treatment treatment) {
    if (holds(treatment)) {
      return 1;
    }
    if (!hasRates()) {
      return 0;
    }
    double high = 1;
    double low = 0.1;
    while (!holds(treatment.times(low))) {
      high = low;
      low = low == 0.1 ? 0.01 : low * low;
      if (low < LOWEST) {
        return 0;
      }
    }
    while (high > 2 * low) {
      double middle = Math.sqrt(high * low);
      if (holds(treatment.times(middle))) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The highest rate of the short run as the run had it. */
  double rate() {
    double most = 0;
    for (long step = 0; step < steps; step++) {
      most = Math.max(most, recipe.transform().rate(step));
    }
    return most;
  }

  /** The sample so treated. */
  Examples examples(Treatment treatment) {
    Examples rows = sample;
    if (!treatment.without().isEmpty()) {
      int[] kept = new int[sample.rows()];
      int count = 0;
      for (int i = 0; i < kept.length; i++) {
        if (!treatment.without().contains(i)) {
          kept[count++] = i;
        }
      }
      rows = sample.select(Arrays.copyOf(kept, count));
    }
    if (!treatment.scaled()) {
      return rows;
    }
    if (rows != sample) {
      return FeatureScales.scaled(rows);
    }
    if (scaled == null) {
      scaled = FeatureScales.scaled(sample);
    }
    return scaled;
  }

  /** Where a run so treated comes to. */
  float[] end(Treatment treatment) {
    return fit(treatment, steps + 2 * treatment.warmUp()).params();
  }

  private boolean run(Treatment treatment, long length) {
    Fit fit = fit(treatment, length);
    if (fit.outcome().reason() == StopReason.DIVERGED) {
      return false;
    }
    float[] begun = treatment.network() == null ? start : startOf(fit.model());
    double first = meanLoss(fit.model(), fit.loss(), fit.trainingExamples(), begun);
    double last = fit.trainingLoss();
    return Double.isFinite(last) && last - first <= Math.abs(first) + 1e-6;
  }

  private Fit fit(Treatment treatment, long length) {
    Model of =
        treatment.network() != null && model instanceof Multilayer layers
            ? treatment.network().model(layers.inputs(), layers.outputs(), layers.bias())
            : model;
    Loss by = Double.isInfinite(treatment.huber()) ? loss : new Huber(treatment.huber());
    boolean numbers =
        switch (loss.target()) {
          case REAL, COUNT -> true;
          case SIGN, CLASS -> false;
        };
    Sgd sgd =
        (numbers ? Sgd.regressor() : Sgd.classifier())
            .model(of)
            .loss(by)
            .penalty(recipe.penalty())
            .batchSize(recipe.batchSize())
            .order(
                recipe.order().equals(Orders.sequential()) ? Orders.sequential() : Orders.shuffle())
            .averaging(Averaging.none())
            .transform(transform(treatment))
            .steps(length)
            .seed(recipe.seed());
    if (treatment.network() == null) {
      sgd.startFrom(start);
    }
    return sgd.fit(examples(treatment));
  }

  private GradientTransform transform(Treatment treatment) {
    GradientTransform links = recipe.transform();
    if (treatment.factor() != 1) {
      links = links.withSchedules(schedule -> schedule.scaledBy(treatment.factor()));
    }
    if (treatment.warmUp() > 0) {
      Span length = Span.steps(treatment.warmUp());
      links = links.withSchedules(schedule -> schedule.warmedUp(length));
    }
    if (!Double.isInfinite(treatment.clip())) {
      links = Transforms.chain(new ClipByNorm(treatment.clip()), links);
    }
    return links;
  }

  /** The mean loss over examples. */
  static double meanLoss(Model model, Loss loss, Examples examples, float[] params) {
    EmpiricalRisk risk = new EmpiricalRisk(model, loss, examples);
    int[] all = new int[examples.rows()];
    Arrays.setAll(all, i -> i);
    return risk.loss(params, all, 0, all.length) / risk.weight(all, 0, all.length);
  }
}
