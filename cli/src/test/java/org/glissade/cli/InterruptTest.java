package org.glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InterruptTest {
  /** The work of the process that the last test ends: saves when asked to stop. */
  static final class Work {
    private Work() {}

    @SuppressWarnings({"SystemOut", "BusyWait"})
    public static void main(String[] args) throws InterruptedException {
      try (Interrupt interrupt =
          Interrupt.guard(Duration.ofSeconds(30), () -> System.out.println("stopping"))) {
        System.out.println("working");
        while (!interrupt.requested()) {
          Thread.sleep(5);
        }
        Thread.sleep(200); // saving takes its time
        System.out.println("saved");
      }
    }
  }

  @Test
  void theSignalWaitsUntilTheWorkIsSaved() throws InterruptedException {
    CountDownLatch told = new CountDownLatch(1);
    Interrupt guard = Interrupt.guard(Duration.ofSeconds(50), told::countDown);
    Thread signal = new Thread(guard::interrupt);
    assertThat(guard.requested()).isFalse();
    signal.start();
    told.await();
    assertThat(guard.requested()).isTrue();
    assertThat(signal.isAlive()).isTrue();
    guard.close();
    signal.join();
  }

  @Test
  void patienceEnds() {
    Interrupt guard = Interrupt.guard(Duration.ofMillis(20), () -> {});
    guard.interrupt(); // would not return if it waited for close
    assertThat(guard.requested()).isTrue();
    guard.close();
  }

  @Test
  void anOrdinaryExitIsNoInterrupt() {
    AtomicInteger told = new AtomicInteger();
    Interrupt guard = Interrupt.guard(Duration.ofSeconds(50), told::incrementAndGet);
    guard.close();
    guard.close();
    guard.interrupt();
    assertThat(guard.requested()).isFalse();
    assertThat(told).hasValue(0);
  }

  /** A termination, because a shell may start its children deaf to Ctrl-C; both take one path. */
  @Test
  void aProcessThatIsEndedSavesFirst() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Work.class.getName())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = output.readLine();
      while (line != null && !line.equals("working")) {
        line = output.readLine(); // notices of the JVM
      }
      process.toHandle().destroy();
      assertThat(output.lines().toList()).isEqualTo(List.of("stopping", "saved"));
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(128 + 15);
    } finally {
      process.destroyForcibly();
    }
  }
}
