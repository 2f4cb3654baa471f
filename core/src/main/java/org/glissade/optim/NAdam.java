package org.glissade.optim;

import org.glissade.math.Layout;
import org.glissade.spec.Spec;

/**
 * NAdam: {@link Adam} with Nesterov's look ahead, and a momentum that warms up from β₁/2 to β₁.
 * Text: {@code nadam(beta1=0.9, beta2=0.999, epsilon=1e-8, psi=0.004)}, of which nothing must be
 * there.
 *
 * <pre>
 *   μₜ = β₁(1 − ½·0.96^(tψ))        m ← β₁m + (1 − β₁)g        v ← β₂v + (1 − β₂)g²
 *   u = (μₜ₊₁·m/(1 − Π_{i≤t+1} μᵢ) + (1 − μₜ)·g/(1 − Π_{i≤t} μᵢ)) / (√(v/(1 − β₂ᵗ)) + ε)     t from 1
 * </pre>
 *
 * <p>Dozat, "Incorporating Nesterov momentum into Adam" (ICLR 2016 workshop), in the form of
 * PyTorch's {@code torch.optim.NAdam}.
 *
 * <p>Rates as for Adam, usually 2e-3 for networks. There is no {@link #gain}. Costs two floats a
 * parameter ({@code mean}, {@code squares}).
 *
 * @param beta1 β₁, at least 0 and below 1, typically 0.9
 * @param beta2 β₂, at least 0 and below 1, typically 0.99 to 0.999
 * @param epsilon ε, above 0
 * @param psi ψ, how fast the momentum warms up, at least 0
 */
public record NAdam(double beta1, double beta2, double epsilon, double psi)
    implements GradientTransform {
  private static final int STEPS = 0;
  private static final int GROWN_MOMENTUM = 1;
  private static final int GROWN_SQUARES = 2;

  public NAdam {
    beta1 = Rates.belowOne("beta1", beta1);
    beta2 = Rates.belowOne("beta2", beta2);
    epsilon = Rates.floatAboveZero("epsilon", epsilon);
    psi = Rates.rate("psi", psi);
  }

  static NAdam of(Spec spec) {
    var a = spec.bind("beta1", "beta2", "epsilon", "psi");
    return new NAdam(
        a.number("beta1", Adam.BETA1),
        a.number("beta2", Adam.BETA2),
        a.number("epsilon", Adam.EPSILON),
        a.number("psi", 0.004));
  }

  @Override
  public Kernel bind(Layout layout, Buffers buffers) {
    float[] mean = buffers.floats("mean", layout.size());
    float[] squares = buffers.floats("squares", layout.size());
    double[] progress = buffers.doubles("progress", 3); // t, 1 − Πμ, 1 − β₂ᵗ
    float share1 = (float) (1 - beta1);
    float share2 = (float) (1 - beta2);
    float floor = (float) epsilon;
    return new Kernel() {
      private float ofMean;
      private float ofGradient;
      private float rootScale;

      @Override
      public void prepare(float[] update, float[] params, long step) {
        double t = ++progress[STEPS];
        double now = momentum(t);
        double next = momentum(t + 1);
        double grown = now * progress[GROWN_MOMENTUM] + (1 - now);
        progress[GROWN_MOMENTUM] = grown;
        progress[GROWN_SQUARES] = beta2 * progress[GROWN_SQUARES] + (1 - beta2);
        ofMean = (float) (next / (next * grown + (1 - next)));
        ofGradient = (float) ((1 - now) / grown);
        rootScale = (float) (1 / Math.sqrt(progress[GROWN_SQUARES]));
      }

      @Override
      public void apply(float[] update, float[] params, int from, int to) {
        for (int i = from; i < to; i++) {
          float g = update[i];
          mean[i] = Math.fma(share1, g - mean[i], mean[i]);
          squares[i] = Math.fma(share2, g * g - squares[i], squares[i]);
          update[i] =
              Math.fma(ofMean, mean[i], ofGradient * g)
                  / Math.fma(rootScale, (float) Math.sqrt(squares[i]), floor);
        }
      }
    };
  }

  private double momentum(double t) {
    return beta1 * (1 - 0.5 * Math.pow(0.96, t * psi));
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
    return "nadam(beta1="
        + Spec.number(beta1)
        + ", beta2="
        + Spec.number(beta2)
        + ", epsilon="
        + Spec.number(epsilon)
        + ", psi="
        + Spec.number(psi)
        + ")";
  }
}
