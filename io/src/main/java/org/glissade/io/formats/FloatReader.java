package org.glissade.io.formats;

/**
 * Reads numbers out of bytes, as {@link FloatText} reads them out of characters: to the same bits,
 * but only as far as {@link FloatText#rounded} goes.
 *
 * <p>Eight bytes at a time are looked at as a {@code long} (SWAR): where the digits end is the
 * lowest of the bits that bytes other than digits set, and three multiplications sum up to eight
 * digits (Lemire, "Number parsing at a gigabyte per second", 2021). That makes no branch depend on
 * how many digits there are, which in most files nobody can foretell.
 *
 * <p>Where the number ends is left in a field rather than packed into the result: that way it does
 * not wait for the division, and the next number can be begun meanwhile.
 */
final class FloatReader {
  private static final long ZEROS = 0x3030303030303030L;

  /** So many digits are added up at a time. */
  private static final int LANES = 8;

  private static final long[] TENS = {
    1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000
  };

  private int end;

  /** Where the number ends that was read last. */
  int end() {
    return end;
  }

  /**
   * The number that starts at a byte. The text goes on: with something that is no digit, and with
   * eight more bytes that mean nothing.
   *
   * @return finite; NaN if it is no number, or one that is left to {@link FloatText#parse}
   */
  float read(byte[] text, int from) {
    // 1 if there is a minus: no branch, as half of all numbers may have one.
    int minus = text[from] == '-' ? 1 : 0;
    int start = from + minus;
    int i = start;
    long mantissa = 0;
    while (digit(text[i])) {
      mantissa = mantissa * 10 + (text[i++] - '0');
    }
    int digits = i - start;
    int fraction = 0;
    if (text[i] == '.') {
      long word = digits(text, ++i);
      fraction = count(word);
      if (fraction == 0 || fraction == LANES) {
        return readLong(text, from);
      }
      mantissa = mantissa * TENS[fraction] + whole(word, fraction);
      i += fraction;
      digits += fraction;
    }
    if (digits == 0 || digits >= FloatText.MOST_DIGITS || (text[i] | 0x20) == 'e') {
      return readLong(text, from);
    }
    end = i;
    float value = FloatText.quotient(mantissa, fraction);
    return Float.intBitsToFloat(Float.floatToRawIntBits(value) ^ (minus << 31));
  }

  /** The same, if the number is longer than usual or has an exponent. */
  private float readLong(byte[] text, int from) {
    int i = from;
    boolean negative = text[i] == '-';
    if (negative || text[i] == '+') {
      i++;
    }
    int start = i;
    long mantissa = 0;
    while (digit(text[i])) {
      mantissa = mantissa * 10 + (text[i++] - '0');
    }
    int digits = i - start;
    int power = 0;
    if (text[i] == '.') {
      int point = ++i;
      long word = digits(text, i);
      while (count(word) == LANES) {
        mantissa = mantissa * TENS[LANES] + whole(word, LANES);
        i += LANES;
        word = digits(text, i);
      }
      while (digit(text[i])) {
        mantissa = mantissa * 10 + (text[i++] - '0');
      }
      power = point - i;
      digits -= power;
    }
    if ((text[i] | 0x20) == 'e') {
      int first = i + (text[i + 1] == '-' || text[i + 1] == '+' ? 2 : 1);
      int exponent = 0;
      for (i = first; digit(text[i]); i++) {
        exponent = Math.min(FloatText.EXPONENT_LIMIT, exponent * 10 + (text[i] - '0'));
      }
      power += text[first - 1] == '-' ? -exponent : exponent;
      digits = i == first ? 0 : digits;
    }
    if (digits == 0 || digits > FloatText.MOST_DIGITS || mantissa < 0) {
      return Float.NaN;
    }
    end = i;
    float value = FloatText.rounded(mantissa, power);
    return value > Float.MAX_VALUE ? Float.NaN : negative ? -value : value;
  }

  private static boolean digit(byte c) {
    return (char) (c - '0') < 10;
  }

  /** The next eight bytes, less '0' each, for {@link #count} and {@link #whole}. */
  static long digits(byte[] text, int from) {
    return Bytes.at(text, from) ^ ZEROS;
  }

  /** How many of eight bytes are digits, up to the first that is none. */
  static int count(long digits) {
    // Sets the highest bit of each byte that is no digit, and perhaps of some above the lowest
    // such.
    long others = ((digits + 0x7676767676767676L) | digits) & 0x8080808080808080L;
    return Long.numberOfTrailingZeros(others) >>> 3;
  }

  /**
   * The whole number that the first digits are.
   *
   * @param count how many, from 1 to 8
   */
  static int whole(long digits, int count) {
    // The digits become the last of eight, behind zeros; the first is in the lowest byte.
    long lanes = digits << (Long.SIZE - Byte.SIZE * count);
    long pairs = lanes * 10 + (lanes >>> Byte.SIZE);
    long sum =
        (pairs & 0x000000FF000000FFL) * 0x000F424000000064L
            + ((pairs >>> 16) & 0x000000FF000000FFL) * 0x0000271000000001L;
    return (int) (sum >>> Integer.SIZE);
  }
}
