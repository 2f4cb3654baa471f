package org.glissade.diagnose;

/**
 * The rate of a run against the rates that are stable.
 *
 * @param rate the highest of the first steps
 * @param curvature λmax at the start
 * @param stable the largest rate at which gradient descent on all rows is stable: 2/λmax, with
 *     momentum 2(1 + β)/((1 − dampening)·λmax) (Nesterov: 2(1 + β)/((1 + 2β)·λmax)); NaN for
 *     transforms with a rate for each coordinate
 * @param proved 1/(2𝓛(m)), at which batches of the run are proved to be stable ({@link
 *     Smoothness}); NaN where that is not known
 * @param held the highest rate at which a short run was stable; NaN if none was tried
 */
public record RateLimit(double rate, double curvature, double stable, double proved, double held) {
  /** How many times too high the rate is: by {@code stable} if that is known, else by what held. */
  public double excess() {
    return rate / (Double.isNaN(stable) ? held : stable);
  }

  RateLimit holding(double other) {
    return new RateLimit(rate, curvature, stable, proved, other);
  }
}
