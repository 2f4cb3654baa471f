package org.glissade.cli;

import java.io.PrintStream;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * One line at the bottom of a terminal that says how far the work is: rewritten in place at most
 * ten times a second, gone at the end. On anything but a terminal it is silent.
 */
final class ProgressLine implements AutoCloseable {
  private static final long INTERVAL_NANOS = 100_000_000;
  private static final String ERASE = "\r\u001b[K";

  private final PrintStream out;
  private final Terminal terminal;
  private final LongSupplier nanoClock;
  private boolean shown;
  private boolean started;
  private long last;

  /**
   * @param out where the line goes, standard error as a rule
   * @param terminal what is known of that stream
   * @param nanoClock a clock such as {@link System#nanoTime}
   */
  ProgressLine(PrintStream out, Terminal terminal, LongSupplier nanoClock) {
    this.out = out;
    this.terminal = terminal;
    this.nanoClock = nanoClock;
  }

  /**
   * Shows a text, cut to the width of the terminal, unless the last one is younger than a tenth of
   * a second.
   *
   * @param text without styles or line ends; asked for only if it will be shown
   */
  void show(Supplier<String> text) {
    if (!terminal.live()) {
      return;
    }
    long now = nanoClock.getAsLong();
    if (started && now - last < INTERVAL_NANOS) {
      return;
    }
    started = true;
    last = now;
    shown = true;
    out.print(ERASE + terminal.dim(cut(text.get())));
    out.flush();
  }

  /** Prints a line that stays, above the progress. */
  void println(String line) {
    clear();
    out.println(line);
    started = false;
  }

  /** Takes the line away. */
  void clear() {
    if (shown) {
      out.print(ERASE);
      out.flush();
      shown = false;
    }
  }

  @Override
  public void close() {
    clear();
  }

  private String cut(String text) {
    int room = terminal.width() - 1;
    if (text.codePointCount(0, text.length()) <= room) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, room));
  }
}
