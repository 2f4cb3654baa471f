package org.glissade.optim;

import org.glissade.spec.Spec;

/**
 * One cycle: up from a small rate to a large one, then down to almost nothing (Smith &amp; Topin
 * 2018, arXiv 1708.07120), in the two cosine phases of PyTorch's {@code OneCycleLR}. Text: {@code
 * one-cycle(1, length=100%, warm=0.3, start=0.04, end=0.000004)}.
 *
 * <p>With T steps and the peak at p = warm·T − 1:
 *
 * <pre>
 *   t ≤ p:  max   + (start − max)·(1 + cos(π·t/p))/2
 *   t > p:  end   + (max − end)·(1 + cos(π·(t − p)/(T − 1 − p)))/2
 * </pre>
 *
 * so the last step of the run, t = T − 1, is exactly at the end. The momentum is not cycled.
 *
 * @param max the rate at the peak, at least 0
 * @param length T
 * @param warm the share of the length that rises, from 0 to 1
 * @param start the rate at step 0; max/25 by default
 * @param end the rate at the last step and after; start/10000 by default
 */
public record OneCycle(double max, Span length, double warm, double start, double end)
    implements Schedule {
  static final double WARM = 0.3;
  private static final double START_DIVISOR = 25;
  private static final double END_DIVISOR = 1e4;

  public OneCycle {
    max = Rates.rate("the highest rate", max);
    start = Rates.rate("the rate at the start", start);
    end = Rates.rate("the rate at the end", end);
    warm = Rates.rate("the share that rises", warm);
    if (warm > 1) {
      throw new IllegalArgumentException("the share that rises must be at most 1, but is " + warm);
    }
  }

  static double defaultStart(double max) {
    return max / START_DIVISOR;
  }

  static double defaultEnd(double start) {
    return start / END_DIVISOR;
  }

  @Override
  public double at(long step) {
    double last = length.steps() - 1.0;
    double peak = warm * length.steps() - 1;
    if (step >= last && step > peak) {
      return end;
    }
    if (step < peak) {
      return Rates.blend(start, max, Rates.halfCosine(step / peak));
    }
    return step == peak
        ? max
        : Rates.blend(max, end, Rates.halfCosine((step - peak) / (last - peak)));
  }

  @Override
  public Schedule over(Horizon horizon) {
    return new OneCycle(max, length.over(horizon), warm, start, end);
  }

  @Override
  public String toString() {
    return "one-cycle("
        + Spec.number(max)
        + (length.equals(Span.RUN) ? "" : ", length=" + length)
        + (warm == WARM ? "" : ", warm=" + Spec.number(warm))
        + (start == defaultStart(max) ? "" : ", start=" + Spec.number(start))
        + (end == defaultEnd(start) ? "" : ", end=" + Spec.number(end))
        + ")";
  }
}
