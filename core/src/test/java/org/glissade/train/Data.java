package org.glissade.train;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.glissade.data.DenseExamples;

/**
 * Small real data sets, in double until the last moment.
 *
 * @param x features by row
 * @param y targets
 */
record Data(double[][] x, double[] y) {
  private static final double PIXEL = 16;

  /** The five features and the sound pressure, as they are. */
  static Data airfoil() {
    return lastColumn(read("airfoil_self_noise.dat", "\t"));
  }

  /** Class 1 is benign. */
  static Data breastCancer() {
    return lastColumn(withoutHeader("breast_cancer.csv"));
  }

  static Data iris() {
    return lastColumn(withoutHeader("iris.csv"));
  }

  static Data wine() {
    return lastColumn(withoutHeader("wine_data.csv"));
  }

  /** Pixels from 0 to 1. */
  static Data digits() {
    Data raw = lastColumn(read("digits.csv.gz", ","));
    for (double[] row : raw.x) {
      Arrays.setAll(row, j -> row[j] / PIXEL);
    }
    return raw;
  }

  static Data diabetes() {
    double[][] target = read("diabetes_target.csv.gz", " ");
    return new Data(
        read("diabetes_data_raw.csv.gz", " "),
        Arrays.stream(target).mapToDouble(row -> row[0]).toArray());
  }

  private static double[][] withoutHeader(String name) {
    double[][] rows = read(name, ",");
    return Arrays.copyOfRange(rows, 1, rows.length);
  }

  /** The numbers of a file; words become NaN. */
  private static double[][] read(String name, String separator) {
    try (InputStream file = Data.class.getResourceAsStream("/data/" + name);
        InputStream in = name.endsWith(".gz") ? new GZIPInputStream(file) : file) {
      List<String> lines =
          new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
      return lines.stream()
          .map(line -> Arrays.stream(line.split(separator)).mapToDouble(Data::number).toArray())
          .toArray(double[][]::new);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double number(String text) {
    return Character.isLetter(text.charAt(0)) ? Double.NaN : Double.parseDouble(text);
  }

  private static Data lastColumn(double[][] rows) {
    int features = rows[0].length - 1;
    return new Data(
        Arrays.stream(rows).map(row -> Arrays.copyOf(row, features)).toArray(double[][]::new),
        Arrays.stream(rows).mapToDouble(row -> row[features]).toArray());
  }

  int rows() {
    return x.length;
  }

  /** Features of mean 0 and population standard deviation 1. */
  Data standardised() {
    return standardised(0);
  }

  /** Features of mean 0 and standard deviation 1, with {@code rows − lost} as the divisor. */
  private Data standardised(int lost) {
    double[][] scaled = new double[x.length][x[0].length];
    for (int j = 0; j < x[0].length; j++) {
      int column = j;
      double[] values =
          standardised(Arrays.stream(x).mapToDouble(row -> row[column]).toArray(), lost);
      for (int i = 0; i < x.length; i++) {
        scaled[i][j] = values[i];
      }
    }
    return new Data(scaled, y);
  }

  /** All columns, the target too, of mean 0 and unbiased standard deviation 1. */
  Data whitened() {
    return new Data(standardised(1).x, standardised(y, 1));
  }

  private static double[] standardised(double[] values, int lost) {
    double mean = Arrays.stream(values).average().orElseThrow();
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    double deviation = Math.sqrt(squares / (values.length - lost));
    return Arrays.stream(values).map(v -> (v - mean) / deviation).toArray();
  }

  Data firstRows(int rows) {
    return new Data(Arrays.copyOf(x, rows), Arrays.copyOf(y, rows));
  }

  Data withTargets(double[] targets) {
    return new Data(x, targets);
  }

  DenseExamples examples() {
    int columns = x[0].length;
    float[] values = new float[x.length * columns];
    IntStream.range(0, values.length).forEach(i -> values[i] = (float) x[i / columns][i % columns]);
    return DenseExamples.of(values, columns, floats(y));
  }

  static float[] floats(double... values) {
    float[] narrow = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      narrow[i] = (float) values[i];
    }
    return narrow;
  }

  static double[] doubles(float... values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }
}
