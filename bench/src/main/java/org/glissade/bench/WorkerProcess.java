package org.glissade.bench;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A contender in its own process, seen from outside: the other end of {@link Worker}. */
final class WorkerProcess implements Closeable {
  /** The contender cannot do it, or failed; the message is for the table. */
  static final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    Refusal(String reason) {
      super(reason);
    }

    String reason() {
      return String.valueOf(getMessage());
    }
  }

  private final Process process;
  private final BufferedReader answers;
  private final Writer questions;
  private final Path log;
  private final Contender.Terms terms;

  /**
   * Starts it, and waits until it has its data.
   *
   * @param log what it prints besides
   */
  WorkerProcess(List<String> command, Path log) throws IOException, Refusal {
    this.log = log;
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
    LibraryVariables.set(builder.environment());
    this.process = builder.start();
    Machine.expendable(process.pid());
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.questions = process.outputWriter(StandardCharsets.UTF_8);
    try {
      String[] ready = answer("ready");
      this.terms = new Contender.Terms(ready[1], Integer.parseInt(ready[2]), ready[3]);
    } catch (Refusal e) {
      close();
      throw e;
    }
  }

  Contender.Terms terms() {
    return terms;
  }

  /** Seconds of one epoch. */
  double epoch() throws IOException, Refusal {
    return seconds("epoch");
  }

  /** The answer to a question for seconds. */
  double seconds(String question) throws IOException, Refusal {
    ask(question);
    return Double.parseDouble(answer("seconds")[1]);
  }

  double loss() throws IOException, Refusal {
    ask("loss");
    String loss = answer("loss")[1];
    return loss.matches("[-+0-9.eE]+") ? Double.parseDouble(loss) : Double.NaN; // nan, -nan, inf, …
  }

  /** The most memory it has had, in bytes; 0 where that is not told. */
  long peakBytes() {
    return Machine.peakBytes(process.pid());
  }

  private void ask(String question) throws IOException {
    questions.write(question + "\n");
    questions.flush();
  }

  private String[] answer(String expected) throws IOException, Refusal {
    String line = answers.readLine();
    if (line == null) {
      throw new Refusal("it ended " + lastWords());
    }
    String[] words = line.split("\t", -1);
    if (words[0].equals("cannot")) {
      throw new Refusal(words[1]);
    }
    if (!words[0].equals(expected)) {
      throw new Refusal("it said '" + line + "' where " + expected + " was due");
    }
    return words;
  }

  private String lastWords() throws IOException {
    List<String> lines = Files.readAllLines(log);
    String status = "";
    try {
      status = process.waitFor(1, TimeUnit.SECONDS) ? "with status " + process.exitValue() : "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return status
        + (status.endsWith(" 137") ? ", killed, perhaps for want of memory" : "")
        + "; "
        + (lines.isEmpty() ? "it said nothing" : "it said last: " + lines.getLast());
  }

  @Override
  public void close() {
    try {
      questions.close(); // the end of its input is the end of its work
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
