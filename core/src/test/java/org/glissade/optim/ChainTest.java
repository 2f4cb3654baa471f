package org.glissade.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.glissade.math.Layout;
import org.junit.jupiter.api.Test;

class ChainTest {
  @Test
  void aChainWithinAChainIsItsLinks() {
    assertThat(
            Transforms.parse("chain(momentum(0.9), chain(clip-norm(1), chain(weight-decay(1))))"))
        .isEqualTo(Transforms.parse("chain(momentum(0.9), clip-norm(1), weight-decay(1))"));
  }

  @Test
  void eachLinkSeesWhatTheOneBeforeMadeOfTheWholeVector() {
    // (3, 4) has norm 5 and becomes (0.6, 0.8); with the sum in momentum (1.2, 1.6) the norm is 2,
    // which the second clip brings to 1. Had it been prepared on the raw gradient, it would have
    // divided by 5 again.
    Iteration run =
        new Iteration(Transforms.parse("chain(clip-norm(1), momentum(0.999), clip-norm(1))"), 0, 0);
    run.step(3, 4);
    float[] update = run.step(3, 4);
    assertThat((double) update[0]).isCloseTo(0.6, within(1e-6));
    assertThat((double) update[1]).isCloseTo(0.8, within(1e-6));
  }

  @Test
  void linksOfTheSameKindHaveTheirOwnBuffers() {
    MemoryBuffers buffers = new MemoryBuffers();
    GradientTransform transform = Transforms.parse("chain(momentum(0.5), momentum(0.25, 0.5))");
    Iteration run = new Iteration(transform, Layout.flat(1), buffers, 0);
    run.step(1);
    run.step(1);
    assertThat(buffers.floats)
        .containsOnlyKeys("0-momentum.velocity", "1-momentum.velocity")
        .hasEntrySatisfying("0-momentum.velocity", v -> assertThat(v).containsExactly(1.5f))
        .hasEntrySatisfying("1-momentum.velocity", v -> assertThat(v).containsExactly(1));
  }

  @Test
  void aUsersTransformIsALinkLikeAnyOther() {
    record SignDescent() implements GradientTransform {
      @Override
      public Kernel bind(Layout layout, Buffers buffers) {
        float[] seen = buffers.floats("seen", layout.size());
        return (update, params, from, to) -> {
          for (int i = from; i < to; i++) {
            seen[i]++;
            update[i] = Math.signum(update[i]);
          }
        };
      }
    }
    MemoryBuffers buffers = new MemoryBuffers();
    Iteration run =
        new Iteration(
            Transforms.chain(new SignDescent(), Transforms.learningRate(0.5)),
            Layout.flat(2),
            buffers,
            1,
            1);
    run.step(-3, 0.1f);
    assertThat(run.params).containsExactly(1.5f, 0.5f);
    assertThat(buffers.floats).containsOnlyKeys("0-SignDescent.seen");
  }

  @Test
  void rateAndGainAreProducts() {
    GradientTransform chain =
        Transforms.parse(
            "chain(momentum(0.9), momentum(0.5, 0.5), learning-rate(0.1), learning-rate(linear(1)))");
    assertThat(chain.gain()).isCloseTo(10, within(1e-12));
    assertThat(chain.over(new Horizon(10, 5)).rate(5)).isCloseTo(0.05, within(1e-15));
  }
}
