package org.glissade.io.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One axis of a figure: what it spans, and where it is labelled.
 *
 * @param low where it begins
 * @param high where it ends, above low
 * @param logarithmic whether equal lengths are equal ratios
 * @param ticks ascending, all within
 */
record Axis(double low, double high, boolean logarithmic, List<Tick> ticks) {
  /** Spans at least so many times its low end: a logarithmic axis shows more. */
  static final double WIDE = 20;

  /** Below that share of the size of the numbers, a span is rounding. */
  private static final double NARROW = 1e-9;

  private static final double[] STEPS = {1, 2, 2.5, 5, 10};

  /** A labelled place. */
  record Tick(double value, String label) {}

  Axis {
    ticks = List.copyOf(ticks);
  }

  /** Logarithmic where the numbers are above 0 and span much, else linear. */
  static Axis fitting(double low, double high, int most) {
    return low > 0 && high / low >= WIDE ? logarithmic(low, high, most) : padded(low, high, most);
  }

  /** Linear, with a little room at both ends. */
  static Axis padded(double low, double high, int most) {
    double room = (high - low) * 0.04;
    return linear(low - room, high + room, most);
  }

  /** Linear from one number to the other, with at most so many ticks. */
  static Axis linear(double from, double to, int most) {
    double size = Math.max(Math.abs(from), Math.abs(to));
    boolean narrow = !(to - from > size * NARROW);
    double room = size == 0 ? 1 : size * 0.1;
    double low = narrow ? from - room : from;
    double high = narrow ? to + room : to;
    double step = step((high - low) / most);
    List<Tick> ticks = new ArrayList<>();
    double first = Math.ceil(low / step - 1e-9);
    for (int i = 0; (first + i) * step <= high + step * 1e-9; i++) {
      double value = (first + i) * step + 0.0;
      ticks.add(new Tick(Math.clamp(value, low, high), label(value, step, size)));
    }
    return new Axis(low, high, false, ticks);
  }

  /** The least of 1, 2, 2.5 and 5 times a power of ten that is as large. */
  private static double step(double least) {
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    for (double step : STEPS) {
      if (step * power >= least * (1 - 1e-9)) {
        return step * power;
      }
    }
    return 10 * power;
  }

  /** Logarithmic; both ends above 0. */
  static Axis logarithmic(double from, double to, int most) {
    double room = Math.pow(to / from, 0.03);
    double low = from / room;
    double high = to * room;
    double decades = Math.log10(high / low);
    int[] each = decades < 2.2 ? new int[] {1, 2, 5} : new int[] {1};
    int apart = Math.max(1, (int) Math.ceil(decades / most));
    List<Tick> ticks = new ArrayList<>();
    for (int e = (int) Math.floor(Math.log10(low)); e <= Math.log10(high); e++) {
      for (int times : each) {
        double value = times * Math.pow(10, e);
        if (Math.floorMod(e, apart) == 0 && value >= low && value <= high) {
          ticks.add(new Tick(value, label(value, value, 0)));
        }
      }
    }
    return new Axis(low, high, true, ticks);
  }

  /** Where a number lies: 0 at the low end, 1 at the high one. */
  double share(double value) {
    return logarithmic
        ? Math.log(value / low) / Math.log(high / low)
        : (value - low) / (high - low);
  }

  /** Whether a number can be shown. */
  boolean holds(double value) {
    return value >= low && value <= high;
  }

  private static String label(double value, double step, double size) {
    double larger = Math.max(Math.abs(value), size);
    if (value == 0) {
      return "0";
    }
    if (larger >= 1e12 || step < 1e-5) {
      return scientific(value, step);
    }
    if (larger >= 1e5) {
      double unit = larger >= 1e9 ? 1e9 : larger >= 1e6 ? 1e6 : 1e3;
      String name = unit == 1e9 ? " G" : unit == 1e6 ? " M" : " k";
      return fixed(value / unit, step / unit) + name;
    }
    return fixed(value, step);
  }

  /** With as many digits as tell it from the next one. */
  private static String scientific(double value, double step) {
    double apart = Math.log10(Math.abs(value)) - Math.log10(step);
    int digits = Math.max(1, (int) Math.ceil(apart) + 1);
    return String.format(Locale.ROOT, "%." + digits + "e", value)
        .replaceFirst("\\.?0*e", "e")
        .replaceFirst("e\\+?(-?)0*(\\d)", "e$1$2");
  }

  /** With as many digits after the point as the step has. */
  private static String fixed(double value, double step) {
    int digits = Math.max(0, (int) -Math.floor(Math.log10(step) + 1e-9));
    double scaled = step * Math.pow(10, digits);
    boolean half = Math.abs(scaled - Math.rint(scaled)) > 1e-6;
    return String.format(Locale.ROOT, "%,." + (half ? digits + 1 : digits) + "f", value);
  }
}
