package org.glissade.optim;

import java.math.BigDecimal;
import org.glissade.spec.Spec;
import org.glissade.spec.SpecException;

/**
 * A length of time: steps ({@code 500}), epochs ({@code 10ep}), or a share of the run ({@code 5%}).
 *
 * @param amount at least 0; a whole number if the unit is STEPS; at most 1 if it is RUN
 * @param unit of what
 */
public record Span(double amount, Unit unit) {
  /** What a span counts. */
  public enum Unit {
    STEPS,
    EPOCHS,
    RUN
  }

  /** The whole run: {@code 100%}. */
  public static final Span RUN = new Span(1, Unit.RUN);

  public Span {
    if (!(amount >= 0) || Double.isInfinite(amount)) {
      throw new IllegalArgumentException("a length must be at least 0: " + amount);
    }
    amount += 0.0; // −0 becomes 0, so that equal lengths print the same text
    if (unit == Unit.STEPS && amount != Math.rint(amount)) {
      throw new IllegalArgumentException("a number of steps must be whole: " + amount);
    }
    if (unit == Unit.RUN && amount > 1) {
      throw new IllegalArgumentException(
          "a share of the run is at most 100%: " + 100 * amount + "%");
    }
  }

  public static Span steps(long steps) {
    return new Span(steps, Unit.STEPS);
  }

  public static Span epochs(double epochs) {
    return new Span(epochs, Unit.EPOCHS);
  }

  /** A share of the run, from 0 to 1. */
  public static Span share(double share) {
    return new Span(share, Unit.RUN);
  }

  /** The number of steps that this is in a run of that length, rounded. */
  public long steps(Horizon horizon) {
    return switch (unit) {
      case STEPS -> (long) amount;
      case EPOCHS -> Math.round(amount * horizon.stepsPerEpoch());
      case RUN -> Math.round(amount * horizon.steps());
    };
  }

  /** The same length in steps. */
  public Span over(Horizon horizon) {
    return unit == Unit.STEPS ? this : steps(steps(horizon));
  }

  /**
   * The number of steps that this is.
   *
   * @throws IllegalStateException if it is in epochs or a share of the run
   */
  public long steps() {
    if (unit != Unit.STEPS) {
      throw new IllegalStateException(
          this + " has no length in steps before the run is known; call over(horizon) first");
    }
    return (long) amount;
  }

  static Span of(Spec spec) {
    String text = spec.toString();
    try {
      if (text.endsWith("%")) {
        return share(
            new BigDecimal(text.substring(0, text.length() - 1)).movePointLeft(2).doubleValue());
      }
      if (text.endsWith("ep")) {
        return epochs(Double.parseDouble(text.substring(0, text.length() - 2)));
      }
      return new Span(Double.parseDouble(text), Unit.STEPS);
    } catch (NumberFormatException e) {
      throw new SpecException(
          "expected a length such as 500 (steps), 10ep (epochs) or 5% (of the run) instead of "
              + text);
    }
  }

  @Override
  public String toString() {
    return switch (unit) {
      case STEPS -> Spec.number(amount);
      case EPOCHS -> Spec.number(amount) + "ep";
      case RUN -> percent() + "%";
    };
  }

  /** The digits of the amount with the point moved, so that no rounding comes in. */
  private String percent() {
    BigDecimal percent = new BigDecimal(Double.toString(amount)).movePointRight(2);
    return percent.signum() == 0 ? "0" : percent.stripTrailingZeros().toPlainString();
  }
}
