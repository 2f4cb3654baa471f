package org.glissade.diagnose;

import java.util.Arrays;
import org.glissade.train.Objective;
import org.glissade.train.Penalty;

/**
 * ∇L(θ) + λ₂w over all examples, in double from sums over {@value #PIECE} rows in float. Not
 * thread-safe: it owns its buffers.
 */
public final class MeanGradient {
  private static final int PIECE = 1024;

  private final Objective objective;
  private final Penalty penalty;
  private final int[] rows;
  private final float[] part;
  private final double weight;
  private double loss;

  /**
   * @param objective whose mean loss it is of
   * @param penalty its L2 part is added
   */
  public MeanGradient(Objective objective, Penalty penalty) {
    this.objective = objective;
    this.penalty = penalty;
    this.rows = new int[Math.min(PIECE, objective.examples())];
    this.part = new float[objective.layout().size()];
    double sum = 0;
    for (int from = 0; from < objective.examples(); from += PIECE) {
      int count = number(from);
      sum += objective.weight(rows, 0, count);
    }
    this.weight = sum;
  }

  private int number(int from) {
    int count = Math.min(rows.length, objective.examples() - from);
    for (int i = 0; i < count; i++) {
      rows[i] = from + i;
    }
    return count;
  }

  /**
   * The gradient at those parameters.
   *
   * @param into overwritten
   */
  public void at(float[] params, double[] into) {
    Arrays.fill(into, 0);
    loss = 0;
    for (int from = 0; from < objective.examples(); from += PIECE) {
      int count = number(from);
      Arrays.fill(part, 0);
      loss += objective.addGradient(params, rows, 0, count, part);
      for (int j = 0; j < into.length; j++) {
        into[j] += part[j];
      }
    }
    loss /= weight;
    Arrays.fill(part, 0);
    penalty.addL2Gradient(objective.layout(), params, part);
    for (int j = 0; j < into.length; j++) {
      into[j] = into[j] / weight + part[j];
    }
  }

  /** Σ wᵢ. */
  public double weight() {
    return weight;
  }

  /** The mean loss where the gradient was last taken, without penalty. */
  public double loss() {
    return loss;
  }
}
