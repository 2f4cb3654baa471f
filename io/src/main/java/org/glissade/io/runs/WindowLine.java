package org.glissade.io.runs;

import ch.randelshofer.fastdoubleparser.JavaDoubleParser;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import org.glissade.train.TrainingEvent.WindowEnded;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines of windows in the very form in which {@link EventLog} writes them, ten times faster
 * than as JSON: nearly all lines of a long log are such. What is written in any other way, or is
 * not a number, is left to the reader of JSON, which then judges it.
 */
final class WindowLine {
  private static final byte[] TIME = bytes("{\"time\":\"");
  private static final byte[] EPOCH = bytes("\",\"event\":\"window\",\"epoch\":");
  private static final byte[] POSITION = bytes(",\"position\":");
  private static final byte[] STEP = bytes(",\"step\":");
  private static final byte[] STEPS = bytes(",\"steps\":");
  private static final byte[] LOSS = bytes(",\"training_loss\":");
  private static final byte[] RATE = bytes(",\"learning_rate\":");
  private static final byte[] SECONDS = bytes(",\"seconds\":");
  private static final byte[] END = bytes("}");
  private static final int LONGEST_WHOLE = 18;
  private static final int SECOND_MILLIS = 1000;

  private final byte[] text;
  private final int to;
  private int at;
  private boolean alike = true;

  private WindowLine(byte[] text, int from, int to) {
    this.text = text;
    this.at = from;
    this.to = to;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The event of a line, or null if it is none of a window in just this form. */
  static @Nullable LoggedEvent parse(byte[] text, int from, int to) {
    return new WindowLine(text, from, to).parse();
  }

  private @Nullable LoggedEvent parse() {
    skip(TIME);
    Instant time = time();
    skip(EPOCH);
    long epoch = whole();
    skip(POSITION);
    long position = whole();
    skip(STEP);
    long step = whole();
    skip(STEPS);
    long steps = whole();
    skip(LOSS);
    double loss = number();
    skip(RATE);
    double rate = number();
    skip(SECONDS);
    double seconds = number();
    skip(END);
    return alike && at == to && time != null
        ? new LoggedEvent(time, new WindowEnded(epoch, position, step, steps, loss, rate, seconds))
        : null;
  }

  private void skip(byte[] expected) {
    if (!alike || to - at < expected.length) {
      alike = false;
      return;
    }
    for (byte each : expected) {
      if (text[at++] != each) {
        alike = false;
        return;
      }
    }
  }

  /** {@code 2026-01-02T12:00:00Z}, or with thousandths. */
  private @Nullable Instant time() {
    int year = digits(4, '-');
    int month = digits(2, '-');
    int day = digits(2, 'T');
    int hour = digits(2, ':');
    int minute = digits(2, ':');
    boolean exact = at + 2 < to && text[at + 2] == '.';
    int second = digits(2, exact ? '.' : 'Z');
    int millis = exact ? digits(3, 'Z') : 0;
    if (!alike || hour > 23 || minute > 59 || second > 59) {
      alike = false;
      return null;
    }
    try {
      long days = LocalDate.of(year, month, day).toEpochDay();
      long seconds = ((days * 24 + hour) * 60 + minute) * 60 + second;
      return Instant.ofEpochMilli(seconds * SECOND_MILLIS + millis);
    } catch (DateTimeException e) {
      alike = false;
      return null;
    }
  }

  private int digits(int count, char end) {
    int value = 0;
    if (!alike || to - at <= count || text[at + count] != end) {
      alike = false;
      return 0;
    }
    for (int i = 0; i < count; i++) {
      value = value * 10 + digit();
    }
    at++;
    return value;
  }

  private int digit() {
    int digit = text[at++] - '0';
    alike &= digit >= 0 && digit <= 9;
    return digit;
  }

  /** A whole number of at least 0. */
  private long whole() {
    int from = at;
    long value = 0;
    while (alike && at < to && text[at] >= '0' && text[at] <= '9' && at - from < LONGEST_WHOLE) {
      value = value * 10 + (text[at++] - '0');
    }
    alike &= at > from && (at == from + 1 || text[from] != '0');
    return value;
  }

  /** A number as JSON has them. */
  private double number() {
    int from = at;
    at += at < to && text[at] == '-' ? 1 : 0;
    int first = at;
    alike &= run() > 0 && (text[first] != '0' || at == first + 1);
    if (alike && at < to && text[at] == '.') {
      at++;
      alike &= run() > 0;
    }
    if (alike && at < to && (text[at] == 'e' || text[at] == 'E')) {
      at++;
      at += at < to && (text[at] == '-' || text[at] == '+') ? 1 : 0;
      alike &= run() > 0;
    }
    if (!alike) {
      return 0;
    }
    double value = JavaDoubleParser.parseDouble(text, from, at - from);
    alike &= Double.isFinite(value); // JSON would say that it is too large
    return value;
  }

  private int run() {
    int from = at;
    while (at < to && text[at] >= '0' && text[at] <= '9') {
      at++;
    }
    return at - from;
  }
}
