package org.glissade.lab.problem;

import java.util.Arrays;
import org.glissade.diagnose.MeanGradient;
import org.glissade.train.Objective;
import org.glissade.train.Penalty;

/**
 * The mean loss of a problem at weights, and what lies behind it: the gradients of its examples.
 *
 * <p>A quadratic loss is known everywhere by its minimum and its second derivatives, without a pass
 * over the examples; others take one at each place:
 *
 * <pre>
 *   L(θ) = L(θ*) + ½(θ − θ*)ᵀH(θ − θ*),   ∇L(θ) = H(θ − θ*)
 * </pre>
 *
 * <p>Not thread-safe.
 */
public final class Landscape {
  private final Problem problem;
  private final Objective objective;
  private final MeanGradient mean;
  private final int[] all;
  private final double[] slope;
  private final float[] one;
  private double loss;
  private double excess;

  public Landscape(Problem problem) {
    this.problem = problem;
    this.objective = problem.examples().objective();
    this.mean = new MeanGradient(objective, Penalty.NONE);
    this.all = new int[problem.count()];
    Arrays.setAll(all, i -> i);
    this.slope = new double[problem.weights()];
    this.one = new float[problem.weights()];
  }

  /** Goes to weights; what is asked below is about them. */
  public void moveTo(float[] weights) {
    if (!problem.about().quadratic()) {
      mean.at(weights, slope);
      loss = mean.loss();
      excess = Math.max(0, loss - problem.minimum().loss());
      return;
    }
    double[] way = new double[weights.length];
    for (int j = 0; j < way.length; j++) {
      way[j] = weights[j] - problem.minimum().at()[j];
    }
    double[] there = problem.hessian().times(way);
    double sum = 0;
    for (int j = 0; j < way.length; j++) {
      slope[j] = there[j];
      sum += way[j] * there[j];
    }
    excess = Math.max(0, sum / 2);
    loss = problem.minimum().loss() + excess;
  }

  /** L(θ), the mean loss. */
  public double loss() {
    return loss;
  }

  /** ∇L(θ): a copy. */
  public double[] gradient() {
    return slope.clone();
  }

  /** L(θ) − L(θ*), at least 0. Near the minimum of a quadratic loss it keeps its digits. */
  public double excess() {
    return excess;
  }

  /**
   * ĝ: the mean gradient of a batch.
   *
   * @param rows the examples are {@code rows[from … to)}
   */
  public double[] gradient(float[] weights, int[] rows, int from, int to) {
    Arrays.fill(one, 0);
    objective.addGradient(weights, rows, from, to, one);
    double weight = objective.weight(rows, from, to);
    double[] batch = new double[one.length];
    for (int j = 0; j < batch.length; j++) {
      batch[j] = one[j] / weight;
    }
    return batch;
  }

  /** The gradient of each example: {@code count × weights}, row-major. */
  public double[] gradients(float[] weights) {
    double[] gradients = new double[all.length * weights.length];
    for (int i = 0; i < all.length; i++) {
      Arrays.fill(one, 0);
      objective.addGradient(weights, all, i, i + 1, one);
      for (int j = 0; j < weights.length; j++) {
        gradients[i * weights.length + j] = one[j];
      }
    }
    return gradients;
  }

  /** The second derivatives at weights. */
  public Hessian hessian(float[] weights) {
    if (problem.about().quadratic()) {
      return problem.hessian();
    }
    double[] at = new double[weights.length];
    for (int j = 0; j < at.length; j++) {
      at[j] = weights[j];
    }
    return Hessian.of(objective, at, 0.02);
  }

  /**
   * Losses above the minimum on a grid of points, both edges among them.
   *
   * @param box what is to be seen
   * @param across points by the first weight, at least 2
   * @param up points by the second, at least 2; 1 for a problem of one weight
   * @return {@code up × across}, row-major, from the lowest first weight and the lowest second one
   */
  public float[] grid(Box box, int across, int up) {
    float[] losses = new float[across * up];
    float[] at = new float[problem.weights()];
    for (int row = 0; row < up; row++) {
      for (int column = 0; column < across; column++) {
        at[0] = (float) (box.left() + (box.right() - box.left()) * column / (across - 1));
        if (at.length > 1) {
          at[1] = (float) (box.bottom() + (box.top() - box.bottom()) * row / (up - 1));
        }
        moveTo(at);
        losses[row * across + column] = (float) excess();
      }
    }
    return losses;
  }

  /**
   * The loss of each example alone, as it is, along a line of a problem of one weight.
   *
   * @param across points, at least 2
   * @return {@code count × across}, row-major
   */
  public float[] gridOfEach(Box box, int across) {
    float[] losses = new float[problem.count() * across];
    float[] at = new float[1];
    for (int column = 0; column < across; column++) {
      at[0] = (float) (box.left() + (box.right() - box.left()) * column / (across - 1));
      for (int i = 0; i < problem.count(); i++) {
        losses[i * across + column] = (float) objective.loss(at, all, i, i + 1);
      }
    }
    return losses;
  }

  /** A part of the plane of the weights. */
  public record Box(double left, double right, double bottom, double top) {
    public Box {
      if (!(left < right && bottom < top)
          || !Double.isFinite(right - left)
          || !Double.isFinite(top - bottom)) {
        throw new IllegalArgumentException(
            "a part of the plane runs from a lower to a higher number: "
                + left
                + " to "
                + right
                + ", "
                + bottom
                + " to "
                + top);
      }
    }
  }
}
