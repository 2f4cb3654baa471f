package org.glissade.io.pipeline;

import java.util.List;
import org.glissade.io.encode.TargetEncoder;
import org.glissade.model.Absolute;
import org.glissade.model.EpsilonInsensitive;
import org.glissade.model.Huber;
import org.glissade.model.Loss;
import org.glissade.model.Quantile;
import org.glissade.model.Squared;
import org.glissade.model.SquaredEpsilonInsensitive;
import org.glissade.train.Penalty;
import org.jspecify.annotations.Nullable;

/**
 * A loss that the user states in the units of the target, told in units of the target's standard
 * deviation σ, in which training runs: ℓ(s, y) = factor · ℓ′(s/σ, y/σ). The weights of the model
 * shrink by σ too, so the penalties change with them, and the objective is the same number.
 *
 * <p>Several targets, which may have different units, are not weighed against each other in them:
 * each is learnt in units of its own deviation, and loss, penalties and objective stay in these.
 *
 * @param loss ℓ′
 * @param factor above 0
 * @param scale σ
 */
public record TargetUnits(Loss loss, double factor, double scale) {

  /** The loss in units of that scale, or null if it cannot be told so (it then trains as it is). */
  public static @Nullable TargetUnits of(Loss loss, double scale) {
    double square = scale * scale;
    return switch (loss) {
      case Squared squared -> new TargetUnits(squared, square, scale);
      case Absolute absolute -> new TargetUnits(absolute, scale, scale);
      case Quantile quantile -> new TargetUnits(quantile, scale, scale);
      case Huber huber -> new TargetUnits(new Huber(huber.delta() / scale), square, scale);
      case EpsilonInsensitive tube ->
          new TargetUnits(new EpsilonInsensitive(tube.epsilon() / scale), scale, scale);
      case SquaredEpsilonInsensitive tube ->
          new TargetUnits(new SquaredEpsilonInsensitive(tube.epsilon() / scale), square, scale);
      default -> null;
    };
  }

  /** The same for any number of targets. */
  static @Nullable TargetUnits of(Loss loss, List<TargetEncoder.Target> targets) {
    TargetUnits first = of(loss, targets.getFirst().scale());
    return first == null || targets.size() == 1 ? first : unscaled(loss);
  }

  /** The loss as it is. */
  public static TargetUnits unscaled(Loss loss) {
    return new TargetUnits(loss, 1, 1);
  }

  /** The penalty on the weights of the model that trains in these units. */
  public Penalty penalty(double l1, double l2) {
    return new Penalty(l1 * scale / factor, l2 * scale * scale / factor);
  }
}
