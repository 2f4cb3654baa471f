package org.glissade.io.table;

/**
 * What a file holds: a {@link Table} of typed columns, or {@link SparseRecords} of numbered
 * features.
 */
public sealed interface Records permits Table, SparseRecords {
  /** Number of rows. */
  int rows();

  /** Where it came from, for messages: a file name, or {@code standard input}. */
  String source();

  /** Those rows, in that order, copied. */
  Records select(int[] rows);
}
