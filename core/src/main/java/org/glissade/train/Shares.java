package org.glissade.train;

import org.glissade.data.Examples;
import org.jspecify.annotations.Nullable;

/**
 * How much each example counts: wᵢ, and cᵢ = N·wᵢ/Σw, whose mean over the N examples of weight
 * above 0 is 1.
 */
final class Shares {
  private final float @Nullable [] weights;
  private final double total;
  private final int counted;

  Shares(Examples examples) {
    this.weights = examples.weights();
    this.total = examples.totalWeight();
    int count = 0;
    for (int i = 0; i < examples.rows(); i++) {
      count += weight(i) > 0 ? 1 : 0;
    }
    this.counted = count;
  }

  /** wᵢ. */
  double weight(int example) {
    return weights == null ? 1 : weights[example];
  }

  /** wᵢ/Σw. */
  double ofAll(int example) {
    return weight(example) / total;
  }

  /** cᵢ. */
  double share(int example) {
    return weights == null ? 1 : weights[example] * (counted / total);
  }

  /** N: how many examples have a weight above 0. */
  int counted() {
    return counted;
  }
}
