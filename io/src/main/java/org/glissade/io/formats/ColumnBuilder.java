package org.glissade.io.formats;

import java.util.Arrays;
import org.glissade.io.table.Column;
import org.jspecify.annotations.Nullable;

/** Collects the cells of one column of a chunk. */
sealed interface ColumnBuilder {
  /** Longest array that every virtual machine can make, and so the most rows. */
  int MOST_ROWS = Integer.MAX_VALUE - 8;

  float[] NONE = {};

  /** Appends a cell: the characters from {@code from} to before {@code to}. */
  void add(char[] text, int from, int to);

  /** Number of cells so far. */
  int rows();

  /** Says how many cells are to be expected. */
  default void expect(int rows) {}

  /** Makes a builder for one chunk. */
  interface Maker {
    /**
     * @param line the line that is being read, for faults
     * @param holdsNumbers what a column that starts with missing cells holds, as far as it is known
     */
    ColumnBuilder make(CsvRows.Line line, @Nullable Boolean holdsNumbers);
  }

  /** A longer array's length: half as much again. */
  static int grown(int length) {
    return (int) Math.min(MOST_ROWS, Math.max(256, length * 3L / 2));
  }

  /** Numbers; anything else that is not missing is an error. */
  final class Numbers implements ColumnBuilder {
    private final String name;
    private final boolean decimalComma;
    private final MissingTokens missing;
    private final CsvRows.Line line;
    private final String why;
    private float[] values = NONE;
    private int expected = 256;
    private int rows;

    /**
     * @param decimalComma whether 1,5 is one and a half
     * @param why why the column holds numbers, for the error about a cell that is none
     */
    Numbers(
        String name, boolean decimalComma, MissingTokens missing, CsvRows.Line line, String why) {
      this.name = name;
      this.decimalComma = decimalComma;
      this.missing = missing;
      this.line = line;
      this.why = why;
    }

    /** Whether any number as {@link FloatReader} reads it is one here. */
    boolean plain() {
      return !decimalComma && !missing.holdNumbers();
    }

    @Override
    public void expect(int rows) {
      expected = rows;
    }

    @Override
    public int rows() {
      return rows;
    }

    @Override
    public void add(char[] text, int from, int to) {
      float value = value(text, from, to);
      reserve(1);
      values[rows++] = value;
    }

    private void reserve(int count) {
      if (rows + count > values.length) {
        int length = Math.max(rows + count, rows == 0 ? expected : grown(rows));
        values = Arrays.copyOf(values, length);
      }
    }

    /** Copies the values to where {@code rows()} places are kept for them. */
    void copyTo(float[] column, int from) {
      System.arraycopy(values, 0, column, from, rows);
    }

    /** Appends {@code count} values that stand {@code stride} apart. */
    void addAll(float[] block, int from, int stride, int count) {
      reserve(count);
      for (int i = 0; i < count; i++) {
        values[rows + i] = block[from + i * stride];
      }
      rows += count;
    }

    /** The number that a cell is, NaN if it is missing. */
    float value(char[] text, int from, int to) {
      if (from == to || (missing.holdNumbers() && missing.contains(text, from, to))) {
        return Float.NaN;
      }
      float value = FloatText.parse(text, from, to);
      if (Math.abs(value) <= Float.MAX_VALUE && !decimalComma) {
        return value;
      }
      return unusual(text, from, to);
    }

    private float unusual(char[] text, int from, int to) {
      String cell = new String(text, from, to - from).strip();
      char[] plain = cell.toCharArray();
      if (missing.contains(plain, 0, plain.length)) {
        return Float.NaN;
      }
      if (decimalComma) {
        plain = cell.indexOf('.') >= 0 ? new char[0] : cell.replace(',', '.').toCharArray();
      }
      float value = FloatText.parse(plain, 0, plain.length);
      if (Float.isInfinite(value)) {
        throw problem(
            cell, "is beyond the range of 32-bit floats (about 3.4e38); rescale the column, or");
      }
      if (!Float.isNaN(value)) {
        return value;
      }
      if (CellForms.infinite(cell)) {
        throw problem(cell, "is infinite; correct it, or");
      }
      throw new LineFault(
          line.number(),
          ":"
              + name
              + ": "
              + quoted(cell)
              + " is not a number, "
              + why
              + "; correct it, count it as missing (--missing "
              + argument(cell)
              + "), or read the column as words (--categorical "
              + argument(name)
              + ")");
    }

    private LineFault problem(String cell, String what) {
      return new LineFault(
          line.number(),
          ":"
              + name
              + ": "
              + quoted(cell)
              + " "
              + what
              + " count it as missing (--missing "
              + argument(cell)
              + ")");
    }

