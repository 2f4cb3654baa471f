package org.glissade.io.encode;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.glissade.io.DataException;
import org.glissade.io.table.Column;
import org.glissade.spec.SpecException;
import org.jspecify.annotations.Nullable;

/** Fits a {@link TargetEncoder}: the rules are stated there. */
final class TargetFit {
  static final int MOST_NUMBER_CLASSES = 20;
  static final int ROWS_PER_CLASS = 10;

  /** More classes than this are taken for a mistake. */
  static final int MOST_CLASSES = 10_000;

  /** Up to so many different whole numbers, a note says that they could be classes. */
  private static final int WORTH_A_NOTE = 100;

  private static final Comparator<String> ALPHABET =
      String.CASE_INSENSITIVE_ORDER.thenComparing(Comparator.naturalOrder());

  private TargetFit() {}

  static TargetEncoder fit(String source, List<Column> columns, @Nullable Task task) {
    return columns.size() == 1
        ? fit(source, columns.getFirst(), task)
        : several(source, columns, task);
  }

  private static TargetEncoder several(String source, List<Column> columns, @Nullable Task task) {
    List<String> names = columns.stream().map(Column::name).toList();
    if (task != null && task != Task.REGRESSION) {
      throw new SpecException(
          "several targets ("
              + Columns.some(names, 5)
              + ") are learnt as numbers: --task regression; classes are learnt one target at a"
              + " time, such as --target "
              + names.getFirst());
    }
    List<TargetEncoder.Target> targets = new ArrayList<>();
    List<String> likeClasses = new ArrayList<>();
    for (Column column : columns) {
      TargetEncoder alone = fit(source, column, task);
      if (alone.task() != Task.REGRESSION) {
        likeClasses.add(column.name());
        requireNumbers(source, column);
      }
      targets.add(TargetEncoder.Target.asItIs(column.name()));
    }
    return new TargetEncoder(
        targets,
        Task.REGRESSION,
        List.of(),
        likeClasses.isEmpty()
            ? List.of()
            : List.of(
                "took the targets for numbers, though these look like classes: "
                    + Columns.some(likeClasses, 5)
                    + "; classes are learnt one target at a time"));
  }

  private static void requireNumbers(String source, Column column) {
    try {
      Columns.numbers(column, source);
    } catch (DataException e) {
      throw new DataException(
          e.getMessage()
              + ": several targets are learnt as numbers; --target "
              + column.name()
              + " alone learns classes",
          e);
    }
  }

  private static TargetEncoder fit(String source, Column column, @Nullable Task task) {
    if (column.rows() == 0) {
      throw new DataException(source + " has no rows to learn from");
    }
    requirePresent(source, column);
    return switch (column) {
      case Column.Numeric numbers -> numbers(source, numbers, task);
      case Column.Categorical words -> words(source, words, task);
      case Column.Ignored ignored -> throw Columns.notKept(ignored, source, "targets");
    };
  }

  /**
   * Checks that no target is missing.
   *
   * @throws DataException if one is: names how many, and the first rows
   */
  static void requirePresent(String source, Column column) {
    List<String> rows = new ArrayList<>();
    for (int row = 0; row < column.rows(); row++) {
      boolean missing =
          switch (column) {
            case Column.Numeric numbers -> Float.isNaN(numbers.values()[row]);
            case Column.Categorical words -> words.codes()[row] < 0;
            case Column.Ignored ignored -> false;
          };
      if (missing) {
        rows.add(Integer.toString(row + 1));
      }
    }
    if (!rows.isEmpty()) {
      throw new DataException(
          source
              + ": the target "
              + column.name()
              + " is missing in row "
              + Columns.some(rows, 5)
              + " (rows count from 1, without the header); remove such rows first");
    }
  }

