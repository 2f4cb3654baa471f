package org.glissade.io.cache;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.glissade.io.DataException;
import org.glissade.io.formats.DataReader;
import org.glissade.io.formats.ReadOptions;
import org.glissade.io.formats.ReadResult;
import org.glissade.io.formats.RowSink;
import org.glissade.io.formats.Source;
import org.glissade.io.modelfile.WholeFile;
import org.glissade.io.npy.NpyFile;
import org.glissade.io.npy.NpyWriter;
import org.glissade.io.table.Column;
import org.glissade.io.table.Matrix;
import org.glissade.io.table.SparseRecords;
import org.glissade.io.table.Table;

/**
 * Files of rows as arrays of NumPy, to be kept: a table of numbers as one, {@code NAME.npy}; sparse
 * rows as {@code NAME.indptr.npy} and those beside it.
 */
public final class Conversion {
  private static final String DENSE = ".npy";
  private static final String SPARSE = ".indptr.npy";

  private Conversion() {}

  /**
   * Converts a file; an array of other numbers is converted to {@code float32}.
   *
   * @param to ends in {@code .npy}, for sparse rows in {@code .indptr.npy}
   * @param notes receives what was written, and what was left out
   * @throws DataException if the data cannot be read or told as numbers, or not be written
   */
  public static void convert(Source from, ReadOptions options, Path to, Consumer<String> notes) {
    String name = to.toString();
    if (!name.endsWith(DENSE)) {
      throw new DataException(
          to
              + ": the name must end in .npy, for sparse rows in .indptr.npy; no other format is"
              + " written");
    }
    boolean sparseName = name.endsWith(SPARSE);
    Path array = from.path();
    boolean sparseSource = array != null && array.toString().endsWith(SPARSE);
    if (array != null && !sparseName && !sparseSource && DataReader.isArray(from, options)) {
      array(NpyFile.open(array), to, notes);
      return;
    }
    if (array != null && DataReader.isArray(from, options)) {
      throw sparseName
          ? new DataException(from.name() + " is an array already; copy it and those beside it")
          : new DataException(
              from.name() + " holds sparse rows in arrays; there is nothing to convert them to");
    }
    ArraySink sink =
        sparseName
            ? sparse(from, name.substring(0, name.length() - SPARSE.length()))
            : dense(from, to);
    RowSink.Summary read =
        sink.write(WholeFile::write, () -> DataReader.stream(from, options, sink));
    read.heading().notes().forEach(notes);
    switch (read.heading().records()) {
      case SparseRecords rows ->
          notes.accept(
              "wrote "
                  + read.rows()
                  + " rows of "
                  + rows.examples().columns()
                  + " features to "
                  + name
                  + " and, beside it, .indices, .data, .labels and .shape");
      case Table table -> told(table, read.heading(), to, notes);
      case Matrix matrix -> throw new IllegalStateException(matrix.source());
    }
  }

  /** Files are named from the one that is to appear last: where it is, the others are. */
  private static SparseSink sparse(Source from, String name) {
    return new SparseSink(
        List.of(
            new ArraySink.ArrayFile(Path.of(name + SPARSE), "<i8"),
            new ArraySink.ArrayFile(Path.of(name + ".indices.npy"), "<i4"),
            new ArraySink.ArrayFile(Path.of(name + ".data.npy"), "<f4"),
            new ArraySink.ArrayFile(Path.of(name + ".labels.npy"), "<f4"),
            new ArraySink.ArrayFile(Path.of(name + ".shape.npy"), "<i8"))) {
      @Override
      public void cells(float[] cells, int rows, int columns) {
        throw new DataException(
            from.name()
                + " holds dense rows, which make one array: name it NAME.npy, not"
                + " NAME.indptr.npy");
      }
    };
  }

  private static DenseSink dense(Source from, Path to) {
    return new DenseSink(to) {
      @Override
      public void words(String column) {
        throw new DataException(
            from.name()
                + ": column "
                + column
                + " holds words, and arrays hold numbers. --drop "
                + column
                + " leaves it out; train with --cache keeps words");
      }

      @Override
      public void sparse(float[] labels, int[] ends, int[] indices, float[] values) {
        throw new DataException(
            from.name()
                + " holds sparse rows, which make several arrays: name the first of them"
                + " NAME.indptr.npy");
      }
    };
  }

  private static void array(NpyFile from, Path to, Consumer<String> notes) {
    if (from.transposed() || from.columns() > Integer.MAX_VALUE - 8) {
      throw new DataException(
          from.path()
              + " holds "
              + from.describe()
              + "; with NumPy: np.save('new.npy', np.ascontiguousarray(x, dtype='<f4'))");
    }
    WholeFile.write(
        to,
        channel -> {
          int columns = from.dimensions() < 2 ? 0 : (int) from.columns();
          NpyWriter writer = new NpyWriter(channel, "<f4", columns);
          from.read((at, piece, count) -> writer.floats(piece, 0, count));
          writer.finish();
        });
    notes.accept("wrote " + NpyFile.open(to).describe() + " to " + to);
  }

  private static void told(Table table, ReadResult read, Path to, Consumer<String> notes) {
    notes.accept("wrote " + NpyFile.open(to).describe() + " to " + to);
    int column = 0;
    for (Column each : table.columns()) {
      if (each instanceof Column.Ignored ignored) {
        notes.accept(
            "left out column " + each.name() + ", for example \"" + ignored.example() + "\"");
      } else {
        column++;
        if (read.targets().contains(each.name())) {
          notes.accept("the target " + each.name() + " is its column c" + column);
        }
      }
    }
  }
}
