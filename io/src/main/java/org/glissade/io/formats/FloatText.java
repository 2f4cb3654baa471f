package org.glissade.io.formats;

import ch.randelshofer.fastdoubleparser.JavaFloatParser;

/**
 * Decimal numbers as {@code float}, correctly rounded: {@code [+-]digits[.digits][e[+-]digits]}, at
 * least one digit before the exponent. No hexadecimal, no suffix, no words.
 *
 * <p>Short numbers take Clinger's fast path ("How to read floating point numbers accurately", PLDI
 * 1990): a mantissa below 2²⁴ and a power of ten up to 10¹⁰ are both exact floats, so that one
 * division or product rounds once. Everything else goes to FastDoubleParser.
 */
final class FloatText {
  private static final int EXACT_MANTISSA = 1 << 24;
  private static final float[] POWERS = {
    1, 1e1f, 1e2f, 1e3f, 1e4f, 1e5f, 1e6f, 1e7f, 1e8f, 1e9f, 1e10f
  };

  /** Whole numbers of up to so many digits are exact floats. */
  private static final int SMALL_DIGITS = 7;

  /** So many digits fit a long. */
  private static final int LONG_DIGITS = 18;

  private static final int EXPONENT_LIMIT = 100_000;

  private FloatText() {}

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
    if (i == to && digits > 0 && digits <= SMALL_DIGITS) {
      return negative ? -(float) mantissa : mantissa;
    }
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
    int power = exponent - fraction;
    if (digits <= LONG_DIGITS && mantissa <= EXACT_MANTISSA && power >= -10 && power <= 10) {
      float value = power < 0 ? mantissa / POWERS[-power] : mantissa * POWERS[power];
      return negative ? -value : value;
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
