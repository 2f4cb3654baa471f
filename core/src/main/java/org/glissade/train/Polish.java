package org.glissade.train;

import java.util.Arrays;
import org.glissade.math.Layout;

/**
 * How much lower a convex objective can still go, found by going there: limited-memory BFGS
 * (Nocedal and Wright, "Numerical optimization", algorithm 7.4) from the given parameters, with the
 * orthant projection of OWL-QN where there is an L1 penalty (Andrew and Gao, ICML 2007). Vectors
 * are kept in double; gradients are summed in float, which is enough to tell gaps of 10⁻⁶ of the
 * objective.
 *
 * <p>The figure is a lower bound of the true gap: exact to rounding when the polish has converged,
 * which it says. Losses with a kink (hinge, absolute) are treated alike; there the polish often
 * stops early, and the figure is the gap that it has shown.
 */
final class Polish {
  private static final int MEMORY = 10;
  private static final double ARMIJO = 1e-4;

  private final Objective objective;
  private final Penalty penalty;
  private final boolean[] penalised;
  private final int size;
  private final double totalWeight;
  private final float[] point;
  private final float[] floatGradient;
  private final double[][] s;
  private final double[][] y;
  private final double[] rho;
  private int pairs;

  /**
   * What the polish came to.
   *
   * @param before the objective at the given parameters
   * @param after the lowest objective found
   * @param converged whether no further decrease could be found
   */
  record Result(double before, double after, boolean converged) {
    double gap() {
      return Math.max(0, before - after);
    }
  }

  private Polish(Objective objective, Penalty penalty) {
    this.objective = objective;
    this.penalty = penalty;
    this.size = objective.layout().size();
    this.penalised = new boolean[size];
    for (Layout.Slot slot : objective.layout().slots()) {
      if (slot.penalised()) {
        Arrays.fill(penalised, slot.offset(), slot.end(), true);
      }
    }
    this.totalWeight = Evaluation.weight(objective);
    this.point = new float[size];
    this.floatGradient = new float[size];
    int memory = size > 1_000_000 ? 3 : MEMORY;
    this.s = new double[memory][size];
    this.y = new double[memory][size];
    this.rho = new double[memory];
  }

  /**
   * Polishes from {@code params}, which it leaves alone.
   *
   * @param evaluations most passes over the examples
   */
  static Result run(Objective objective, Penalty penalty, float[] params, int evaluations) {
    return new Polish(objective, penalty).run(params, evaluations);
  }

  private Result run(float[] params, int evaluations) {
    double[] x = new double[size];
    for (int i = 0; i < size; i++) {
      x[i] = params[i];
    }
    double[] gradient = new double[size];
    double value = evaluate(x, gradient);
    double before = value;
    double[] next = new double[size];
    double[] nextGradient = new double[size];
    double[] direction = new double[size];
    int used = 1;
    while (used < evaluations) {
      double slope = direction(x, gradient, direction);
      if (!(slope < 0)) {
        return new Result(before, value, true);
      }
      double step = pairs == 0 ? Math.min(1, 1 / Math.sqrt(-slope)) : 1;
      double found = Double.NaN;
      while (used < evaluations) {
        move(x, direction, step, gradient, next);
        found = evaluate(next, nextGradient);
        used++;
        if (found <= value + ARMIJO * step * slope) {
          break;
        }
        found = Double.NaN;
        step *= 0.4;
        if (step < 1e-12) {
          return new Result(before, value, true);
        }
      }
      if (Double.isNaN(found)) {
        break;
      }
      remember(x, gradient, next, nextGradient);
      double gain = value - found;
      System.arraycopy(next, 0, x, 0, size);
      System.arraycopy(nextGradient, 0, gradient, 0, size);
      value = found;
      if (gain <= 1e-8 * Math.abs(value)) {
        return new Result(before, value, true);
      }
    }
    return new Result(before, value, false);
  }

  /** Objective at x; the gradient without L1, which {@link #pseudoGradient} adds. */
  private double evaluate(double[] x, double[] gradient) {
    for (int i = 0; i < size; i++) {
      point[i] = (float) x[i];
    }
    double loss = Evaluation.gradient(objective, point, floatGradient, gradient) / totalWeight;
    double l1 = 0;
    double l2 = 0;
    for (int i = 0; i < size; i++) {
      gradient[i] /= totalWeight;
      if (penalised[i]) {
        gradient[i] += penalty.l2() * x[i];
        l1 += Math.abs(x[i]);
        l2 += x[i] * x[i];
      }
    }
    return loss + penalty.l1() * l1 + 0.5 * penalty.l2() * l2;
  }

  private double pseudoGradient(double[] x, double[] gradient, int i) {
    double lambda = penalised[i] ? penalty.l1() : 0;
    if (x[i] != 0 || lambda == 0) {
      return gradient[i] + Math.signum(x[i]) * lambda;
    }
    return Math.signum(gradient[i]) * Math.max(0, Math.abs(gradient[i]) - lambda);
  }

  /** The two-loop recursion; returns the slope of the objective along the direction. */
  private double direction(double[] x, double[] gradient, double[] direction) {
    for (int i = 0; i < size; i++) {
      direction[i] = -pseudoGradient(x, gradient, i);
    }
    int memory = s.length;
    double[] alpha = new double[memory];
    int oldest = Math.max(0, pairs - memory);
    for (int k = pairs - 1; k >= oldest; k--) {
      alpha[k % memory] = rho[k % memory] * dot(s[k % memory], direction);
      addScaled(-alpha[k % memory], y[k % memory], direction);
    }
    if (pairs > 0) {
      int last = (pairs - 1) % memory;
      double gamma = 1 / (rho[last] * dot(y[last], y[last]));
      for (int i = 0; i < size; i++) {
        direction[i] *= gamma;
      }
    }
    for (int k = oldest; k < pairs; k++) {
      double beta = rho[k % memory] * dot(y[k % memory], direction);
      addScaled(alpha[k % memory] - beta, s[k % memory], direction);
    }
    double slope = 0;
    for (int i = 0; i < size; i++) {
      double steepest = -pseudoGradient(x, gradient, i);
      if (penalty.l1() > 0 && penalised[i] && direction[i] * steepest <= 0) {
        direction[i] = 0;
      }
      slope -= steepest * direction[i];
    }
    return slope;
  }

  private void move(double[] x, double[] direction, double step, double[] gradient, double[] next) {
    for (int i = 0; i < size; i++) {
      next[i] = x[i] + step * direction[i];
      if (penalty.l1() > 0 && penalised[i]) {
        double orthant = x[i] != 0 ? x[i] : -pseudoGradient(x, gradient, i);
        if (next[i] * orthant <= 0) {
          next[i] = 0;
        }
      }
    }
  }

  private void remember(double[] x, double[] gradient, double[] next, double[] nextGradient) {
    int slot = pairs % s.length;
    for (int i = 0; i < size; i++) {
      s[slot][i] = next[i] - x[i];
      y[slot][i] = nextGradient[i] - gradient[i];
    }
    double curvature = dot(s[slot], y[slot]);
    if (curvature > 1e-12 * Math.sqrt(dot(s[slot], s[slot]) * dot(y[slot], y[slot]))) {
      rho[slot] = 1 / curvature;
      pairs++;
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static void addScaled(double factor, double[] a, double[] b) {
    for (int i = 0; i < a.length; i++) {
      b[i] += factor * a[i];
    }
  }
}
