package org.glissade.spark.rounds;

import java.io.Serializable;

/**
 * What is done with the mean of the workers at the end of a round. With Δ from where the round
 * began to the mean:
 *
 * <pre>
 *   v ← μ·v + Δ        θ ← θ + η·(Δ + μ·v)
 * </pre>
 *
 * Nesterov's momentum between rounds (Douillard et al. 2023, DiLoCo, arXiv 2311.08105, algorithm
 * 1). With η = 1 and μ = 0 the mean itself is taken.
 *
 * @param rate η, above 0
 * @param momentum μ, 0 ≤ μ &lt; 1
 */
public record OuterStep(double rate, double momentum) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The mean itself. */
  public static final OuterStep MEAN = new OuterStep(1, 0);

  public OuterStep {
    if (!(rate > 0) || !(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException(
          "an outer step has a rate above 0 and a momentum from 0 to below 1, not "
              + rate
              + " and "
              + momentum);
    }
  }

  boolean isMean() {
    return rate == 1 && momentum == 0;
  }

  /**
   * Takes it.
   *
   * @param params θ, where the round began; receives where the next one does
   * @param change Δ
   * @param velocity v
   */
  void take(float[] params, float[] change, float[] velocity) {
    for (int i = 0; i < params.length; i++) {
      velocity[i] = (float) (momentum * velocity[i] + change[i]);
      params[i] = (float) (params[i] + rate * (change[i] + momentum * velocity[i]));
    }
  }
}
