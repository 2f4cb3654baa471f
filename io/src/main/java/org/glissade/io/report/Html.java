package org.glissade.io.report;

/**
 * Text of a page as it grows. What comes from data goes through {@link #escape} here and nowhere
 * else.
 */
final class Html {
  private static final int LONGEST = 80;

  private final StringBuilder text = new StringBuilder();

  /** Adds markup as it is. */
  Html raw(String markup) {
    text.append(markup);
    return this;
  }

  /** Adds an element that holds a text. */
  Html element(String tag, String content) {
    return element(tag, "", content);
  }

  /** Adds an element of a class that holds a text; the class may be empty. */
  Html element(String tag, String style, String content) {
    return raw("<" + tag + (style.isEmpty() ? "" : " class=\"" + style + "\"") + ">")
        .raw(escape(content))
        .raw("</" + tag + ">");
  }

  /**
   * The text as content of an element or value of an attribute. Characters that no page may hold
   * are replaced.
   */
  static String escape(String plain) {
    StringBuilder safe = new StringBuilder(plain.length() + 16);
    plain
        .codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.appendCodePoint(isAllowed(c) ? c : 0xFFFD);
              }
            });
    return safe.toString();
  }

  private static boolean isAllowed(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL -> c == '\t' || c == '\n';
      case Character.SURROGATE -> false;
      default -> true;
    };
  }

  /** A name from data, cut where it is longer than a line. */
  static String brief(String name) {
    return brief(name, LONGEST);
  }

  /** The text, cut to that many characters. */
  static String brief(String plain, int most) {
    return plain.codePointCount(0, plain.length()) <= most
        ? plain
        : plain.substring(0, plain.offsetByCodePoints(0, most - 1)) + "…";
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
