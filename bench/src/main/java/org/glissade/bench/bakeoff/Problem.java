package org.glissade.bench.bakeoff;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.glissade.data.DenseExamples;
import org.glissade.math.RandomStream;

/**
 * A linear model with a bias on a few rows: mean loss + ½α‖w‖², the bias free. Its optimum is found
 * by Newton's method in double.
 *
 * @param x row-major
 * @param y targets, −1 or +1 if logistic
 */
record Problem(String name, float[] x, float[] y, int columns, boolean logistic, double alpha) {
  private static final int MOST_STEPS = 100;
  private static final int AIRFOIL_ROWS = 1500;

  int rows() {
    return y.length;
  }

  DenseExamples examples() {
    return DenseExamples.of(x, columns, y);
  }

  /** The objective at w, b = w[columns]. */
  double value(double[] w) {
    double sum = 0;
    for (int i = 0; i < rows(); i++) {
      double s = score(w, i);
      sum += logistic ? softplus(-y[i] * s) : 0.5 * (s - y[i]) * (s - y[i]);
    }
    double squares = 0;
    for (int j = 0; j < columns; j++) {
      squares += w[j] * w[j];
    }
    return sum / rows() + 0.5 * alpha * squares;
  }

  private double score(double[] w, int row) {
    double sum = w[columns];
    for (int j = 0; j < columns; j++) {
      sum += w[j] * x[row * columns + j];
    }
    return sum;
  }

  private static double softplus(double t) {
    return Math.max(t, 0) + Math.log1p(Math.exp(-Math.abs(t)));
  }

  /** The lowest value, by Newton steps that are halved until they descend. */
  double optimum() {
    int n = columns + 1;
    double[] w = new double[n];
    double best = value(w);
    for (int step = 0; step < MOST_STEPS; step++) {
      double[] gradient = new double[n];
      double[][] hessian = new double[n][n];
      derivatives(w, gradient, hessian);
      double[] direction = solve(hessian, gradient);
      double length = 1;
      double next = best;
      double[] tried = w;
      while (length > 1e-10) {
        tried = new double[n];
        for (int j = 0; j < n; j++) {
          tried[j] = w[j] - length * direction[j];
        }
        next = value(tried);
        if (next < best) {
          break;
        }
        length /= 2;
      }
      if (!(next < best)) {
        return best;
      }
      w = tried;
      best = next;
    }
    return best;
  }

  private void derivatives(double[] w, double[] gradient, double[][] hessian) {
    int n = columns + 1;
    for (int i = 0; i < rows(); i++) {
      double s = score(w, i);
      double p = 1 / (1 + Math.exp(y[i] * s));
      double first = (logistic ? -y[i] * p : s - y[i]) / rows();
      double second = (logistic ? p * (1 - p) : 1) / rows();
      for (int j = 0; j < n; j++) {
        double xj = j == columns ? 1 : x[i * columns + j];
        gradient[j] += first * xj;
        for (int k = 0; k < n; k++) {
          hessian[j][k] += second * xj * (k == columns ? 1 : x[i * columns + k]);
        }
      }
    }
    for (int j = 0; j < n; j++) {
      gradient[j] += j == columns ? 0 : alpha * w[j];
      hessian[j][j] += j == columns ? 1e-12 : alpha + 1e-12; // columns of zeros have no curvature
    }
  }

  /** Gauss's elimination with the largest pivots. */
  private static double[] solve(double[][] a, double[] b) {
    int n = b.length;
    double[] x = b.clone();
    for (int k = 0; k < n; k++) {
      int pivot = k;
      for (int i = k + 1; i < n; i++) {
        pivot = Math.abs(a[i][k]) > Math.abs(a[pivot][k]) ? i : pivot;
      }
      double[] row = a[k];
      a[k] = a[pivot];
      a[pivot] = row;
      double value = x[k];
      x[k] = x[pivot];
      x[pivot] = value;
      for (int i = k + 1; i < n; i++) {
        double factor = a[i][k] / a[k][k];
        for (int j = k; j < n; j++) {
          a[i][j] -= factor * a[k][j];
        }
        x[i] -= factor * x[k];
      }
    }
    for (int k = n - 1; k >= 0; k--) {
      for (int j = k + 1; j < n; j++) {
        x[k] -= a[k][j] * x[j];
      }
      x[k] /= a[k][k];
    }
    return x;
  }

