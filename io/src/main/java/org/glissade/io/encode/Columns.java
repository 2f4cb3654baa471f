package org.glissade.io.encode;

import java.util.List;
import java.util.Locale;
import org.glissade.io.DataException;
import org.glissade.io.table.Column;
import org.glissade.io.table.Table;
import org.glissade.spec.Names;
import org.jspecify.annotations.Nullable;

/**
 * Columns found by name and read as numbers or as words, whatever type the reader took them for.
 * Rows are counted from 1 in messages, a header not counted.
 */
public final class Columns {
  private Columns() {}

  /**
   * The column that a person means: by its name, else by its number from 1.
   *
   * @throws DataException if there is none; names the nearest
   */
  public static Column meant(Table table, String nameOrNumber) {
    Column column = find(table, nameOrNumber);
    if (column != null) {
      return column;
    }
    int number = number(nameOrNumber);
    if (number >= 1 && number <= table.columns().size()) {
      return table.columns().get(number - 1);
    }
    List<String> names = table.columns().stream().map(Column::name).toList();
    String nearest = Names.nearest(nameOrNumber, names);
    throw new DataException(
        table.source()
            + " has no column "
            + nameOrNumber
            + (nearest == null ? "" : "; did you mean " + nearest + "?")
            + " It has "
            + some(names, 20));
  }

  static @Nullable Column find(Table table, String name) {
    for (Column column : table.columns()) {
      if (column.name().equals(name)) {
        return column;
      }
    }
    return null;
  }

  /** Up to {@code most} of the names, and how many more there are. */
  static String some(List<String> names, int most) {
    return names.size() <= most
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, most)) + " and " + (names.size() - most) + " more";
  }

  /** A number as people write it: whole numbers without a point. */
  public static String text(float value) {
    return value == Math.rint(value) && Math.abs(value) < 1e7
        ? Integer.toString((int) value)
        : Float.toString(value);
  }

  /** The finite number that the word is, or NaN. */
  static float parsed(String word) {
    String text = word.strip();
    for (int i = 0; i < text.length(); i++) {
      if ("+-.0123456789eE".indexOf(text.charAt(i)) < 0) {
        return Float.NaN;
      }
    }
    try {
      float value = (float) Double.parseDouble(text);
      return Float.isFinite(value) ? value : Float.NaN;
    } catch (NumberFormatException e) {
      return Float.NaN;
    }
  }

  /**
   * The column as numbers, NaN where missing.
   *
   * @throws DataException if a cell is not a number: names its row
   */
  static float[] numbers(Column column, String source) {
    return switch (column) {
      case Column.Numeric numeric -> numeric.values();
      case Column.Categorical words -> parsed(words, source);
      case Column.Ignored ignored -> throw notKept(ignored, source, "numbers");
    };
  }

  private static float[] parsed(Column.Categorical column, String source) {
    float[] numbers = new float[column.words().size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = parsed(column.words().get(i));
    }
    float[] result = new float[column.rows()];
    for (int row = 0; row < result.length; row++) {
      int code = column.codes()[row];
      result[row] = code < 0 ? Float.NaN : numbers[code];
      if (code >= 0 && Float.isNaN(numbers[code])) {
        throw notANumber(at(source, row, column), column.words().get(code));
      }
    }
    return result;
  }

  /**
   * Index of each cell among the known words: −1 where missing, how many there are where unknown.
   * Numbers match words that read as the same number.
   *
   * @throws DataException if the column holds numbers but no known word is one
   */
  static int[] codes(Column column, KnownWords known, String source) {
    return switch (column) {
      case Column.Categorical words -> wordCodes(words, known);
      case Column.Numeric numbers -> numberCodes(numbers, known, source);
      case Column.Ignored ignored -> throw notKept(ignored, source, "words");
    };
  }

  private static int[] wordCodes(Column.Categorical column, KnownWords known) {
    int[] codeOf = new int[column.words().size()];
    for (int i = 0; i < codeOf.length; i++) {
      codeOf[i] = known.code(column.words().get(i));
    }
    int[] result = new int[column.rows()];
    for (int row = 0; row < result.length; row++) {
      int code = column.codes()[row];
      result[row] = code < 0 ? -1 : codeOf[code];
    }
    return result;
  }

  private static int[] numberCodes(Column.Numeric column, KnownWords known, String source) {
    int[] result = new int[column.rows()];
    for (int row = 0; row < result.length; row++) {
      float value = column.values()[row];
      if (known.excludes(value)) {
        throw known.notOne(at(source, row, column), value);
      }
      result[row] = known.code(value);
    }
    return result;
  }

  /**
   * The cell as a number, NaN where missing.
   *
   * @throws DataException if it is none
   */
  static float number(Cell cell, String column) {
    return switch (cell) {
      case Cell.Numeric numeric -> numeric.value();
      case Cell.Word word -> {
        float value = parsed(word.text());
        if (Float.isNaN(value)) {
          throw notANumber("column " + column, word.text());
        }
        yield value;
      }
    };
  }

  /**
   * Index of the cell among the known words, as {@link #codes}.
   *
   * @throws DataException if it is a number but no known word is one
   */
  static int code(Cell cell, KnownWords known, String column) {
    return switch (cell) {
      case Cell.Word word -> known.code(word.text());
      case Cell.Numeric numeric -> {
        if (known.excludes(numeric.value())) {
          throw known.notOne("column " + column, numeric.value());
        }
        yield known.code(numeric.value());
      }
    };
  }

  private static DataException notANumber(String where, String word) {
    return new DataException(
        where + ": \"" + word + "\" is not a number, and the model needs numbers there");
  }

  static String at(String source, int row, Column column) {
    return source + ", row " + (row + 1) + ", column " + column.name();
  }

  static DataException notKept(Column.Ignored column, String source, String wanted) {
    return new DataException(
        source
            + ", column "
            + column.name()
            + ": expected "
            + wanted
            + " but it looks like "
            + column.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ')
            + ", for example \""
            + column.example()
            + "\"");
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
