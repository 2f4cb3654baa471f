package org.glissade.data;

import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import org.glissade.math.Mapping;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a sparse matrix in mapped files, and what becomes of them when they are gathered.
 *
 * @param csr checked before; what it holds is checked again as it is read, since files can change
 * @param rows which of its rows
 * @param recoding which features they become, or null for the columns as they are
 */
record MappedRows(Csr csr, Ranges rows, @Nullable Recoding recoding) {

  /**
   * Columns as features.
   *
   * @param positions feature of each column, ascending, −1 where it is none
   * @param scales what each feature is divided by
   */
  record Recoding(int[] positions, double[] scales) {}

  MappedRows select(int[] chosen) {
    return new MappedRows(csr, rows.select(chosen), recoding);
  }

  /** Number of nonzeros of a row, as stored. */
  int length(int row) {
    int at = rows.at(row);
    long length = csr.starts().get(at + 1) - csr.starts().get(at);
    if (length < 0 || length > csr.columns()) {
      throw changed(at);
    }
    return (int) length;
  }

  /** Number of nonzeros of all rows, as stored. */
  long stored() {
    long stored = 0;
    for (int range = 0; range < rows.count(); range++) {
      int first = rows.first(range);
      stored += csr.starts().get(first + rows.length(range)) - csr.starts().get(first);
    }
    return stored;
  }

  /**
   * Copies a row to {@code at} on.
   *
   * @return where the next one goes
   */
  int copyRow(int row, int[] indices, float[] values, int at) {
    int stored = rows.at(row);
    long start = csr.starts().get(stored);
    int length = (int) (csr.starts().get(stored + 1) - start);
    if (start < 0 || length < 0 || start + length > csr.indices().length()) {
      throw changed(stored);
    }
    csr.indices().copyTo(start, indices, at, length);
    csr.values().copyTo(start, values, at, length);
    int previous = -1;
    boolean ascending = true;
    for (int i = at; i < at + length; i++) {
      ascending &= indices[i] > previous;
      previous = indices[i];
    }
    if (!ascending || previous >= csr.columns()) {
      throw changed(stored);
    }
    return recoding == null ? at + length : recoded(recoding, indices, values, at, at + length);
  }

  private static int recoded(Recoding recoding, int[] indices, float[] values, int from, int to) {
    int at = from;
    for (int i = from; i < to; i++) {
      int feature = recoding.positions[indices[i]];
      if (feature >= 0) {
        indices[at] = feature;
        values[at++] = Standardisation.of(values[i], 0, recoding.scales[feature]);
      }
    }
    return at;
  }

  /** What was in order when it was checked is no longer. */
  private RuntimeException changed(int row) {
    csr.mappings().forEach(Mapping::requireWhole);
    String file = csr.mappings().isEmpty() ? "rows" : csr.mappings().getFirst().toString();
    return new UncheckedIOException(
        new FileSystemException(
            file, null, "row " + (row + 1) + " was changed while it was in use"));
  }
}
