package org.glissade.lab.runs;

import java.util.Locale;
import org.glissade.io.DataException;

/**
 * A part of a run that is looked at closely.
 *
 * @param from the first moment, by a clock
 * @param to the last
 */
record Stretch(Clock clock, double from, double to) {
  /** What moments are counted by. */
  enum Clock {
    UPDATES,
    EPOCHS,
    SECONDS
  }

  Stretch {
    if (!(from <= to) || !Double.isFinite(from) || !Double.isFinite(to)) {
      throw new DataException(
          "a stretch runs from a lower to a higher moment: " + from + ", " + to);
    }
  }

  /** One that a page asks for, in words. */
  static Stretch of(String clock, String from, String to) {
    for (Clock each : Clock.values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(clock)) {
        return new Stretch(each, number(from), number(to));
      }
    }
    throw new DataException("moments are counted by updates, epochs or seconds, not " + clock);
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new DataException("a moment is a number, not " + text, e);
    }
  }

  private double on(Moment moment) {
    return switch (clock) {
      case UPDATES -> moment.update();
      case EPOCHS -> moment.epoch();
      case SECONDS -> moment.seconds();
    };
  }

  boolean holds(Moment moment) {
    return on(moment) >= from && on(moment) <= to;
  }

  /** Whether a moment is not behind its beginning. */
  boolean beginsFrom(Moment moment) {
    return on(moment) <= from;
  }

  /** Whether a moment is behind its end. */
  boolean isOver(Moment moment) {
    return on(moment) > to;
  }
}
