package org.glissade.train;

import org.glissade.math.Layout;

/**
 * What is minimised: the weighted mean of one function of the parameters per example, L(θ) =
 * Σwᵢℓᵢ(θ) / Σwᵢ. Penalties come on top of it ({@link Penalty}).
 *
 * <p>{@link EmpiricalRisk} makes one from a model, a loss and examples; {@link Sgd#minimise} from a
 * function that the user writes.
 */
public interface Objective {
  /** Where the parameters lie. */
  Layout layout();

  /** Number of examples N, at least 1. */
  int examples();

  /** Writes the parameters to start from; the default leaves them as they are (zeros). */
  default void initialise(float[] params, long seed) {}

  /**
   * Adds Σ wᵢ·∇ℓᵢ(θ) over the examples {@code order[from … to)} to {@code gradient}.
   *
   * @return Σ wᵢ·ℓᵢ(θ) over the same examples
   */
  double addGradient(float[] params, int[] order, int from, int to, float[] gradient);

  /**
   * The same for a step of learning, in which an objective may do what it does not in an
   * evaluation, such as leaving units out at random; the default does not.
   *
   * @param seed of the run
   * @param step counts from 0
   */
  default double addStepGradient(
      float[] params, int[] order, int from, int to, float[] gradient, long seed, long step) {
    return addGradient(params, order, from, to, gradient);
  }

  /** Σ wᵢ·ℓᵢ(θ) over the examples {@code order[from … to)}. */
  double loss(float[] params, int[] order, int from, int to);

  /** Σ wᵢ over the examples {@code order[from … to)}. */
  default double weight(int[] order, int from, int to) {
    return to - from;
  }
}
