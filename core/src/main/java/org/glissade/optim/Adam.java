package org.glissade.optim;

import org.glissade.math.Layout;
import org.glissade.spec.Spec;

/**
 * Adam: a decaying mean of the gradients, each coordinate divided by the root of a decaying mean of
 * its squares, both corrected for having started at 0. Text: {@code adam(beta1=0.9, beta2=0.999,
 * epsilon=1e-8, amsgrad=false)}, of which nothing must be there. {@code adamw(…,
 * weight-decay=0.01)} is read as {@code chain(adam(…), weight-decay(0.01))}: the decay is decoupled
 * from the division (Loshchilov and Hutter, ICLR 2019, arXiv 1711.05101).
 *
 * <pre>
 *   m ← β₁m + (1 − β₁)g      v ← β₂v + (1 − β₂)g²
 *   u = m/(1 − β₁ᵗ) / (√(v/(1 − β₂ᵗ)) + ε)                      t from 1
 *   amsgrad:  the largest v so far in place of v
 * </pre>
 *
 * <p>Kingma and Ba, "Adam: a method for stochastic optimization" (ICLR 2015, arXiv 1412.6980),
 * algorithm 1; amsgrad: Reddi, Kale and Kumar (ICLR 2018, arXiv 1904.09237), with v corrected after
 * the maximum as in PyTorch's {@code torch.optim.Adam}.
 *
 * <p>A step is about as long as the learning rate in every coordinate, whatever the scale of the
 * gradient; so it pays where features have different scales, and the rate must decay. Usual rates
 * are 1e-3 for networks, up to 0.1 for linear models. There is no {@link #gain}. Costs two floats a
 * parameter ({@code mean}, {@code squares}), amsgrad three ({@code largest}).
 *
 * @param beta1 β₁, at least 0 and below 1, typically 0.9
 * @param beta2 β₂, at least 0 and below 1, typically 0.99 to 0.999
 * @param epsilon ε, above 0
 * @param amsgrad whether the divisor may only grow
 */
public record Adam(double beta1, double beta2, double epsilon, boolean amsgrad)
    implements GradientTransform {
  static final double BETA1 = 0.9;
  static final double BETA2 = 0.999;
  static final double EPSILON = 1e-8;

  public Adam {
    beta1 = Rates.belowOne("beta1", beta1);
    beta2 = Rates.belowOne("beta2", beta2);
    epsilon = Rates.floatAboveZero("epsilon", epsilon);
  }

  static Adam of(Spec spec) {
    return of(spec.bind("beta1", "beta2", "epsilon", "amsgrad"));
  }

  static Adam of(Spec.Arguments a) {
    return new Adam(
        a.number("beta1", BETA1),
        a.number("beta2", BETA2),
        a.number("epsilon", EPSILON),
        a.optional("amsgrad", false, Transforms::truth));
  }

  @Override
  public Kernel bind(Layout layout, Buffers buffers) {
    float[] mean = buffers.floats("mean", layout.size());
    float[] squares = buffers.floats("squares", layout.size());
    float[] largest = buffers.floats("largest", amsgrad ? layout.size() : 0);
    // 1 − β₁ᵗ and 1 − β₂ᵗ: means of ones that started at 0
    double[] grown = buffers.doubles("grown", 2);
    float share1 = (float) (1 - beta1);
    float share2 = (float) (1 - beta2);
    float floor = (float) epsilon;
    return new Kernel() {
      private float scale;
      private float rootScale;

      @Override
      public void prepare(float[] update, float[] params, long step) {
        grown[0] = beta1 * grown[0] + (1 - beta1);
        grown[1] = beta2 * grown[1] + (1 - beta2);
        scale = (float) (1 / grown[0]);
        rootScale = (float) (1 / Math.sqrt(grown[1]));
      }

      @Override
      public void apply(float[] update, float[] params, int from, int to) {
        if (amsgrad) {
          applyLargest(update, from, to);
          return;
        }
        for (int i = from; i < to; i++) {
          float g = update[i];
          mean[i] = Math.fma(share1, g - mean[i], mean[i]);
          squares[i] = Math.fma(share2, g * g - squares[i], squares[i]);
          update[i] = scale * mean[i] / Math.fma(rootScale, (float) Math.sqrt(squares[i]), floor);
        }
      }

      private void applyLargest(float[] update, int from, int to) {
        for (int i = from; i < to; i++) {
          float g = update[i];
          mean[i] = Math.fma(share1, g - mean[i], mean[i]);
          squares[i] = Math.fma(share2, g * g - squares[i], squares[i]);
          largest[i] = Math.max(largest[i], squares[i]);
          update[i] = scale * mean[i] / Math.fma(rootScale, (float) Math.sqrt(largest[i]), floor);
        }
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
    return "adam(beta1="
        + Spec.number(beta1)
        + ", beta2="
        + Spec.number(beta2)
        + ", epsilon="
        + Spec.number(epsilon)
        + (amsgrad ? ", amsgrad=true" : "")
        + ")";
  }
}
