package org.glissade.spark.rounds;

/**
 * How many local steps lie between two means, where nobody says: so many that the means take a
 * tenth of the time, by prices that are the same for every run, so that the same data and options
 * give the same bits; and no more than a quarter of an epoch.
 *
 * <pre>
 *   a mean:  latency + 2·(p−1)·message + 2·4·d·(p−1)/p bytes / bandwidth
 *   a step:  numbers it reads · price
 * </pre>
 */
final class RoundLength {
  /** Two hops, and waiting for the slowest, in seconds. */
  private static final double LATENCY = 1e-3;

  /** To send one message and to receive one, in seconds. */
  private static final double MESSAGE = 1e-5;

  /** Bytes a second between two machines: 10 Gbit/s. */
  private static final double BANDWIDTH = 1.25e9;

  /** Seconds for each number that a step reads: a sparse one, out of the cache. */
  private static final double PRICE = 2e-9;

  private static final double SHARE = 0.1;

  private RoundLength() {}

  /** Seconds of one mean of so many numbers among so many workers. */
  static double exchange(double numbers, int workers) {
    return exchange(numbers, workers, BANDWIDTH);
  }

  static double exchange(double numbers, int workers, double bandwidth) {
    double bytes = 2 * Float.BYTES * numbers * (workers - 1) / workers;
    return LATENCY + 2 * (workers - 1) * MESSAGE + bytes / bandwidth;
  }

  /** Seconds of a step that reads so many numbers. */
  static double step(double numbers) {
    return PRICE * Math.max(1, numbers);
  }

  /**
   * Steps of a round.
   *
   * @param numbers averaged: parameters and the memory of transforms
   * @param readByStep numbers that a step reads
   * @param stepsPerEpoch of one replica
   */
  static int choose(double numbers, int workers, double readByStep, int stepsPerEpoch) {
    double cheap = exchange(numbers, workers) / (SHARE * step(readByStep));
    return (int) Math.clamp(Math.ceil(cheap), 1, Math.max(1, Math.ceilDiv(stepsPerEpoch, 4)));
  }
}
