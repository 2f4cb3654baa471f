package org.glissade.io.table;

import java.util.List;
import org.glissade.math.Mapping;

/**
 * What a file holds: a {@link Table} of typed columns, a {@link Matrix} of numbers, or {@link
 * SparseRecords} of numbered features.
 */
public sealed interface Records permits Table, Matrix, SparseRecords {
  /** Number of rows. */
  int rows();

  /** Where it came from, for messages: a file name, or {@code standard input}. */
  String source();

  /** Those rows, in that order; what lies in mapped files stays there, all else is copied. */
  Records select(int[] rows);

  /** The mapped files that hold the rows; none if they are in memory. */
  default List<Mapping> mappings() {
    return List.of();
  }
}
