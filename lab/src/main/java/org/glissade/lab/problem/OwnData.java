package org.glissade.lab.problem;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.glissade.data.Examples;
import org.glissade.io.DataException;
import org.glissade.io.encode.FeatureEncoder;
import org.glissade.io.encode.Scaling;
import org.glissade.io.encode.TargetEncoder;
import org.glissade.io.encode.Task;
import org.glissade.io.formats.ReadResult;
import org.glissade.io.table.Column;
import org.glissade.io.table.Table;
import org.glissade.math.RandomStream;
import org.glissade.model.LinearModel;
import org.glissade.model.Losses;

/**
 * Any two columns of numbers of a user's file as a problem of two weights: least squares for a
 * number, logistic regression for two classes. Columns (and a target that is a number) are
 * standardised, so that no constant is needed; of many rows a random sample is taken.
 */
public final class OwnData {
  /** Names the problem. */
  public static final String KEY = "own";

  private static final String NEEDED =
      "the lab draws a table with at least two columns of numbers besides the target";

  private final Table table;
  private final TargetEncoder target;
  private final List<String> columns;

  /**
   * @param read the file
   * @throws DataException if it has nothing that can be drawn; says why
   */
  public OwnData(ReadResult read) {
    if (!(read.records() instanceof Table found)) {
      throw new DataException(read.records().source() + " is no table: " + NEEDED);
    }
    String name = read.target();
    if (name == null) {
      throw new DataException(found.source() + " has not one target: name one with --target");
    }
    this.table = found;
    this.target = TargetEncoder.fit(found, name, null);
    if (target.task() == Task.MULTICLASS) {
      throw new DataException(
          "the target "
              + name
              + " of "
              + found.source()
              + " has "
              + target.classes().size()
              + " classes; the lab draws a number or two classes: name another --target");
    }
    this.columns =
        found.columns().stream()
            .filter(column -> column instanceof Column.Numeric && !column.name().equals(name))
            .map(Column::name)
            .toList();
    if (columns.size() < 2) {
      throw new DataException(
          found.source() + " has " + columns.size() + " such columns: " + NEEDED);
    }
  }

  /** Where it is from. */
  public String source() {
    return table.source();
  }

  /** What is predicted. */
  public String target() {
    return target.column();
  }

  /** The columns to choose two of. */
  public List<String> columns() {
    return columns;
  }

  /** How many rows the file has. */
  public int rows() {
    return table.rows();
  }

  /**
   * The problem of two columns.
   *
   * @param settings {@code first} and {@code second} name them; none for the first two
   * @throws DataException if they cannot be drawn; says why
   */
  public Problem problem(ProblemSettings settings) {
    Column.Numeric first = column(settings.first().isEmpty() ? columns.get(0) : settings.first());
    Column.Numeric second =
        column(settings.second().isEmpty() ? columns.get(1) : settings.second());
    if (first.name().equals(second.name())) {
      throw new DataException("the two columns are one: " + first.name());
    }
    int[] rows = rows(first, second, settings);
    Column wanted = named(target.column());
    Table part =
        new Table(table.source(), table.rows(), List.of(first, second, wanted)).select(rows);
    FeatureEncoder features = FeatureEncoder.fit(part, Set.of(target.column()), Scaling.STANDARD);
    if (features.width() != 2) {
      throw new DataException(
          first.name()
              + " or "
              + second.name()
              + " is the same number in all rows: choose another");
    }
    TargetEncoder scaled = target.standardised(part);
    Examples examples = features.encode(part, scaled.encode(part, note -> {}), 1, null, note -> {});
    boolean number = target.task() == Task.REGRESSION;
    Problem.Rows origin =
        new Problem.Rows(
            new LinearModel(2, 1, false), Losses.parse(number ? "squared" : "logistic"), examples);
    String title = first.name() + " and " + second.name();
    return Problems.convex(
        new Problem.About(
            KEY,
            title,
            (number ? "Least squares: " : "Logistic regression: ")
                + target.column()
                + " from "
                + title
                + ", "
                + rows.length
                + (rows.length < table.rows() ? " of " + table.rows() : "")
                + " rows of "
                + table.source()
                + ", all standardised.",
            number),
        origin,
        new float[] {-1, 1});
  }

  /** The rows in which both columns have a number: a sample if there are many. */
  private int[] rows(Column.Numeric first, Column.Numeric second, ProblemSettings settings) {
    Column wanted = named(target.column());
    int[] whole =
        IntStream.range(0, table.rows())
            .filter(i -> !Float.isNaN(first.values()[i]) && !Float.isNaN(second.values()[i]))
            .filter(i -> !(wanted instanceof Column.Numeric y && Float.isNaN(y.values()[i])))
            .toArray();
    if (whole.length < 2) {
      throw new DataException(
          first.name() + " and " + second.name() + " have fewer than two rows in common");
    }
    if (whole.length > settings.examples()) {
      RandomStream.of(settings.seed(), "sample").shuffle(whole);
      whole = Arrays.copyOf(whole, settings.examples());
      Arrays.sort(whole);
    }
    return whole;
  }

  private Column.Numeric column(String name) {
    if (named(name) instanceof Column.Numeric numbers && columns.contains(name)) {
      return numbers;
    }
    throw unknown(name);
  }

  private Column named(String name) {
    return table.columns().stream()
        .filter(column -> column.name().equals(name))
        .findFirst()
        .orElseThrow(() -> unknown(name));
  }

  private DataException unknown(String name) {
    List<String> some = new ArrayList<>(columns.subList(0, Math.min(20, columns.size())));
    return new DataException(
        table.source() + " has no column of numbers " + name + "; there are " + some);
  }
}
