package org.glissade.train;

import org.jspecify.annotations.Nullable;

/**
 * Early stopping and the convergence test: which parameters were best so far, and whether going on
 * is worth it. What it remembers lies in the training state, so that a resumed run decides alike.
 */
final class ModelSelection {
  /** Enough for the scale of a loss, against which divergence is told. */
  private static final int ROWS_OF_FIRST_LOSS = 1 << 16;

  private static final int BEST_LOSS = 0;
  private static final int HAS_BEST = 1;
  private static final int BEST_EPOCH = 2;
  private static final int FAILURES = 3;
  private static final int LAST_VALUE = 4;
  private static final int HAS_VALUE = 5;
  private static final int FIRST_LOSS = 6;
  private static final int HAS_FIRST = 7;
  private static final int SIZE = 8;

  /** Tests running without a lower validation loss after which a run has converged. */
  private static final int TESTS = 2;

  private final Recipe recipe;
  private final TrainingState state;
  private final double[] memory;

  ModelSelection(Recipe recipe, TrainingState state) {
    this.recipe = recipe;
    this.state = state;
    this.memory = state.doubles("selection.memory", SIZE);
  }

  /** The mean loss where the run began; of large data, of some rows spread over them. */
  double firstLoss(Objective training) {
    if (memory[HAS_FIRST] == 0) {
      int[] some = Evaluation.some(training.examples(), ROWS_OF_FIRST_LOSS);
      memory[FIRST_LOSS] =
          training.loss(state.params(), some, 0, some.length)
              / training.weight(some, 0, some.length);
      if (Double.isNaN(memory[FIRST_LOSS])) {
        memory[FIRST_LOSS] = Evaluation.meanLoss(training, state.params());
      }
      memory[HAS_FIRST] = 1;
    }
    return memory[FIRST_LOSS];
  }

  /** After each epoch; a reason to stop, or null. */
  @Nullable StopReason epochEnded(float[] candidate, @Nullable Double validationLoss) {
    int patience = recipe.stopping().patience();
    if (patience == 0 || validationLoss == null) {
      return null;
    }
    keepIfBetter(candidate, validationLoss, 0);
    return memory[FAILURES] >= patience ? StopReason.EARLY_STOPPING : null;
  }

  /** After each convergence test; a reason to stop, or null. */
  @Nullable StopReason tested(
      float[] candidate, double value, @Nullable Double validationLoss, double tolerance) {
    boolean still =
        memory[HAS_VALUE] != 0 && memory[LAST_VALUE] - value <= tolerance * Math.abs(value);
    memory[LAST_VALUE] = value;
    memory[HAS_VALUE] = 1;
    if (validationLoss != null && recipe.stopping().patience() == 0) {
      keepIfBetter(candidate, validationLoss, tolerance);
      if (memory[FAILURES] >= TESTS) {
        return StopReason.EARLY_STOPPING;
      }
    }
    return still ? StopReason.CONVERGED : null;
  }

  private void keepIfBetter(float[] candidate, double loss, double tolerance) {
    double bar = memory[BEST_LOSS];
    boolean first = memory[HAS_BEST] == 0;
    boolean better = first || loss < bar;
    boolean clearly = first || bar - loss > tolerance * Math.abs(bar);
    if (better) {
      memory[BEST_LOSS] = loss;
      memory[HAS_BEST] = 1;
      memory[BEST_EPOCH] = state.epoch();
      float[] best = state.floats("selection.best", candidate.length);
      System.arraycopy(candidate, 0, best, 0, best.length);
    }
    memory[FAILURES] = clearly ? 0 : memory[FAILURES] + 1;
  }

  /** The best parameters so far, or null if none were chosen. */
  float @Nullable [] best() {
    return memory[HAS_BEST] == 0 ? null : state.floats("selection.best", state.params().length);
  }

  /** The validation loss of the best parameters. */
  double bestLoss() {
    return memory[BEST_LOSS];
  }

  /** Whether the best parameters are those after the last step. */
  boolean isFromThisEpoch() {
    return memory[BEST_EPOCH] == state.epoch() && state.position() == 0;
  }
}
