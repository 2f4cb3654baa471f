package org.glissade.train;

import org.glissade.optim.GradientTransform;
import org.glissade.optim.Schedule;
import org.jspecify.annotations.Nullable;

/**
 * A run whose rate is searched unless it is given; where a searched one proves too high on all the
 * data after all, again from the start with a rate four times lower.
 *
 * @param plan what fills in what is open
 * @param schedule the user's, or null
 * @param transform the user's chain with its rate, or null
 * @param startFrom parameters to start from, or null for the model's own
 * @param resumeFrom a checkpoint, or null
 */
record SearchedRun(
    AutoPlan plan,
    @Nullable Schedule schedule,
    @Nullable GradientTransform transform,
    float @Nullable [] startFrom,
    @Nullable TrainingState resumeFrom,
    Surroundings surroundings) {
  private static final double MOST_CAUTION = 4096;

  /** Runs on that objective, beside held-out examples or null. */
  Outcome on(Objective training, @Nullable Objective held) {
    boolean searched = schedule == null && transform == null;
    Objective risk = training;
    Objective heldRisk = held;
    double caution = 1;
    TrainingState state =
        resumeFrom == null ? initialState(risk) : resumeFrom.checkedFor(risk.layout().size());
    while (true) {
      Recipe recipe = plan.recipe(risk, schedule, transform, state, caution);
      Outcome outcome = Trainer.run(risk, heldRisk, recipe, surroundings, state);
      if (outcome.reason() != StopReason.DIVERGED || !searched) {
        return outcome;
      }
      caution = 4 * AutoPlan.caution(state);
      if (caution > MOST_CAUTION) {
        return outcome;
      }
      state = initialState(risk);
      if (risk instanceof EmpiricalRisk before && before.machine() != null) {
        Machine fresh = before.machine().afresh();
        risk = before.on(fresh);
        heldRisk = heldRisk instanceof EmpiricalRisk rows ? rows.on(fresh) : heldRisk;
      }
    }
  }

  private TrainingState initialState(Objective risk) {
    return Trainer.initialState(risk, plan.seed(), startFrom);
  }
}
