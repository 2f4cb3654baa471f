package org.glissade.io.formats;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.glissade.io.formats.ReadOptions.Choice;

/** Whether the first row of a table names its columns, and how. */
final class Header {
  private static final int ROWS_FOR_WORDS = 5;

  private Header() {}

  /**
   * Whether the first row is a header: it names a column that the options name; or its cells are
   * distinct, and words stand above numbers or dates (other names may be whole numbers, such as
   * years); or, if all is words, it holds none of the words that repeat below.
   */
  static boolean in(Sample sample, ReadOptions options) {
    if (options.header() != Choice.AUTO) {
      return options.header() == Choice.YES;
    }
    List<String> first = sample.firstCells();
    if (namesAsked(first, options)) {
      return true;
    }
    Set<String> seen = new HashSet<>();
    int numbers = 0;
    for (String cell : first) {
      boolean number = number(cell);
      numbers += number ? 1 : 0;
      if ((!cell.isEmpty() && !seen.add(cell))
          || CellForms.date(cell)
          || (number && !cell.chars().allMatch(c -> c >= '0' && c <= '9'))) {
        return false;
      }
    }
    if (seen.isEmpty() || numbers == seen.size()) {
      return false;
    }
    if (sample.rows() == 0) {
      return numbers == 0;
    }
    return wordsAboveOthers(sample) || (numbers == 0 && newWordsAboveRepeated(sample));
  }

  private static boolean namesAsked(List<String> first, ReadOptions options) {
    List<String> asked = new ArrayList<>(options.drop());
    asked.addAll(options.categorical());
    asked.addAll(options.numeric());
    asked.addAll(options.expectedWords());
    asked.addAll(options.expectedNumeric());
    for (String target : options.targets()) {
      asked.add(target);
      asked.addAll(List.of(target.split(",")));
    }
    asked.add(options.weightColumn());
    for (String name : asked) {
      if (!name.isEmpty() && !number(name) && first.contains(name)) {
        return true;
      }
    }
    return false;
  }

  private static boolean wordsAboveOthers(Sample sample) {
    for (int i = 0; i < Math.min(sample.firstCells().size(), sample.columns().size()); i++) {
      String cell = sample.firstCells().get(i);
      ColumnSample below = sample.columns().get(i);
      if (!cell.isEmpty()
          && !number(cell)
          && !missing(cell)
          && (below.numeric() || below.dates() || below.decimalCommas())) {
        return true;
      }
    }
    return false;
  }

  private static boolean newWordsAboveRepeated(Sample sample) {
    if (sample.rows() < ROWS_FOR_WORDS) {
      return false;
    }
    boolean repeated = false;
    for (int i = 0; i < Math.min(sample.firstCells().size(), sample.columns().size()); i++) {
      ColumnSample below = sample.columns().get(i);
      if (below.repeats()) {
        repeated = true;
        if (below.holds(sample.firstCells().get(i))) {
          return false;
        }
      }
    }
    return repeated;
  }

  /**
   * Whether the first row holds the number of rows and features and then names, above nothing but
   * numbers: how scikit-learn's own data files begin.
   */
  static boolean countsAndNames(Sample sample) {
    List<String> first = sample.firstCells();
    int columns = sample.columns().size();
    if (columns < 3
        || first.size() != columns
        || !first.get(0).equals(Integer.toString(sample.rows()))
        || !first.get(1).equals(Integer.toString(columns - 1))) {
      return false;
    }
    for (int i = 2; i < columns; i++) {
      if (number(first.get(i)) || !sample.columns().get(i).numeric()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Unique names for the columns: empty ones become {@code c1, c2, …} by their number, repeated
   * ones get a number behind.
   */
  static List<String> repaired(List<String> cells, List<String> notes) {
    List<String> names = new ArrayList<>();
    Set<String> taken = new HashSet<>(cells);
    Set<String> used = new HashSet<>();
    for (int i = 0; i < cells.size(); i++) {
      String cell = cells.get(i).strip();
      String name = cell.isEmpty() ? "c" + (i + 1) : cell;
      int number = 2;
      String unique = name;
      while ((!unique.equals(cell) && taken.contains(unique)) || !used.add(unique)) {
        unique = name + "_" + number++;
      }
      if (cell.isEmpty()) {
        notes.add("column " + (i + 1) + " has no name in the header: called " + unique);
      } else if (!unique.equals(cell)) {
        notes.add("column " + (i + 1) + " is another " + cell + ": called " + unique);
      }
      names.add(unique);
    }
    return names;
  }

  /** {@code c1, c2, …}. */
  static List<String> numbered(int columns) {
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= columns; i++) {
      names.add("c" + i);
    }
    return names;
  }

  private static boolean number(String cell) {
    return !Float.isNaN(FloatText.parse(cell.toCharArray(), 0, cell.length()));
  }

  private static boolean missing(String cell) {
    return new MissingTokens(List.of()).contains(cell.toCharArray(), 0, cell.length());
  }
}
