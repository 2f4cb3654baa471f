package org.glissade.cli;

import java.util.ArrayList;
import java.util.List;
import org.glissade.model.Reliability;
import org.glissade.spec.Numbers;

/**
 * A reliability diagram as lines of text: a line a bin of probabilities, with a bar as long as the
 * share observed and a mark where the mean prediction lies. Where all is well each bar ends at its
 * mark; a bar that ends before it belongs to rows of which too much was predicted.
 */
final class ReliabilityFigure {
  private static final String INDENT = "  ";
  private static final int COLUMNS = 32;
  private static final int WIDEST_BAR = 40;
  private static final int NARROWEST_BAR = 10;

  /** Eighths of a character, from one to seven. */
  private static final String EIGHTHS = "\u258f\u258e\u258d\u258c\u258b\u258a\u2589";

  private static final String FULL = "\u2588";
  private static final String MARK = "\u2502";

  private ReliabilityFigure() {}

  /**
   * Draws it.
   *
   * @param of what the probability is of, for the heading: {@code yes}, {@code the class predicted}
   * @param terminal how wide, and whether there are colours and Unicode
   * @return no line at all if there are no bins
   */
  static List<String> draw(Reliability reliability, String of, Terminal terminal) {
    List<String> lines = new ArrayList<>();
    if (reliability.bins().isEmpty()) {
      return lines;
    }
    int width = Math.clamp(terminal.width() - COLUMNS - 4L, NARROWEST_BAR, WIDEST_BAR);
    lines.add(
        terminal.bold("Reliability")
            + terminal.dim("  probability of " + of + ": " + terminal.choose(MARK, "|"))
            + terminal.dim(" predicted, bar observed"));
    lines.add(
        terminal.dim(
            INDENT
                + left("predicted", 9)
                + left("observed", 10)
                + left("rows", 11)
                + "  0"
                + left("1", width)));
    for (Reliability.Bin bin : reliability.bins()) {
      lines.add(
          INDENT
              + left(Numbers.percent(bin.predicted()), 9)
              + left(Numbers.percent(bin.observed()), 10)
              + left(Numbers.count(bin.rows()), 11)
              + "  "
              + bar(bin, width, terminal));
    }
    return lines;
  }

  private static String bar(Reliability.Bin bin, int width, Terminal terminal) {
    int mark = Math.min(width, (int) Math.round(bin.predicted() * width));
    String drawn = filled(bin.observed() * width, width + 1, terminal);
    String before = drawn.substring(0, mark);
    String behind = drawn.substring(mark + 1).stripTrailing();
    return terminal.accent(before)
        + terminal.contrast(terminal.choose(MARK, "|"))
        + terminal.accent(behind);
  }

  /** A bar of that length in characters, and blanks up to the whole. */
  private static String filled(double length, int whole, Terminal terminal) {
    if (!terminal.unicode()) {
      int full = (int) Math.round(length);
      return "#".repeat(full) + " ".repeat(whole - full);
    }
    int eighths = (int) Math.round(length * 8);
    int full = eighths / 8;
    String rest = eighths % 8 == 0 ? "" : EIGHTHS.substring(eighths % 8 - 1, eighths % 8);
    return FULL.repeat(full) + rest + " ".repeat(whole - full - rest.length());
  }

  private static String left(String text, int width) {
    return " ".repeat(Math.max(1, width - text.length())) + text;
  }
}
