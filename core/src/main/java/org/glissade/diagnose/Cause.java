package org.glissade.diagnose;

import java.util.Locale;

/**
 * Why a run diverged. In the order of how particular they are: of two that explain it, the first.
 */
public enum Cause {
  /** A target far from all others. */
  BAD_LABEL,
  /** A row whose features are far longer than those of the others. */
  OUTLIER_ROW,
  /** Features of very different, or very large, scales. */
  UNSCALED_FEATURES,
  /** A layer that starts from weights that multiply what passes through it. */
  EXPLODING_LAYER,
  /** A rate that is stable later on, but not from the first step. */
  NO_WARM_UP,
  /** A rate above what is stable, whatever else is mended. */
  RATE_TOO_HIGH;

  /** As records and JSON write it: lower case with underscores. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
