package org.glissade.diagnose;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.glissade.model.Network;
import org.jspecify.annotations.Nullable;

/**
 * What a short run does otherwise than the run that diverged.
 *
 * @param scaled whether features are scaled
 * @param without rows that are left out, by their number in the sample
 * @param factor of all rates
 * @param warmUp steps of warm-up, 0 for none
 * @param clip longest gradient; infinite for none
 * @param huber δ of the loss instead of the squared one; infinite to keep the loss
 * @param network to start from instead, or null
 */
record Treatment(
    boolean scaled,
    Set<Integer> without,
    double factor,
    long warmUp,
    double clip,
    double huber,
    @Nullable Network network) {
  static final Treatment NONE =
      new Treatment(
          false, Set.of(), 1, 0, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, null);

  static Treatment scaling() {
    return new Treatment(true, Set.of(), 1, 0, NONE.clip, NONE.huber, null);
  }

  static Treatment leavingOut(Set<Integer> rows) {
    return new Treatment(false, Set.copyOf(rows), 1, 0, NONE.clip, NONE.huber, null);
  }

  static Treatment from(Network network) {
    return new Treatment(false, Set.of(), 1, 0, NONE.clip, NONE.huber, network);
  }

  static Treatment rising(long steps) {
    return new Treatment(false, Set.of(), 1, steps, NONE.clip, NONE.huber, null);
  }

  static Treatment of(Remedy remedy) {
    return switch (remedy) {
      case Remedy.ScaleFeatures _ -> scaling();
      case Remedy.ClipNorm clip ->
          new Treatment(false, Set.of(), 1, 0, clip.max(), NONE.huber, null);
      case Remedy.HuberLoss loss ->
          new Treatment(false, Set.of(), 1, 0, NONE.clip, loss.delta(), null);
      case Remedy.LowerRate lower -> NONE.times(lower.factor());
      case Remedy.WarmUp warm -> rising(warm.steps());
      case Remedy.Initialise initialise -> from(initialise.network());
    };
  }

  static Treatment of(List<Remedy> remedies) {
    Treatment all = NONE;
    for (Remedy remedy : remedies) {
      all = all.and(of(remedy));
    }
    return all;
  }

  /** Both. */
  Treatment and(Treatment other) {
    Set<Integer> rows = new TreeSet<>(without);
    rows.addAll(other.without);
    return new Treatment(
        scaled || other.scaled,
        Set.copyOf(rows),
        factor * other.factor,
        Math.max(warmUp, other.warmUp),
        Math.min(clip, other.clip),
        Math.min(huber, other.huber),
        network == null ? other.network : network);
  }

  Treatment times(double more) {
    return new Treatment(scaled, without, factor * more, warmUp, clip, huber, network);
  }
}
