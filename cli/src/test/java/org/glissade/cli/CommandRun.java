package org.glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * One command line, run as the process would run it, without a terminal.
 *
 * @param status the exit status
 * @param out standard output
 * @param err standard error
 */
record CommandRun(int status, String out, String err) {
  private static final Map<String, String> ENVIRONMENT =
      Map.of("GLISSADE_TERMINAL", "none", "LANG", "C.UTF-8", "COLUMNS", "80");

  static CommandRun of(Object... args) {
    return withInput("", args);
  }

  /** With something on standard input. */
  static CommandRun withInput(String input, Object... args) {
    String[] words = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      words[i] = args[i].toString();
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        Main.run(
            words,
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, false, StandardCharsets.UTF_8),
            new PrintStream(err, false, StandardCharsets.UTF_8),
            ENVIRONMENT);
    return new CommandRun(status, text(out), text(err));
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }

  /** Fails with all that was printed unless the command ended well. */
  CommandRun ok() {
    return endsWith(ExitCode.DONE);
  }

  /** Fails with all that was printed unless the exit status is this one. */
  CommandRun endsWith(int expected) {
    assertThat(status).as("status; out: %s; err: %s", out, err).isEqualTo(expected);
    return this;
  }

  /** The one JSON object on standard output. */
  Map<String, Object> json() {
    assertThat(out).as("one object on one line").startsWith("{").endsWith("}\n");
    assertThat(out.lines()).hasSize(1);
    try {
      return JSON.std.mapFrom(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An object inside the JSON object. */
  @SuppressWarnings("unchecked")
  Map<String, Object> json(String key) {
    return (Map<String, Object>) json().get(key);
  }

  /** A number of the JSON object, by its path. */
  double number(String... path) {
    Map<?, ?> object = json();
    for (int i = 0; i < path.length - 1; i++) {
      object = (Map<?, ?>) object.get(path[i]);
    }
    Object value = object.get(path[path.length - 1]);
    assertThat(value).as(String.join(".", path)).isInstanceOf(Number.class);
    return ((Number) value).doubleValue();
  }
}
