package org.glissade.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkersTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void eachPartIsDoneOnceWhetherWorkersWereAwakeAsleepOrEnded(int threads) {
    Workers workers = new Workers(threads);
    for (int round = 0; round < 400; round++) {
      int parts = 1 + round % 33;
      AtomicIntegerArray done = new AtomicIntegerArray(parts);
      long[] seen = new long[parts];
      workers.run(
          parts,
          part -> {
            done.incrementAndGet(part);
            seen[part] = Thread.currentThread().threadId();
          });
      for (int part = 0; part < parts; part++) {
        assertThat(done.get(part)).isEqualTo(1);
      }
      assertThat(Arrays.stream(seen).distinct().count()).isEqualTo(Math.min(threads, parts));
      if (round % 100 == 99) {
        LockSupport.parkNanos(20_000_000L); // long enough for them to fall asleep
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void whatAPartThrowsReachesTheCallerAndTheNextRunWorks(int bad) {
    Workers workers = new Workers(2);
    assertThatThrownBy(
            () ->
                workers.run(
                    4,
                    part -> {
                      if (part == bad) {
                        throw new IllegalStateException("part " + part);
                      }
                    }))
        .hasMessage("part " + bad);
    AtomicIntegerArray done = new AtomicIntegerArray(4);
    workers.run(4, done::incrementAndGet);
    assertThat(done.toString()).isEqualTo("[1, 1, 1, 1]");
  }
}
