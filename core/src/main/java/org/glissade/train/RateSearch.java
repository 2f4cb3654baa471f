package org.glissade.train;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.glissade.data.Batch;
import org.glissade.data.Examples;
import org.glissade.optim.Averaging;
import org.glissade.optim.GradientTransform;
import org.glissade.optim.Schedule;

/**
 * Chooses the learning rate by trying: Bottou's search for η₀ on a sample ("Stochastic gradient
 * descent tricks", 2012, section 5.2), with the recipe's own batch size and transforms.
 *
 * <p>Each trial starts from the same parameters and takes the same {@value #STEPS} or more steps on
 * the same {@linkplain RateSample sample} under a linear decay to zero, so that what is compared is
 * the objective that a short run would end with, not how it bounces. The first trial is at the rate
 * that is usual for the transform, and where there is none at the inverse of the mean curvature of
 * an example, c·E‖x‖² (the expected smoothness of a batch of one; Gower et al., ICML 2019, arXiv
 * 1901.09401, section 4), from where the rate is multiplied by four as long as that helps, and the
 * best is refined by factors of two. Of rates that end alike the lowest is taken.
 *
 * <p>Beside the inverse expected smoothness of a batch, used as the rate itself, the search needs
 * no spectrum, works for losses with a kink, any transform and any objective, and is not held back
 * by a single large row. It costs about ten short runs on a few thousand rows.
 */
final class RateSearch {
  private static final int STEPS = 128;
  private static final int MOST_TRIALS = 24;

  /**
   * Share of the objective, and of what was gained from the start, within which a lower rate is
   * preferred: where little can be gained, it is not given away.
   */
  private static final double AS_GOOD = 3e-3;

  private final RateSample sample;
  private final Recipe recipe;
  private final Function<Schedule, GradientTransform> transform;
  private final double atStart;
  private final List<Trial> trials = new ArrayList<>();

  /**
   * One trial.
   *
   * @param rate that was tried
   * @param objective on the sample after the trial; infinite if it diverged
   */
  record Trial(double rate, double objective) {}

  private RateSearch(
      RateSample sample, Recipe recipe, Function<Schedule, GradientTransform> transform) {
    this.sample = sample;
    this.recipe = recipe;
    this.transform = transform;
    this.atStart = Evaluation.value(sample.judged(), recipe.penalty(), sample.start());
  }

  /**
   * The best rate of all that were tried.
   *
   * @param rows of all the data, of which the objective may be a sample already
   * @param transform how a schedule becomes the recipe's transform
   * @param start the parameters at which the run will begin
   */
  static double search(
      Objective objective,
      long rows,
      Recipe recipe,
      Function<Schedule, GradientTransform> transform,
      float[] start) {
    RateSample sample = RateSample.of(objective, rows, start, recipe.seed());
    double usual = recipe.transform().rateAdvice().rate();
    return new RateSearch(sample, recipe, transform)
        .best(Double.isNaN(usual) ? firstRate(objective) : usual);
  }

  private double best(double unrounded) {
    // two digits: a rate is not known better, and people can read and repeat it
    double first = new BigDecimal(unrounded).round(new MathContext(2)).doubleValue();
    double at = trial(first);
    double up = trial(4 * first);
    double factor = up < at ? 4 : 0.25;
    double rate = up < at ? 4 * first : first;
    double best = Math.min(at, up);
    int worse = 0;
    while (worse < 2 && trials.size() < MOST_TRIALS) {
      rate *= factor;
      double value = trial(rate);
      worse = value < best ? 0 : worse + 1;
      best = Math.min(best, value);
    }
    double middle = winner().rate;
    trial(2 * middle);
    trial(middle / 2);
    return winner().rate;
  }

  /** The lowest rate among those that are as good as the best: the same result with less noise. */
  private Trial winner() {
    double best = trials.stream().mapToDouble(Trial::objective).min().orElseThrow();
    double gain = atStart > best ? atStart - best : 0; // also where the start has no value
    double asGood = best + AS_GOOD * Math.min(Math.abs(best), gain);
    return trials.stream()
        .filter(trial -> trial.objective <= asGood)
        .min(Comparator.comparingDouble(Trial::rate))
        .orElseThrow();
  }

  private double trial(double rate) {
    long epoch = Trainer.stepsPerEpoch(recipe, sample.learnt());
    long steps = Math.clamp(sample.unseen() ? epoch : 2 * epoch, STEPS, 4 * STEPS);
    Recipe trial =
        new Recipe(
            recipe.batchSize(),
            recipe.order(),
            transform.apply(recipe.transform().rateAdvice().schedule(rate)),
            recipe.penalty(),
            Averaging.none(),
            Stopping.afterSteps(steps),
            recipe.seed(),
            recipe.parallel().isReproducible() ? recipe.parallel() : Parallel.minibatch(),
            false);
    TrainingState state = new TrainingState(sample.start().clone());
    Outcome outcome = Trainer.run(sample.learnt(), null, trial, Surroundings.none(), state);
    double value =
        outcome.reason() == StopReason.DIVERGED
            ? Double.POSITIVE_INFINITY
            : Evaluation.value(sample.judged(), recipe.penalty(), outcome.params());
    trials.add(new Trial(rate, Double.isNaN(value) ? Double.POSITIVE_INFINITY : value));
    return trials.getLast().objective;
  }

  /** 1 / (c·E(1 + ‖x‖²)) where the objective has features, otherwise a hundredth. */
  private static double firstRate(Objective objective) {
    if (!(objective instanceof EmpiricalRisk risk)) {
      return 0.01;
    }
    Examples examples = risk.data();
    int rows = Math.min(examples.rows(), 1024);
    Batch batch = examples.newBatch(1);
    double sum = 0;
    for (int i = 0; i < rows; i++) {
      examples.gather(new int[] {(int) ((long) i * examples.rows() / rows)}, 0, 1, batch);
      sum += 1 + batch.squaredNorm(0);
    }
    double curvature = risk.lossFunction().curvature();
    return 1 / ((Double.isFinite(curvature) && curvature > 0 ? curvature : 1) * sum / rows);
  }
}
