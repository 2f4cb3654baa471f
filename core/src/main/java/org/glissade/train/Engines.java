package org.glissade.train;

import org.glissade.data.SparseExamples;
import org.glissade.model.LinearModel;
import org.glissade.spec.SpecException;
import org.jspecify.annotations.Nullable;

/** Which engine computes the steps of a run, and why it is not a faster one. */
final class Engines {
  private Engines() {}

  /**
   * The engine of a recipe, the fastest that gives exactly the numbers of the chain; under {@link
   * Parallel.Hogwild} and {@link Parallel.Average} one that has several of it.
   *
   * @throws SpecException if the mode is not for such examples or transforms
   */
  static Engine of(Objective objective, Recipe recipe, TrainingState state) {
    check(objective, recipe);
    Workers workers = workers(objective);
    return switch (recipe.parallel()) {
      case Parallel.Minibatch _ -> single(objective, recipe, state);
      case Parallel.Hogwild _ -> {
        SparseLinearEngine first = SparseLinearEngine.of(objective, recipe, state);
        if (first == null) {
          throw new IllegalStateException("checked, but there is no engine for " + recipe);
        }
        int threads = workers.threads();
        yield threads == 1 ? first : new HogwildEngine(objective, first, threads, workers);
      }
      case Parallel.Average mode -> new AveragingEngine(objective, recipe, mode, state, workers);
    };
  }

  /** The engine of one thread, or of threads that share minibatches. */
  static Engine single(Objective objective, Recipe recipe, TrainingState state) {
    Engine special = VowpalEngine.of(objective, recipe, state);
    if (special == null) {
      special = ExactEngine.of(objective, recipe, state);
    }
    if (special == null && recipe.transform().needsExamples()) {
      throw new SpecException(
          recipe.transform()
              + " takes its steps from single examples of a linear model with one output: numbers or"
              + " two classes (softmax has an output a class, a network is not linear); use adagrad,"
              + " adam or another that works on gradients");
    }
    if (special == null) {
      special = SparseLinearEngine.of(objective, recipe, state);
    }
    if (special == null) {
      special = DenseLinearEngine.of(objective, recipe, state);
    }
    if (special == null) {
      special = NetworkEngine.of(objective, recipe, state);
    }
    return special != null ? special : new ChainEngine(objective, recipe, state);
  }

  /** Threads of the run; one where the objective is not ours and may have room to work in it. */
  private static Workers workers(Objective objective) {
    Machine machine = objective instanceof EmpiricalRisk risk ? risk.machine() : null;
    return machine == null ? new Workers(1) : machine.workers();
  }

  /**
   * Says what is wrong with the mode or the transform for these examples, before any work is done.
   *
   * @throws SpecException if there is something
   */
  static void check(Objective objective, Recipe recipe) {
    ExactEngine.check(objective, recipe);
    if (!(recipe.parallel() instanceof Parallel.Hogwild)) {
      return;
    }
    if (!isSparseLinear(objective)) {
      throw new SpecException(
          "hogwild is for linear models on sparse rows: where a step writes every weight, threads"
              + " wait for each other's cache lines (on dense rows two threads reached 0.15 to 0.35"
              + " of the speed of one); use average, or leave it out: threads share large"
              + " minibatches anyway");
    }
    String obstacle = SparseLinearEngine.whyNot(recipe, objective.layout().size());
    if (obstacle != null) {
      throw new SpecException(
          "hogwild needs steps that touch the weights of their own rows only, but "
              + obstacle
              + "; use plain SGD, adagrad or ftrl, or average instead of hogwild");
    }
  }

  /**
   * Why a linear model on sparse rows has to make do with the chain, in which each step touches
   * every weight; null if it has not.
   */
  static @Nullable String obstacle(Objective objective, Recipe recipe) {
    return isSparseLinear(objective) && !recipe.transform().needsExamples()
        ? SparseLinearEngine.whyNot(recipe, objective.layout().size())
        : null;
  }

  private static boolean isSparseLinear(Objective objective) {
    return objective instanceof EmpiricalRisk risk
        && risk.data() instanceof SparseExamples
        && risk.model() instanceof LinearModel;
  }
}
