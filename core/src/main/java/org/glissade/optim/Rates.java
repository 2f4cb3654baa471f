package org.glissade.optim;

import org.glissade.spec.Spec;

/** What the schedules share: the ranges of their numbers, progress, and interpolation. */
final class Rates {
  private Rates() {}

  /** The value, if it can be a rate: finite and at least 0. */
  static double rate(String what, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          what + " must be a finite number, at least 0, but is " + value);
    }
    return value + 0.0; // −0 becomes 0, so that equal values print the same text
  }

  /** The value, if it is finite and above 0. */
  static double positive(String what, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          what + " must be a finite number above 0, but is " + value);
    }
    return value;
  }

  /** The value, if it is above 0, also as a float. */
  static double floatAboveZero(String what, double value) {
    positive(what, value);
    if (!((float) value > 0)) {
      throw new IllegalArgumentException(what + " is too small for a float: " + value);
    }
    return value;
  }

  /** The value, if it is at least 0 and below 1. */
  static double belowOne(String what, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(what + " must be at least 0 and below 1, but is " + value);
    }
    return value + 0.0;
  }

  /** The length, if it is not 0. */
  static Span positive(String what, Span length) {
    if (length.amount() == 0) {
      throw new IllegalArgumentException(what + " must be longer than 0, but is " + length);
    }
    return length;
  }

  /** The length in steps, where it may have been rounded to none: at least one. */
  static Span atLeastOneStep(Span length, Horizon horizon) {
    Span steps = length.over(horizon);
    return steps.amount() == 0 ? Span.steps(1) : steps;
  }

  /** Which share of the length is over at that step: from 0 to 1, then 1. */
  static double progress(long step, Span length) {
    long steps = length.steps();
    return step >= steps ? 1 : (double) step / steps;
  }

  /**
   * {@code weight·start + (1 − weight)·end}: exactly {@code start} at weight 1 and {@code end} at
   * weight 0, monotone in between, never outside the two.
   */
  static double blend(double start, double end, double weight) {
    if (weight >= 1) {
      return start;
    }
    double value = end + (start - end) * weight;
    return Math.clamp(value, Math.min(start, end), Math.max(start, end));
  }

  /** (1 + cos πp)/2: 1 at p = 0, 0 at p = 1. */
  static double halfCosine(double progress) {
    return 0.5 * (1 + Math.cos(Math.PI * progress));
  }

  /** {@code rate · factor^exponent}, at most the largest double. */
  static double grown(double rate, double factor, double exponent) {
    return rate == 0 ? 0 : Math.min(rate * Math.pow(factor, exponent), Double.MAX_VALUE);
  }

  /** The text of a length and an end where they are not the defaults 100% and 0. */
  static String options(Span length, double end) {
    return (length.equals(Span.RUN) ? "" : ", length=" + length)
        + (end == 0 ? "" : ", end=" + Spec.number(end));
  }
}
