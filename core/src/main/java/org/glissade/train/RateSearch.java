package org.glissade.train;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.glissade.data.Batch;
import org.glissade.data.Examples;
import org.glissade.data.SparseExamples;
import org.glissade.math.RandomStream;
import org.glissade.math.Vectors;
import org.glissade.model.LinearModel;
import org.glissade.optim.Averaging;
import org.glissade.optim.GradientTransform;
import org.glissade.optim.Schedule;

/**
 * Chooses the learning rate by trying: Bottou's search for η₀ on a sample ("Stochastic gradient
 * descent tricks", 2012, section 5.2), with the recipe's own batch size and transforms.
 *
 * <p>Each trial starts from the same parameters and takes the same {@value #STEPS} or more steps on
 * the same sample under a linear decay to zero, so that what is compared is the objective that a
 * short run would end with, not how it bounces. The first trial is at the rate that is usual for
 * the transform, and where there is none at the inverse of the mean curvature of an example,
 * c·E‖x‖² (the expected smoothness of a batch of one; Gower et al., ICML 2019, arXiv 1901.09401,
 * section 4), from where the rate is multiplied by four as long as that helps, and the best is
 * refined by factors of two. Of rates that end alike the lowest is taken.
 *
 * <p>Beside the inverse expected smoothness of a batch, used as the rate itself, the search needs
 * no spectrum, works for losses with a kink, any transform and any objective, and is not held back
 * by a single large row. It costs about ten short runs on a few thousand rows.
 */
final class RateSearch {
  private static final int STEPS = 128;
  private static final int MOST_ROWS = 8192;
  private static final int MOST_TRIALS = 24;

  /** Relative difference of the objective within which a lower rate is preferred. */
  private static final double AS_GOOD = 3e-3;

  private final Objective sample;
  private final Recipe recipe;
  private final Function<Schedule, GradientTransform> transform;
  private final float[] start;
  private final List<Trial> trials = new ArrayList<>();

  /**
   * One trial.
   *
   * @param rate that was tried
   * @param objective on the sample after the trial; infinite if it diverged
   */
  record Trial(double rate, double objective) {}

  private RateSearch(
      Objective sample,
      Recipe recipe,
      Function<Schedule, GradientTransform> transform,
      float[] start) {
    this.sample = sample;
    this.recipe = recipe;
    this.transform = transform;
    this.start = start;
  }

  /**
   * The best rate of all that were tried.
   *
   * @param transform how a schedule becomes the recipe's transform
   * @param start the parameters at which the run will begin
   */
  static double search(
      Objective objective,
      Recipe recipe,
      Function<Schedule, GradientTransform> transform,
      float[] start) {
    Objective sample = sample(objective, recipe.seed());
    RateSearch search =
        sample instanceof EmpiricalRisk risk
                && risk.data() instanceof SparseExamples examples
                && examples.inMemory()
                && risk.model() instanceof LinearModel model
            ? narrow(risk, examples, model, recipe, transform, start)
            : new RateSearch(sample, recipe, transform, start);
    double usual = recipe.transform().rateAdvice().rate();
    return search.best(Double.isNaN(usual) ? firstRate(objective) : usual);
  }

  /**
   * The same search without the columns that no row of the sample has: their weights would stay as
   * they are, and only be copied from trial to trial. Where they do not start from zero they belong
   * to the penalty, and nothing is left out.
   */
  private static RateSearch narrow(
      EmpiricalRisk risk,
      SparseExamples examples,
      LinearModel model,
      Recipe recipe,
      Function<Schedule, GradientTransform> transform,
      float[] start) {
    int[] columns = examples.usedColumns();
    float[] used = new float[(columns.length + (model.bias() ? 1 : 0)) * model.outputs()];
    int at = 0;
    for (int k = 0; k < model.outputs(); k++) {
      for (int column : columns) {
        used[at++] = start[k * model.inputs() + column];
      }
    }
    int biases = model.inputs() * model.outputs();
    System.arraycopy(start, biases, used, at, start.length - biases);
    boolean same =
        columns.length > 0
            && Vectors.absoluteSum(used, 0, used.length)
                == Vectors.absoluteSum(start, 0, start.length);
    return same
        ? new RateSearch(
            new EmpiricalRisk(
                new LinearModel(columns.length, model.outputs(), model.bias()),
                risk.lossFunction(),
                examples.selectColumns(columns)),
            recipe,
            transform,
            used)
        : new RateSearch(risk, recipe, transform, start);
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
    return trials.stream()
        .filter(trial -> trial.objective <= best + AS_GOOD * Math.abs(best))
        .min(Comparator.comparingDouble(Trial::rate))
        .orElseThrow();
  }

  private double trial(double rate) {
    long stepsPerEpoch = Trainer.stepsPerEpoch(recipe, sample);
    long steps = Math.max(STEPS, Math.min(2 * stepsPerEpoch, 4 * STEPS));
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
    TrainingState state = new TrainingState(start.clone());
    Outcome outcome = Trainer.run(sample, null, trial, Surroundings.none(), state);
    double value =
        outcome.reason() == StopReason.DIVERGED
            ? Double.POSITIVE_INFINITY
            : Evaluation.value(sample, recipe.penalty(), outcome.params());
    trials.add(new Trial(rate, Double.isNaN(value) ? Double.POSITIVE_INFINITY : value));
    return trials.getLast().objective;
  }

  /** At most {@value #MOST_ROWS} random examples of the objective. */
  private static Objective sample(Objective objective, long seed) {
    int rows = objective.examples();
    if (!(objective instanceof EmpiricalRisk risk)) {
      return objective;
    }
    if (rows <= MOST_ROWS) { // the kernels of the run must not depend on whether it searched
      return risk.machine() == null ? risk : risk.on(risk.machine().afresh());
    }
    int[] chosen = Evaluation.all(rows);
    RandomStream.of(seed, "rate-search").shuffle(chosen);
    Examples examples = risk.data().select(Arrays.copyOf(chosen, MOST_ROWS));
    return new EmpiricalRisk(risk.model(), risk.lossFunction(), examples, Machine.of(1));
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
