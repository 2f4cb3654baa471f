package org.glissade.diagnose;

/**
 * How far the mean gradient of a batch is from that of all examples: E‖ĝ − ∇L‖², by the formulas
 * and measured on batches drawn at random. Penalties, which have no noise, are left out of the
 * difference.
 *
 * @param size m
 * @param draws how many batches were drawn of each kind
 * @param replaced of independent draws: σ²/m
 * @param replacedMeasured the mean over the draws
 * @param replacedError the standard error of that mean
 * @param unreplaced of draws without replacement: σ²/m·(N − m)/(N − 1)
 * @param unreplacedMeasured the mean over the draws
 * @param unreplacedError the standard error of that mean
 * @param cosine mean cosine of the angle between ĝ and ∇L, both with the L2 penalty, of batches
 *     without replacement
 */
public record BatchNoise(
    int size,
    int draws,
    double replaced,
    double replacedMeasured,
    double replacedError,
    double unreplaced,
    double unreplacedMeasured,
    double unreplacedError,
    double cosine) {

  /** The angle that belongs to the mean cosine, in degrees from 0 to 180. */
  public double angle() {
    return Math.toDegrees(Math.acos(Math.clamp(cosine, -1, 1)));
  }
}
