package org.glissade.optim;

import org.glissade.math.Layout;
import org.glissade.spec.Spec;

/**
 * Weight decay: {@code u ← u + λθ} on the slots that are penalised (weights, not biases). Text:
 * {@code weight-decay(1e-4)}.
 *
 * <p>Where it stands in the chain says which of the two kinds it is:
 *
 * <ul>
 *   <li><em>coupled</em>, {@code chain(weight-decay(λ), momentum(β), learning-rate(η))}: the decay
 *       goes through all that the gradient goes through, as if the objective had the penalty ½λ‖θ‖²
 *       (what PyTorch's SGD calls weight decay);
 *   <li><em>decoupled</em>, {@code chain(momentum(β), weight-decay(λ), learning-rate(η))}: each
 *       step multiplies the weights by 1 − ηλ, whatever momentum does (Loshchilov &amp; Hutter
 *       2019, arXiv 1711.05101). Their schedule multiplier scales both the step and the decay, as η
 *       does here.
 * </ul>
 *
 * <p>Without momentum between them the two are the same. With it, a settled coupled decay is 1/(1 −
 * β) times as strong. {@link Transforms#sgd} offers both by name.
 *
 * @param lambda λ, at least 0
 */
public record WeightDecay(double lambda) implements GradientTransform {
  public WeightDecay {
    lambda = Rates.rate("weight decay", lambda);
  }

  @Override
  public Kernel bind(Layout layout, Buffers buffers) {
    Layout.Slot[] penalised =
        layout.slots().stream().filter(Layout.Slot::penalised).toArray(Layout.Slot[]::new);
    float strength = (float) lambda;
    return (update, params, from, to) -> {
      for (Layout.Slot slot : penalised) {
        int end = Math.min(to, slot.end());
        for (int i = Math.max(from, slot.offset()); i < end; i++) {
          update[i] = Math.fma(strength, params[i], update[i]);
        }
      }
    };
  }

  @Override
  public boolean leavesUntouchedAlone() {
    return lambda == 0;
  }

  @Override
  public String toString() {
    return "weight-decay(" + Spec.number(lambda) + ")";
  }
}
