package org.glissade.optim;

import org.glissade.math.Layout;
import org.glissade.spec.Spec;

/**
 * Momentum: the update is a decaying sum of the gradients, which runs on where they agree and
 * cancels where they alternate (Polyak 1964). Text: {@code momentum(0.9, dampening=0,
 * nesterov=false)}; {@code nesterov(0.9)} is read as {@code momentum(0.9, nesterov=true)}.
 *
 * <pre>
 *   v₀   = g₀                          without the dampening
 *   vₜ   = β·vₜ₋₁ + (1 − dampening)·gₜ
 *   uₜ   = vₜ           or, Nesterov,  gₜ + β·vₜ
 * </pre>
 *
 * <p>This is the recurrence that PyTorch documents for {@code torch.optim.SGD}, including the first
 * step. The learning rate multiplies u, not v (Sutskever et al. 2013 have it inside v): after a
 * change of the rate the whole update changes at once.
 *
 * <p>Nesterov's gradient is meant to be taken at the point to which momentum alone would carry the
 * parameters. Here the parameters <em>are</em> that point, so the gradient is needed only where
 * they are. At a constant rate η, the iterates x of the textbook form, xₜ₊₁ = xₜ − η·vₜ with vₜ =
 * β·vₜ₋₁ + ∇f(xₜ − ηβ·vₜ₋₁), are x = θ + ηβ·v.
 *
 * <p>A gradient that stays constant is multiplied by (1 − dampening)/(1 − β) in the long run, so a
 * rate that suits plain SGD is too high by that {@link #gain}. Costs one float a parameter, the
 * buffer {@code velocity}.
 *
 * @param beta β, at least 0 and below 1, typically 0.9
 * @param dampening at least 0 and below 1
 * @param nesterov whether to look ahead; not together with dampening
 */
public record Momentum(double beta, double dampening, boolean nesterov)
    implements GradientTransform {
  public Momentum {
    beta = Rates.belowOne("momentum", beta);
    dampening = Rates.belowOne("dampening", dampening);
    if (nesterov && dampening > 0) {
      throw new IllegalArgumentException(
          "Nesterov momentum has no dampening; leave one of the two out");
    }
  }

  @Override
  public Kernel bind(Layout layout, Buffers buffers) {
    float[] velocity = buffers.floats("velocity", layout.size());
    // Without dampening the first step needs no exception: it adds the gradient to zeros.
    double[] started = buffers.doubles("started", dampening > 0 ? 1 : 0);
    float decay = (float) beta;
    float damped = (float) (1 - dampening);
    return new Kernel() {
      private float share = 1;

      @Override
      public void prepare(float[] update, float[] params, long step) {
        if (started.length > 0) {
          share = started[0] == 0 ? 1 : damped;
          started[0] = 1;
        }
      }

      @Override
      public void apply(float[] update, float[] params, int from, int to) {
        if (nesterov) {
          for (int i = from; i < to; i++) {
            velocity[i] = Math.fma(decay, velocity[i], update[i]);
            update[i] = Math.fma(decay, velocity[i], update[i]);
          }
        } else {
          for (int i = from; i < to; i++) {
            velocity[i] = Math.fma(decay, velocity[i], share * update[i]);
            update[i] = velocity[i];
          }
        }
      }
    };
  }

  @Override
  public boolean leavesUntouchedAlone() {
    return beta == 0;
  }

  @Override
  public double gain() {
    return (1 - dampening) / (1 - beta);
  }

  @Override
  public String toString() {
    return "momentum("
        + Spec.number(beta)
        + (dampening == 0 ? "" : ", dampening=" + Spec.number(dampening))
        + (nesterov ? ", nesterov=true" : "")
        + ")";
  }
}
