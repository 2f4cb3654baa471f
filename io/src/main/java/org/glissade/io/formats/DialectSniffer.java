package org.glissade.io.formats;

import java.io.IOException;
import java.util.List;
import org.glissade.io.formats.ReadOptions.Choice;
import org.jspecify.annotations.Nullable;

/**
 * Finds the separator: each candidate cuts the first 64 Ki characters, and the one wins whose rows
 * are the most even, then the one with more numbers among its cells ({@code 1,5;2,7} is two decimal
 * commas rather than three cells), then the more usual one.
 */
final class DialectSniffer {
  private static final int WINDOW = 1 << 16;
  private static final List<Character> CANDIDATES = List.of(',', '\t', ';', '|', ' ');

  /** Below this share of even rows a separator is not believed. */
  private static final double EVEN = 0.5;

  private DialectSniffer() {}

  static Shape sniff(Head head, Format format, ReadOptions options) throws IOException {
    if (format == Format.TSV) {
      return cut(head, '\t', options);
    }
    Shape best = null;
    for (char separator : CANDIDATES) {
      Shape shape = cut(head, separator, options);
      if (!shape.empty() && shape.columns() > 1 && shape.evenness() >= EVEN) {
        best = better(best, shape);
      }
    }
    return best == null ? cut(head, ',', options) : best;
  }

  private static Shape better(@Nullable Shape best, Shape shape) {
    if (best == null) {
      return shape;
    }
    int even = Double.compare(shape.evenness(), best.evenness());
    return even > 0 || (even == 0 && shape.numbers() > best.numbers()) ? shape : best;
  }

  private static Shape cut(Head head, char separator, ReadOptions options) throws IOException {
    Dialect dialect = Dialect.separatedBy(separator);
    if (options.quotes() == Choice.NO) {
      dialect = dialect.withQuote(Dialect.NO_QUOTE);
    } else {
      dialect = dialect.withBlanksAroundQuotes(blanksAroundQuotes(head, separator));
    }
    try {
      return cut(head, dialect);
    } catch (CsvRows.QuoteException e) {
      if (dialect.mayLackQuotes(options)) {
        return cutAtQuoteProblem(head, dialect.withQuote(Dialect.NO_QUOTE));
      }
      return cutAtQuoteProblem(head, dialect);
    }
  }

  private static Shape cut(Head head, Dialect dialect) throws IOException, CsvRows.QuoteException {
    return head.read(0, WINDOW, dialect, 0, line -> new Shape(dialect, line));
  }

  /** Judges by the rows before; whether it is an error shows when the whole is read. */
  private static Shape cutAtQuoteProblem(Head head, Dialect dialect) throws IOException {
    Shape[] shape = new Shape[1];
    try {
      return head.read(0, WINDOW, dialect, 0, line -> shape[0] = new Shape(dialect, line));
    } catch (CsvRows.QuoteException e) {
      return shape[0];
    }
  }

  /** Whether blanks stand between a separator, or the start of a line, and a quote. */
  private static boolean blanksAroundQuotes(Head head, char separator) {
    if (separator == ' ') {
      return false;
    }
    char[] text = head.text();
    int to = Math.min(head.length(), WINDOW);
    for (int i = 1; i < to; i++) {
      if (text[i] == '"' && text[i - 1] == ' ') {
        int before = i - 1;
        while (before >= 0 && text[before] == ' ') {
          before--;
        }
        if (before < 0 || text[before] == separator || text[before] == '\n') {
          return true;
        }
      }
    }
    return false;
  }
}
