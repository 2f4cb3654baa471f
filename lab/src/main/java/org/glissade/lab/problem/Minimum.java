package org.glissade.lab.problem;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.glissade.diagnose.MeanGradient;
import org.glissade.train.Objective;
import org.glissade.train.Penalty;
import org.jspecify.annotations.Nullable;

/**
 * Where a mean loss is lowest, as good as floats can tell.
 *
 * @param at the weights
 * @param loss there
 */
public record Minimum(double[] at, double loss) {
  private static final int MOST_STEPS = 100;
  private static final double REACH = 0.02;

  /** Minima this close, in weights, are one. */
  private static final double SAME = 0.02;

  /**
   * The minimum downhill from some weights, by Newton's method: where the loss bends down the
   * Hessian is shifted until it bends up, and a step that leads uphill is halved (Nocedal and
   * Wright, "Numerical optimization", 2006, section 3.4).
   */
  static Minimum from(Objective objective, double[] start) {
    MeanGradient gradient = new MeanGradient(objective, Penalty.NONE);
    Place place = Place.of(gradient, start);
    for (int step = 0; step < MOST_STEPS; step++) {
      Hessian hessian = Hessian.of(objective, place.at, REACH);
      double least = Math.max(1e-3 * Math.abs(hessian.largest()), 1e-9);
      double[] way = hessian.solve(place.slope, Math.max(0, least - hessian.smallest()));
      Place next = place.downhill(gradient, way);
      if (next == null) {
        break;
      }
      place = next;
    }
    return new Minimum(place.at, place.loss);
  }

  /** Weights, with the loss and its gradient there. */
  private record Place(double[] at, double loss, double[] slope) {
    static Place of(MeanGradient gradient, double[] at) {
      double[] slope = new double[at.length];
      gradient.at(Singles.of(at), slope);
      return new Place(at, gradient.loss(), slope);
    }

    /** The place behind a step, or behind a half, a quarter of it, …; null if none is better. */
    @Nullable Place downhill(MeanGradient gradient, double[] way) {
      for (double share = 1; share > 1e-4; share /= 2) {
        double[] there = at.clone();
        for (int j = 0; j < there.length; j++) {
          there[j] -= share * way[j];
        }
        Place next = of(gradient, there);
        if (next.isBetterThan(this)) {
          return next;
        }
      }
      return null;
    }

    /** Close to the minimum losses are alike to rounding; there the gradient still tells. */
    private boolean isBetterThan(Place other) {
      double alike = 1e-7 * (1e-3 + Math.abs(other.loss));
      return loss < other.loss - alike
          || (loss <= other.loss + alike && norm(slope) < 0.99 * norm(other.slope));
    }
  }

  /** The minima downhill from a grid of weights around the origin, the lowest first. */
  static List<Minimum> around(Objective objective, double reach, int perSide) {
    List<Minimum> found = new ArrayList<>();
    for (int i = 0; i < perSide; i++) {
      for (int k = 0; k < perSide; k++) {
        double[] start = {
          reach * (2.0 * i / (perSide - 1) - 1), reach * (2.0 * k / (perSide - 1) - 1)
        };
        Minimum minimum = from(objective, start);
        boolean bendsUp = Hessian.of(objective, minimum.at, REACH).smallest() > 0;
        if (bendsUp && found.stream().noneMatch(other -> other.isNear(minimum))) {
          found.add(minimum);
        }
      }
    }
    found.sort(Comparator.comparingDouble(Minimum::loss));
    return found;
  }

  private boolean isNear(Minimum other) {
    double[] way = at.clone();
    for (int j = 0; j < way.length; j++) {
      way[j] -= other.at[j];
    }
    return norm(way) < SAME;
  }

  private static double norm(double[] vector) {
    double sum = 0;
    for (double x : vector) {
      sum += x * x;
    }
    return Math.sqrt(sum);
  }
}
