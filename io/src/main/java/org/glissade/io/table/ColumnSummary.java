package org.glissade.io.table;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a column holds, in short.
 *
 * @param name its name
 * @param type {@code numeric}, {@code categorical}, or {@code ignored: date} and the like
 * @param missing number of missing cells; −1 where the cells are not kept
 * @param distinct number of distinct words; −1 where they are not words
 * @param range of the numbers; null where there are none
 * @param example the most frequent word, or an example of what is not kept; empty for numbers
 */
public record ColumnSummary(
    String name, String type, int missing, int distinct, @Nullable Range range, String example) {

  /** The least number, the mean, and the greatest. */
  public record Range(float minimum, double mean, float maximum) {}

  /** Summarises a column. */
  public static ColumnSummary of(Column column) {
    return switch (column) {
      case Column.Numeric numeric -> of(numeric);
      case Column.Categorical categorical -> of(categorical);
      case Column.Ignored ignored ->
          new ColumnSummary(
              ignored.name(),
              switch (ignored.kind()) {
                case IDENTIFIER -> "ignored: identifier";
                case DATE -> "ignored: date";
                case FREE_TEXT -> "ignored: free text";
              },
              -1,
              -1,
              null,
              ignored.example());
    };
  }

  private static ColumnSummary of(Column.Numeric column) {
    return of(column.name(), ColumnStatistics.of(column.values()), 0);
  }

  static ColumnSummary of(String name, ColumnStatistics statistics, int column) {
    long present = statistics.present(column);
    return new ColumnSummary(
        name,
        "numeric",
        Math.toIntExact(statistics.rows() - present),
        -1,
        present == 0
            ? null
            : new Range(
                statistics.least(column), statistics.mean(column), statistics.greatest(column)),
        "");
  }

  private static ColumnSummary of(Column.Categorical column) {
    int[] counts = new int[column.words().size()];
    int missing = 0;
    for (int code : column.codes()) {
      if (code < 0) {
        missing++;
      } else {
        counts[code]++;
      }
    }
    int frequent = 0;
    for (int code = 1; code < counts.length; code++) {
      frequent = counts[code] > counts[frequent] ? code : frequent;
    }
    return new ColumnSummary(
        column.name(),
        "categorical",
        missing,
        (int) Arrays.stream(counts).filter(count -> count > 0).count(),
        null,
        counts.length == 0 ? "" : column.words().get(frequent));
  }
}
