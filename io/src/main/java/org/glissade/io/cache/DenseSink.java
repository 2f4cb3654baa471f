package org.glissade.io.cache;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.glissade.io.DataException;
import org.glissade.io.npy.NpyWriter;
import org.glissade.io.table.Records;
import org.jspecify.annotations.Nullable;

/** A table as one matrix, a row for each of its rows. */
class DenseSink extends ArraySink {
  private @Nullable NpyWriter matrix;

  DenseSink(Path file) {
    super(List.of(new ArrayFile(file, "<f4")));
  }

  @Override
  public void cells(float[] cells, int rows, int columns) {
    unchecked(
        () -> {
          if (columns > 0) {
            writer(columns).floats(cells, 0, rows * columns);
          }
        });
  }

  private NpyWriter writer(int columns) throws IOException {
    NpyWriter writer = matrix;
    if (writer == null) {
      writer = array(0, columns);
      matrix = writer;
    }
    return writer;
  }

  @Override
  public void sparse(float[] labels, int[] ends, int[] indices, float[] values) {
    throw new IllegalStateException("a table has no sparse rows");
  }

  @Override
  void finish(Summary summary) throws IOException {
    NpyWriter writer = matrix;
    if (writer == null) {
      Records records = summary.heading().records();
      throw new DataException(records.source() + " has no column of numbers or words");
    }
    writer.finish();
  }
}
