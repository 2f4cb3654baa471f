package org.glissade.io.formats;

import java.util.ArrayList;
import java.util.List;

/** The cells that stand for a missing value; A–Z are compared like a–z. */
final class MissingTokens {
  static final List<String> ALWAYS = List.of("na", "?", "nan", "null", "n/a");

  private final List<char[]> tokens = new ArrayList<>();
  private final boolean numbers;

  /**
   * @param more tokens besides those that always count
   */
  MissingTokens(List<String> more) {
    for (String token : ALWAYS) {
      tokens.add(token.toCharArray());
    }
    boolean number = false;
    for (String token : more) {
      char[] text = token.strip().toCharArray();
      number |= !Float.isNaN(FloatText.parse(text, 0, text.length));
      for (int i = 0; i < text.length; i++) {
        text[i] = lower(text[i]);
      }
      tokens.add(text);
    }
    numbers = number;
  }

  /** Whether a number can be one of them ({@code -999}). */
  boolean holdNumbers() {
    return numbers;
  }

  /** Whether the characters from {@code from} to before {@code to} stand for a missing value. */
  boolean contains(char[] text, int from, int to) {
    if (from == to) {
      return true;
    }
    for (char[] token : tokens) {
      if (token.length == to - from && same(token, text, from)) {
        return true;
      }
    }
    return false;
  }

  private static boolean same(char[] token, char[] text, int from) {
    for (int i = 0; i < token.length; i++) {
      if (token[i] != lower(text[from + i])) {
        return false;
      }
    }
    return true;
  }

  private static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
  }
}
