package org.glissade.io.encode;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.glissade.io.DataException;
import org.glissade.io.table.ColumnStatistics;
import org.glissade.io.table.Matrix;
import org.glissade.io.table.Table;
import org.jspecify.annotations.Nullable;

/**
 * Fits a {@link TableEncoder} to the training rows, or to what is known of their columns.
 *
 * <ul>
 *   <li>A numeric column becomes (x − mean)/deviation, with the population standard deviation of
 *       the numbers that are there. A missing number counts as the mean, which is 0 after scaling;
 *       if the training rows miss some, the feature {@code name:missing} says where. A column that
 *       does not vary beyond the rounding of {@code float} is dropped. With {@link Scaling#NONE}
 *       numbers stay as they are, those that do not vary too.
 *   <li>A column of words becomes one feature {@code name=word} for each word that at least {@value
 *       #FEWEST_ROWS} rows have, {@value #MOST_WORDS} words at most, the most frequent ones; {@code
 *       name:other} stands for all others and {@code name:missing} for missing ones, each if the
 *       training rows have such. A column for which that makes a single feature is dropped: it
 *       would be 1 everywhere.
 *   <li>Columns that the reader ignored are skipped.
 * </ul>
 *
 * The columns of a {@link Matrix} become features as they stand, each (x − mean)/deviation; a
 * missing number counts as the mean, with no feature that says where; and a column that does not
 * vary stays, with a scale of 1: so a row of the file is a row of features.
 *
 * <p>Rows are dense if there are at most {@value #SMALL_WIDTH} features or at least a quarter of
 * the encoded training values are not 0, else sparse. Row weights play no part in any of this.
 */
final class TableFit {
  static final int FEWEST_ROWS = 2;
  static final int MOST_WORDS = ColumnFacts.MOST_WORDS;
  static final int SMALL_WIDTH = 64;
  private static final double DENSE = 0.25;

  private final String source;
  private final long rows;
  private final Scaling scaling;
  private final List<ColumnEncoding> encodings = new ArrayList<>();
  private final List<String> unused = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private double nonzeros;

  private TableFit(String source, long rows, Scaling scaling) {
    this.source = source;
    this.rows = rows;
    this.scaling = scaling;
  }

  static TableEncoder fit(Table table, Set<String> leftOut, Scaling scaling) {
    // One column at a time, so that the facts of one are forgotten before the next are gathered.
    return fit(
        table.source(),
        table.rows(),
        () ->
            table.columns().stream()
                .map(
                    column ->
                        leftOut.contains(column.name())
                            ? new ColumnFacts.Unused(column.name(), null)
                            : ColumnFacts.of(column))
                .iterator(),
        scaling);
  }

  static TableEncoder fit(
      String source, long rows, Iterable<ColumnFacts> columns, Scaling scaling) {
    TableFit fit = new TableFit(source, rows, scaling);
    for (ColumnFacts column : columns) {
      switch (column) {
        case ColumnFacts.Numeric numeric -> fit.numeric(numeric);
        case ColumnFacts.Words words -> fit.words(words);
        case ColumnFacts.Unused unused -> fit.drop(unused.name(), unused.why());
      }
    }
    return fit.encoder();
  }

  static TableEncoder fit(Matrix matrix, Scaling scaling) {
    List<ColumnEncoding> encodings = new ArrayList<>();
    List<String> constant = new ArrayList<>();
    List<String> incomplete = new ArrayList<>();
    ColumnStatistics statistics = matrix.statistics();
    for (int j = 0; j < matrix.names().size(); j++) {
      String name = matrix.names().get(j);
      Numbers numbers = Numbers.of(statistics, j);
      boolean standard = scaling == Scaling.STANDARD;
      double scale = standard && !numbers.constant() ? numbers.deviation() : 1;
      encodings.add(
          new ColumnEncoding.Numeric(name, standard ? numbers.mean() : 0, scale, numbers.mean()));
      if (numbers.constant()) {
        constant.add(name);
      }
      if (numbers.present() < matrix.rows()) {
        incomplete.add(name);
      }
    }
    List<String> notes = new ArrayList<>();
    if (!constant.isEmpty()) {
      notes.add("does not vary, and is of no use: " + Columns.some(constant, 5));
    }
    if (!incomplete.isEmpty()) {
      notes.add(
          "missing numbers count as the mean of their column: " + Columns.some(incomplete, 5));
    }
    return new TableEncoder(encodings, true, matrix.besideNames(), notes);
  }

  private TableEncoder encoder() {
    if (encodings.isEmpty()) {
      throw new DataException(
          source
              + " has no column to learn from"
              + (notes.isEmpty() ? "" : ": " + Columns.some(notes, 5)));
    }
    long width = encodings.stream().mapToLong(ColumnEncoding::width).sum();
    if (width > Integer.MAX_VALUE / 2) {
      throw new DataException(source + " makes too many features: " + width);
    }
    boolean dense = width <= SMALL_WIDTH || nonzeros >= DENSE * width * rows;
    return new TableEncoder(encodings, dense, unused, notes);
  }

  /**
   * Makes no feature of a column.
   *
   * @param why null if that needs no note
   */
  private void drop(String column, @Nullable String why) {
    unused.add(column);
    if (why != null) {
      notes.add("dropped column " + column + ": " + why);
    }
  }

  private void numeric(ColumnFacts.Numeric column) {
    Numbers numbers = column.numbers();
    long missing = rows - numbers.present();
    if (numbers.present() == 0) {
      drop(column.name(), "it has no number in any training row");
      return;
    }
    boolean keep = scaling == Scaling.NONE || !numbers.constant();
    if (keep) {
      boolean standard = scaling == Scaling.STANDARD;
      encodings.add(
          new ColumnEncoding.Numeric(
              column.name(),
              standard ? numbers.mean() : 0,
              standard ? numbers.deviation() : 1,
              numbers.mean()));
      nonzeros += numbers.present();
    }
    if (missing > 0) {
      encodings.add(new ColumnEncoding.Missing(column.name()));
      nonzeros += missing;
    }
    if (!keep && missing == 0) {
      drop(column.name(), "it is " + Columns.text((float) numbers.mean()) + " in every row");
    } else if (!keep) {
      notes.add("column " + column.name() + " does not vary: only where it is missing is used");
    }
  }

  private void words(ColumnFacts.Words column) {
    List<String> all = column.words();
    long[] rowsOf = column.rowsOf();
    long missing = column.missing();
    List<String> often =
        IntStream.range(0, rowsOf.length)
            .filter(i -> rowsOf[i] >= FEWEST_ROWS)
            .boxed()
            .sorted(Comparator.<Integer>comparingLong(i -> -rowsOf[i]).thenComparing(all::get))
            .limit(MOST_WORDS)
            .map(all::get)
            .toList();
    long seen = column.different();
    boolean other = seen > often.size();
    if (often.size() + (other ? 1 : 0) + (missing > 0 ? 1 : 0) < 2) {
      drop(
          column.name(),
          seen == 0
              ? "it has no word in any training row"
              : seen == 1
                  ? "it is the same word in every row"
                  : "none of its " + seen + " words is in more than one row");
      return;
    }
    encodings.add(new ColumnEncoding.Words(column.name(), often, other, missing > 0));
    nonzeros += rows;
    if (seen - often.size() > 1) {
      notes.add(
          "column "
              + column.name()
              + ": "
              + (seen - often.size())
              + " rare words of "
              + seen
              + " are taken together as "
              + column.name()
              + ":other");
    }
  }
}
