package org.glissade.optim;

import org.glissade.math.Layout;
import org.glissade.spec.Spec;

/**
 * Follow the regularised leader, proximal, with a rate for each coordinate: AdaGrad's steps
 * together with an L1 that makes weights exactly zero. Text: {@code ftrl(alpha=0.1, beta=1, l1=0,
 * l2=0)}, of which nothing must be there.
 *
 * <pre>
 *   σ = (√(n + g²) − √n)/α        z ← z + g − σθ       n ← n + g²
 *   θ ← 0                                           where |z| ≤ λ₁
 *   θ ← −(z − sign(z)·λ₁) / ((β + √n)/α + λ₂)       elsewhere
 * </pre>
 *
 * <p>McMahan et al., "Ad click prediction: a view from the trenches" (KDD 2013), algorithm 1. λ₁
 * and λ₂ act on the sum of all gradients so far and not on their mean, so they are larger than
 * those of an objective by about the number of steps; they hold for biases too.
 *
 * <p>The rate is in it: what leaves this link is the way from θ to the new θ, an update that is
 * added as it is, and {@link #hasOwnRate no learning rate} may stand in its chain. A weight that
 * has never had a gradient stands where the run began, as if z had led there; the paper begins at
 * 0. Costs two floats a parameter, the buffers {@value #Z} and {@value #N}.
 *
 * @param alpha α, the rate, above 0
 * @param beta β, above 0: the first steps are α/β of the gradient
 * @param l1 λ₁, at least 0
 * @param l2 λ₂, at least 0
 */
public record Ftrl(double alpha, double beta, double l1, double l2) implements GradientTransform {
  static final double ALPHA = 0.1;
  static final double BETA = 1;
  private static final String Z = "z";
  private static final String N = "n";

  public Ftrl {
    alpha = Rates.positive("alpha", alpha);
    beta = Rates.positive("beta", beta);
    l1 = Rates.rate("l1", l1);
    l2 = Rates.rate("l2", l2);
  }

  /** z of each parameter, where {@link #bind} keeps it; it means something where n is above 0. */
  public static float[] z(Buffers buffers, int size) {
    return buffers.floats(Z, size);
  }

  /** n = Σg² of each parameter, where {@link #bind} keeps it. */
  public static float[] n(Buffers buffers, int size) {
    return buffers.floats(N, size);
  }

  @Override
  public Kernel bind(Layout layout, Buffers buffers) {
    float[] z = z(buffers, layout.size());
    float[] n = n(buffers, layout.size());
    return (update, params, from, to) -> {
      for (int i = from; i < to; i++) {
        float g = update[i];
        if (g != 0) {
          if (n[i] == 0) {
            z[i] = start(params[i]);
          }
          float squares = Math.fma(g, g, n[i]);
          // √(n + g²) − √n without its cancellation
          double roots = Math.sqrt(squares) + Math.sqrt(n[i]) + Float.MIN_NORMAL;
          double sigma = (double) g * g / (roots * alpha);
          z[i] += (float) (g - sigma * params[i]);
          n[i] = squares;
          update[i] = weight(z[i], squares) - params[i];
        }
      }
    };
  }

  /** The z that leads to θ while n is 0. */
  private float start(float theta) {
    return theta == 0 ? 0 : (float) (-theta * (beta / alpha + l2) - Math.copySign(l1, theta));
  }

  private float weight(float z, float n) {
    double beyond = Math.abs((double) z) - l1;
    return beyond <= 0
        ? 0
        : (float) (-Math.copySign(beyond, z) / ((beta + Math.sqrt(n)) / alpha + l2));
  }

  @Override
  public boolean leavesUntouchedAlone() {
    return true;
  }

  @Override
  public boolean hasOwnRate() {
    return true;
  }

  /** Its weights follow from z and n, and those of their means are not the mean of the weights. */
  @Override
  public boolean canBeAveraged() {
    return false;
  }

  @Override
  public double gain() {
    return Double.NaN;
  }

  @Override
  public double rate(long step) {
    return alpha;
  }

  @Override
  public String toString() {
    return "ftrl(alpha="
        + Spec.number(alpha)
        + ", beta="
        + Spec.number(beta)
        + ", l1="
        + Spec.number(l1)
        + ", l2="
        + Spec.number(l2)
        + ")";
  }
}
