package org.glissade.train;

import java.util.Arrays;

/**
 * The numbers of the steps of a range of batches, known before they are taken: threads that take
 * them in no order need them for their rates. A batch whose weights are all zero takes no step.
 */
final class StepNumbers {
  private final Objective objective;
  private final boolean weighted;

  /** Steps before each batch, if rows have weights. */
  private int[] before = new int[0];

  StepNumbers(Objective objective) {
    this.objective = objective;
    this.weighted = !(objective instanceof EmpiricalRisk risk && risk.data().weights() == null);
  }

  /** Counts those of the batches of {@code size} examples of {@code order[from … to)}. */
  void count(int[] order, int from, int to, int size) {
    if (!weighted) {
      return;
    }
    int batches = Math.ceilDiv(to - from, size);
    if (before.length <= batches) {
      before = Arrays.copyOf(before, Math.max(batches + 1, 2 * before.length));
    }
    for (int batch = 0; batch < batches; batch++) {
      int at = from + batch * size;
      boolean counts = objective.weight(order, at, Math.min(to, at + size)) > 0;
      before[batch + 1] = before[batch] + (counts ? 1 : 0);
    }
  }

  /** Steps that the batches before this one of the range take; it may be the one past the end. */
  int before(int batch) {
    return weighted ? before[batch] : batch;
  }
}
