package org.glissade.optim;

/**
 * How long a run will be, for schedules that speak of epochs or of a share of the run.
 *
 * @param steps number of steps of the whole run, at least 1
 * @param stepsPerEpoch at least 1
 */
public record Horizon(long steps, long stepsPerEpoch) {
  public Horizon {
    if (steps < 1 || stepsPerEpoch < 1) {
      throw new IllegalArgumentException(
          "a run has at least one step: " + steps + ", " + stepsPerEpoch);
    }
  }
}
