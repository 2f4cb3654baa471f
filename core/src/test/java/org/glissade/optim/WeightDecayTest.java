package org.glissade.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.glissade.math.Layout;
import org.junit.jupiter.api.Test;

class WeightDecayTest {
  private static final Layout WEIGHT = Layout.builder().slot("w", 1, 1, true).build();

  private static double[] shrink(GradientTransform transform, int steps) {
    Iteration run = new Iteration(transform, WEIGHT, new MemoryBuffers(), 1);
    double[] trace = new double[steps + 1];
    trace[0] = 1;
    for (int t = 1; t <= steps; t++) {
      run.step(0);
      trace[t] = run.params[0];
    }
    return trace;
  }

  @Test
  void onlyPenalisedSlotsDecay() {
    Layout layout =
        Layout.builder().slot("w", 1, 2, true).slot("b", 1, 1, false).slot("v", 1, 1, true).build();
    Iteration run =
        new Iteration(Transforms.weightDecay(0.5), layout, new MemoryBuffers(), 2, 4, 8, 16);
    assertThat(run.step(1, 0, 1, 0)).containsExactly(2, 2, 1, 8);
  }

  @Test
  void decoupledDecayMultipliesByOneMinusEtaLambdaWhateverTheMomentum() {
    double[] plain = shrink(Transforms.parse("sgd(0.1, weight-decay=0.4)"), 100);
    double[] trace =
        shrink(Transforms.parse("sgd(0.1, momentum=0.5, weight-decay=0.4, decoupled=true)"), 100);
    for (int t = 0; t <= 100; t++) {
      assertThat(trace[t]).isEqualTo(plain[t]);
      assertThat(trace[t]).isCloseTo(Math.pow(1 - 0.04, t), within(1e-6));
    }
  }

  @Test
  void coupledDecayGoesThroughMomentum() {
    // Without a gradient, θ(t+1) = (1 + β − ηλ)·θ(t) − β·θ(t−1) with θ(0) = 1 and θ(1) = 1 − ηλ:
    // A·r₁ᵗ + B·r₂ᵗ, where r are the roots of r² − (1 + β − ηλ)·r + β.
    double beta = 0.5;
    double strength = 0.1 * 0.4;
    double sum = 1 + beta - strength;
    double root = Math.sqrt(sum * sum - 4 * beta);
    double r1 = (sum + root) / 2;
    double r2 = (sum - root) / 2;
    double a = (1 - strength - r2) / (r1 - r2);
    double[] trace = shrink(Transforms.parse("sgd(0.1, momentum=0.5, weight-decay=0.4)"), 100);
    for (int t = 0; t <= 100; t++) {
      assertThat(trace[t]).isCloseTo(a * Math.pow(r1, t) + (1 - a) * Math.pow(r2, t), within(1e-6));
    }
  }

  @Test
  void theOrderOfDecayAndMomentumMatters() {
    double[] coupled =
        shrink(Transforms.parse("chain(weight-decay(1), momentum(0.9), learning-rate(0.1))"), 5);
    double[] decoupled =
        shrink(Transforms.parse("chain(momentum(0.9), weight-decay(1), learning-rate(0.1))"), 5);
    assertThat(coupled[1]).isEqualTo(decoupled[1]);
    assertThat(coupled[5]).isLessThan(decoupled[5] - 0.1);
  }
}
