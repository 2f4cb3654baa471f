package org.glissade.train;

import org.glissade.data.Examples;
import org.glissade.optim.Averaging;
import org.glissade.optim.GradientTransform;
import org.glissade.optim.Horizon;
import org.glissade.optim.Schedule;
import org.glissade.spec.SpecException;
import org.jspecify.annotations.Nullable;

/**
 * A run that several machines share, as each of them sees it; made by {@link Sgd#shared}. All are
 * to be told the same, in the same words.
 */
public final class SharedRun {
  /** As many does {@link #searched} work with; more are not looked at. */
  public static final int ROWS_OF_SAMPLE = RateSample.MOST_OF_MANY;

  private final Defaults defaults;
  private final AutoPlan plan;
  private final @Nullable GradientTransform links;
  private final boolean held;
  private final float @Nullable [] startFrom;
  private final int threads;

  /**
   * @param links the chain with its rate, or null if there is none yet
   * @param held whether rows are to be held out
   */
  SharedRun(
      Defaults defaults,
      AutoPlan plan,
      @Nullable GradientTransform links,
      boolean held,
      float @Nullable [] startFrom,
      int threads) {
    this.defaults = defaults;
    this.plan = plan;
    this.links = links;
    this.held = held;
    this.startFrom = startFrom;
    this.threads = threads;
  }

  /**
   * The part of a worker. The result has the same bits wherever it is computed with the same vector
   * units.
   *
   * @param examples the rows of this worker
   * @param horizon in steps of one worker
   * @throws SpecException if no rate was set, or something that cannot be averaged or needs all
   *     rows
   */
  public LocalSgd local(Examples examples, Horizon horizon) {
    if (links == null) {
      throw new SpecException("a run that several machines share needs a learning rate");
    }
    if (plan.growsBatch() || !plan.averaging().equals(Averaging.none()) || held) {
      throw new SpecException(
          "a growing batch, averaging of iterates and rows held out are not possible where several"
              + " machines share a run; its workers are averaged after each round anyway");
    }
    EmpiricalRisk risk = risk(examples, Machine.always(true, threads));
    Recipe recipe = plan.recipe(links, Stopping.afterSteps(horizon.steps())).over(horizon);
    Recipe averaged = recipe.withParallel(Parallel.average(1, 2)); // says what cannot be averaged
    Engines.check(risk, averaged);
    return new LocalSgd(risk, recipe, initialState(risk));
  }

  /**
   * The schedule that a run would have at the rate that suits its rows best, found as it is on one
   * machine.
   *
   * @param sample {@value #ROWS_OF_SAMPLE} rows are enough, fewer do if they are wide
   * @param rows how many the sample was drawn from
   */
  public Schedule searched(Examples sample, long rows) {
    EmpiricalRisk risk = risk(sample, Machine.of(1));
    return plan.searched(risk, rows, initialState(risk).params());
  }

  private EmpiricalRisk risk(Examples examples, Machine machine) {
    return new EmpiricalRisk(
        defaults.modelFor(examples),
        defaults.lossFor(examples),
        defaults.targetsFor(examples),
        machine);
  }

  private TrainingState initialState(EmpiricalRisk risk) {
    return Trainer.initialState(risk, plan.seed(), startFrom);
  }
}
