package org.glissade.io.table;

import org.glissade.data.SparseExamples;

/**
 * Rows of numbered features (LIBSVM).
 *
 * @param source where it came from, for messages
 * @param examples column {@code j} holds the feature written as {@code j + 1}; the targets are the
 *     labels as written
 */
public record SparseRecords(String source, SparseExamples examples) implements Records {
  @Override
  public int rows() {
    return examples.rows();
  }

  @Override
  public SparseRecords select(int[] rows) {
    return new SparseRecords(source, examples.select(rows));
  }
}
