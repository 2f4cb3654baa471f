package org.glissade.io.encode;

import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.glissade.io.table.Column;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link TableEncoder} is fitted to: a column of the training rows, summed up. Rows that lie
 * elsewhere can be summed up where they are.
 */
public sealed interface ColumnFacts {
  /** So many words of a column become features at most. */
  int MOST_WORDS = 10_000;

  /** Name of the column. */
  String name();

  /**
   * A column of numbers.
   *
   * @param numbers those that are not missing
   */
  record Numeric(String name, Numbers numbers) implements ColumnFacts {}

  /**
   * A column of words.
   *
   * @param words distinct ones, in any order: all, or at least the {@link #MOST_WORDS} most
   *     frequent, equally frequent ones by the alphabet
   * @param rowsOf how many rows have each of them, maybe none; not copied
   * @param different how many different words the rows have
   * @param missing how many rows have none
   */
  record Words(String name, List<String> words, long[] rowsOf, long different, long missing)
      implements ColumnFacts {
    public Words {
      if (words.size() != rowsOf.length) {
        throw new IllegalArgumentException(
            "column " + name + ": " + words.size() + " words, " + rowsOf.length + " counts");
      }
    }
  }

  /**
   * A column of which no feature is made.
   *
   * @param why for a note, or null if a person said so
   */
  record Unused(String name, @Nullable String why) implements ColumnFacts {}

  /** What is known of a column of a table. */
  static ColumnFacts of(Column column) {
    return switch (column) {
      case Column.Numeric numeric -> new Numeric(numeric.name(), Numbers.of(numeric.values()));
      case Column.Categorical words -> of(words);
      case Column.Ignored ignored ->
          new Unused(
              ignored.name(),
              "looks like " + ignored.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '));
    };
  }

  private static Words of(Column.Categorical column) {
    long[] rowsOf = new long[column.words().size()];
    long missing = 0;
    for (int code : column.codes()) {
      if (code < 0) {
        missing++;
      } else {
        rowsOf[code]++;
      }
    }
    long different = LongStream.of(rowsOf).filter(rows -> rows > 0).count();
    return new Words(column.name(), column.words(), rowsOf, different, missing);
  }
}
