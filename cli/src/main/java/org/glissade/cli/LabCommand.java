package org.glissade.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.glissade.lab.Lab;
import org.glissade.lab.LabContent;
import org.glissade.lab.server.Listening;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code glissade lab}: serves the page until it is interrupted. */
@Command(
    name = "lab",
    description = {
      "Opens the lab, a page in the browser on which training can be watched.",
      "The address is printed, with a token that lets its holder in; only this machine can reach it.",
      "The lab runs until Ctrl-C, which ends it with status 130, as it does every command."
    },
    customSynopsis = "glissade lab [DATA] [--target COLUMN] [--runs DIR] [options]",
    footer = {
      "glissade lab",
      "opens the lab on examples of its own",
      "glissade lab examples/airfoil.csv --runs runs",
      "on a file, and on the runs that glissade train --runs runs has recorded",
      "glissade lab --no-open --port 9000",
      "only prints the address: for a tunnel from another machine, for example",
    })
final class LabCommand implements Callable<Integer> {
  /** As long as trainings that the page has started may take to finish their records. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Shell shell;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "DATA",
      description = "A file of rows to look at in the lab.")
  private @Nullable Path data;

  @Option(
      names = {"-t", "--target"},
      paramLabel = "COLUMN",
      description =
          "What is predicted in DATA: a column by name or number from 1 (default: the last).")
  private @Nullable String target;

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      description =
          "The folder of recorded runs to show (default: glissade/runs in $XDG_DATA_HOME or"
              + " ~/.local/share).")
  private @Nullable Path runs;

  @Option(
      names = "--port",
      paramLabel = "N",
      description =
          "Where to listen; 0 for any that is free (default: 7878, or any if it is taken).")
  private @Nullable Integer port;

  @Option(
      names = "--host",
      paramLabel = "H",
      defaultValue = Listening.LOOPBACK,
      description =
          "An address of this machine; another than the default lets other machines in, if they"
              + " have the token (default: ${DEFAULT-VALUE}).")
  private String host = Listening.LOOPBACK;

  @Option(names = "--no-open", description = "Do not start a browser.")
  private boolean noOpen;

  LabCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException {
    LabContent checked = new LabContent(data, target, runs).checked();
    LabContent content =
        new LabContent(
            checked.data(), target, runs != null ? runs : RunsPlace.usual(shell.environment()));
    Listening listening = new Listening(host, port);
    CountDownLatch stop = new CountDownLatch(1);
    try (Interrupt interrupt = Interrupt.guard(PATIENCE, stop::countDown);
        Lab lab = Lab.open(content, commands(), listening, this::fault)) {
      shell.out().println(lab.server().address());
      shell.out().flush();
      if (lab.server().isOpenToOthers()) {
        shell
            .err()
            .println(
                shell.errTerminal().alarm("Warning:")
                    + " other machines can reach this lab. Who has the address with its token can"
                    + " use it, and what is sent is not encrypted.");
      }
      boolean opened =
          !noOpen
              && shell.outTerminal().live()
              && Browser.open(lab.server().addressForOnce(), shell.environment());
      shell
          .err()
          .println((opened ? "" : "Open this address in a browser. ") + "Ctrl-C stops the lab.");
      stop.await();
      return interrupt.requested() ? ExitCode.INTERRUPTED : ExitCode.DONE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.INTERRUPTED;
    }
  }

  private static Lab.Commands commands() {
    return new Lab.Commands(new OwnCommand(), new RecordedCommand());
  }

  /** Told by the lab, from any thread: what was our fault, while it goes on. */
  private void fault(Throwable e) {
    shell.err().println(shell.errTerminal().alarm("glissade:") + " a request failed: " + e);
  }
}