  // --- the four --------------------------------------------------------------------------------

  /**
   * Airfoil self-noise, least squares, as in "Dive into Deep Learning" (d2l.ai, Minibatch SGD):
   * columns and target with mean 0 and deviation 1 over all rows, then the first 1,500 of them.
   */
  static Problem airfoil(Path file) throws IOException {
    List<double[]> rows = numbers(file);
    Problem all = of("airfoil", rows, 5, true, false, 0, row -> row[5]);
    float[] x = Arrays.copyOf(all.x, 5 * AIRFOIL_ROWS);
    float[] y = Arrays.copyOf(all.y, AIRFOIL_ROWS);
    return new Problem(all.name, x, y, 5, false, 0);
  }

  /** Breast cancer, logistic, α = 10⁻³. */
  static Problem breastCancer(Path file) throws IOException {
    List<double[]> rows = numbers(file);
    return of("breast_cancer", rows, 30, true, true, 1e-3, row -> row[30] > 0 ? 1 : -1);
  }

  /** Odd and even digits, logistic, α = 10⁻⁴, pixels/16. */
  static Problem digits(Path file) throws IOException {
    List<double[]> rows = numbers(file);
    for (double[] row : rows) {
      for (int j = 0; j < 64; j++) {
        row[j] /= 16;
      }
    }
    return of("digits", rows, 64, false, true, 1e-4, row -> row[64] % 2 == 1 ? 1 : -1);
  }

  /** 5,000 × 40 normal columns whose deviations go from 0.1 to 10, logistic, α = 10⁻⁴. */
  static Problem unscaled() {
    RandomStream random = RandomStream.of(1, "unscaled");
    double[] weights = new double[40];
    for (int j = 0; j < 40; j++) {
      weights[j] = random.nextGaussian();
    }
    List<double[]> rows = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      double[] row = new double[41];
      double score = 0;
      for (int j = 0; j < 40; j++) {
        double z = random.nextGaussian();
        row[j] = z * Math.pow(10, -1 + 2 * j / 39.0);
        score += z * weights[j];
      }
      row[40] = random.nextDouble() < 1 / (1 + Math.exp(-score)) ? 1 : -1;
      rows.add(row);
    }
    return of("unscaled", rows, 40, false, true, 1e-4, row -> row[40]);
  }

  private interface Target {
    double of(double[] row);
  }

  private static Problem of(
      String name,
      List<double[]> rows,
      int columns,
      boolean standardised,
      boolean logistic,
      double alpha,
      Target target) {
    int n = rows.size();
    float[] x = new float[n * columns];
    float[] y = new float[n];
    for (int j = 0; j <= columns; j++) {
      int column = j;
      double mean = rows.stream().mapToDouble(row -> value(row, column, columns, target)).sum() / n;
      double squares =
          rows.stream()
              .mapToDouble(row -> Math.pow(value(row, column, columns, target) - mean, 2))
              .sum();
      boolean scale = standardised && (j < columns || !logistic);
      double deviation = scale ? Math.sqrt(squares / n) : 1;
      for (int i = 0; i < n; i++) {
        double value = value(rows.get(i), j, columns, target) - (scale ? mean : 0);
        if (j < columns) {
          x[i * columns + j] = (float) (value / deviation);
        } else {
          y[i] = (float) (value / deviation);
        }
      }
    }
    return new Problem(name, x, y, columns, logistic, alpha);
  }

  private static double value(double[] row, int column, int columns, Target target) {
    return column < columns ? row[column] : target.of(row);
  }

  /** Lines of numbers separated by commas, behind a header. */
  private static List<double[]> numbers(Path file) throws IOException {
    List<double[]> rows = new ArrayList<>();
    InputStream raw = Files.newInputStream(file);
    try (InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      while (line != null && (line = lines.readLine()) != null) {
        String[] cells = line.split(",", -1);
        double[] row = new double[cells.length];
        for (int j = 0; j < row.length; j++) {
          row[j] = Double.parseDouble(cells[j]);
        }
        rows.add(row);
      }
    }
    return rows;
  }
}
