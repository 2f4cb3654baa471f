package org.glissade.spark.cluster;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * What one pass over labels and weights tells: how many rows there are, of which labels, and
 * whether the partitions are alike. Rows of weight 0 are not there.
 *
 * @param rows of a weight above 0
 * @param weight of all rows
 * @param labels in ascending order; empty if they are numbers and not classes
 * @param partitions of the rows
 * @param skew what share of the rows would have to change partitions for all of them to have the
 *     same mix of labels, beyond what chance does; for numbers, the share of their variance that
 *     lies between partitions
 */
public record RowCensus(
    long rows, double weight, List<Double> labels, int partitions, double skew) {
  /** More different labels are no classes. */
  private static final int MOST_CLASSES = 10_000;

  /** What one partition holds. */
  private record Part(
      long rows,
      double weight,
      Map<Double, Long> labels,
      double mean,
      double squares,
      @Nullable String wrong)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Takes it.
   *
   * @param classes whether labels are classes
   * @throws IllegalArgumentException if a label or a weight is missing or not usable
   */
  public static RowCensus of(Dataset<?> data, Column label, Column weight, boolean classes) {
    List<Part> parts =
        data
            .select(label, weight)
            .toJavaRDD()
            .mapPartitions(
                rows -> List.of(Parcel.of(partOrWrong(rows, classes), Part.class)).iterator())
            .collect()
            .stream()
            .map(bytes -> Parcel.open(bytes, Part.class))
            .toList();
    long rows = 0;
    double total = 0;
    Map<Double, Long> labels = new TreeMap<>();
    for (Part part : parts) {
      if (part.wrong != null) {
        throw new IllegalArgumentException(part.wrong);
      }
      rows += part.rows;
      total += part.weight;
      part.labels.forEach((value, count) -> labels.merge(value, count, Long::sum));
    }
    if (rows == 0) {
      throw new IllegalArgumentException("there are no rows of a weight above 0 to learn from");
    }
    return new RowCensus(
        rows,
        total,
        new ArrayList<>(labels.keySet()),
        parts.size(),
        classes ? mixing(parts, labels, rows) : betweenPartitions(parts, rows));
  }

  /** What is wrong with a row, no second attempt of the task would mend. */
  private static Part partOrWrong(Iterator<Row> rows, boolean classes) {
    try {
      return part(rows, classes);
    } catch (IllegalArgumentException e) {
      return new Part(0, 0, Map.of(), 0, 0, String.valueOf(e.getMessage()));
    }
  }

  private static Part part(Iterator<Row> rows, boolean classes) {
    Map<Double, Long> labels = new HashMap<>();
    long count = 0;
    double weights = 0;
    double mean = 0;
    double squares = 0;
    while (rows.hasNext()) {
      Row row = rows.next();
      double weight = weight(row);
      double label = label(row);
      if (weight == 0) {
        continue;
      }
      count++;
      weights += weight;
      double rest = label - mean;
      mean += rest / count;
      squares += rest * (label - mean);
      if (classes) {
        labels.merge(label + 0.0, 1L, Long::sum); // -0 is 0
        if (labels.size() > MOST_CLASSES) {
          throw new IllegalArgumentException(
              "the label has more than "
                  + MOST_CLASSES
                  + " different values: numbers are learnt by GlissadeRegressor");
        }
      }
    }
    return new Part(count, weights, labels, mean, squares, null);
  }

  private static double label(Row row) {
    double label = row.isNullAt(0) ? Double.NaN : row.getDouble(0);
    if (Double.isNaN(label) || Double.isInfinite(label)) {
      throw new IllegalArgumentException(
          "a row has the label "
              + (row.isNullAt(0) ? "null" : label)
              + ": labels are finite numbers (StringIndexer makes numbers of words); drop such"
              + " rows or fill them");
    }
    return label;
  }

  private static double weight(Row row) {
    double weight = row.isNullAt(1) ? Double.NaN : row.getDouble(1);
    if (!(weight >= 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException(
          "a row has the weight "
              + (row.isNullAt(1) ? "null" : weight)
              + ": weights are finite numbers of at least 0");
    }
    return weight;
  }

  /** Σ over partitions and labels of |rows there − rows as in all| / 2N, less its scatter. */
  private static double mixing(List<Part> parts, Map<Double, Long> labels, long rows) {
    double moved = 0;
    double scatter = 0;
    for (Part part : parts) {
      for (Map.Entry<Double, Long> label : labels.entrySet()) {
        double share = (double) label.getValue() / rows;
        double expected = share * part.rows;
        moved += Math.abs(part.labels.getOrDefault(label.getKey(), 0L) - expected);
        scatter += Math.sqrt(expected * (1 - share)); // at least the mean of |X − np|
      }
    }
    return Math.max(0, moved - scatter) / (2.0 * rows);
  }

  /** η² of the analysis of variance, less what chance makes of it. */
  private static double betweenPartitions(List<Part> parts, long rows) {
    double mean = 0;
    double within = 0;
    for (Part part : parts) {
      mean += part.mean * part.rows / rows;
      within += part.squares;
    }
    double between = 0;
    for (Part part : parts) {
      between += part.rows * (part.mean - mean) * (part.mean - mean);
    }
    double all = between + within;
    return all == 0 ? 0 : Math.max(0, between / all - (parts.size() - 1.0) / Math.max(1, rows - 1));
  }
}
