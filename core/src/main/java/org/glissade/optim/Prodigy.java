package org.glissade.optim;

import org.glissade.math.Layout;
import org.glissade.spec.Spec;

/**
 * Prodigy: Adam that finds its rate d by itself, a growing lower bound of the distance to the
 * optimum. Text: {@code prodigy(beta1=0.9, beta2=0.999, epsilon=1e-8, distance=1e-6)}, of which
 * nothing must be there.
 *
 * <pre>
 *   m ← β₁m + (1 − β₁)d·g        v ← β₂v + (1 − β₂)d²g²       u = d·m / (√v + d·ε)
 *   r ← √β₂·r + (1 − √β₂)d²⟨g, θ₀ − θ⟩        s ← √β₂·s + (1 − √β₂)d²g
 *   d ← max(d, r/‖s‖₁)            for the next step
 * </pre>
 *
 * <p>Mishchenko and Defazio, "Prodigy: an expeditiously adaptive parameter-free learner" (ICML
 * 2024, arXiv 2306.06101), algorithm 4.
 *
 * <p>There is nothing to tune: the learning rate behind it is the factor γ, and 1 is the paper's;
 * left alone it decays linearly from 1, without a search. The decay matters, as the steps do not
 * become shorter by themselves. Here γ is not in the sums r and s: the estimate of the distance is
 * that of a constant factor. A weight decay behind it acts by γλ and not by γdλ. There is no {@link
 * #gain}. d and r are doubles. Costs four floats a parameter ({@code initial}, {@code mean}, {@code
 * squares}, {@code s}).
 *
 * @param beta1 β₁, at least 0 and below 1, typically 0.9
 * @param beta2 β₂, at least 0 and below 1, typically 0.99 to 0.999
 * @param epsilon ε, above 0
 * @param distance d at first, above 0 and small, since it only grows
 */
public record Prodigy(double beta1, double beta2, double epsilon, double distance)
    implements GradientTransform {
  private static final int DISTANCE = 0;
  private static final int PRODUCT = 1;

  public Prodigy {
    beta1 = Rates.belowOne("beta1", beta1);
    beta2 = Rates.belowOne("beta2", beta2);
    epsilon = Rates.positive("epsilon", epsilon);
    distance = Rates.floatAboveZero("distance", distance);
  }

  static Prodigy of(Spec spec) {
    var a = spec.bind("beta1", "beta2", "epsilon", "distance");
    return new Prodigy(
        a.number("beta1", Adam.BETA1),
        a.number("beta2", Adam.BETA2),
        a.number("epsilon", Adam.EPSILON),
        a.number("distance", 1e-6));
  }

  @Override
  public Kernel bind(Layout layout, Buffers buffers) {
    int size = layout.size();
    float[] initial = buffers.floats("initial", size);
    float[] mean = buffers.floats("mean", size);
    float[] squares = buffers.floats("squares", size);
    float[] s = buffers.floats("s", size);
    double[] estimate = buffers.doubles("estimate", 2); // d, which is 0 before the first step, r
    double root = Math.sqrt(beta2);
    float share1 = (float) (1 - beta1);
    float share2 = (float) (1 - beta2);
    return new Kernel() {
      private float d;

      @Override
      public void prepare(float[] update, float[] params, long step) {
        if (estimate[DISTANCE] == 0) {
          System.arraycopy(params, 0, initial, 0, size);
          estimate[DISTANCE] = distance;
        }
        double now = estimate[DISTANCE];
        d = (float) now;
        double share = (1 - root) * now * now;
        float keep = (float) root;
        float ofGradient = (float) share;
        double product = 0;
        double sum = 0;
        for (int i = 0; i < size; i++) {
          s[i] = Math.fma(keep, s[i], ofGradient * update[i]);
          product += (double) update[i] * (initial[i] - params[i]);
          sum += Math.abs(s[i]);
        }
        estimate[PRODUCT] = root * estimate[PRODUCT] + share * product;
        if (sum > 0) {
          estimate[DISTANCE] = Math.max(now, estimate[PRODUCT] / sum);
        }
      }

      @Override
      public void apply(float[] update, float[] params, int from, int to) {
        float floor = (float) (d * epsilon);
        for (int i = from; i < to; i++) {
          float g = d * update[i];
          mean[i] = Math.fma(share1, g - mean[i], mean[i]);
          squares[i] = Math.fma(share2, g * g - squares[i], squares[i]);
          // where all is 0, also the floor if it is too small for a float, nothing moves
          float below = (float) Math.sqrt(squares[i]) + floor + Float.MIN_NORMAL;
          update[i] = d * mean[i] / below;
        }
      }
    };
  }

  /** The mean of several models has gone another way than each of them. */
  @Override
  public boolean canBeAveraged() {
    return false;
  }

  @Override
  public double gain() {
    return Double.NaN;
  }

  @Override
  public RateAdvice rateAdvice() {
    return RateAdvice.settled(1);
  }

  @Override
  public String toString() {
    return "prodigy(beta1="
        + Spec.number(beta1)
        + ", beta2="
        + Spec.number(beta2)
        + ", epsilon="
        + Spec.number(epsilon)
        + ", distance="
        + Spec.number(distance)
        + ")";
  }
}
