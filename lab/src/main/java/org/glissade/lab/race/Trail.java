package org.glissade.lab.race;

import java.util.List;
import java.util.stream.IntStream;
import org.glissade.train.StopReason;

/**
 * Every update of a training. Of K updates there are K + 1 places, the start among them.
 *
 * @param weights number of weights, 1 or 2
 * @param examples N
 * @param batch m, at most N
 * @param places θ: {@code (K + 1) × weights}
 * @param excess L(θ) − L(θ*) at each place
 * @param slopes ∇L(θ) at each place, {@code (K + 1) × weights}
 * @param steps ĝ of each update, {@code K × weights}
 * @param rates η of each update
 * @param rows which examples came: update k took those from {@code (k mod ⌈N/m⌉)·m} of epoch {@code
 *     ⌊k/⌈N/m⌉⌋}, whose N are one after the other
 * @param reason why it ended
 * @param engine what computed it
 * @param schedule of the rate
 * @param pace how long it takes
 */
public record Trail(
    int weights,
    int examples,
    int batch,
    float[] places,
    double[] excess,
    float[] slopes,
    float[] steps,
    double[] rates,
    int[] rows,
    StopReason reason,
    String engine,
    String schedule,
    Pace pace) {
  /**
   * How long an update takes when nobody looks.
   *
   * @param secondsPerUpdate the median over the repeats
   * @param repeats how often it was measured
   */
  public record Pace(double secondsPerUpdate, int repeats) {}

  /** K. */
  public int updates() {
    return rates.length;
  }

  /** ⌈N/m⌉. */
  public int updatesPerEpoch() {
    return Math.ceilDiv(examples, batch);
  }

  /** The examples of an update, from 0. */
  public List<Integer> rowsOf(int update) {
    int inEpoch = update % updatesPerEpoch();
    int epoch = update / updatesPerEpoch();
    int from = epoch * examples + inEpoch * batch;
    int to = Math.min(from + batch, (epoch + 1) * examples);
    return IntStream.range(from, to).mapToObj(i -> rows[i]).toList();
  }
}
