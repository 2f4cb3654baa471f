package org.glissade.io.report;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.glissade.spec.Numbers;

/**
 * Points of one curve, by ascending x.
 *
 * @param name as the legend says it
 * @param x finite
 * @param y may hold what is not finite, which is not drawn
 */
record Series(String name, Role role, double[] x, double[] y) {
  /** Beyond that a number is not drawn: differences of such numbers are none. */
  private static final double LARGEST = 1e300;

  /** What a curve is for, and so how it looks. */
  enum Role {
    /** What was measured, thin, behind. */
    RAW,
    /** The curve that matters. */
    MAIN,
    /** What it is held against, dashed. */
    OTHER,
    /** A limit or a setting, dotted, in steps. */
    MARK;

    /** The class in the style sheet. */
    String style() {
      return switch (this) {
        case RAW -> "raw";
        case MAIN -> "main";
        case OTHER -> "other";
        case MARK -> "mark";
      };
    }
  }

  int size() {
    return x.length;
  }

  static boolean isShown(double value) {
    return Math.abs(value) <= LARGEST;
  }

  /** The points that can be drawn. */
  Series shown() {
    return at(IntStream.range(0, size()).filter(i -> isShown(x[i]) && isShown(y[i])).toArray());
  }

  private Series at(int[] points) {
    return new Series(
        name,
        role,
        Arrays.stream(points).mapToDouble(i -> x[i]).toArray(),
        Arrays.stream(points).mapToDouble(i -> y[i]).toArray());
  }

  /**
   * At most about that many points: of stretches of equal numbers of points the lowest and the
   * highest are kept, so that no spike is lost; the first and the last point stay.
   */
  Series reduced(int most) {
    if (size() <= most) {
      return this;
    }
    int stretches = most / 2;
    IntStream.Builder kept = IntStream.builder().add(0);
    for (int k = 0; k < stretches; k++) {
      int from = (int) ((long) size() * k / stretches);
      int to = (int) ((long) size() * (k + 1) / stretches);
      int low = from;
      int high = from;
      for (int i = from; i < to; i++) {
        low = y[i] < y[low] ? i : low;
        high = y[i] > y[high] ? i : high;
      }
      kept.add(Math.min(low, high)).add(Math.max(low, high));
    }
    return at(kept.add(size() - 1).build().distinct().toArray());
  }

  /** The y of the last point at or before an x; NaN if there is none. */
  double until(double place) {
    int found = Arrays.binarySearch(x, place);
    if (found < 0) {
      return found == -1 ? Double.NaN : y[-found - 2];
    }
    while (found + 1 < size() && x[found + 1] == place) {
      found++;
    }
    return y[found];
  }

  /** What a person who cannot see the curve should know of it. */
  String described(String unit) {
    if (size() == 0) {
      return name + " has no points.";
    }
    int low = 0;
    for (int i = 1; i < size(); i++) {
      low = y[i] < y[low] ? i : low;
    }
    String first = Numbers.significant(y[0]);
    if (size() == 1) {
      return name + " is " + first + " at " + unit + " " + Numbers.significant(x[0]) + ".";
    }
    return name
        + " goes from "
        + first
        + " to "
        + Numbers.significant(y[size() - 1])
        + " at "
        + unit
        + " "
        + Numbers.significant(x[size() - 1])
        + "; its lowest is "
        + Numbers.significant(y[low])
        + " at "
        + Numbers.significant(x[low])
        + ".";
  }
}
