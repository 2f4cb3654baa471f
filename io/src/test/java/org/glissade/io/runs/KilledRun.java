package org.glissade.io.runs;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.glissade.train.TrainingEvent;

/** A process that logs events without end, and says so after each hundred. */
final class KilledRun {
  private KilledRun() {}

  static final int TOLD_AFTER = 100;

  /** Starts one, and kills it (SIGKILL) when it has logged so many hundreds at least. */
  static void of(Path log, int hundreds) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                KilledRun.class.getName(),
                log.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      for (int told = 0; told < hundreds; told++) {
        if (process.getInputStream().read() != '.') {
          throw new IOException("the run ended by itself");
        }
      }
    } finally {
      process.destroyForcibly();
      process.waitFor();
    }
  }

  /** The process. */
  @SuppressWarnings("SystemOut")
  public static void main(String[] args) throws IOException {
    try (EventLog log = EventLog.create(Path.of(args[0]))) {
      for (long epoch = 1; epoch < 100_000_000; epoch++) {
        log.append(Instant.EPOCH, new TrainingEvent.EpochEnded(epoch, epoch, 1, null, 0.1, 0));
        if (epoch % TOLD_AFTER == 0) {
          System.out.print('.');
          System.out.flush();
        }
      }
    }
  }
}
