package org.glissade.lab.replay;

import org.glissade.math.RandomStream;

/**
 * The largest eigenvalues of a symmetric matrix without negative ones, and their vectors.
 *
 * <p>By subspace iteration with Rayleigh-Ritz (Golub and Van Loan, "Matrix computations", section
 * 8.2.4 and 8.3): a few vectors more than are wanted are multiplied by the matrix, made orthonormal
 * and turned so that what the matrix does to them is diagonal. The error falls by the ratio of the
 * first eigenvalue left out to the one wanted, in each round.
 *
 * @param values the largest first
 * @param vectors of length 1, one for each; zeros where there is no such direction
 */
record Eigenpairs(double[] values, double[][] vectors) {
  private static final int SPARE = 10;
  private static final int MOST_ROUNDS = 400;
  private static final int MOST_SWEEPS = 60;
  private static final double TOLERANCE = 1e-13;

  /** A vector so much shorter when others are taken out of it was made of them. */
  private static final double DEPENDENT = 1e-12;

  /** The largest so many. */
  static Eigenpairs largest(double[][] matrix, int count) {
    int n = matrix.length;
    int width = Math.min(n, count + SPARE);
    double[][] basis = new double[width][n];
    RandomStream random = RandomStream.of(0, "eigenpairs");
    for (double[] vector : basis) {
      for (int i = 0; i < n; i++) {
        vector[i] = random.nextGaussian();
      }
    }
    double[] values = new double[width];
    boolean settled = false;
    for (int round = 0; round < MOST_ROUNDS && !settled; round++) {
      orthonormalise(basis);
      double[][] image = new double[width][];
      for (int k = 0; k < width; k++) {
        image[k] = times(matrix, basis[k]);
      }
      double[][] turn = ritz(basis, image, values);
      basis = turned(basis, turn);
      image = turned(image, turn);
      settled = true;
      for (int k = 0; k < Math.min(count, width); k++) {
        settled &= residual(image[k], basis[k], values[k]) <= TOLERANCE * values[0];
      }
      if (!settled) {
        basis = image;
      }
    }
    if (!settled) {
      orthonormalise(basis);
    }
    double[] largest = new double[count];
    double[][] vectors = new double[count][n];
    for (int k = 0; k < Math.min(count, width); k++) {
      largest[k] = Math.max(0, values[k]);
      vectors[k] = basis[k];
    }
    return new Eigenpairs(largest, vectors);
  }

  /** Gram-Schmidt, twice: once is not enough for vectors that are nearly alike. */
  private static void orthonormalise(double[][] vectors) {
    for (int k = 0; k < vectors.length; k++) {
      double[] vector = vectors[k];
      for (int pass = 0; pass < 2; pass++) {
        double before = Math.sqrt(dot(vector, vector));
        for (int j = 0; j < k; j++) {
          double part = dot(vector, vectors[j]);
          for (int i = 0; i < vector.length; i++) {
            vector[i] -= part * vectors[j][i];
          }
        }
        double after = Math.sqrt(dot(vector, vector));
        double factor = after > DEPENDENT * before ? 1 / after : 0;
        for (int i = 0; i < vector.length; i++) {
          vector[i] *= factor;
        }
      }
    }
  }

  /** The turn that makes the matrix diagonal among these vectors, the largest first. */
  private static double[][] ritz(double[][] basis, double[][] image, double[] values) {
    int width = basis.length;
    double[][] small = new double[width][width];
    for (int i = 0; i < width; i++) {
      for (int j = 0; j <= i; j++) {
        small[i][j] = dot(basis[i], image[j]);
        small[j][i] = small[i][j];
      }
    }
    double[][] turn = diagonalise(small);
    for (int k = 0; k < width; k++) {
      int most = k;
      for (int j = k + 1; j < width; j++) {
        most = small[j][j] > small[most][most] ? j : most;
      }
      double value = small[most][most];
      small[most][most] = small[k][k];
      small[k][k] = value;
      double[] direction = turn[most];
      turn[most] = turn[k];
      turn[k] = direction;
      values[k] = value;
    }
    return turn;
  }

  /**
   * Jacobi's method (Golub and Van Loan, section 8.5).
   *
   * @param a symmetric; its diagonal becomes the eigenvalues
   * @return the eigenvectors, one a row
   */
  private static double[][] diagonalise(double[][] a) {
    int n = a.length;
    double[][] vectors = new double[n][n];
    for (int k = 0; k < n; k++) {
      vectors[k][k] = 1;
    }
    boolean done = false;
    for (int sweep = 0; sweep < MOST_SWEEPS && !done; sweep++) {
      done = true;
      for (int p = 0; p < n; p++) {
        for (int q = p + 1; q < n; q++) {
          if (Math.abs(a[p][q]) > 1e-17 * (Math.abs(a[p][p]) + Math.abs(a[q][q]))) {
            rotate(a, vectors, p, q);
            done = false;
          }
        }
      }
    }
    return vectors;
  }

  private static void rotate(double[][] a, double[][] vectors, int p, int q) {
    double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
    double t = Math.copySign(1, theta) / (Math.abs(theta) + Math.hypot(theta, 1));
    double c = 1 / Math.hypot(t, 1);
    double s = t * c;
    for (double[] row : a) {
      double first = row[p];
      row[p] = c * first - s * row[q];
      row[q] = s * first + c * row[q];
    }
    for (double[][] each : new double[][][] {a, vectors}) {
      for (int k = 0; k < a.length; k++) {
        double first = each[p][k];
        each[p][k] = c * first - s * each[q][k];
        each[q][k] = s * first + c * each[q][k];
      }
    }
  }

  private static double[][] turned(double[][] vectors, double[][] turn) {
    double[][] result = new double[vectors.length][vectors[0].length];
    for (int k = 0; k < turn.length; k++) {
      for (int j = 0; j < turn.length; j++) {
        for (int i = 0; i < result[k].length; i++) {
          result[k][i] += turn[k][j] * vectors[j][i];
        }
      }
    }
    return result;
  }

  private static double residual(double[] image, double[] vector, double value) {
    double sum = 0;
    for (int i = 0; i < image.length; i++) {
      double apart = image[i] - value * vector[i];
      sum += apart * apart;
    }
    return Math.sqrt(sum);
  }

  private static double[] times(double[][] matrix, double[] vector) {
    double[] product = new double[matrix.length];
    for (int i = 0; i < product.length; i++) {
      product[i] = dot(matrix[i], vector);
    }
    return product;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
