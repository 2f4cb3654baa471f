package org.glissade.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TurnstileTest {
  @Test
  void theTrainingGoesOneEpochAtATime() {
    AtomicInteger epochs = new AtomicInteger();
    Turnstile turnstile =
        new Turnstile(
            self -> {
              while (true) {
                epochs.incrementAndGet();
                self.pass();
              }
            });
    assertThat(epochs).hasValue(0);
    for (int expected = 1; expected <= 5; expected++) {
      turnstile.next();
      assertThat(epochs).hasValue(expected);
    }
  }

  @Test
  void aFailureOfTheTrainingIsToldToWhoeverWaits() {
    Turnstile turnstile =
        new Turnstile(
            self -> {
              throw new IllegalArgumentException("no rows");
            });
    assertThatThrownBy(turnstile::next).hasMessageContaining("no rows");
    assertThatThrownBy(turnstile::next).isInstanceOf(IllegalStateException.class);
  }
}
