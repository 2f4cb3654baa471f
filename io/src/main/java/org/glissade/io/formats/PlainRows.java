package org.glissade.io.formats;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Splits the rows of a chunk that needs no more than a look at each byte: cells may stand in
 * quotes, but hold none and no line end. What it cannot do it says, so that {@link CsvRows} can;
 * what it can, it does alike: blanks around unquoted cells are trimmed, blank lines and comments
 * left out, runs of blanks are one separator if blanks separate.
 *
 * <p>In columns of numbers, a number that is followed by a separator is read where it stands, and
 * never looked at as a cell.
 */
final class PlainRows implements CsvRows.Line {
  /** Instead of a position: this chunk is not for this class. */
  private static final int NOT_PLAIN = -1;

  private static final byte COMMENT = '%';

  /** A cell usually takes at least so many bytes. */
  private static final int LEAST_BYTES = 2;

  private final FloatReader number = new FloatReader();
  private final byte[] text;
  private final int to;
  private final byte separator;
  private final boolean quotes;
  private final byte quote;
  private final boolean blankRuns;
  private final boolean blanksAroundQuotes;
  private final boolean comments;
  private char[] cell = new char[64];
  private boolean blankLine;
  private boolean more = true;
  private long line;

  /**
   * @param linesBefore lines of the file that stand before the chunk
   */
  PlainRows(Dialect dialect, Chunk chunk, long linesBefore) {
    line = linesBefore + 1;
    text = chunk.bytes();
    to = chunk.to();
    separator = (byte) dialect.separator();
    quotes = dialect.quotes();
    quote = (byte) dialect.quote();
    blankRuns = dialect.separator() == ' ';
    blanksAroundQuotes = dialect.blanksAroundQuotes();
    comments = dialect.comments();
  }

  @Override
  public long number() {
    return line;
  }

  /**
   * Hands all rows over, or until the sink has enough.
   *
   * @return false if that cannot be done here, after some have been
   */
  boolean read(CsvRows.Sink rows) {
    if (to == 0) {
      return true;
    }
    boolean[] numbers = rows.plainNumbers();
    int length = Math.max(LEAST_BYTES * numbers.length, lineEnd(0) + 1);
    rows.expect((int) (to * 1.05 / length) + 1);
    int position = 0;
    while (position < to && more) {
      blankLine = false;
      int end =
          comments && text[position] == COMMENT ? comment(position) : row(position, numbers, rows);
      if (end == NOT_PLAIN) {
        return false;
      }
      position = text[end] == '\r' && text[end + 1] == '\n' && end + 1 < to ? end + 2 : end + 1;
      line++;
    }
    return true;
  }

  /** Reads a row, and answers where its line ends. */
  private int row(int from, boolean[] numbers, CsvRows.Sink rows) {
    byte[] bytes = text;
    int position = blankRuns ? skipBlanks(from) : from;
    int index = 0;
    while (true) {
      int end = position;
      if (index < numbers.length && numbers[index]) {
        while (bytes[end] == ' ') {
          end++;
        }
        float value = number.read(bytes, end);
        end = number.end();
        if (!Float.isNaN(value) && (bytes[end] == separator || endsLine(bytes[end]))) {
          rows.number(index, value);
        } else {
          end = cell(position, index, rows);
        }
      } else {
        end = cell(position, index, rows);
      }
      if (end == NOT_PLAIN || blankLine) {
        return end;
      }
      if (blankRuns) {
        end = skipBlanks(end);
      }
      index++;
      if (endsLine(bytes[end])) {
        more = rows.row(index);
        return end;
      }
      position = blankRuns ? end : end + 1;
    }
  }

  /** Hands over the cell that starts there, and answers where it ends. */
  private int cell(int from, int index, CsvRows.Sink rows) {
    if (quotes && text[from] == quote) {
      return quotedCell(from + 1, index, rows);
    }
    int end = from;
    int least = 0;
    while (!endsCell(text[end])) {
      least |= text[end++] - 1;
    }
    int first = from;
    int behind = end;
    while (first < behind && blank(text[first])) {
      first++;
    }
    while (first < behind && blank(text[behind - 1])) {
      behind--;
    }
    if (first == behind && index == 0 && endsLine(text[end])) {
      blankLine = true;
      return end;
    }
    if (blanksAroundQuotes && quotes && text[first] == quote) {
      return NOT_PLAIN;
    }
    int count = characters(first, behind, least);
    rows.cell(index, cell, 0, count, false);
    return end;
  }

  /** Hands over the cell whose content starts there, behind a quote. */
  private int quotedCell(int from, int index, CsvRows.Sink rows) {
    int end = from;
    int least = 0;
    while (text[end] != quote && !endsLine(text[end])) {
      least |= text[end++] - 1;
    }
    if (text[end] != quote || !endsCell(text[end + 1])) {
      return NOT_PLAIN;
    }
    int count = characters(from, end, least);
    rows.cell(index, cell, 0, count, true);
    return end + 1;
  }

  /**
   * Writes the characters of bytes to {@link #cell}, and answers how many there are.
   *
   * @param least negative if any of the bytes is 0, or no ASCII character
   */
  private int characters(int from, int end, int least) {
    int count = end - from;
    if (count > cell.length) {
      cell = new char[2 * count];
    }
    if (least < 0) {
      return decoded(from, end);
    }
    for (int i = 0; i < count; i++) {
      cell[i] = (char) text[from + i];
    }
    return count;
  }

  private int decoded(int from, int end) {
    int nul = from;
    while (nul < end && text[nul] != 0) {
      nul++;
    }
    ByteBuffer bytes = ByteBuffer.wrap(text, from, nul - from);
    CharBuffer characters = CharBuffer.wrap(cell);
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(bytes, characters, true);
    if (result.isError()) {
      throw Utf8Reader.notUtf8(line, text[bytes.position()]);
    }
    if (nul < end) {
      throw Utf8Reader.nul(line);
    }
    return characters.position();
  }

  /** The end of a comment, if it is ASCII. */
  private int comment(int from) {
    int end = lineEnd(from);
    int least = 0;
    for (int i = from; i < end; i++) {
      least |= text[i] - 1;
    }
    return least < 0 ? NOT_PLAIN : end;
  }

  private int lineEnd(int from) {
    int end = from;
    while (!endsLine(text[end])) {
      end++;
    }
    return end;
  }

  private int skipBlanks(int from) {
    int i = from;
    while (text[i] == ' ' || text[i] == '\t') {
      i++;
    }
    return i;
  }

  private boolean endsCell(byte b) {
    return b == separator || endsLine(b) || (blankRuns && b == '\t');
  }

  private static boolean endsLine(byte b) {
    return b == '\n' || b == '\r';
  }

  /** What is trimmed. */
  private static boolean blank(byte b) {
    return b <= ' ' && b > 0;
  }
}