  private static TargetEncoder numbers(String source, Column.Numeric column, @Nullable Task task) {
    TreeSet<Float> distinct = new TreeSet<>();
    for (float value : column.values()) {
      distinct.add(value + 0f);
      if (distinct.size() > MOST_CLASSES) {
        break;
      }
    }
    if (task == Task.REGRESSION) {
      return regression(column.name(), List.of());
    }
    List<String> classes = distinct.stream().map(Columns::text).toList();
    if (task != null) {
      return classes(source, column.name(), classes, task, List.of());
    }
    if (distinct.size() == 1) {
      throw new DataException(
          source
              + ": the target "
              + column.name()
              + " is "
              + classes.getFirst()
              + " in every row; for a number to predict all the same, give --task regression");
    }
    if (areClasses(distinct, column.rows())) {
      return classes(source, column.name(), classes, assumed(distinct), notes(column, classes));
    }
    return regression(
        column.name(),
        areWhole(distinct) && distinct.size() <= WORTH_A_NOTE
            ? List.of(
                "took the target "
                    + column.name()
                    + " for a number, not for one of "
                    + distinct.size()
                    + " classes; --task multiclass changes that")
            : List.of());
  }

  private static Task assumed(NavigableSet<Float> distinct) {
    return distinct.size() == 2 ? Task.BINARY : Task.MULTICLASS;
  }

  private static boolean areWhole(NavigableSet<Float> distinct) {
    return distinct.stream().allMatch(value -> value == Math.rint(value));
  }

  /** Whether numbers are taken for classes, where nobody says. */
  static boolean areClasses(NavigableSet<Float> distinct, long rows) {
    return areWhole(distinct) && (distinct.size() == 2 || countsUp(distinct, rows));
  }

  private static boolean countsUp(NavigableSet<Float> whole, long rows) {
    float first = whole.first();
    int size = whole.size();
    boolean starts = first == 0 || first == 1 || (first == -1 && size == 3);
    return starts
        && whole.last() - first == size - 1
        && size <= MOST_NUMBER_CLASSES
        && (long) size * ROWS_PER_CLASS <= rows;
  }

  private static List<String> notes(Column.Numeric column, List<String> classes) {
    if (classes.equals(List.of("0", "1")) || classes.equals(List.of("-1", "1"))) {
      return List.of();
    }
    return List.of(
        "took the target "
            + column.name()
            + " for one of "
            + classes.size()
            + " classes ("
            + Columns.some(classes, 5)
            + "), not for a number; --task regression changes that");
  }

  private static TargetEncoder words(
      String source, Column.Categorical column, @Nullable Task task) {
    if (task == Task.REGRESSION) {
      Columns.numbers(column, source);
      return regression(column.name(), List.of());
    }
    boolean[] used = new boolean[column.words().size()];
    for (int code : column.codes()) {
      used[code] = true;
    }
    Map<String, String> distinct = new LinkedHashMap<>();
    for (int i = 0; i < used.length; i++) {
      if (used[i]) {
        // Of two spellings of one class the shorter is its name.
        distinct.merge(
            TargetEncoder.loose(column.words().get(i)),
            column.words().get(i),
            (a, b) -> b.length() < a.length() ? b : a);
      }
    }
    List<String> classes = new ArrayList<>(distinct.values());
    boolean numbers = classes.stream().noneMatch(word -> Float.isNaN(Columns.parsed(word)));
    classes.sort(numbers ? Comparator.comparing(Columns::parsed) : ALPHABET);
    Task told = task != null ? task : classes.size() == 2 ? Task.BINARY : Task.MULTICLASS;
    return classes(source, column.name(), classes, told, List.of());
  }

  private static TargetEncoder classes(
      String source, String column, List<String> classes, Task task, List<String> notes) {
    if (classes.size() == 1) {
      throw new DataException(
          source
              + ": the target "
              + column
              + " is "
              + classes.getFirst()
              + " in every row; it takes at least two classes to learn");
    }
    if (classes.size() > MOST_CLASSES) {
      throw new DataException(
          source
              + ": the target "
              + column
              + " has more than "
              + MOST_CLASSES
              + " different values; as classes these are too many. Is it the right column?");
    }
    if (task == Task.BINARY && classes.size() != 2) {
      throw new DataException(
          source
              + ": the target "
              + column
              + " has "
              + classes.size()
              + " classes ("
              + Columns.some(classes, 5)
              + "), not two; --task multiclass learns them all");
    }
    return new TargetEncoder(List.of(TargetEncoder.Target.asItIs(column)), task, classes, notes);
  }

  private static TargetEncoder regression(String column, List<String> notes) {
    return new TargetEncoder(
        List.of(TargetEncoder.Target.asItIs(column)), Task.REGRESSION, List.of(), notes);
  }
}
