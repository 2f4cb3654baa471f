package org.glissade.optim;

import org.glissade.math.Layout;
import org.glissade.spec.Spec;

/**
 * AdaGrad: each coordinate is divided by the root of the sum of its squared gradients, so that
 * coordinates that are seldom touched (rare words, rare categories) move far when they are. Text:
 * {@code adagrad(epsilon=1e-10, initial=0)}, of which nothing must be there.
 *
 * <pre>
 *   s ← s + g²       u = g / (√s + ε)       s₀ = initial
 * </pre>
 *
 * <p>The diagonal form of Duchi, Hazan and Singer, "Adaptive subgradient methods for online
 * learning and stochastic optimization" (JMLR 2011), with ε outside of the root as in PyTorch's
 * {@code torch.optim.Adagrad}; a learning rate follows it. With ε and initial at 0 the update would
 * be a pure sign at first; a larger initial sum makes the first steps smaller.
 *
 * <p>A gradient that stays constant is divided by a sum that grows without end, and each coordinate
 * by another one: there is no {@link #gain}, and the proximal step of L1 is refused ({@link Ftrl}
 * has an L1 of its own). Costs one float a parameter, the buffer {@value #SUM}, which holds s −
 * initial.
 *
 * @param epsilon ε, above 0
 * @param initial the sum at the start, at least 0
 */
public record AdaGrad(double epsilon, double initial) implements GradientTransform {
  static final double EPSILON = 1e-10;
  private static final String SUM = "sum";

  public AdaGrad {
    epsilon = Rates.floatAboveZero("epsilon", epsilon);
    initial = Rates.rate("the initial sum", initial);
  }

  /** Σg² of each parameter, where {@link #bind} keeps it. */
  public static float[] sum(Buffers buffers, int size) {
    return buffers.floats(SUM, size);
  }

  @Override
  public Kernel bind(Layout layout, Buffers buffers) {
    float[] sum = sum(buffers, layout.size());
    float start = (float) initial;
    float floor = (float) epsilon;
    return (update, params, from, to) -> {
      for (int i = from; i < to; i++) {
        float g = update[i];
        sum[i] = Math.fma(g, g, sum[i]);
        update[i] = g / ((float) Math.sqrt(start + sum[i]) + floor);
      }
    };
  }

  @Override
  public boolean leavesUntouchedAlone() {
    return true;
  }

  @Override
  public double gain() {
    return Double.NaN;
  }

  @Override
  public String toString() {
    return "adagrad(epsilon=" + Spec.number(epsilon) + ", initial=" + Spec.number(initial) + ")";
  }
}
