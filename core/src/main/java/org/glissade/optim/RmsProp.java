package org.glissade.optim;

import org.glissade.math.Layout;
import org.glissade.spec.Spec;

/**
 * RMSProp: each coordinate is divided by the root of a decaying mean of its squared gradients; what
 * AdaGrad never forgets, it does. Text: {@code rmsprop(decay=0.9, epsilon=1e-8, centered=false)},
 * of which nothing must be there; momentum is a link behind it.
 *
 * <pre>
 *   v ← ρv + (1 − ρ)g²        u = g / (√v + ε)
 *   centered:                 m ← ρm + (1 − ρ)g        u = g / (√(v − m²) + ε)
 * </pre>
 *
 * <p>Tieleman and Hinton, "Neural networks for machine learning" (Coursera 2012), lecture 6.5;
 * centered: Graves, "Generating sequences with recurrent neural networks" (arXiv 1308.0850, eq.
 * 38–45). ε stands outside of the root as in PyTorch's {@code torch.optim.RMSprop}; v starts at 0
 * and is not corrected for it, so the first steps are up to 1/√(1 − ρ) times as long as the later
 * ones.
 *
 * <p>A step is about as long as the learning rate in every coordinate, however small the gradient:
 * the rate must decay. Usual rates are 1e-3 to 1e-2. There is no {@link #gain}. Costs one float a
 * parameter ({@code squares}), centered two ({@code mean}).
 *
 * @param decay ρ, at least 0 and below 1, typically 0.9 to 0.99
 * @param epsilon ε, above 0, typically 1e-8 to 1e-6
 * @param centered whether to divide by an estimate of the standard deviation instead
 */
public record RmsProp(double decay, double epsilon, boolean centered) implements GradientTransform {
  public RmsProp {
    decay = Rates.belowOne("decay", decay);
    epsilon = Rates.floatAboveZero("epsilon", epsilon);
  }

  static RmsProp of(Spec spec) {
    var a = spec.bind("decay", "epsilon", "centered");
    return new RmsProp(
        a.number("decay", 0.9),
        a.number("epsilon", 1e-8),
        a.optional("centered", false, Transforms::truth));
  }

  @Override
  public Kernel bind(Layout layout, Buffers buffers) {
    float[] squares = buffers.floats("squares", layout.size());
    float[] mean = buffers.floats("mean", centered ? layout.size() : 0);
    float share = (float) (1 - decay);
    float floor = (float) epsilon;
    if (centered) {
      return (update, params, from, to) -> {
        for (int i = from; i < to; i++) {
          float g = update[i];
          squares[i] = Math.fma(share, g * g - squares[i], squares[i]);
          mean[i] = Math.fma(share, g - mean[i], mean[i]);
          // not negative but for rounding
          float variance = Math.max(0, squares[i] - mean[i] * mean[i]);
          update[i] = g / ((float) Math.sqrt(variance) + floor);
        }
      };
    }
    return (update, params, from, to) -> {
      for (int i = from; i < to; i++) {
        float g = update[i];
        squares[i] = Math.fma(share, g * g - squares[i], squares[i]);
        update[i] = g / ((float) Math.sqrt(squares[i]) + floor);
      }
    };
  }

  @Override
  public double gain() {
    return Double.NaN;
  }

  @Override
  public RateAdvice rateAdvice() {
    return RateAdvice.usual(0.01);
  }

  @Override
  public String toString() {
    return "rmsprop(decay="
        + Spec.number(decay)
        + ", epsilon="
        + Spec.number(epsilon)
        + (centered ? ", centered=true" : "")
        + ")";
  }
}
