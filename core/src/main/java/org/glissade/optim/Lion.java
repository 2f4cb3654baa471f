package org.glissade.optim;

import org.glissade.math.Layout;
import org.glissade.spec.Spec;

/**
 * Lion: the sign of a momentum. Text: {@code lion(beta1=0.9, beta2=0.99)}, of which nothing must be
 * there.
 *
 * <pre>
 *   u = sign(β₁m + (1 − β₁)g)        m ← β₂m + (1 − β₂)g
 * </pre>
 *
 * <p>Chen et al., "Symbolic discovery of optimization algorithms" (NeurIPS 2023, arXiv 2302.06675),
 * program 2; their decoupled weight decay is a link behind it, as in {@code chain(lion,
 * weight-decay(1))}.
 *
 * <p>Every coordinate moves by exactly the learning rate in every step, so the rate must decay, and
 * suits it at a third to a tenth of that of Adam, with 3 to 10 times the weight decay. There is no
 * {@link #gain}. Costs one float a parameter ({@code mean}).
 *
 * @param beta1 β₁, at least 0 and below 1, typically 0.9
 * @param beta2 β₂, at least 0 and below 1, typically 0.99
 */
public record Lion(double beta1, double beta2) implements GradientTransform {
  public Lion {
    beta1 = Rates.belowOne("beta1", beta1);
    beta2 = Rates.belowOne("beta2", beta2);
  }

  static Lion of(Spec spec) {
    var a = spec.bind("beta1", "beta2");
    return new Lion(a.number("beta1", 0.9), a.number("beta2", 0.99));
  }

  @Override
  public Kernel bind(Layout layout, Buffers buffers) {
    float[] mean = buffers.floats("mean", layout.size());
    float share1 = (float) (1 - beta1);
    float share2 = (float) (1 - beta2);
    return (update, params, from, to) -> {
      for (int i = from; i < to; i++) {
        float ahead = update[i] - mean[i];
        update[i] = Math.signum(Math.fma(share1, ahead, mean[i]));
        mean[i] = Math.fma(share2, ahead, mean[i]);
      }
    };
  }

  @Override
  public double gain() {
    return Double.NaN;
  }

  @Override
  public RateAdvice rateAdvice() {
    return RateAdvice.usual(0.002);
  }

  @Override
  public String toString() {
    return "lion(beta1=" + Spec.number(beta1) + ", beta2=" + Spec.number(beta2) + ")";
  }
}
