package org.glissade.io.encode;

import java.util.List;
import java.util.function.Function;
import org.glissade.io.encode.ColumnEncoding.Cells;

/**
 * Encodes rows that are in no table, one at a time, to the features that {@link
 * TableEncoder#encode} makes of the same cells. May be used by several threads.
 */
public final class RowEncoder {

  /** Takes the features of a row that are not 0, in ascending order. */
  @FunctionalInterface
  public interface Features {
    void add(int feature, float value);
  }

  private final List<String> columns;
  private final int[] columnOf;
  private final int[] starts;
  private final List<Function<Cell, Cells>> readers;

  public RowEncoder(TableEncoder encoder) {
    List<ColumnEncoding> encodings = encoder.encodings();
    columns = encodings.stream().map(ColumnEncoding::column).distinct().toList();
    columnOf = encodings.stream().mapToInt(each -> columns.indexOf(each.column())).toArray();
    readers = encodings.stream().map(ColumnEncoding::reader).toList();
    starts = new int[encodings.size()];
    for (int k = 1; k < starts.length; k++) {
      starts[k] = starts[k - 1] + encodings.get(k - 1).width();
    }
  }

  /** Names of the columns that it reads. */
  public List<String> columns() {
    return columns;
  }

  /**
   * Encodes a row.
   *
   * @param cells one of each of {@link #columns}, in that order
   * @throws org.glissade.io.DataException if one cannot be read as the model needs it
   */
  public void encode(List<Cell> cells, Features features) {
    for (int k = 0; k < starts.length; k++) {
      Cells read = readers.get(k).apply(cells.get(columnOf[k]));
      int feature = read.feature(0);
      if (feature >= 0 && read.value(0) != 0) {
        features.add(starts[k] + feature, read.value(0));
      }
    }
  }
}
