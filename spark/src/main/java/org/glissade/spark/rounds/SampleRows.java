package org.glissade.spark.rounds;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.glissade.data.Batch;
import org.glissade.data.DenseBatch;
import org.glissade.data.DenseExamples;
import org.glissade.data.Examples;
import org.glissade.data.SparseBatch;
import org.glissade.data.SparseExamples;
import org.glissade.math.Floats;

/** Some encoded rows, as they travel to the worker who searches a rate. */
final class SampleRows {
  private SampleRows() {}

  static byte[] toBytes(Examples examples, int[] rows) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Batch batch = examples.newBatch(1);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      for (int row : rows) {
        examples.gather(new int[] {row}, 0, 1, batch);
        out.writeFloat(batch.targets()[0]);
        float[] weights = batch.weights();
        out.writeFloat(weights == null ? 1 : weights[0]);
        switch (batch) {
          case SparseBatch sparse -> {
            int count = sparse.offsets()[1];
            out.writeInt(count);
            for (int i = 0; i < count; i++) {
              out.writeInt(sparse.indices()[i]);
              out.writeFloat(sparse.values()[i]);
            }
          }
          case DenseBatch dense -> {
            out.writeInt(examples.columns());
            for (int i = 0; i < examples.columns(); i++) {
              out.writeFloat(dense.values()[i]);
            }
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static Examples of(List<byte[]> parts, int columns, boolean sparse) {
    WorkerRows rows = WorkerRows.inMemory(columns);
    for (byte[] part : parts) {
      try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(part))) {
        while (in.available() > 0) {
          rows.begin(0, in.readFloat(), in.readFloat());
          for (int left = in.readInt(), j = 0; left > 0; left--, j++) {
            rows.add(sparse ? in.readInt() : j, in.readFloat());
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    SparseExamples all = rows.examples();
    return sparse ? all : dense(all);
  }

  private static DenseExamples dense(SparseExamples rows) {
    int columns = rows.columns();
    float[] values = new float[Math.multiplyExact(rows.rows(), columns)];
    for (int row = 0; row < rows.rows(); row++) {
      for (int i = (int) rows.starts()[row]; i < rows.starts()[row + 1]; i++) {
        values[row * columns + rows.indices()[i]] = rows.values()[i];
      }
    }
    return DenseExamples.of(Floats.of(values), columns, rows.targets(), 1, rows.weights());
  }
}
