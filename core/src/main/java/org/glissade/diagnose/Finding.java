package org.glissade.diagnose;

import java.util.List;

/**
 * One thing that is wrong with a run.
 *
 * @param evidence what was measured
 * @param gain by how many times a higher rate the short run was stable once this was mended, with
 *     the findings before it; 1 if it does not matter for that, NaN if it was not tried
 * @param enough whether the short run was stable at the full rate with this and all findings before
 *     it mended
 * @param remedies what to change, all of it together; none if only the data can be mended
 */
public record Finding(
    Cause cause, Evidence evidence, double gain, boolean enough, List<Remedy> remedies) {
  public Finding {
    remedies = List.copyOf(remedies);
  }

  /** Whether it is part of why the run diverged, as far as that could be tried. */
  public boolean contributes() {
    return !(gain < Doctor.MATTERS);
  }
}
