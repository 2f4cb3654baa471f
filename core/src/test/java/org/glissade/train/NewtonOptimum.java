package org.glissade.train;

/**
 * The lowest value of a smooth penalised risk with one output, by Newton's method in double: mean
 * loss + ½λ‖w‖², the bias (the last parameter) free of it.
 */
final class NewtonOptimum {
  private NewtonOptimum() {}

  /** A loss of a score and its target: value, derivative and second derivative. */
  @FunctionalInterface
  interface Curve {
    double[] at(double score, double target);
  }

  static final Curve SQUARED = (s, y) -> new double[] {0.5 * (s - y) * (s - y), s - y, 1};

  /** Targets −1 and +1. */
  static final Curve LOGISTIC =
      (s, y) -> {
        double p = 1 / (1 + Math.exp(y * s));
        return new double[] {Math.log1p(Math.exp(-y * s)), -y * p, p * (1 - p)};
      };

  static double value(RandomProblem problem, Curve curve, double lambda) {
    int d = problem.columns() + 1;
    double[] theta = new double[d];
    double value = Double.NaN;
    for (int iteration = 0; iteration < 30; iteration++) {
      double[][] system = new double[d][d + 1];
      value = 0;
      for (int i = 0; i < problem.rows(); i++) {
        double[] x = new double[d];
        double score = 0;
        for (int j = 0; j < d; j++) {
          x[j] = j + 1 < d ? problem.x()[i * problem.columns() + j] : 1;
          score += x[j] * theta[j];
        }
        double[] at = curve.at(score, problem.y()[i]);
        value += at[0] / problem.rows();
        for (int j = 0; j < d; j++) {
          system[j][d] -= at[1] * x[j] / problem.rows();
          for (int k = 0; k < d; k++) {
            system[j][k] += at[2] * x[j] * x[k] / problem.rows();
          }
        }
      }
      for (int j = 0; j + 1 < d; j++) {
        value += 0.5 * lambda * theta[j] * theta[j];
        system[j][d] -= lambda * theta[j];
        system[j][j] += lambda;
      }
      double[] step = solved(system);
      for (int j = 0; j < d; j++) {
        theta[j] += step[j];
      }
    }
    return value;
  }

  /** Gaussian elimination of a positive definite system, its right side in the last column. */
  private static double[] solved(double[][] a) {
    int n = a.length;
    for (int k = 0; k < n; k++) {
      for (int i = k + 1; i < n; i++) {
        double factor = a[i][k] / a[k][k];
        for (int j = k; j <= n; j++) {
          a[i][j] -= factor * a[k][j];
        }
      }
    }
    double[] x = new double[n];
    for (int k = n - 1; k >= 0; k--) {
      x[k] = a[k][n];
      for (int j = k + 1; j < n; j++) {
        x[k] -= a[k][j] * x[j];
      }
      x[k] /= a[k][k];
    }
    return x;
  }
}
