package org.glissade.diagnose;

import java.util.List;

/** What was measured that speaks for a {@link Cause}. Rows and columns are numbered from 0. */
public sealed interface Evidence {
  /**
   * One feature.
   *
   * @param column its number
   * @param magnitude 1.4826 times the median of |x| where it is not 0
   */
  record Scale(int column, double magnitude) {}

  /**
   * Features out of scale.
   *
   * @param largest up to five of them, the largest first
   * @param count how many there are
   * @param usual the median magnitude of all others; NaN if there are none
   * @param limit as the run was
   * @param scaled with scaled features
   */
  record Scales(List<Scale> largest, int count, double usual, RateLimit limit, RateLimit scaled)
      implements Evidence {
    public Scales {
      largest = List.copyOf(largest);
    }
  }

  /**
   * A row with a feature far off, the farthest if there are several.
   *
   * @param row its number among the training examples
   * @param column the feature that is farthest off
   * @param value of it
   * @param median of that feature over the rows looked at
   * @param times how many times |value| is the magnitude of the feature
   * @param gradient ‖∇ℓ‖ of the row at the start
   * @param medianGradient of all rows looked at
   * @param rows all that are far off, ascending
   */
  record FarRow(
      int row,
      int column,
      double value,
      double median,
      double times,
      double gradient,
      double medianGradient,
      List<Integer> rows)
      implements Evidence {
    public FarRow {
      rows = List.copyOf(rows);
    }
  }

  /**
   * A target far off, the farthest if there are several.
   *
   * @param row its number among the training examples
   * @param output which of the targets of the row
   * @param value of it, as trained on
   * @param median of that target
   * @param deviations |value − median| in units of 1.4826 times the median of these differences
   * @param gradient ‖∇ℓ‖ of the row at the start
   * @param medianGradient of all rows looked at
   * @param rows all that are far off, ascending
   */
  record FarLabel(
      int row,
      int output,
      double value,
      double median,
      double deviations,
      double gradient,
      double medianGradient,
      List<Integer> rows)
      implements Evidence {
    public FarLabel {
      rows = List.copyOf(rows);
    }
  }

  /**
   * A layer with large weights at the start.
   *
   * @param layer its number from 1
   * @param times its root mean square weight, in units of that of the usual initialisation
   * @param loss mean loss at the start
   * @param usualLoss the same with the usual initialisation
   */
  record LargeWeights(int layer, double times, double loss, double usualLoss) implements Evidence {}

  /**
   * A beginning more curved than what follows.
   *
   * @param atStart how the rate compares at the start
   * @param later the same where a short run with a warm-up came to
   */
  record Beginning(RateLimit atStart, RateLimit later) implements Evidence {}

  /**
   * The rate against what is stable.
   *
   * @param limit with the causes before it mended
   */
  record Rate(RateLimit limit) implements Evidence {}
}
