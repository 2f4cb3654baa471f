package org.glissade.io.formats;

import org.glissade.io.table.Records;

/**
 * Receives the rows of a text piece by piece, in the order of the file, so that they need not fit
 * into memory. What it throws ends the reading.
 */
public interface RowSink {
  /**
   * Some rows of a table: numbers as they are, words by their codes, NaN where missing.
   *
   * @param cells {@code rows × columns}, row-major; the columns that are kept
   */
  void cells(float[] cells, int rows, int columns);

  /**
   * Some sparse rows.
   *
   * @param labels one a row
   * @param ends how many nonzeros there are up to the end of each row
   * @param indices column of each nonzero, from 0
   * @param values each nonzero
   */
  void sparse(float[] labels, int[] ends, int[] indices, float[] values);

  /** Tells that a column holds words, before its first cells come. */
  default void words(String column) {}

  /**
   * What was read besides the rows.
   *
   * @param rows number of rows
   * @param heading all else: the columns of its {@link Records} have no rows
   */
  record Summary(int rows, ReadResult heading) {}
}
