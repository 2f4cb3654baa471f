package org.glissade.io.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.glissade.data.Grid;
import org.glissade.data.Ranges;
import org.glissade.io.DataException;
import org.glissade.math.Mapping;
import org.jspecify.annotations.Nullable;

/**
 * Rows of numbers, usually in a mapped file. Features stay where they are; only the target and the
 * weights, if there are any, are held in memory, by row of the file.
 */
public final class Matrix implements Records {
  private final String source;
  private final Grid features;
  private final List<String> names;
  private final List<Column> beside;

  /** Found when first asked; null before. */
  private @Nullable ColumnStatistics statistics;

  /**
   * @param source where it came from, for messages
   * @param features the columns that are features; NaN where missing
   * @param names of the features, unique
   * @param beside target and weights, by row of the file
   */
  public Matrix(String source, Grid features, List<String> names, List<Column> beside) {
    this.source = source;
    this.features = features;
    this.names = List.copyOf(names);
    this.beside = List.copyOf(beside);
    if (names.size() != features.columns().size()) {
      throw new IllegalArgumentException(
          names.size() + " names for " + features.columns().size() + " columns");
    }
  }

  @Override
  public String source() {
    return source;
  }

  @Override
  public int rows() {
    return features.rows().size();
  }

  @Override
  public List<Mapping> mappings() {
    Mapping mapping = features.values().mapping();
    return mapping == null ? List.of() : List.of(mapping);
  }

  /** Names of the features. */
  public List<String> names() {
    return names;
  }

  /** The features. */
  public Grid features() {
    return features;
  }

  /**
   * Those features, in that order.
   *
   * @throws DataException if one of them is not there; names it
   */
  public Grid features(List<String> wanted) {
    Map<String, Integer> byName = HashMap.newHashMap(names.size());
    for (int j = 0; j < names.size(); j++) {
      byName.put(names.get(j), features.columns().at(j));
    }
    int[] columns = new int[wanted.size()];
    for (int j = 0; j < columns.length; j++) {
      Integer column = byName.get(wanted.get(j));
      if (column == null) {
        throw new DataException(
            source + " has no column " + wanted.get(j) + ", which the model needs");
      }
      columns[j] = column;
    }
    return features.withColumns(columns);
  }

  /** The target or the weights of these rows, or null if no column of that name is held. */
  public @Nullable Column beside(String name) {
    for (Column column : beside) {
      if (column.name().equals(name)) {
        return ofTheseRows(column);
      }
    }
    return null;
  }

  private Column ofTheseRows(Column column) {
    Ranges rows = features.rows();
    return rows.count() == 1 && rows.size() == column.rows()
        ? column
        : column.select(rows.toArray());
  }

  /** Names of the columns held in memory: target, weights. */
  public List<String> besideNames() {
    return beside.stream().map(Column::name).toList();
  }

  /**
   * Those rows: still in the file if they were, copied if they were in memory. Rows of a file
   * should be made of few ranges.
   */
  @Override
  public Matrix select(int[] rows) {
    Grid chosen = features.select(rows);
    if (!mappings().isEmpty()) {
      return new Matrix(source, chosen, names, beside);
    }
    Matrix view = new Matrix(source, chosen, names, beside);
    List<Column> own = beside.stream().map(view::ofTheseRows).toList();
    return new Matrix(source, chosen.copy(), names, own);
  }

  /**
   * The statistics of the features, from one pass over the rows the first time.
   *
   * @throws DataException if a number is infinite; says where
   */
  public ColumnStatistics statistics() {
    if (statistics == null) {
      statistics = computed();
    }
    return statistics;
  }

  private ColumnStatistics computed() {
    int width = names.size();
    ColumnStatistics result = new ColumnStatistics(width);
    float[] piece = new float[Math.multiplyExact(ColumnStatistics.PIECE, width)];
    Grid.Pass pass = features.pass();
    for (int from = 0; from < rows(); from += ColumnStatistics.PIECE) {
      int to = Math.min(rows(), from + ColumnStatistics.PIECE);
      pass.copyRows(from, to, piece);
      result.add(piece, to - from);
    }
    for (int j = 0; j < width; j++) {
      if (result.least(j) == Float.NEGATIVE_INFINITY
          || result.greatest(j) == Float.POSITIVE_INFINITY) {
        throw infinite(j);
      }
    }
    return result;
  }

  private DataException infinite(int feature) {
    int row = 0;
    Grid column = features.withColumns(features.columns().at(feature));
    float[] value = new float[1];
    for (; row < rows() - 1; row++) {
      column.copyRow(row, value, 0);
      if (Float.isInfinite(value[0])) {
        break;
      }
    }
    return new DataException(
        source
            + ", row "
            + (features.rows().at(row) + 1)
            + ", column "
            + names.get(feature)
            + ": numbers must be finite; where one is missing, NaN says so");
  }

  /** Whether it is known that no feature is missing in any row. */
  public boolean isComplete() {
    if (statistics == null) {
      return false;
    }
    for (int j = 0; j < names.size(); j++) {
      if (statistics.present(j) < rows()) {
        return false;
      }
    }
    return true;
  }

  /** The same as a table, copied into memory: for models that were trained on one. */
  public Table table() {
    List<Column> columns = new ArrayList<>();
    for (int j = 0; j < names.size(); j++) {
      columns.add(new Column.Numeric(names.get(j), features.column(j)));
    }
    beside.forEach(column -> columns.add(ofTheseRows(column)));
    return new Table(source, rows(), columns);
  }
}
