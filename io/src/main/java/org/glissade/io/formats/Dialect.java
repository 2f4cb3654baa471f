package org.glissade.io.formats;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.Reader;

/**
 * How the cells of a text file are kept apart.
 *
 * @param separator between cells; the space stands for any run of blanks
 * @param quote around cells that hold separators, or {@link #NO_QUOTE}
 * @param blanksAroundQuotes whether blanks between a separator and a quote do not count
 * @param comments whether lines that start with {@code %} are left out
 */
record Dialect(char separator, char quote, boolean blanksAroundQuotes, boolean comments) {
  static final char NO_QUOTE = '\0';

  static Dialect separatedBy(char separator) {
    return new Dialect(separator, '"', false, false);
  }

  Dialect withQuote(char quote) {
    return new Dialect(separator, quote, blanksAroundQuotes, comments);
  }

  Dialect withBlanksAroundQuotes(boolean blanks) {
    return new Dialect(separator, quote, blanks, comments);
  }

  boolean quotes() {
    return quote != NO_QUOTE;
  }

  /**
   * Whether quotes may turn out to be ordinary characters: in files separated by tabs, where no
   * standard gives them a meaning, unless the options say.
   */
  boolean mayLackQuotes(ReadOptions options) {
    return separator == '\t' && quotes() && options.quotes() == ReadOptions.Choice.AUTO;
  }

  /** Its name, for people. */
  String separatorName() {
    return switch (separator) {
      case ',' -> "commas";
      case ';' -> "semicolons";
      case '\t' -> "tabs";
      case '|' -> "bars";
      default -> "blanks";
    };
  }

  /** A reader that hands each record to the rows. */
  CsvReader<Boolean> open(Reader text, CsvRows rows) {
    Reader cells = separator == ' ' ? new BlankRuns(text, quotes()) : text;
    return CsvReader.builder()
        .fieldSeparator(separator)
        .quoteCharacter(quote)
        .trimWhitespacesAroundQuotes(blanksAroundQuotes)
        .allowUnclosedQuote(false)
        .allowExtraCharsAfterClosingQuote(false)
        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
        .skipEmptyLines(true)
        .commentStrategy(comments ? CommentStrategy.SKIP : CommentStrategy.NONE)
        .commentCharacter('%')
        .build(rows, cells);
  }
}
