package org.glissade.spec;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers as people read them, the same in every locale. */
public final class Numbers {
  private static final String[] BYTE_UNITS = {"kB", "MB", "GB", "TB", "PB"};

  private Numbers() {}

  /** A count: {@code 32,561}. */
  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** A count and its noun: {@code 1 row}, {@code 32,561 rows}. The plural is the noun and an s. */
  public static String count(long value, String noun) {
    return count(value) + " " + noun + (value == 1 ? "" : "s");
  }

  /** Four significant digits: {@code 0.2417}. */
  public static String significant(double value) {
    return significant(value, 4);
  }

  /**
   * A number rounded to some significant digits, trailing zeros kept: {@code 0.2417}, {@code
   * 0.5000}, {@code 69,513}, {@code 1.200e-5}. Digits before the point are never rounded away below
   * a million; an integer of at most that size has no point.
   *
   * @param digits at least 1
   */
  public static String significant(double value, int digits) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "infinity" : "-infinity";
    }
    if (Math.abs(value) < 1e6 && value == Math.rint(value)) {
      return count((long) value);
    }
    BigDecimal rounded =
        new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent < -4 || exponent >= 6) {
      return String.format(Locale.ROOT, "%." + (digits - 1) + "e", value)
          .replaceFirst("e\\+?(-?)0*(\\d)", "e$1$2");
    }
    return String.format(Locale.ROOT, "%,." + Math.max(0, digits - 1 - exponent) + "f", value);
  }

  /** Three significant digits and a unit: {@code 871}, {@code 31.4 k}, {@code 4.12 M}. */
  public static String brief(double value) {
    double size = Math.abs(value);
    return size < 999.5
        ? significant(value, 3)
        : size < 999.5e3
            ? significant(value / 1e3, 3) + " k"
            : size < 999.5e6
                ? significant(value / 1e6, 3) + " M"
                : significant(value / 1e9, 3) + " G";
  }

  /** A share in percent: {@code 85.3%}. */
  public static String percent(double share) {
    return significant(100 * share, 3) + "%";
  }

  /**
   * A time: {@code 0.4 ms}, {@code 240 ms}, {@code 1.3 s}, {@code 42 s}, {@code 2 min 5 s}, {@code
   * 1 h 3 min}.
   *
   * @param seconds at least 0
   */
  public static String duration(double seconds) {
    if (!(seconds >= 0) || Double.isInfinite(seconds)) {
      return significant(seconds) + " s";
    }
    double milliseconds = seconds * 1000;
    if (milliseconds < 9.95) {
      return String.format(Locale.ROOT, "%.1f ms", milliseconds);
    }
    if (milliseconds < 999.5) {
      return String.format(Locale.ROOT, "%.0f ms", milliseconds);
    }
    if (seconds < 9.95) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    if (whole < 60) {
      return whole + " s";
    }
    if (whole < 3600) {
      return whole / 60 + " min" + (whole % 60 == 0 ? "" : " " + whole % 60 + " s");
    }
    long minutes = Math.round(seconds / 60);
    return count(minutes / 60) + " h" + (minutes % 60 == 0 ? "" : " " + minutes % 60 + " min");
  }

  /** A size, in powers of 1000: {@code 871 B}, {@code 3.5 MB}. */
  public static String bytes(long size) {
    if (size < 1000) {
      return size + " B";
    }
    double value = size;
    int unit = -1;
    while (value >= 999.5 && unit < BYTE_UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    return String.format(
        Locale.ROOT, value < 9.95 ? "%.1f %s" : "%.0f %s", value, BYTE_UNITS[unit]);
  }
}
