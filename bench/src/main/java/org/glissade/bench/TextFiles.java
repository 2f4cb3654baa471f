package org.glissade.bench;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.glissade.io.npy.NpyWriter;

/** The data as text, for the jobs that begin with a file: made once, from the raw files. */
final class TextFiles {
  private static final int COPIES = 15;
  private static final int DIGITS = 100_000;

  private final Path folder;
  private final double scale;

  TextFiles(Path folder, double scale) {
    this.folder = folder;
    this.scale = scale;
  }

  String folder() {
    return folder.toString();
  }

  double scale() {
    return scale;
  }

  private interface RowWriter {
    void write(NumberFile out, Data data, int row) throws IOException;
  }

  /** The sparse rows as LIBSVM, columns from 1. */
  Path libsvm() throws IOException {
    return make("sparse.svm", Workload.W3A, Integer.MAX_VALUE, "", TextFiles::libsvmRow);
  }

  /** The sparse rows in the format of Vowpal Wabbit. */
  Path vowpal() throws IOException {
    return make("sparse.vw", Workload.W3A, Integer.MAX_VALUE, "", TextFiles::vowpalRow);
  }

  /** The first rows of the dense data as CSV, the target last. */
  Path csv(String name, int rows) throws IOException {
    StringBuilder header = new StringBuilder();
    for (int column = 1; column <= DataSet.DENSE_100.columns(); column++) {
      header.append('x').append(column).append(',');
    }
    return make(name, Workload.W1, rows, header + "y\n", TextFiles::csvRow);
  }

  /** The dense rows and their targets, {@value #COPIES} times over, as an array of NumPy. */
  Path large() throws IOException {
    Path file = folder.resolve("large.npy");
    if (Files.exists(file)) {
      return file;
    }
    new DataFiles(folder, scale).make(DataSet.DENSE_100);
    Data data = Data.read(folder, Workload.W1.job(scale), Data.Storage.HEAP);
    int columns = data.job().columns();
    Path unfinished = folder.resolve("large.npy.unfinished");
    try (FileChannel channel = FileChannel.open(unfinished, CREATE, TRUNCATE_EXISTING, WRITE)) {
      NpyWriter out = new NpyWriter(channel, "<f4", columns + 1);
      for (int row = 0; row < COPIES * data.job().rows(); row++) {
        int from = row % data.job().rows();
        out.floats(data.values(), from * columns, (from + 1) * columns);
        out.floats(data.targets(), from, from + 1);
      }
      out.finish();
    }
    Files.move(unfinished, file);
    return file;
  }

  private Path make(String name, Workload workload, int most, String header, RowWriter row)
      throws IOException {
    Path file = folder.resolve(name);
    if (Files.exists(file)) {
      return file;
    }
    new DataFiles(folder, scale).make(workload.data());
    Data data = Data.read(folder, workload.job(scale), Data.Storage.HEAP);
    try (NumberFile out = new NumberFile(file)) {
      out.put(header);
      for (int i = 0; i < Math.min(most, data.job().rows()); i++) {
        row.write(out, data, i);
      }
      out.finish();
    }
    return file;
  }

  private static void libsvmRow(NumberFile out, Data data, int row) throws IOException {
    out.put(data.targets()[row] > 0 ? "1" : "-1");
    pairs(out, data, row);
  }

  private static void vowpalRow(NumberFile out, Data data, int row) throws IOException {
    out.put(data.targets()[row] > 0 ? "1 |" : "-1 |");
    pairs(out, data, row);
  }

  private static void pairs(NumberFile out, Data data, int row) throws IOException {
    StringBuilder line = new StringBuilder();
    int nonzeros = data.job().nonzeros();
    for (int i = row * nonzeros; i < (row + 1) * nonzeros; i++) {
      line.append(' ').append(data.ids()[i] + 1).append(':');
      number(line, data.values()[i]);
    }
    out.put(line.append('\n'));
  }

  private static void csvRow(NumberFile out, Data data, int row) throws IOException {
    StringBuilder line = new StringBuilder();
    int columns = data.job().columns();
    for (int column = 0; column < columns; column++) {
      number(line, data.values()[row * columns + column]);
      line.append(',');
    }
    number(line, data.targets()[row]);
    out.put(line.append('\n'));
  }

  /** Five digits after the point, without an exponent: {@code -0.30179}. */
  private static void number(StringBuilder line, float value) {
    long scaled = Math.round((double) value * DIGITS);
    if (scaled < 0) {
      line.append('-');
      scaled = -scaled;
    }
    long fraction = scaled % DIGITS;
    line.append(scaled / DIGITS).append('.');
    for (long place = DIGITS / 10; place > 0; place /= 10) {
      line.append((char) ('0' + fraction / place % 10));
    }
  }
}
