package org.glissade.train;

import org.glissade.model.Absolute;
import org.glissade.model.Hinge;
import org.glissade.model.Logistic;
import org.glissade.model.Loss;
import org.glissade.model.Poisson;
import org.glissade.model.Quantile;
import org.glissade.model.Squared;
import org.jspecify.annotations.Nullable;

/**
 * What infinitely many, infinitely small gradient steps on one example come to. The score s of a
 * linear model moves along
 *
 * <pre>
 *   ds/da = −π·ℓ′(s),      a from 0 to the length of the step,
 * </pre>
 *
 * <p>where π is by how much the score moves for a unit of update. So a step of double length is two
 * steps, and none goes beyond what the example asks for. Closed forms for the losses that have them
 * (Karampatziakis and Langford, "Online importance weight aware updates", UAI 2011, arXiv
 * 1011.1576, table 1; Poisson as in Vowpal Wabbit); for logistic loss the equation δ + e^{ys}(e^δ −
 * 1) = aπ is solved by Newton's iteration instead of the approximated W function there, to double
 * precision, also where e^{ys} is large.
 */
@FunctionalInterface
interface ImportanceAwareStep {
  /** Below this product aπ the path is straight. */
  double STRAIGHT = 1e-6;

  /**
   * The update.
   *
   * @param score s at the start
   * @param target as the loss takes it
   * @param length a, above 0
   * @param perUpdate π, above 0
   * @return (s(a) − s(0))/π
   */
  double update(double score, double target, double length, double perUpdate);

  /** The closed form of a loss, or null if it has none. */
  static @Nullable ImportanceAwareStep of(Loss loss) {
    return switch (loss) {
      case Squared _ -> ImportanceAwareStep::squared;
      case Logistic _ -> ImportanceAwareStep::logistic;
      case Hinge _ -> ImportanceAwareStep::hinge;
      case Quantile(double tau) -> (s, y, a, pi) -> toKink(y - s, y > s ? tau : 1 - tau, a, pi);
      case Absolute _ -> (s, y, a, pi) -> toKink(y - s, 1, a, pi);
      case Poisson _ -> ImportanceAwareStep::poisson;
      default -> null;
    };
  }

  private static double squared(double score, double target, double length, double perUpdate) {
    return (target - score) * -Math.expm1(-length * perUpdate) / perUpdate;
  }

  private static double hinge(double score, double target, double length, double perUpdate) {
    double missing = 1 - target * score;
    return missing <= 0 ? 0 : target * toKink(missing, 1, length, perUpdate);
  }

  /** A loss of that slope moves the score at that speed until it is where the slope changes. */
  private static double toKink(double way, double slope, double length, double perUpdate) {
    return slope * length * perUpdate < Math.abs(way)
        ? Math.copySign(slope * length, way)
        : way / perUpdate;
  }

  private static double logistic(double score, double target, double length, double perUpdate) {
    double way = length * perUpdate;
    double odds = Math.exp(target * score);
    double straight = way / (1 + odds);
    if (way < STRAIGHT) {
      return target * straight / perUpdate;
    }
    // Both are above the root of a convex function, so the iteration comes down to it.
    double delta = Math.min(straight, Math.log1p(way / odds));
    for (int i = 0; i < 50; i++) {
      double grown = odds * Math.expm1(delta);
      double step = (delta + grown - way) / (1 + odds + grown);
      delta -= step;
      if (!(Math.abs(step) > 1e-8 * delta)) {
        break;
      }
    }
    return target * delta / perUpdate;
  }

  private static double poisson(double score, double target, double length, double perUpdate) {
    double rate = Math.exp(score);
    double way = length * perUpdate;
    return target > 0
        ? target * length - Math.log1p(rate * Math.expm1(target * way) / target) / perUpdate
        : -Math.log1p(rate * way) / perUpdate;
  }
}
