package org.glissade.train;

/**
 * Progressive validation: before an example is learnt from, it is predicted, so that every one of
 * them is a test example once.
 *
 * <pre>
 *   average    = Σ wᵢℓᵢ(θᵢ) / Σ wᵢ          θᵢ the parameters before example i
 *   since last = the same over the examples since the last mark
 * </pre>
 *
 * <p>For independent examples the average is as good an estimate of the expected loss of a randomly
 * chosen θᵢ as that of a hold-out of the same size, and holds nothing out (Blum, Kalai and
 * Langford, "Beating the hold-out: bounds for k-fold and progressive cross-validation", COLT 1999).
 * It includes the first examples, of which nothing was known; the figure since the last mark shows
 * where things stand now, also where what is to be learnt changes.
 *
 * <p>Marks are {@link #due} as in the table of Vowpal Wabbit: when the weight seen reaches 1, and
 * then whenever it has doubled since the last one. Not thread-safe.
 */
public final class ProgressiveValidation {
  static final int LENGTH = 6;

  // places in the sums
  private static final int EXAMPLES = 0;
  private static final int WEIGHT = 1;
  private static final int LOSS = 2;
  private static final int MARKED_WEIGHT = 3;
  private static final int MARKED_LOSS = 4;
  private static final int NEXT = 5;

  private final double[] sums;

  /** Nothing seen yet. */
  public ProgressiveValidation() {
    this(new double[LENGTH]);
  }

  /**
   * @param sums where they are kept
   */
  ProgressiveValidation(double[] sums) {
    this.sums = sums;
    if (sums[NEXT] == 0) {
      sums[NEXT] = 1;
    }
  }

  /**
   * Counts an example.
   *
   * @param loss ℓ of its prediction before it was learnt from, without its weight
   * @param weight at least 0; an example of weight 0 is counted and adds to no mean
   */
  public void add(double loss, double weight) {
    sums[EXAMPLES]++;
    if (weight > 0) {
      sums[WEIGHT] += weight;
      sums[LOSS] += weight * loss;
    }
  }

  /** Number of examples. */
  public long examples() {
    return (long) sums[EXAMPLES];
  }

  /** Σ wᵢ. */
  public double weight() {
    return sums[WEIGHT];
  }

  /** Mean loss over all examples; NaN before the first that has a weight. */
  public double average() {
    return sums[LOSS] / sums[WEIGHT];
  }

  /** Mean loss over the examples since the last mark; NaN if there were none. */
  public double sinceLast() {
    return (sums[LOSS] - sums[MARKED_LOSS]) / (sums[WEIGHT] - sums[MARKED_WEIGHT]);
  }

  /** Whether so much has been seen that a line of the table is to be written. */
  public boolean due() {
    return sums[WEIGHT] >= sums[NEXT];
  }

  /** Marks the place from which {@link #sinceLast} counts; the next mark is due at twice as far. */
  public void mark() {
    sums[MARKED_WEIGHT] = sums[WEIGHT];
    sums[MARKED_LOSS] = sums[LOSS];
    sums[NEXT] = Math.max(1, 2 * sums[WEIGHT]);
  }

  @Override
  public String toString() {
    return examples()
        + " examples of weight "
        + weight()
        + ", average loss "
        + average()
        + ", since last "
        + sinceLast();
  }
}
