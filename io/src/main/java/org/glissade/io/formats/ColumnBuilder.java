package org.glissade.io.formats;

import java.util.Arrays;
import org.glissade.io.DataException;
import org.glissade.io.table.Column;
import org.jspecify.annotations.Nullable;

/** Collects the cells of one column. */
sealed interface ColumnBuilder {
  /** Longest array that every virtual machine can make, and so the most rows. */
  int MOST_ROWS = Integer.MAX_VALUE - 8;

  /** Appends a cell: the characters from {@code from} to before {@code to}. */
  void add(char[] text, int from, int to);

  /** The column of the cells so far. */
  Column build();

  /** Says where the cell is that is being read: {@code file:line:column}. */
  interface Place {
    String of(String column);
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
    private final Place place;
    private final String why;
    private float[] values = new float[256];
    private int rows;

    /**
     * @param decimalComma whether 1,5 is one and a half
     * @param why why the column holds numbers, for the error about a cell that is none
     */
    Numbers(String name, boolean decimalComma, MissingTokens missing, Place place, String why) {
      this.name = name;
      this.decimalComma = decimalComma;
      this.missing = missing;
      this.place = place;
      this.why = why;
    }

    @Override
    public void add(char[] text, int from, int to) {
      if (rows == values.length) {
        values = Arrays.copyOf(values, grown(rows));
      }
      values[rows++] = value(text, from, to);
    }

    /** Appends {@code count} values that stand {@code stride} apart. */
    void addAll(float[] block, int from, int stride, int count) {
      if (rows + count > values.length) {
        values = Arrays.copyOf(values, Math.max(rows + count, grown(rows)));
      }
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
      throw new DataException(
          place.of(name)
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

    private DataException problem(String cell, String what) {
      return new DataException(
          place.of(name)
              + ": "
              + quoted(cell)
              + " "
              + what
              + " count it as missing (--missing "
              + argument(cell)
              + ")");
    }

    void addMissing(int count) {
      values = Arrays.copyOf(values, Math.max(256, rows + count));
      Arrays.fill(values, rows, rows + count, Float.NaN);
      rows += count;
    }

    @Override
    public Column build() {
      values = Arrays.copyOf(values, rows);
      return new Column.Numeric(name, values);
    }
  }

  /** Words. */
  final class Words implements ColumnBuilder {
    private final String name;
    private final MissingTokens missing;
    private final Dictionary dictionary = new Dictionary();
    private int[] codes = new int[256];
    private int rows;

    Words(String name, MissingTokens missing) {
      this.name = name;
      this.missing = missing;
    }

    @Override
    public void add(char[] text, int from, int to) {
      if (rows == codes.length) {
        codes = Arrays.copyOf(codes, grown(rows));
      }
      codes[rows++] = missing.contains(text, from, to) ? -1 : dictionary.code(text, from, to);
    }

    void addMissing(int count) {
      codes = Arrays.copyOf(codes, Math.max(256, rows + count));
      Arrays.fill(codes, rows, rows + count, -1);
      rows += count;
    }

    @Override
    public Column build() {
      codes = Arrays.copyOf(codes, rows);
      return new Column.Categorical(name, dictionary.words(), codes);
    }
  }

  /** Cells that are not kept. */
  final class Skipped implements ColumnBuilder {
    private final String name;
    private final Column.Ignored.Kind kind;
    private final MissingTokens missing;
    private String example = "";
    private int rows;

    Skipped(String name, Column.Ignored.Kind kind, MissingTokens missing) {
      this.name = name;
      this.kind = kind;
      this.missing = missing;
    }

    @Override
    public void add(char[] text, int from, int to) {
      rows++;
      if (example.isEmpty() && !missing.contains(text, from, to)) {
        example = new String(text, from, to - from);
      }
    }

    @Override
    public Column build() {
      return new Column.Ignored(name, kind, example, rows);
    }
  }

  /** A column whose first cells are all missing: the first other cell says what it holds. */
  final class Undecided implements ColumnBuilder {
    private final String name;
    private final MissingTokens missing;
    private final Place place;
    private @Nullable ColumnBuilder decided;
    private int rows;

    Undecided(String name, MissingTokens missing, Place place) {
      this.name = name;
      this.missing = missing;
      this.place = place;
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
            new Numbers(name, false, missing, place, "but the first cell that is not missing is");
        numbers.addMissing(rows);
        return numbers;
      }
      Words words = new Words(name, missing);
      words.addMissing(rows);
      return words;
    }

    @Override
    public Column build() {
      return (decided == null ? decide(true) : decided).build();
    }
  }

  /** A cell as it is shown: in quotes, at most 40 characters of it. */
  static String quoted(String cell) {
    String text = cell.length() > 40 ? cell.substring(0, 39) + "…" : cell;
    return "\"" + text.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + "\"";
  }

  /** A word as it is typed on a command line. */
  static String argument(String word) {
    boolean plain = !word.isEmpty() && word.chars().allMatch(ColumnBuilder::plain);
    return plain ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  private static boolean plain(int c) {
    return Character.isLetterOrDigit(c) || "_-+.,:/@%=".indexOf(c) >= 0;
  }
}
