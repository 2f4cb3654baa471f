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
   * Reads neighbouring rows, as stored.
   *
   * @param to behind the last, in the same run of {@link #rows}
   * @param at where they go
   * @param limit what must not be written to any more
   */
  void read(int from, int to, int[] indices, float[] values, int at, int limit) {
    int first = rows.at(from);
    long start = csr.starts().get(first);
    long count = csr.starts().get(first + to - from) - start;
    if (start < 0 || count < 0 || start + count > csr.indices().length() || count > limit - at) {
      throw changed(first);
    }
    csr.indices().read(start, indices, at, (int) count);
    csr.values().read(start, values, at, (int) count);
  }

  /**
   * Checks a row that was read, and makes its columns features.
   *
   * @param stored where it was read to
   * @param length its number of nonzeros, as stored
   * @param at where the features go, at most {@code stored}
   * @return behind the last feature
   */
  int make(int row, int[] indices, float[] values, int stored, int length, int at) {
    int previous = -1;
    boolean ascending = true;
    for (int i = stored; i < stored + length; i++) {
      ascending &= indices[i] > previous;
      previous = indices[i];
    }
    if (!ascending || previous >= csr.columns()) {
      throw changed(rows.at(row));
    }
    if (recoding != null) {
      return recoded(recoding, indices, values, stored, length, at);
    }
    if (at < stored) {
      throw new IllegalStateException("rows as they are stay where they are");
    }
    return at + length;
  }

  private static int recoded(
      Recoding recoding, int[] indices, float[] values, int from, int length, int to) {
    int at = to;
    for (int i = from; i < from + length; i++) {
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
