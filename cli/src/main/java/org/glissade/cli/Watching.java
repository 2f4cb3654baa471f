package org.glissade.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.glissade.lab.Lab;
import org.glissade.lab.LabContent;
import org.glissade.lab.server.Listening;

/** A lab that shows the run of this process while it goes on. */
final class Watching implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String PAGE = "runs.html";

  private final Lab lab;
  private final Shell shell;

  private Watching(Lab lab, Shell shell) {
    this.lab = lab;
    this.shell = shell;
  }

  /** Opens one, and says where: the address goes to standard error, as results own the other. */
  static Watching open(Path runs, Shell shell) {
    try {
      Lab lab =
          Lab.open(
              new LabContent(null, null, runs),
              new Lab.Commands(null, new RecordedCommand()),
              new Listening(Listening.LOOPBACK, null),
              fault ->
                  shell
                      .err()
                      .println(
                          shell.errTerminal().alarm("glissade:") + " a request failed: " + fault));
      shell.err().println("Watch this run at " + lab.server().address(PAGE));
      if (shell.errTerminal().live()) {
        Browser.open(lab.server().addressForOnce(PAGE), shell.environment());
      }
      return new Watching(lab, shell);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Goes on after the training until Ctrl-C, where somebody sits at a terminal.
   *
   * @param status of the training; who has interrupted it wants to leave
   */
  void stay(int status) {
    if (status == ExitCode.INTERRUPTED || !shell.errTerminal().live()) {
      return;
    }
    CountDownLatch stop = new CountDownLatch(1);
    try (Interrupt _ = Interrupt.guard(PATIENCE, stop::countDown)) {
      shell.err().println("The run can still be looked at. Ctrl-C ends that.");
      stop.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    lab.close();
  }
}
