package org.glissade.io.cache;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.glissade.data.SparseExamples;
import org.glissade.io.DataException;
import org.glissade.io.formats.DataReader;
import org.glissade.io.formats.ReadOptions;
import org.glissade.io.formats.ReadResult;
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
    ReadResult read = DataReader.read(from, options);
    read.notes().forEach(notes);
    switch (read.records()) {
      case SparseRecords sparse when sparseName ->
          sparse(sparse.examples(), name.substring(0, name.length() - SPARSE.length()), notes);
      case SparseRecords sparse ->
          throw new DataException(
              sparse.source()
                  + " holds sparse rows, which make several arrays: name the first of them"
                  + " NAME.indptr.npy");
      case Table table when !sparseName -> table(table, read, to, notes);
      case Table table -> throw dense(table.source());
      case Matrix matrix -> throw dense(matrix.source());
    }
  }

  private static DataException dense(String source) {
    return new DataException(
        source + " holds dense rows, which make one array: name it NAME.npy, not NAME.indptr.npy");
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

  private static void table(Table table, ReadResult read, Path to, Consumer<String> notes) {
    List<Column> columns = new ArrayList<>();
    for (Column column : table.columns()) {
      switch (column) {
        case Column.Numeric numeric -> columns.add(numeric);
        case Column.Ignored ignored ->
            notes.accept(
                "left out column " + column.name() + ", for example \"" + ignored.example() + "\"");
        case Column.Categorical words ->
            throw new DataException(
                table.source()
                    + ": column "
                    + column.name()
                    + " holds words, and arrays hold numbers. --drop "
                    + column.name()
                    + " leaves it out; train with --cache keeps words");
      }
    }
    if (columns.isEmpty()) {
      throw new DataException(table.source() + " has no column of numbers");
    }
    WholeFile.write(
        to,
        channel -> {
          NpyWriter writer = new NpyWriter(channel, "<f4", columns.size());
          writer.rows(columns);
          writer.finish();
        });
    notes.accept("wrote " + NpyFile.open(to).describe() + " to " + to);
    for (int j = 0; j < columns.size(); j++) {
      if (columns.get(j).name().equals(read.target())) {
        notes.accept("the target " + read.target() + " is its column c" + (j + 1));
      }
    }
  }

  /** The file that is named comes last: where it is, the others are. */
  private static void sparse(SparseExamples rows, String name, Consumer<String> notes) {
    if (!rows.inMemory()) {
      throw new DataException(name + SPARSE + ": the rows are arrays already; copy them");
    }
    int stored = Math.toIntExact(rows.stored());
    write(name + ".indices.npy", "<i4", array -> array.ints(rows.indices(), 0, stored));
    write(name + ".data.npy", "<f4", array -> array.floats(rows.values(), 0, stored));
    write(name + ".labels.npy", "<f4", array -> array.floats(rows.targets(), 0, rows.rows()));
    write(name + ".shape.npy", "<i8", array -> array.longs(rows.rows(), rows.columns()));
    write(name + SPARSE, "<i8", array -> array.longs(rows.starts()));
    notes.accept(
        "wrote "
            + rows.rows()
            + " rows of "
            + rows.columns()
            + " features to "
            + name
            + SPARSE
            + " and, beside it, .indices, .data, .labels and .shape");
  }

  private static void write(String file, String type, CachedRecords.Elements elements) {
    WholeFile.write(
        Path.of(file),
        channel -> {
          NpyWriter writer = new NpyWriter(channel, type, 0);
          elements.writeTo(writer);
          writer.finish();
        });
  }
}
