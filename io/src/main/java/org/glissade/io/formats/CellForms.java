package org.glissade.io.formats;

import java.util.regex.Pattern;

/** What a cell looks like. */
final class CellForms {
  private static final String TIME = "[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?";
  private static final String ZONE = "(?: ?(?:Z|UTC|[+-][0-9]{2}:?[0-9]{2}))?";
  private static final Pattern DATE =
      Pattern.compile(
          "(?:"
              + "[0-9]{4}([-/.])[0-9]{1,2}\\1[0-9]{1,2}"
              + "|[0-9]{1,2}([-/.])[0-9]{1,2}\\2(?:[0-9]{4}|[0-9]{2})"
              + ")(?:[T ]"
              + TIME
              + "(?: ?[AaPp][Mm])?"
              + ZONE
              + ")?"
              + "|"
              + TIME);
  private static final Pattern INFINITE = Pattern.compile("[+-]?(?i:inf|infinity)");
  private static final Pattern COMMA_NUMBER =
      Pattern.compile("[+-]?[0-9]+,[0-9]+(?:[eE][+-]?[0-9]+)?");

  private CellForms() {}

  /** A date (year, month, day with - / or .; or day, month, year), a time, or both. */
  static boolean date(String cell) {
    return !cell.isEmpty() && digit(cell.charAt(0)) && DATE.matcher(cell).matches();
  }

  /** Infinity, as programs write it. */
  static boolean infinite(String cell) {
    return cell.length() <= 9 && INFINITE.matcher(cell).matches();
  }

  /** A number with a decimal comma. */
  static boolean commaNumber(String cell) {
    return cell.indexOf(',') > 0 && COMMA_NUMBER.matcher(cell).matches();
  }

  /** Number of words between blanks. */
  static int words(String cell) {
    int words = 0;
    boolean blank = true;
    for (int i = 0; i < cell.length(); i++) {
      boolean here = Character.isWhitespace(cell.charAt(i));
      words += blank && !here ? 1 : 0;
      blank = here;
    }
    return words;
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }
}
