package org.glissade.train;

import org.glissade.math.Layout;

/**
 * A user's own function of the parameters and an example: ℓᵢ(θ).
 *
 * <pre>{@code
 * float[] y = {1, 3};
 * Sgd.minimise(1, 2, (theta, i, gradient) -> {
 *   gradient[0] += 2 * (theta[0] - y[i]);
 *   return (theta[0] - y[i]) * (theta[0] - y[i]);
 * })
 * }</pre>
 */
@FunctionalInterface
public interface ExampleFunction {
  /**
   * Value and gradient at one example.
   *
   * @param params θ, to be read only
   * @param example from 0 to N − 1
   * @param gradient ∇ℓᵢ(θ) is to be <em>added</em> to it
   * @return ℓᵢ(θ)
   */
  double evaluate(float[] params, int example, float[] gradient);

  /** The mean of this function over that many examples. */
  default Objective over(Layout layout, int examples) {
    ExampleFunction function = this;
    float[] scratch = new float[layout.size()];
    return new Objective() {
      @Override
      public Layout layout() {
        return layout;
      }

      @Override
      public int examples() {
        return examples;
      }

      @Override
      public double addGradient(float[] params, int[] order, int from, int to, float[] gradient) {
        double sum = 0;
        for (int i = from; i < to; i++) {
          sum += function.evaluate(params, order[i], gradient);
        }
        return sum;
      }

      @Override
      public double loss(float[] params, int[] order, int from, int to) {
        return addGradient(params, order, from, to, scratch);
      }
    };
  }
}
