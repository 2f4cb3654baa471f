package org.glissade.io.table;

import java.util.List;
import org.glissade.data.SparseExamples;
import org.glissade.math.Mapping;

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
    return new SparseRecords(
        source, examples.inMemory() ? examples.select(rows) : examples.view(rows));
  }

  @Override
  public List<Mapping> mappings() {
    return examples.mappings();
  }
}
