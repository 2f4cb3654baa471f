package org.glissade.train;

import java.util.ArrayList;
import java.util.List;
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

  /** All of them, ended by a learning rate. */
  GradientTransform with(Schedule rate) {
    List<GradientTransform> chain = new ArrayList<>(first);
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
    return chain.size() == 1
        ? chain.getFirst()
        : Transforms.chain(chain.toArray(GradientTransform[]::new));
  }
}
