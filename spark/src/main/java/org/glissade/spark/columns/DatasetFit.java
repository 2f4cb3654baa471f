package org.glissade.spark.columns;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.glissade.io.encode.ColumnFacts;
import org.glissade.io.encode.Numbers;
import org.glissade.io.encode.Scaling;
import org.glissade.io.encode.TableEncoder;
import org.glissade.io.table.ColumnStatistics;

/**
 * Fits an encoder to columns of a data set where they lie: one pass over those of numbers, one over
 * those of words. The driver sees sums and the most frequent words, never all words. The same rows
 * in the same partitions give the same bits.
 */
public final class DatasetFit {
  private DatasetFit() {}

  /**
   * Fits by the rules for tables.
   *
   * @param rows the training rows; read twice, so that it pays to cache what is slow to make
   * @param features names of the columns of which features are made, in their order
   * @param leftOut names of columns that are none, and are not missed in later rows: label, weight
   * @throws IllegalArgumentException if there is no such column, or it holds what cannot be encoded
   * @throws org.glissade.io.DataException if no feature can be made of them
   */
  public static TableEncoder fit(
      Dataset<Row> rows, List<String> features, List<String> leftOut, Scaling scaling) {
    StructType schema = rows.schema();
    List<String> numeric = new ArrayList<>();
    List<String> verbal = new ArrayList<>();
    for (String name : features) {
      (RawColumns.kind(schema, name) == RawColumns.Kind.NUMBERS ? numeric : verbal).add(name);
    }
    long count = 0;
    ColumnStatistics numbers = new ColumnStatistics(numeric.size());
    if (!numeric.isEmpty()) {
      numbers = numbers(rows, numeric);
      count = numbers.rows();
    }
    WordCounts words = new WordCounts(verbal.size());
    if (!verbal.isEmpty()) {
      words = words(rows, verbal);
      count = words.rows(0);
    }
    List<ColumnFacts> facts = new ArrayList<>();
    for (String name : features) {
      int j = numeric.indexOf(name);
      facts.add(
          j >= 0
              ? new ColumnFacts.Numeric(name, Numbers.of(numbers, j))
              : words.facts(verbal.indexOf(name), name));
    }
    for (String name : leftOut) {
      facts.add(new ColumnFacts.Unused(name, null));
    }
    return TableEncoder.fit("the data set", count, facts, scaling);
  }

  private static Dataset<Row> selected(Dataset<Row> rows, List<String> names) {
    return rows.select(names.stream().map(RawColumns::column).toArray(Column[]::new));
  }

  private static ColumnStatistics numbers(Dataset<Row> rows, List<String> names) {
    int columns = names.size();
    List<ColumnStatistics> parts =
        selected(rows, names)
            .toJavaRDD()
            .mapPartitions(some -> List.of(statistics(some, columns)).iterator())
            .collect();
    ColumnStatistics all = new ColumnStatistics(columns);
    for (ColumnStatistics part : parts) {
      all.add(part);
    }
    for (int j = 0; j < columns; j++) {
      boolean infinite = Float.isInfinite(all.greatest(j)) || Float.isInfinite(all.least(j));
      if (all.present(j) > 0 && infinite) {
        throw RawColumns.beyond(names.get(j), "a number");
      }
    }
    return all;
  }

  private static ColumnStatistics statistics(Iterator<Row> rows, int columns) {
    ColumnStatistics statistics = new ColumnStatistics(columns);
    float[] piece = new float[ColumnStatistics.PIECE * columns];
    int filled = 0;
    while (rows.hasNext()) {
      Row row = rows.next();
      for (int j = 0; j < columns; j++) {
        piece[filled * columns + j] = RawColumns.number(row.get(j));
      }
      if (++filled == ColumnStatistics.PIECE) {
        statistics.add(piece, filled);
        filled = 0;
      }
    }
    statistics.add(piece, filled);
    return statistics;
  }

  /** All columns at once: a row for each cell, counted by column and word. */
  private static WordCounts words(Dataset<Row> rows, List<String> names) {
    Column[] cells = new Column[names.size()];
    Arrays.setAll(
        cells,
        j ->
            functions.struct(
                functions.lit(j).as("column"),
                RawColumns.column(names.get(j)).cast("string").as("word")));
    return rows.select(functions.explode(functions.array(cells)).as("cell"))
        .groupBy(functions.col("cell.column"), functions.col("cell.word"))
        .count()
        .toJavaRDD()
        .treeAggregate(
            new WordCounts(cells.length),
            (counts, row) -> counts.add(row.getInt(0), row.getString(1), row.getLong(2)),
            WordCounts::add);
  }
}
