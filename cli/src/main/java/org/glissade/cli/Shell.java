package org.glissade.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;

/**
 * What surrounds a command: its streams and environment. Commands take it in their constructor and
 * use nothing else of the process, so that tests can run them.
 *
 * @param in data, when the file is called {@code -}
 * @param out results
 * @param err progress and messages
 * @param environment the environment variables
 * @param outTerminal what {@code out} can show
 * @param errTerminal what {@code err} can show
 */
record Shell(
    InputStream in,
    PrintStream out,
    PrintStream err,
    Map<String, String> environment,
    Terminal outTerminal,
    Terminal errTerminal) {

  static Shell of(
      InputStream in, PrintStream out, PrintStream err, Map<String, String> environment) {
    return new Shell(
        in,
        out,
        err,
        environment,
        Terminal.of(Terminal.Stream.OUT, environment),
        Terminal.of(Terminal.Stream.ERR, environment));
  }
}
