package org.glissade.bench;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import org.glissade.io.npy.NpyFile;
import org.glissade.io.npy.NpyWriter;
import org.glissade.math.RandomStream;

/**
 * Makes the data, once: the same numbers on every machine. Targets come from a true linear model,
 * with normal noise for numbers, drawn from its logistic probability for classes.
 *
 * <p>The sparse rows: ids are drawn by Zipf's law with exponent 1 over a million ranks, which is
 * the floor of (10⁶ + 1)ᵘ with u uniform, and a random permutation scatters the ranks over the
 * columns. {@value #DRAWS} draws make a row; its first 75 different ids count, with value (1 + log
 * count) · idf, scaled to norm 1 and rounded to five digits after the point.
 */
final class DataFiles {
  private static final int DRAWS = 400;
  private static final double SMALL_BIAS = 4.2;
  private static final double[] SMALL_WEIGHTS = {2, -3.4, 1, 0.5, -1};

  private final Path folder;
  private final double scale;

  DataFiles(Path folder, double scale) {
    this.folder = folder;
    this.scale = scale;
  }

  /** Makes the files of a data set that are not there. */
  void make(DataSet set) throws IOException {
    Path last = targets(set);
    long expected = (long) Float.BYTES * set.rows(scale);
    if (Files.exists(last) && Files.size(last) == expected) {
      return;
    }
    Files.createDirectories(folder);
    if (set.isSparse()) {
      sparse(set);
    } else {
      dense(set);
    }
  }

  Path features(DataSet set) {
    return folder.resolve(set.fileName() + ".x.f32");
  }

  /** The dense features once more, as an array of NumPy: made from {@link #features}. */
  void makeMapped(DataSet set) throws IOException {
    make(set);
    Path file = mapped(folder, set.fileName());
    int rows = set.rows(scale);
    if (Files.exists(file) && NpyFile.open(file).rows() == rows) {
      return;
    }
    Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    try (DataInputStream in =
            new DataInputStream(new BufferedInputStream(Files.newInputStream(features(set))));
        FileChannel out = FileChannel.open(unfinished, CREATE, TRUNCATE_EXISTING, WRITE)) {
      copyRows(in, new NpyWriter(out, "<f4", set.columns()), rows, set.columns());
    }
    Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void copyRows(DataInputStream in, NpyWriter out, int rows, int columns)
      throws IOException {
    byte[] bytes = new byte[columns * Float.BYTES];
    float[] row = new float[columns];
    for (int i = 0; i < rows; i++) {
      in.readFully(bytes);
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(row);
      out.floats(row, 0, columns);
    }
    out.finish();
  }

  static Path mapped(Path folder, String name) {
    return folder.resolve(name + ".x.npy");
  }

  Path ids(DataSet set) {
    return folder.resolve(set.fileName() + ".ids.i32");
  }

  /** The last file to be written. */
  Path targets(DataSet set) {
    return folder.resolve(set.fileName() + ".y.f32");
  }

  private void dense(DataSet set) throws IOException {
    RandomStream features = RandomStream.of(1, set.fileName());
    RandomStream noise = RandomStream.of(1, set.fileName() + " noise");
    double[] weights = trueWeights(set);
    try (NumberFile x = new NumberFile(features(set));
        NumberFile y = new NumberFile(targets(set))) {
      for (int row = 0; row < set.rows(scale); row++) {
        double score = 0;
        for (int column = 0; column < set.columns(); column++) {
          float value = (float) features.nextGaussian();
          score += value * weights[column];
          x.put(value);
        }
        y.put(target(set, score, noise));
      }
      x.finish();
      y.finish();
    }
  }

  private static double[] trueWeights(DataSet set) {
    if (set == DataSet.SMALL_5) {
      return SMALL_WEIGHTS;
    }
    RandomStream random = RandomStream.of(1, set.fileName() + " weights");
    double spread = set.isSparse() ? 3 : set.hasClasses() ? 0.4 : 1;
    double[] weights = new double[set.columns()];
    Arrays.setAll(weights, column -> spread * random.nextGaussian());
    return weights;
  }

  private static float target(DataSet set, double score, RandomStream noise) {
    if (set.hasClasses()) {
      return noise.nextDouble() < 1 / (1 + StrictMath.exp(-score)) ? 1 : 0;
    }
    return (float)
        (set == DataSet.SMALL_5
            ? score + SMALL_BIAS + 0.5 * noise.nextGaussian()
            : score + 0.5 + 0.1 * noise.nextGaussian());
  }

  private void sparse(DataSet set) throws IOException {
    int rows = set.rows(scale);
    int perRow = set.nonzeros();
    int[] ids = new int[Math.multiplyExact(rows, perRow)];
    float[] values = new float[ids.length];
    int[] documents = new int[set.columns()];
    drawSparse(set, ids, values);
    for (int id : ids) {
      documents[id]++;
    }
    double[] weights = trueWeights(set);
    RandomStream noise = RandomStream.of(1, set.fileName() + " noise");
    try (NumberFile x = new NumberFile(features(set));
        NumberFile columns = new NumberFile(ids(set));
        NumberFile y = new NumberFile(targets(set))) {
      for (int row = 0; row < rows; row++) {
        double score = 0;
        normalise(rows, row * perRow, perRow, ids, values, documents);
        for (int i = row * perRow; i < (row + 1) * perRow; i++) {
          score += values[i] * weights[ids[i]];
          x.put(values[i]);
          columns.put(ids[i]);
        }
        y.put(target(set, score, noise));
      }
      x.finish();
      columns.finish();
      y.finish();
    }
  }

  /** Fills ids, ascending in each row, and 1 + log of how often each was drawn. */
  private static void drawSparse(DataSet set, int[] ids, float[] values) {
    int columns = set.columns();
    int perRow = set.nonzeros();
    RandomStream random = RandomStream.of(1, set.fileName());
    int[] columnOf = new int[columns];
    Arrays.setAll(columnOf, rank -> rank);
    RandomStream.of(1, set.fileName() + " columns").shuffle(columnOf);
    int[] count = new int[columns];
    int[] drawn = new int[DRAWS];
    for (int from = 0; from < ids.length; from += perRow) {
      int different = 0;
      while (different < perRow) {
        for (int k = 0; k < DRAWS; k++) {
          double rank = StrictMath.pow(columns + 1.0, random.nextDouble()) - 1;
          int id = columnOf[Math.min(columns - 1, (int) rank)];
          if (count[id]++ == 0 && different < DRAWS) {
            drawn[different++] = id;
          }
        }
      }
      Arrays.sort(drawn, 0, perRow);
      for (int k = 0; k < perRow; k++) {
        ids[from + k] = drawn[k];
        values[from + k] = (float) (1 + StrictMath.log(count[drawn[k]]));
      }
      for (int k = 0; k < different; k++) {
        count[drawn[k]] = 0;
      }
    }
  }

  private static void normalise(
      int rows, int from, int perRow, int[] ids, float[] values, int[] documents) {
    double squares = 0;
    for (int i = from; i < from + perRow; i++) {
      double idf = StrictMath.log((1.0 + rows) / (1.0 + documents[ids[i]])) + 1;
      values[i] = (float) (values[i] * idf);
      squares += (double) values[i] * values[i];
    }
    double norm = Math.sqrt(squares);
    for (int i = from; i < from + perRow; i++) {
      values[i] = (float) Math.max(1e-5, Math.rint(values[i] / norm * 1e5) / 1e5);
    }
  }
}
