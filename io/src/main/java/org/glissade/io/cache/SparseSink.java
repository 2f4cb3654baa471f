package org.glissade.io.cache;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.glissade.io.npy.NpyWriter;
import org.glissade.io.table.SparseRecords;

/** Sparse rows as arrays: where rows start, the column and the value of each nonzero, labels. */
class SparseSink extends ArraySink {
  private static final int SHAPE = 4;

  private final boolean shaped;
  private final List<NpyWriter> arrays = new ArrayList<>();
  private long stored;

  /**
   * @param files for starts, indices, values and labels, and maybe the shape
   */
  SparseSink(List<ArrayFile> files) {
    super(files);
    shaped = files.size() > SHAPE;
  }

  private void begin() throws IOException {
    if (arrays.isEmpty()) {
      for (int file = 0; file < SHAPE; file++) {
        arrays.add(array(file, 0));
      }
      arrays.getFirst().longs(0);
    }
  }

  @Override
  public void sparse(float[] labels, int[] ends, int[] indices, float[] values) {
    unchecked(
        () -> {
          begin();
          for (int end : ends) {
            arrays.get(0).longs(stored + end);
          }
          stored += values.length;
          arrays.get(1).ints(indices, 0, indices.length);
          arrays.get(2).floats(values, 0, values.length);
          arrays.get(3).floats(labels, 0, labels.length);
        });
  }

  @Override
  public void cells(float[] cells, int rows, int columns) {
    throw new IllegalStateException("sparse rows are no table");
  }

  @Override
  void finish(Summary summary) throws IOException {
    begin();
    for (NpyWriter array : arrays) {
      array.finish();
    }
    if (shaped && summary.heading().records() instanceof SparseRecords sparse) {
      NpyWriter shape = array(SHAPE, 0);
      shape.longs(summary.rows(), sparse.examples().columns());
      shape.finish();
    }
  }
}
