package org.glissade.io.formats;

import java.util.List;

/**
 * Takes rows as they are read, in the order of the file, while the rest is still being read; see
 * {@link DataReader#numbers}. Called by one thread at a time. The arrays are used again when a call
 * is over.
 */
public interface NumberSink {
  /**
   * Numbered features (LIBSVM).
   *
   * @param labels one a row, as written; not used again
   * @param ends how many values are stored up to the end of each row
   * @param indices of each value stored, from 0, ascending within a row; the array may be longer
   * @param values likewise
   * @param largest the largest index written so far in these rows, from 1
   * @return whether more rows are wanted
   */
  boolean sparse(float[] labels, int[] ends, int[] indices, float[] values, int largest);

  /**
   * Says what the rows of a table are, before the first of them.
   *
   * @param features names of their columns
   * @param target name of the column of targets
   */
  void columns(List<String> features, String target);

  /**
   * Rows of a table of numbers, none of them missing.
   *
   * @param values {@code rows × features}, row-major; the array may be longer
   * @param targets one a row, as long as there are rows; not used again
   * @param sums of each feature over these rows
   * @return whether more rows are wanted
   */
  boolean dense(float[] values, float[] targets, double[] sums);
}
