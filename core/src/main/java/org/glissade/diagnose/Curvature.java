package org.glissade.diagnose;

import org.glissade.data.RowLengths;
import org.glissade.math.RandomStream;
import org.glissade.math.Vectors;
import org.glissade.model.LinearModel;
import org.glissade.model.Squared;
import org.glissade.train.EmpiricalRisk;
import org.glissade.train.Objective;
import org.glissade.train.Penalty;

/**
 * How curved an objective is at some parameters: the largest eigenvalue λ of the Hessian of L +
 * ½λ₂‖w‖².
 *
 * <p>Gradient descent with a constant rate η stays near a minimum only below η = 2/λ; beyond, the
 * component along the first eigenvector grows by |1 − ηλ| each step. (Nesterov, "Lectures on convex
 * optimization", 2018, section 2.1.5; for networks: Cohen et al., ICLR 2021, arXiv 2103.00065.)
 *
 * <p>Found by the Lanczos process (Golub and Van Loan, "Matrix computations", section 10.1) with
 * products Hv = (∇L(θ + εv) − ∇L(θ − εv))/2ε of all examples, two passes each. Lost orthogonality
 * only repeats eigenvalues and does not move the largest, so that three vectors are enough. Of a
 * quadratic ({@code exact} there) the products are right for any ε and λ is good to about 10⁻⁵;
 * otherwise ε is a compromise, and λ good to about 10⁻³. A loss with a kink has no curvature where
 * it is straight: for hinge and absolute losses λ is that of the penalty.
 *
 * @param largest λ; negative where the objective bends down in all directions
 * @param products number of products Hv that it took
 * @param converged whether one more changed λ by less than 10⁻⁶ of it
 */
public record Curvature(double largest, int products, boolean converged) {
  private static final int MOST_PRODUCTS = 80;
  private static final double TOLERANCE = 1e-6;

  /** The largest rate at which full-batch gradient descent is stable: 2/λ. */
  public double stableRate() {
    return largest > 0 ? 2 / largest : Double.POSITIVE_INFINITY;
  }

  /** Measures it over all examples, at parameters or around them. */
  public static Curvature of(Objective objective, Penalty penalty, float[] params) {
    return of(objective, penalty, params, length(objective, params));
  }

  /** As far as the objective is straight, and far enough to be seen beside rounding. */
  private static double length(Objective objective, float[] params) {
    double norm = Math.sqrt(Vectors.squaredNorm(params, 0, params.length));
    if (!(objective instanceof EmpiricalRisk risk && risk.model() instanceof LinearModel model)) {
      return 0.01;
    }
    if (risk.lossFunction() instanceof Squared) {
      return Math.max(1, norm);
    }
    // A score changes by about length·‖x‖/√d in a random direction, by length·‖x‖ in the worst.
    double perRow = RowLengths.meanSquare(risk.data()) + (model.bias() ? 1 : 0);
    return 0.1 / Math.sqrt(perRow);
  }

  /**
   * Measures it over all examples.
   *
   * @param length ‖εv‖, in units of the parameters; how far to look for a change of the gradient
   */
  static Curvature of(Objective objective, Penalty penalty, float[] params, double length) {
    int size = params.length;
    MeanGradient gradient = new MeanGradient(objective, penalty);
    double[] v = unit(size);
    double[] before = new double[size];
    double[] product = new double[size];
    double[] scratch = new double[size];
    float[] at = new float[size];
    int most = Math.min(MOST_PRODUCTS, size);
    double[] diagonal = new double[most];
    double[] besides = new double[most];
    double largest = Double.NaN;
    int steps = 0;
    boolean converged = false;
    while (steps < most && !converged) {
      times(gradient, params, v, length, at, product, scratch);
      double alpha = dot(v, product);
      double beta = steps == 0 ? 0 : besides[steps - 1];
      double squared = 0;
      for (int j = 0; j < size; j++) {
        double residual = product[j] - alpha * v[j] - beta * before[j];
        before[j] = v[j];
        v[j] = residual;
        squared += residual * residual;
      }
      diagonal[steps] = alpha;
      double next = Math.sqrt(squared);
      besides[steps] = next;
      steps++;
      double found = largestOf(diagonal, besides, steps);
      boolean exhausted = !(next > 1e-7 * Math.abs(found));
      converged = exhausted || Math.abs(found - largest) <= TOLERANCE * Math.abs(found);
      largest = found;
      for (int j = 0; j < size && !exhausted; j++) {
        v[j] /= next;
      }
    }
    return new Curvature(largest, steps, converged || steps == size);
  }

  private static double[] unit(int size) {
    RandomStream random = RandomStream.of(0, "curvature");
    double[] v = new double[size];
    for (int j = 0; j < size; j++) {
      v[j] = random.nextGaussian();
    }
    double norm = Math.sqrt(dot(v, v));
    for (int j = 0; j < size; j++) {
      v[j] /= norm;
    }
    return v;
  }

  /** Hv, by the difference of two gradients at the parameters as floats can hold them. */
  private static void times(
      MeanGradient gradient,
      float[] params,
      double[] v,
      double length,
      float[] at,
      double[] product,
      double[] scratch) {
    move(params, v, length, at);
    gradient.at(at, product);
    move(params, v, -length, at);
    gradient.at(at, scratch);
    for (int j = 0; j < v.length; j++) {
      product[j] = (product[j] - scratch[j]) / (2 * length);
    }
  }

  private static void move(float[] params, double[] v, double length, float[] at) {
    for (int j = 0; j < v.length; j++) {
      at[j] = (float) (params[j] + length * v[j]);
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }

  /**
   * The largest eigenvalue of a symmetric tridiagonal matrix, by bisection with Sturm sequences
   * (Golub and Van Loan, section 8.4.1).
   */
  private static double largestOf(double[] diagonal, double[] besides, int size) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < size; i++) {
      double radius = (i > 0 ? besides[i - 1] : 0) + (i + 1 < size ? besides[i] : 0);
      low = Math.min(low, diagonal[i] - radius);
      high = Math.max(high, diagonal[i] + radius);
    }
    for (int i = 0; i < 200 && high - low > 1e-12 * Math.max(Math.abs(low), Math.abs(high)); i++) {
      double middle = 0.5 * (low + high);
      if (allBelow(diagonal, besides, size, middle)) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return 0.5 * (low + high);
  }

  /** Whether T − x has only negative pivots, so that all eigenvalues lie below x. */
  private static boolean allBelow(double[] diagonal, double[] besides, int size, double x) {
    double pivot = diagonal[0] - x;
    for (int i = 1; i < size && pivot < 0; i++) {
      pivot = diagonal[i] - x - besides[i - 1] * besides[i - 1] / pivot;
    }
    return pivot < 0;
  }
}
