package org.glissade.train;

import java.util.Arrays;
import org.glissade.math.Layout;
import org.glissade.math.Vectors;

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

  /**
   * {@link #addGradient} that also says how long the gradient of each example is. The default takes
   * one example at a time.
   *
   * @param norms receives ‖wᵢ∇ℓᵢ(θ)‖², {@code to − from} numbers
   */
  default double addGradientAndNorms(
      float[] params, int[] order, int from, int to, float[] gradient, double[] norms) {
    float[] one = new float[gradient.length];
    double loss = 0;
    for (int i = from; i < to; i++) {
      Arrays.fill(one, 0);
      loss += addGradient(params, order, i, i + 1, one);
      norms[i - from] = Vectors.squaredNorm(one, 0, one.length);
      Vectors.addScaled(1, one, 0, gradient, 0, one.length);
    }
    return loss;
  }

  /** Σ wᵢ·ℓᵢ(θ) over the examples {@code order[from … to)}. */
  double loss(float[] params, int[] order, int from, int to);

  /** Σ wᵢ over the examples {@code order[from … to)}. */
  default double weight(int[] order, int from, int to) {
    return to - from;
  }
}
