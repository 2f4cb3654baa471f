package org.glissade.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WarmUpTest {
  private static final WarmUp.Terms TERMS = new WarmUp.Terms(3, 2, 1000, 20);

  /** How many epochs it takes if the k-th takes {@code seconds[k]}, and the last goes on. */
  private static int epochs(double floatsPerEpoch, double... seconds) {
    WarmUp warmUp = new WarmUp(TERMS, floatsPerEpoch);
    int epochs = 0;
    while (!warmUp.isOver()) {
      double next = seconds[Math.min(epochs, seconds.length - 1)];
      warmUp.add(next, next);
      epochs++;
    }
    return epochs;
  }

  @Test
  void steadyEpochsAreEnoughWhenTimeAndWorkAreDone() {
    assertThat(epochs(1000, 1)).isEqualTo(3);
    assertThat(epochs(1000, 0.5)).isEqualTo(4);
    assertThat(epochs(100, 0.5)).isEqualTo(10);
  }

  @Test
  void whoStillGetsFasterIsNotSteady() {
    assertThat(epochs(1000, 1, 0.9, 0.8, 0.7, 0.6, 0.5)).isEqualTo(8);
    assertThat(epochs(1000, 1, 1, 1.01, 0.99)).isEqualTo(3);
  }

  @Test
  void slowOnesAreNotWaitedForLongerThanTheLimit() {
    assertThat(epochs(1, 7)).isEqualTo(3);
    assertThat(epochs(1, 50)).isEqualTo(1);
  }
}
