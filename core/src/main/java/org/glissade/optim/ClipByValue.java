package org.glissade.optim;

import org.glissade.math.Layout;
import org.glissade.spec.Spec;

/**
 * Clips each element of the update to [−max, max]. Text: {@code clip-value(0.5)}.
 *
 * <p>Unlike {@link ClipByNorm} it changes the direction. An infinite element becomes ±max; NaN
 * stays NaN, so that it is seen.
 *
 * @param max the largest absolute value, above 0
 */
public record ClipByValue(double max) implements GradientTransform {
  public ClipByValue {
    max = Rates.positive("the largest value", max);
  }

  @Override
  public Kernel bind(Layout layout, Buffers buffers) {
    float bound = (float) max;
    return (update, params, from, to) -> {
      for (int i = from; i < to; i++) {
        update[i] = Math.max(-bound, Math.min(bound, update[i]));
      }
    };
  }

  @Override
  public boolean leavesUntouchedAlone() {
    return true;
  }

  @Override
  public String toString() {
    return "clip-value(" + Spec.number(max) + ")";
  }
}
