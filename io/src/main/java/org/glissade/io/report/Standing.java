package org.glissade.io.report;

import java.util.ArrayList;
import java.util.List;
import org.glissade.diagnose.Convergence;
import org.glissade.io.pipeline.Trained;
import org.glissade.spec.Numbers;
import org.glissade.train.DistanceToOptimum;
import org.glissade.train.StopReason;
import org.jspecify.annotations.Nullable;

/** Where a run stood when it ended, in words. */
public final class Standing {
  private Standing() {}

  /** How far the optimum was and what would bring the loss further down, where it can be told. */
  public static List<String> sentences(Trained trained) {
    List<String> sentences = new ArrayList<>();
    for (String sentence : new @Nullable String[] {distance(trained), convergence(trained)}) {
      if (sentence != null) {
        sentences.add(sentence);
      }
    }
    return sentences;
  }

  private static @Nullable String distance(Trained trained) {
    DistanceToOptimum distance = trained.isConvex() ? trained.distanceToOptimum() : null;
    if (distance == null) {
      return null;
    }
    Double norm = trained.gradientNorm();
    double share = distance.gap() / Math.max(Double.MIN_NORMAL, Math.abs(distance.objective()));
    return "The training objective is "
        + Numbers.significant(trained.objective())
        + ", "
        + (distance.converged() ? "" : "at least ")
        + Numbers.significant(distance.gap(), 2)
        + " ("
        + Numbers.percent(share)
        + ") above its optimum"
        + (norm == null
            ? "."
            : "; the norm of its gradient is " + Numbers.significant(norm, 2) + ".");
  }

  /** What would bring the loss further down, where that can be told. */
  private static @Nullable String convergence(Trained trained) {
    if (trained.progressive() || trained.outcome().reason() == StopReason.DIVERGED) {
      return null;
    }
    Convergence found = trained.convergence();
    return switch (found.where()) {
      case OPTIMUM, UNKNOWN -> null;
      case STALLED ->
          Double.isNaN(found.excess())
              ? null
              : "The loss no longer fell; another rate or schedule may bring it further down.";
      case NOISE_FLOOR ->
          "It stands on the noise floor of its constant rate"
              + (Double.isNaN(found.floor())
                  ? ""
                  : ", about "
                      + Numbers.significant(found.floor() * trained.lossFactor(), 2)
                      + " by the noise of the gradient")
              + ": a lower or a falling rate, --average \"tail(0.5)\" or a larger batch bring it"
              + " down, more epochs do not.";
      case DESCENDING ->
          "The loss was still falling"
              + (Double.isNaN(found.slope())
                  ? ""
                  : ", its excess like t^" + Numbers.significant(found.slope(), 2))
              + ": more epochs bring it further down.";
    };
  }
}
