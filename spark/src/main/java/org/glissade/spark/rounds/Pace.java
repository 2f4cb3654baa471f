package org.glissade.spark.rounds;

import java.io.Serializable;

/**
 * How a training is cut.
 *
 * @param stepsPerEpoch of the largest partition
 * @param roundsPerEpoch at least 1
 * @param epochs at least 1
 */
public record Pace(int stepsPerEpoch, int roundsPerEpoch, int epochs) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Number of rounds in all. */
  public long rounds() {
    return (long) roundsPerEpoch * epochs;
  }
}
