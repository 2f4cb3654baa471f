package org.glissade.lab.problem;

import java.util.Arrays;
import org.glissade.data.Batch;
import org.glissade.data.Examples;
import org.glissade.model.LinearModel;
import org.glissade.model.Squared;

/**
 * Least squares of one or two weights in double precision, from one pass over the examples:
 *
 * <pre>
 *   L(w) = 1/2N · Σ (w·xᵢ − yᵢ)²,   ∇L = Hw − q,   H = 1/N · Σ xᵢxᵢᵀ,   q = 1/N · Σ yᵢxᵢ
 * </pre>
 *
 * @param matrix H
 * @param right q
 */
record NormalEquations(Hessian matrix, double[] right) {
  /** Where H is as good as singular, so much of its larger eigenvalue is added to both. */
  private static final double SHIFT = 1e-12;

  private static final int ROWS_AT_ONCE = 256;

  /** Whether a problem is of this kind: a linear model without a constant, squared loss. */
  static boolean suit(Problem.Origin origin) {
    return origin instanceof Problem.Rows rows
        && rows.model() instanceof LinearModel
        && rows.loss() instanceof Squared
        && rows.rows().weights() == null
        && rows.model().layout().size() == rows.rows().columns()
        && rows.rows().columns() <= 2;
  }

  static NormalEquations of(Problem.Rows origin) {
    Examples rows = origin.rows();
    int weights = rows.columns();
    double[] squares = new double[3];
    double[] right = new double[weights];
    forEach(
        rows,
        (x, y) -> {
          double last = x[weights - 1];
          squares[0] += x[0] * x[0];
          squares[1] += weights > 1 ? x[0] * last : 0;
          squares[2] += last * last;
          for (int j = 0; j < weights; j++) {
            right[j] += y * x[j];
          }
        });
    int n = rows.rows();
    for (int j = 0; j < weights; j++) {
      right[j] /= n;
    }
    return new NormalEquations(new Hessian(squares[0] / n, squares[1] / n, squares[2] / n), right);
  }

  /** What is done with an example. */
  private interface Row {
    void take(double[] x, double y);
  }

  private static void forEach(Examples rows, Row work) {
    int weights = rows.columns();
    Batch batch = rows.newBatch(ROWS_AT_ONCE);
    int[] order = new int[rows.rows()];
    Arrays.setAll(order, i -> i);
    float[] unit = new float[weights];
    double[] x = new double[weights];
    for (int from = 0; from < order.length; from += ROWS_AT_ONCE) {
      int to = Math.min(from + ROWS_AT_ONCE, order.length);
      rows.gather(order, from, to, batch);
      for (int row = 0; row < to - from; row++) {
        for (int j = 0; j < weights; j++) {
          Arrays.fill(unit, 0);
          unit[j] = 1;
          x[j] = batch.dot(row, unit, 0);
        }
        work.take(x, rows.targets()[from + row]);
      }
    }
  }

  /** Where the loss is lowest, and the loss there. */
  Minimum solution(Problem.Rows origin) {
    double least = SHIFT * matrix.largest();
    double[] best = matrix.solve(right, Math.max(0, least - matrix.smallest()));
    double[] sum = new double[1];
    forEach(
        origin.rows(),
        (x, y) -> {
          double residual = -y;
          for (int j = 0; j < best.length; j++) {
            residual += best[j] * x[j];
          }
          sum[0] += residual * residual / 2;
        });
    return new Minimum(best, sum[0] / origin.count());
  }
}
