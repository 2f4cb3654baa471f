package org.glissade.train;

import java.util.ArrayList;
import java.util.List;
import org.glissade.optim.Chain;
import org.glissade.optim.GradientTransform;
import org.glissade.optim.Schedule;
import org.glissade.optim.Transforms;
import org.glissade.optim.WeightDecay;
import org.jspecify.annotations.Nullable;

/** The links of which {@link Sgd} makes a chain, in the order in which they come in it. */
final class UpdateChain {
  /** Before all else. */
  final List<GradientTransform> first = new ArrayList<>();

  @Nullable GradientTransform momentum;
  private @Nullable GradientTransform decay;
  private boolean decoupled;

  /**
   * @param lambda 0 for none
   * @param afterMomentum whether it is decoupled from momentum
   */
  void decay(double lambda, boolean afterMomentum) {
    decay = lambda == 0 ? null : new WeightDecay(lambda);
    decoupled = afterMomentum;
  }

  /** Whether there is none. */
  boolean isEmpty() {
    return first.isEmpty() && momentum == null && decay == null;
  }

  /** All of them, with a learning rate before those that follow one. */
  GradientTransform with(Schedule rate) {
    List<GradientTransform> chain = new ArrayList<>();
    List<GradientTransform> last = new ArrayList<>();
    for (GradientTransform link : first) {
      for (GradientTransform part : link instanceof Chain parts ? parts.links() : List.of(link)) {
        (part.followsRate() ? last : chain).add(part);
      }
    }
    if (decay != null && !decoupled) {
      chain.add(decay);
    }
    if (momentum != null) {
      chain.add(momentum);
    }
    if (decay != null && decoupled) {
      chain.add(decay);
    }
    chain.add(Transforms.learningRate(rate));
    chain.addAll(last);
    return chain.size() == 1
        ? chain.getFirst()
        : Transforms.chain(chain.toArray(GradientTransform[]::new));
  }
}
