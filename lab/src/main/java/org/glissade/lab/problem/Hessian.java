package org.glissade.lab.problem;

import org.glissade.diagnose.MeanGradient;
import org.glissade.train.Objective;
import org.glissade.train.Penalty;

/**
 * The second derivatives of a mean loss by one or two weights, from differences of gradients.
 *
 * @param a by the first weight twice
 * @param b by both; 0 where there is one only
 * @param c by the second twice; equal to {@code a} where there is one only
 */
public record Hessian(double a, double b, double c) {
  /**
   * Measures it.
   *
   * @param at the weights
   * @param reach how far to either side the gradients are taken: any for a quadratic loss
   */
  static Hessian of(Objective objective, double[] at, double reach) {
    MeanGradient gradient = new MeanGradient(objective, Penalty.NONE);
    double[][] rows = new double[at.length][];
    for (int j = 0; j < at.length; j++) {
      double[] above = moved(gradient, at, j, reach);
      double[] below = moved(gradient, at, j, -reach);
      // What the weights are as floats tells how far apart they really were.
      double apart = (double) (float) (at[j] + reach) - (float) (at[j] - reach);
      rows[j] = new double[at.length];
      for (int k = 0; k < at.length; k++) {
        rows[j][k] = (above[k] - below[k]) / apart;
      }
    }
    return at.length == 1
        ? new Hessian(rows[0][0], 0, rows[0][0])
        : new Hessian(rows[0][0], (rows[0][1] + rows[1][0]) / 2, rows[1][1]);
  }

  private static double[] moved(MeanGradient gradient, double[] at, int weight, double by) {
    float[] there = new float[at.length];
    for (int j = 0; j < at.length; j++) {
      there[j] = (float) (at[j] + (j == weight ? by : 0));
    }
    double[] slope = new double[at.length];
    gradient.at(there, slope);
    return slope;
  }

  /** The larger eigenvalue. */
  public double largest() {
    return (a + c) / 2 + radius();
  }

  /** The smaller eigenvalue. */
  public double smallest() {
    return (a + c) / 2 - radius();
  }

  private double radius() {
    return Math.hypot((a - c) / 2, b);
  }

  /** H times a vector of one or two numbers. */
  double[] times(double[] vector) {
    return vector.length == 1
        ? new double[] {a * vector[0]}
        : new double[] {a * vector[0] + b * vector[1], b * vector[0] + c * vector[1]};
  }

  /** (H + shift·1)⁻¹ times a vector of one or two numbers. */
  double[] solve(double[] vector, double shift) {
    double first = a + shift;
    double second = c + shift;
    if (vector.length == 1) {
      return new double[] {vector[0] / first};
    }
    double determinant = first * second - b * b;
    return new double[] {
      (second * vector[0] - b * vector[1]) / determinant,
      (first * vector[1] - b * vector[0]) / determinant
    };
  }
}
