package org.glissade.io.formats;

import ch.randelshofer.fastdoubleparser.JavaFloatParser;

/**
 * Decimal numbers as {@code float}, correctly rounded: {@code [+-]digits[.digits][e[+-]digits]}, at
 * least one digit before the exponent. No hexadecimal, no suffix, no words.
 *
 * <p><b>Rounding once.</b> A number m·10ᵏ with m &lt; 2⁶³ and |k| ≤ 22 is computed in {@code
 * double}: m rounds to one (half a unit in the last place at most), 10^|k| is one exactly, and
 * their product or quotient rounds again. So the result d is less than 2.01 units off. Rounding d
 * to {@code float} gives what rounding the number itself would, unless the middle between two
 * floats lies between them: the float keeps 24 of the 53 bits, a middle is where the other 29 are a
 * one and zeros, and so d is safe when these 29 are more than {@link #MARGIN} away from that. (The
 * range makes d a normal float, or too large for one, where the same holds of the limit.) That is
 * Clinger's idea ("How to read floating point numbers accurately", PLDI 1990), with the wider type
 * in place of exact operands. One number in 60 million falls between and goes to FastDoubleParser,
 * as do those of more than 19 digits.
 */
final class FloatText {
  private static final int MARGIN = 4;
  private static final int DROPPED_BITS = 29;
  private static final long DROPPED = (1L << DROPPED_BITS) - 1;
  private static final long MIDDLE = 1L << (DROPPED_BITS - 1);
  private static final long EXACT = 1L << 53;

  /** Largest k for which 10ᵏ is an exact double. */
  private static final int MOST_POWER = 22;

  /** Powers of ten that are exact doubles. */
  private static final double[] POWERS = new double[MOST_POWER + 1];

  static {
    double power = 1;
    for (int i = 0; i < POWERS.length; i++) {
      POWERS[i] = power;
      power *= 10;
    }
  }

  /** So many digits are a whole number below 2⁶⁴; below 2⁶³ if its sign says so. */
  static final int MOST_DIGITS = 19;

  static final int EXPONENT_LIMIT = 100_000;

  private FloatText() {}

  /** m·10ᵏ, or NaN if it is too near the middle of two floats, or k too far from 0, to tell. */
  static float rounded(long mantissa, int power) {
    double value;
    if (power <= 0) {
      if (power < -MOST_POWER) {
        return Float.NaN;
      }
      value = mantissa / POWERS[-power];
      if (power == 0 && mantissa <= EXACT) {
        return (float) value;
      }
    } else {
      if (power > MOST_POWER) {
        return Float.NaN;
      }
      value = mantissa * POWERS[power];
    }
    return safe(value) ? (float) value : Float.NaN;
  }

  /** m/10ᵏ for k ≤ 22, or NaN if it is too near the middle of two floats to tell. */
  static float quotient(long mantissa, int power) {
    double value = mantissa / POWERS[power];
    return safe(value) ? (float) value : Float.NaN;
  }

  /** Whether the value is so far from the middle of two floats that it rounds like the number. */
  private static boolean safe(double value) {
    long beside = (Double.doubleToRawLongBits(value) & DROPPED) - MIDDLE;
    return Math.abs(beside) > MARGIN;
  }

  /**
   * The number that the characters from {@code from} to before {@code to} are.
   *
   * @return NaN if they are no number, infinite if it is beyond the range of {@code float}
   */
  static float parse(char[] text, int from, int to) {
    int i = from;
    boolean negative = false;
    if (i < to && (text[i] == '-' || text[i] == '+')) {
      negative = text[i++] == '-';
    }
    int start = i;
    long mantissa = 0;
    while (i < to && digit(text[i])) {
      mantissa = mantissa * 10 + (text[i++] - '0');
    }
    int digits = i - start;
    int fraction = 0;
    if (i < to && text[i] == '.') {
      int point = ++i;
      while (i < to && digit(text[i])) {
        mantissa = mantissa * 10 + (text[i++] - '0');
      }
      fraction = i - point;
      digits += fraction;
    }
    if (digits == 0) {
      return Float.NaN;
    }
    int exponent = i == to ? 0 : exponent(text, i, to);
    if (exponent == Integer.MIN_VALUE) {
      return Float.NaN;
    }
    if (digits <= MOST_DIGITS && mantissa >= 0) {
      float value = rounded(mantissa, exponent - fraction);
      if (value >= 0) {
        return negative ? -value : value;
      }
    }
    return JavaFloatParser.parseFloat(text, from, to - from);
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }

  /** The exponent {@code e[+-]digits} that ends the text, or the smallest int if it is none. */
  private static int exponent(char[] text, int from, int to) {
    int i = from;
    if (text[i] != 'e' && text[i] != 'E') {
      return Integer.MIN_VALUE;
    }
    i++;
    boolean negative = false;
    if (i < to && (text[i] == '-' || text[i] == '+')) {
      negative = text[i++] == '-';
    }
    if (i == to) {
      return Integer.MIN_VALUE;
    }
    int exponent = 0;
    for (; i < to; i++) {
      char c = text[i];
      if (!digit(c)) {
        return Integer.MIN_VALUE;
      }
      exponent = Math.min(EXPONENT_LIMIT, exponent * 10 + (c - '0'));
    }
    return negative ? -exponent : exponent;
  }
}
