package org.glissade.diagnose;

import java.util.List;

/**
 * Why a run diverged.
 *
 * @param findings the one that explains most first; after those that contribute, what else is
 *     wrong; empty if nothing was found
 * @param limit the rate as it was against what is stable
 * @param cure remedies of findings, in their order, with which a short run was stable; empty if
 *     none was found
 * @param rows how many rows the short runs had
 * @param steps how many steps
 * @param reproduced whether a short run diverged as the whole one did; if not, the order of the
 *     findings rests on what was measured at the start alone
 */
public record Diagnosis(
    List<Finding> findings,
    RateLimit limit,
    List<Remedy> cure,
    int rows,
    long steps,
    boolean reproduced) {
  public Diagnosis {
    findings = List.copyOf(findings);
    cure = List.copyOf(cure);
  }
}
