package org.glissade.optim;

import org.glissade.spec.Spec;
import org.glissade.spec.SpecException;

/**
 * The mean of the iterates in the last share of the run: it averages the noise away, and forgets
 * the starting point exponentially fast (Jain et al. 2018, "Parallelizing Stochastic Gradient
 * Descent for Least Squares Regression", arXiv 1610.03774). Text: {@code tail(0.5)}; {@code tail}
 * alone is {@code tail(0.5)}.
 *
 * <p>Where the tail starts is known once the run's length is: {@link #over} must come before {@link
 * #bind}. A run that is stopped before the tail starts has no average.
 *
 * @param share of the run, above 0, at most 1
 * @param start the first step whose outcome counts, or {@link #UNKNOWN}
 */
public record TailAverage(double share, long start) implements Averaging {
  /** The value of {@code start} while the length of the run is not known. */
  public static final long UNKNOWN = -1;

  static final double SHARE = 0.5;

  public TailAverage {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "the share of a tail must be above 0 and at most 1, but is " + share);
    }
    if (start < UNKNOWN) {
      throw new IllegalArgumentException("a tail starts at step 0 or later, but not at " + start);
    }
  }

  public TailAverage(double share) {
    this(share, UNKNOWN);
  }

  static long startOf(Spec spec) {
    Span start = Span.of(spec);
    if (start.unit() != Span.Unit.STEPS) {
      throw new SpecException("a tail starts at a step such as 500 instead of " + spec);
    }
    return start.steps();
  }

  @Override
  public Averaging over(Horizon horizon) {
    if (start != UNKNOWN) {
      return this;
    }
    long length = Math.max(1, Math.round(share * horizon.steps()));
    return new TailAverage(share, Math.max(0, horizon.steps() - length));
  }

  @Override
  public Kernel bind(int size, Buffers buffers) {
    if (start == UNKNOWN) {
      throw new IllegalStateException(
          this + " has no start before the run is known; call over(horizon) first");
    }
    return new IterateSum(size, buffers, start);
  }

  @Override
  public String toString() {
    return "tail(" + Spec.number(share) + (start == UNKNOWN ? "" : ", start=" + start) + ")";
  }
}
