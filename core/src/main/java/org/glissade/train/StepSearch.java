package org.glissade.train;

import org.glissade.model.Loss;
import org.glissade.optim.Buffers;

/**
 * An estimate of how curved the loss of any example is along its own gradient, from which the
 * length of variance-reduced steps follows.
 *
 * <p>Before a step the bound that a Lipschitz constant L of the gradient promises,
 *
 * <pre>
 *   f(θ − ∇f(θ)/L) ≤ f(θ) − ‖∇f(θ)‖²/(2L)
 * </pre>
 *
 * <p>is tested for the function f of the row that was drawn, and L is doubled until it holds; after
 * each epoch L is halved, so that it follows where the loss has become flatter (Schmidt, Le Roux
 * and Bach, "Minimizing finite sums with the stochastic average gradient", Math. Prog. 2017,
 * section 4.6, which takes 2^(−1/n) after each step). For a linear model the test needs the scores
 * and the norm of the row only. It starts at, and never goes beyond, the bound c·max‖x‖² that is
 * known beforehand where the loss has a bounded curvature c; how far below it may go is what makes
 * the difference between hundreds of epochs and tens.
 *
 * <p>Where the row hardly moves the score, the test would compare roundings, and is left out.
 */
final class StepSearch {
  /** Changes of scores, relative to them, below which nothing is tested. */
  private static final double SMALLEST_MOVE = 1e-3;

  private static final int TESTED = 1;

  private final Loss loss;
  private final int outputs;

  /** L, and whether it has been tested since it was last halved: 1 or 0. */
  private final double[] estimate;

  private final float[] trial;
  private double most = Double.POSITIVE_INFINITY;

  StepSearch(Loss loss, int outputs, Buffers buffers) {
    this.loss = loss;
    this.outputs = outputs;
    this.trial = new float[outputs];
    this.estimate = buffers.doubles("lipschitz", 2);
  }

  /**
   * Begins.
   *
   * @param norm largest squared norm of a row, its constant and how much it counts included
   */
  void begin(double norm) {
    bound(norm);
    if (estimate[0] == 0) {
      estimate[0] = Double.isFinite(most) ? most : norm;
    }
  }

  private void bound(double norm) {
    most = loss.curvature() * norm;
  }

  /** L. */
  double lipschitz() {
    return estimate[0];
  }

  /** After an epoch. */
  void relax() {
    if (estimate[TESTED] != 0) {
      estimate[0] /= 2;
      estimate[TESTED] = 0;
    }
  }

  /**
   * Looks at a row, and raises L if it has to be.
   *
   * @param value its loss
   * @param norm its squared norm, its constant and how much it counts included
   */
  void look(float[] scores, float[] target, float[] derivative, double value, double norm) {
    double squares = 0;
    double largest = 0;
    double score = 0;
    for (int k = 0; k < outputs; k++) {
      squares += (double) derivative[k] * derivative[k];
      largest = Math.max(largest, Math.abs(derivative[k]));
      score = Math.max(score, Math.abs(scores[k]));
    }
    while (norm / estimate[0] * largest > SMALLEST_MOVE * (1 + score)) {
      estimate[TESTED] = 1;
      if (estimate[0] >= most || holds(scores, target, derivative, value, norm, squares)) {
        return;
      }
      estimate[0] = Math.min(most, 2 * estimate[0]);
    }
  }

  private boolean holds(
      float[] scores,
      float[] target,
      float[] derivative,
      double value,
      double norm,
      double squares) {
    double step = norm / estimate[0];
    for (int k = 0; k < outputs; k++) {
      trial[k] = (float) (scores[k] - step * derivative[k]);
    }
    return loss.evaluate(trial, target, null, null, 1, outputs) <= value - 0.5 * step * squares;
  }
}
