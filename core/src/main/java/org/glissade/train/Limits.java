package org.glissade.train;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When a run is to end, as far as the user said so. */
final class Limits {
  /** Most epochs, 0 if not set. */
  long epochs;

  /** Most steps, 0 if not set. */
  long steps;

  @Nullable Duration time;

  /** Epochs without a lower validation loss, 0 for any number. */
  int patience;

  /** Of the convergence test, NaN if not set. */
  double tolerance = Double.NaN;

  /** Whether anything bounds the length of a run. */
  boolean any() {
    return epochs > 0 || steps > 0 || time != null || patience > 0;
  }

  /** With the defaults for what was not set. */
  Stopping stopping(long defaultEpochs, Stopping.@Nullable Convergence convergence) {
    double usual = convergence == null ? AutoPlan.TOLERANCE : convergence.tolerance();
    double chosen = Double.isNaN(tolerance) ? usual : tolerance;
    return Stopping.limited(epochs, steps, defaultEpochs, convergence, chosen).with(time, patience);
  }
}
