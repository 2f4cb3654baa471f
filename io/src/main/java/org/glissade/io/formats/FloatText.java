package org.glissade.io.formats;

import ch.randelshofer.fastdoubleparser.JavaFloatParser;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Decimal numbers as {@code float}, correctly rounded: {@code [+-]digits[.digits][e[+-]digits]}, at
 * least one digit before the exponent. No hexadecimal, no suffix, no words.
 *
 * <p><b>Rounding once.</b> A number m·10ᵏ with m &lt; 2⁶³ and |k| ≤ 22 is computed in {@code
 * double}: m rounds to one (half a unit in the last place at most), 10^|k| is one exactly, and their
 * product or quotient rounds again. So the result d is less than 2.01 units off. Rounding d to
 * {@code float} gives what rounding the number itself would, unless the middle between two floats
 * lies between them: the float keeps 24 of the 53 bits, a middle is where the other 29 are a one
 * and zeros, and so d is safe when these 29 are more than {@link #MARGIN} away from that. (The
 * range makes d a normal float, or too large for one, where the same holds of the limit.) That is
 * Clinger's idea ("How to read floating point numbers accurately", PLDI 1990), with the wider type
 * in place of exact operands. One number in 60 million falls between and goes to FastDoubleParser,
 * as do those of more than 19 digits.
 *
 * <p><b>Eight digits at once.</b> In bytes, the digits behind the point are found and summed up
 * eight at a time in a {@code long} (SWAR; Lemire, "Number parsing at a gigabyte per second", 2021).
 */
final class FloatText {
  /** What {@link #read} answers if it cannot tell. */
  static final long UNSURE = -1;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int MARGIN = 4;
  private static final int DROPPED_BITS = 29;
  private static final long DROPPED = (1L << DROPPED_BITS) - 1;
  private static final long MIDDLE = 1L << (DROPPED_BITS - 1);
  private static final long EXACT = 1L << 53;

  /** Powers of ten that are exact doubles. */
  private static final double[] POWERS = new double[23];

  private static final long[] WHOLE_POWERS = new long[9];

  static {
    double power = 1;
    for (int i = 0; i < POWERS.length; i++) {
      POWERS[i] = power;
      power *= 10;
    }
    for (int i = 0; i < WHOLE_POWERS.length; i++) {
      WHOLE_POWERS[i] = (long) POWERS[i];
    }
  }

  /** So many digits are a whole number below 2⁶⁴; below 2⁶³ if its sign says so. */
  private static final int MOST_DIGITS = 19;

  private static final int EXPONENT_LIMIT = 100_000;

  private FloatText() {}

  /**
   * The number that starts at a byte. It must end, and up to 16 bytes behind its end must be there
   * to look at.
   *
   * @return where it ends, in the upper half, and the bits of the {@code float}, in the lower; or
   *     {@link #UNSURE} if it is no number, or one for {@link #parse}
   */
  static long read(byte[] text, int from) {
    int i = from;
    int sign = 0;
    if (text[i] <= '-') {
      if (text[i] == '-') {
        sign = Integer.MIN_VALUE;
        i++;
      } else if (text[i] == '+') {
        i++;
      }
    }
    int start = i;
    long mantissa = 0;
    while (digit(text[i])) {
      mantissa = mantissa * 10 + (text[i++] - '0');
    }
    int digits = i - start;
    int fraction = 0;
    if (text[i] == '.') {
      int point = ++i;
      long word = (long) LONGS.get(text, i) ^ 0x3030303030303030L;
      long others = others(word);
      while (others == 0) {
        mantissa = mantissa * 100_000_000 + eight(word);
        i += 8;
        word = (long) LONGS.get(text, i) ^ 0x3030303030303030L;
        others = others(word);
      }
      int count = Long.numberOfTrailingZeros(others) >>> 3;
      if (count > 0) {
        mantissa = mantissa * WHOLE_POWERS[count] + eight(word << (64 - 8 * count));
        i += count;
      }
      fraction = i - point;
      digits += fraction;
    }
    int power = -fraction;
    if ((text[i] | 0x20) == 'e') {
      int e = exponentStart(text, i);
      int exponent = 0;
      for (i = e; digit(text[i]); i++) {
        exponent = Math.min(EXPONENT_LIMIT, exponent * 10 + (text[i] - '0'));
      }
      if (i == e) {
        return UNSURE;
      }
      power += text[e - 1] == '-' ? -exponent : exponent;
    }
    if (digits == 0 || digits > MOST_DIGITS || mantissa < 0) {
      return UNSURE;
    }
    float value = rounded(mantissa, power);
    return value <= Float.MAX_VALUE
        ? ((long) i << 32) | ((Float.floatToRawIntBits(value) | sign) & 0xFFFFFFFFL)
        : UNSURE;
  }

  /** Where the digits of an exponent start that may have a sign. */
  private static int exponentStart(byte[] text, int e) {
    return e + (text[e + 1] == '-' || text[e + 1] == '+' ? 2 : 1);
  }

  private static boolean digit(byte c) {
    return (char) (c - '0') < 10;
  }

  /** The highest bit of each byte that is no digit; from the first one on, it may be of any. */
  private static long others(long word) {
    return ((word + 0x7676767676767676L) | word) & 0x8080808080808080L;
  }

  /** Eight digits, the first in the lowest byte, as one number. */
  private static long eight(long word) {
    long pairs = word * 10 + (word >>> 8);
    return ((pairs & 0x000000FF000000FFL) * 0x000F424000000064L
            + ((pairs >>> 16) & 0x000000FF000000FFL) * 0x0000271000000001L)
        >>> 32;
  }

  /** m·10ᵏ, or NaN if it is too near the middle of two floats, or k too far from 0, to tell. */
  private static float rounded(long mantissa, int power) {
    double value;
    if (power <= 0) {
      if (power < -22) {
        return Float.NaN;
      }
      value = mantissa / POWERS[-power];
      if (power == 0 && mantissa <= EXACT) {
        return (float) value;
      }
    } else {
      if (power > 22) {
        return Float.NaN;
      }
      value = mantissa * POWERS[power];
    }
    long beside = (Double.doubleToRawLongBits(value) & DROPPED) - MIDDLE;
    return Math.abs(beside) > MARGIN ? (float) value : Float.NaN;
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
