package org.glissade.lab.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** By clocks of the test's own: how fast this machine is does not matter. */
class ThroughputTest {
  private static final long MILLISECOND = 1_000_000;

  @Test
  void batchesGrowFourfoldUpToAllRows() {
    List<Throughput> measured = measured(MILLISECOND);
    assertThat(measured.stream().map(Throughput::batch))
        .containsExactly(1, 4, 16, 64, 256, 1024, Throughput.ROWS);
  }

  @Test
  void aClockThatGoesTwiceAsFastHalvesTheRates() {
    List<Throughput> slow = measured(MILLISECOND);
    List<Throughput> fast = measured(2 * MILLISECOND);
    for (int i = 0; i < slow.size(); i++) {
      double rate = slow.get(i).examplesPerSecond();
      assertThat(rate).isPositive().isFinite();
      assertThat(fast.get(i).examplesPerSecond()).isCloseTo(rate / 2, within(1e-9 * rate));
    }
  }

  /** Each reading of the clock comes so long after the one before. */
  private static List<Throughput> measured(long apart) {
    AtomicLong now = new AtomicLong();
    return Throughput.measure(Throughput.LINEAR, () -> now.addAndGet(apart));
  }
}
