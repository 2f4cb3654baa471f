package org.glissade.lab.race;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.glissade.data.Order;

/**
 * By target, the lowest first, in every epoch: all of one class, then all of the other. What not to
 * do.
 */
record SortedOrder(float[] targets) implements Order {
  @Override
  public void fill(long seed, long epoch, int[] rows) {
    int[] sorted =
        IntStream.range(0, targets.length)
            .boxed()
            .sorted(Comparator.comparing(i -> targets[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    System.arraycopy(sorted, 0, rows, 0, rows.length);
  }

  @Override
  public String toString() {
    return "sorted";
  }
}
