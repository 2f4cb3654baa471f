package org.glissade.cli;

import java.io.Console;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What one output stream can show. Everything follows from the environment that is passed in:
 *
 * <ul>
 *   <li>whether it is a terminal: the launcher says so in {@code GLISSADE_TERMINAL} ({@code out},
 *       {@code err}, both or {@code none}); without it, {@link System#console()} tells;
 *   <li>colours: on a terminal, unless {@code NO_COLOR} is set to something or {@code TERM} is
 *       {@code dumb};
 *   <li>width: {@code COLUMNS}, else 80;
 *   <li>Unicode: if the locale ({@code LC_ALL}, else {@code LC_CTYPE}, else {@code LANG}) is UTF-8.
 * </ul>
 *
 * @param live whether the cursor can be moved, so that a line can be rewritten
 * @param colour whether styles are shown
 * @param unicode whether characters beyond ASCII are shown
 * @param width in characters
 */
record Terminal(boolean live, boolean colour, boolean unicode, int width) {
  private static final int DEFAULT_WIDTH = 80;
  private static final int LEAST_WIDTH = 20;
  private static final String RESET = "\u001b[0m";

  private static final String[] SERIES = {"36", "33", "35", "32", "34", "31"};

  /** One of the two streams that may lead to a terminal. */
  enum Stream {
    OUT,
    ERR
  }

  /** The terminal, or lack of one, behind a stream. */
  static Terminal of(Stream stream, Map<String, String> environment) {
    boolean terminal = isTerminal(stream, environment);
    boolean dumb = "dumb".equals(environment.get("TERM"));
    boolean colour = terminal && !dumb && environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new Terminal(terminal && !dumb, colour, isUnicode(environment), width(environment));
  }

  /** No terminal: plain ASCII, 80 wide. */
  static Terminal none() {
    return new Terminal(false, false, false, DEFAULT_WIDTH);
  }

  @SuppressWarnings("SystemConsoleNull") // since JDK 25 it is null again if there is no terminal
  private static boolean isTerminal(Stream stream, Map<String, String> environment) {
    String told = environment.get("GLISSADE_TERMINAL");
    if (told != null) {
      return Set.of(told.trim().split(" +")).contains(stream.name().toLowerCase(Locale.ROOT));
    }
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  private static boolean isUnicode(Map<String, String> environment) {
    for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
      String locale = environment.getOrDefault(name, "").toLowerCase(Locale.ROOT);
      if (!locale.isEmpty()) {
        return locale.contains("utf-8") || locale.contains("utf8");
      }
    }
    return false;
  }

  private static int width(Map<String, String> environment) {
    try {
      int width = Integer.parseInt(environment.getOrDefault("COLUMNS", "").trim());
      return width <= 0 ? DEFAULT_WIDTH : Math.max(LEAST_WIDTH, width);
    } catch (NumberFormatException e) {
      return DEFAULT_WIDTH;
    }
  }

  /** For headings and results. */
  String bold(String text) {
    return styled("1", text);
  }

  /** For what may be overlooked. */
  String dim(String text) {
    return styled("2", text);
  }

  /** For what the eye should find: the first series, names of commands and options. */
  String accent(String text) {
    return styled("36", text);
  }

  /** The colour beside {@link #accent}: the second series. */
  String contrast(String text) {
    return styled("33", text);
  }

  /** For one of several series, by its number from 0; the first two are as above. */
  String series(int number, String text) {
    return styled(SERIES[number % SERIES.length], text);
  }

  /** For what went wrong. */
  String alarm(String text) {
    return styled("31", text);
  }

  /** One of two texts, by what can be shown. */
  String choose(String unicodeText, String asciiText) {
    return unicode ? unicodeText : asciiText;
  }

  private String styled(String code, String text) {
    return colour && !text.isEmpty() ? "\u001b[" + code + "m" + text + RESET : text;
  }
}
