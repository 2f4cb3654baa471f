package org.glissade.diagnose;

import java.util.List;

/**
 * What looks wrong before anything was tried.
 *
 * @param evidence for it
 * @param treatment what a short run does to be without it
 * @param striking whether it is to be told even if it does not matter for the divergence
 * @param remedies that a user has, the best first, each of one or more changes
 */
record Suspect(
    Cause cause,
    Evidence evidence,
    Treatment treatment,
    boolean striking,
    List<List<Remedy>> remedies) {
  /** Whether some rows are to blame, which a remedy does not leave out. */
  boolean isAboutRows() {
    return cause == Cause.BAD_LABEL || cause == Cause.OUTLIER_ROW;
  }
}
