package org.glissade.diagnose;

import java.util.Arrays;
import org.glissade.data.Batch;
import org.glissade.data.DenseExamples;
import org.glissade.data.Examples;
import org.glissade.data.SparseBatch;
import org.glissade.data.SparseExamples;
import org.glissade.math.Floats;

/**
 * How large features are, told so that a few wild values do not matter: the magnitude of a column
 * is 1.4826 times the median of |x| over its nonzeros (the standard deviation of a centred normal
 * one), and a row is as long as Σ(xⱼ/magnitudeⱼ)² says. A column in the millions makes no row long,
 * and a row with one value in the millions no column large.
 */
final class FeatureScales {
  /** Makes the median of |x| of a centred normal variable its deviation. */
  static final double NORMAL = 1.4826;

  private static final int PIECE = 256;

  private final int columns;

  /** Nonzeros by rows: those of row i are {@code [starts[i], starts[i + 1])}. */
  private final int[] starts;

  private final int[] indices;
  private final float[] values;
  private final double[] magnitudes;

  /** Looks at all of these examples, whose nonzeros must fit into arrays. */
  FeatureScales(Examples examples) {
    columns = examples.columns();
    int rows = examples.rows();
    starts = new int[rows + 1];
    int[] places = new int[(int) examples.stored()];
    float[] numbers = new float[places.length];
    Batch batch = examples.newBatch(Math.min(PIECE, rows));
    int[] order = new int[batch.capacity()];
    float[] dense = new float[batch instanceof SparseBatch ? 0 : columns];
    for (int from = 0; from < rows; from += order.length) {
      int count = Math.min(order.length, rows - from);
      for (int i = 0; i < count; i++) {
        order[i] = from + i;
      }
      examples.gather(order, 0, count, batch);
      for (int i = 0; i < count; i++) {
        int at = starts[from + i];
        if (batch instanceof SparseBatch sparse) {
          for (int k = sparse.offsets()[i]; k < sparse.offsets()[i + 1]; k++) {
            places[at] = sparse.indices()[k];
            numbers[at++] = sparse.values()[k];
          }
        } else {
          Arrays.fill(dense, 0);
          batch.addTo(i, 1, dense, 0);
          for (int j = 0; j < columns; j++) {
            places[at] = j;
            numbers[at] = dense[j];
            at += dense[j] == 0 ? 0 : 1;
          }
        }
        starts[from + i + 1] = at;
      }
    }
    indices = places;
    values = numbers;
    magnitudes = measured();
  }

  private double[] measured() {
    double[][] byColumn = byColumn();
    double[] found = new double[columns];
    for (int j = 0; j < columns; j++) {
      for (int k = 0; k < byColumn[j].length; k++) {
        byColumn[j][k] = Math.abs(byColumn[j][k]);
      }
      found[j] = byColumn[j].length == 0 ? 0 : NORMAL * median(byColumn[j]);
    }
    return found;
  }

  private double[][] byColumn() {
    int end = starts[starts.length - 1];
    int[] counts = new int[columns];
    for (int k = 0; k < end; k++) {
      counts[indices[k]]++;
    }
    double[][] split = new double[columns][];
    Arrays.setAll(split, j -> new double[counts[j]]);
    Arrays.fill(counts, 0);
    for (int k = 0; k < end; k++) {
      split[indices[k]][counts[indices[k]]++] = values[k];
    }
    return split;
  }

  /** Of each column; 0 where it has no nonzero. */
  double[] magnitudes() {
    return magnitudes;
  }

  /** Of each row: its length in magnitudes, in units of the median of all rows. */
  double[] distances() {
    double[] lengths = new double[starts.length - 1];
    for (int i = 0; i < lengths.length; i++) {
      for (int k = starts[i]; k < starts[i + 1]; k++) {
        double x = values[k] / magnitudes[indices[k]];
        lengths[i] += x * x;
      }
    }
    double median = median(lengths.clone());
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = median > 0 ? Math.sqrt(lengths[i] / median) : 0;
    }
    return lengths;
  }

  /** The column in which a row is farthest off; 0 if it is empty. */
  int farthestColumn(int row) {
    int column = 0;
    double most = 0;
    for (int k = starts[row]; k < starts[row + 1]; k++) {
      double x = Math.abs(values[k] / magnitudes[indices[k]]);
      if (x > most) {
        most = x;
        column = indices[k];
      }
    }
    return column;
  }

  float value(int row, int column) {
    for (int k = starts[row]; k < starts[row + 1]; k++) {
      if (indices[k] == column) {
        return values[k];
      }
    }
    return 0;
  }

  /** The median of a column, zeros included. */
  double median(int column) {
    double[] all = new double[starts.length - 1];
    Arrays.setAll(all, row -> value(row, column));
    return median(all);
  }

  /** The middle number; the lower of two. Sorts what it is given. */
  static double median(double[] numbers) {
    Arrays.sort(numbers);
    return numbers[(numbers.length - 1) / 2];
  }

  /**
   * The examples with scaled features: dense ones to mean 0 and deviation 1 over these rows, sparse
   * ones to a largest magnitude of 1.
   */
  static Examples scaled(Examples examples) {
    FeatureScales plain = new FeatureScales(examples);
    int columns = plain.columns;
    int rows = examples.rows();
    if (examples instanceof SparseExamples) {
      float[] largest = new float[columns];
      int end = plain.starts[rows];
      for (int k = 0; k < end; k++) {
        int j = plain.indices[k];
        largest[j] = Math.max(largest[j], Math.abs(plain.values[k]));
      }
      long[] starts = new long[rows + 1];
      Arrays.setAll(starts, i -> plain.starts[i]);
      float[] values = Arrays.copyOf(plain.values, end);
      for (int k = 0; k < end; k++) {
        values[k] /= largest[plain.indices[k]];
      }
      int[] indices = Arrays.copyOf(plain.indices, end);
      return SparseExamples.of(
          starts,
          indices,
          values,
          columns,
          examples.targets(),
          examples.targetsPerRow(),
          examples.weights());
    }
    float[] values = new float[rows * columns];
    for (int i = 0; i < rows; i++) {
      for (int k = plain.starts[i]; k < plain.starts[i + 1]; k++) {
        values[i * columns + plain.indices[k]] = plain.values[k];
      }
    }
    for (int j = 0; j < columns; j++) {
      standardise(values, rows, columns, j);
    }
    return DenseExamples.of(
        Floats.of(values),
        columns,
        examples.targets(),
        examples.targetsPerRow(),
        examples.weights());
  }

  private static void standardise(float[] values, int rows, int columns, int column) {
    double mean = 0;
    for (int i = 0; i < rows; i++) {
      mean += values[i * columns + column];
    }
    mean /= rows;
    double squares = 0;
    for (int i = 0; i < rows; i++) {
      double x = values[i * columns + column] - mean;
      squares += x * x;
    }
    double deviation = Math.sqrt(squares / rows);
    for (int i = 0; i < rows; i++) {
      double x = values[i * columns + column] - mean;
      values[i * columns + column] = deviation > 0 ? (float) (x / deviation) : 0;
    }
  }
}