    void addMissing(int count) {
      reserve(count);
      Arrays.fill(values, rows, rows + count, Float.NaN);
      rows += count;
    }
  }

  /** Words. */
  final class Words implements ColumnBuilder {
    private final MissingTokens missing;
    private final Dictionary dictionary = new Dictionary();
    private int[] codes = new int[0];
    private int expected = 256;
    private int rows;

    Words(MissingTokens missing) {
      this.missing = missing;
    }

    @Override
    public void expect(int rows) {
      expected = rows;
    }

    @Override
    public int rows() {
      return rows;
    }

    private void reserve(int count) {
      if (rows + count > codes.length) {
        int length = Math.max(rows + count, rows == 0 ? expected : grown(rows));
        codes = Arrays.copyOf(codes, length);
      }
    }

    /** Copies the codes, as another dictionary numbers the words. */
    void copyTo(int[] column, int from, Dictionary whole) {
      int[] known = whole.codes(dictionary);
      for (int i = 0; i < rows; i++) {
        column[from + i] = codes[i] < 0 ? -1 : known[codes[i]];
      }
    }

    @Override
    public void add(char[] text, int from, int to) {
      reserve(1);
      codes[rows++] = missing.contains(text, from, to) ? -1 : dictionary.code(text, from, to);
    }

    void addMissing(int count) {
      reserve(count);
      Arrays.fill(codes, rows, rows + count, -1);
      rows += count;
    }
  }

  /** Cells that are not kept. */
  final class Skipped implements ColumnBuilder {
    private final Column.Ignored.Kind kind;
    private final MissingTokens missing;
    private String example = "";
    private int rows;

    Skipped(Column.Ignored.Kind kind, MissingTokens missing) {
      this.kind = kind;
      this.missing = missing;
    }

    Column.Ignored.Kind kind() {
      return kind;
    }

    /** The first cell that is not missing, or empty. */
    String example() {
      return example;
    }

    @Override
    public int rows() {
      return rows;
    }

    @Override
    public void add(char[] text, int from, int to) {
      rows++;
      if (example.isEmpty() && !missing.contains(text, from, to)) {
        example = new String(text, from, to - from);
      }
    }
  }

  /** A column whose first cells are all missing: the first other cell says what it holds. */
  final class Undecided implements ColumnBuilder {
    private final String name;
    private final MissingTokens missing;
    private final CsvRows.Line line;
    private @Nullable ColumnBuilder decided;
    private int expected = 256;
    private int rows;

    /**
     * @param holdsNumbers what the cells before say, or null if they are all missing
     */
    Undecided(
        String name, MissingTokens missing, CsvRows.Line line, @Nullable Boolean holdsNumbers) {
      this.name = name;
      this.missing = missing;
      this.line = line;
      if (holdsNumbers != null) {
        decided = decide(holdsNumbers);
      }
    }

    /** What the cells turned out to be, or null if all are missing. */
    @Nullable ColumnBuilder decided() {
      return decided;
    }

    @Override
    public void expect(int rows) {
      expected = rows;
      if (decided != null) {
        decided.expect(rows);
      }
    }

    @Override
    public int rows() {
      return decided == null ? rows : decided.rows();
    }

    @Override
    public void add(char[] text, int from, int to) {
      if (decided == null) {
        if (missing.contains(text, from, to)) {
          rows++;
          return;
        }
        decided = decide(!Float.isNaN(FloatText.parse(text, from, to)));
      }
      decided.add(text, from, to);
    }

    private ColumnBuilder decide(boolean number) {
      if (number) {
        Numbers numbers =
            new Numbers(name, false, missing, line, "but the first cell that is not missing is");
        numbers.expect(expected);
        numbers.addMissing(rows);
        return numbers;
      }
      Words words = new Words(missing);
      words.expect(expected);
      words.addMissing(rows);
      return words;
    }
  }

  int LONGEST_ARGUMENT = 200;

  /** A cell as it is shown: in quotes, at most 40 characters of it. */
  static String quoted(String cell) {
    String text = cell.length() > 40 ? cell.substring(0, 39) + "…" : cell;
    return "\"" + text.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + "\"";
  }

  /** A word as it is typed on a command line; TEXT for one that nobody would type. */
  static String argument(String word) {
    if (word.length() > LONGEST_ARGUMENT) {
      return "TEXT";
    }
    boolean plain = !word.isEmpty() && word.chars().allMatch(ColumnBuilder::plain);
    return plain ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  private static boolean plain(int c) {
    return Character.isLetterOrDigit(c) || "_-+.,:/@%=".indexOf(c) >= 0;
  }
}
