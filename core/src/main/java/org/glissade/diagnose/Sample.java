package org.glissade.diagnose;

import java.util.Arrays;
import java.util.Comparator;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.glissade.data.Examples;
import org.glissade.data.RowLengths;
import org.glissade.math.RandomStream;
import org.glissade.model.Loss;

/**
 * Some of the examples: all if they are few, otherwise random ones and those that are farthest off
 * by the length of their features and by their targets.
 *
 * @param examples in memory
 * @param rows their numbers among all examples, ascending
 */
record Sample(Examples examples, int[] rows) {
  private static final int MOST_ROWS = 8192;
  private static final int FEWEST_ROWS = 256;
  private static final double MOST_NUMBERS = 8e6;
  private static final int EXTREMES = 32;

  static Sample of(Examples all, Loss loss, long seed) {
    double perRow = Math.max(1, (double) all.stored() / all.rows());
    int most = (int) Math.clamp(MOST_NUMBERS / perRow, FEWEST_ROWS, MOST_ROWS);
    if (all.rows() <= most) {
      int[] rows = IntStream.range(0, all.rows()).toArray();
      return new Sample(all.select(rows), rows);
    }
    TreeSet<Integer> chosen = new TreeSet<>();
    double[] lengths = RowLengths.squares(all);
    add(chosen, lengths);
    if (loss.target() == Loss.Target.REAL || loss.target() == Loss.Target.COUNT) {
      int each = all.targetsPerRow();
      for (int k = 0; k < each; k++) {
        double[] y = new double[all.rows()];
        for (int i = 0; i < y.length; i++) {
          y[i] = all.targets()[i * each + k];
        }
        double median = FeatureScales.median(y.clone());
        add(chosen, Arrays.stream(y).map(value -> Math.abs(value - median)).toArray());
      }
    }
    int[] order = IntStream.range(0, all.rows()).toArray();
    RandomStream.of(seed, "doctor").shuffle(order);
    for (int i = 0; i < order.length && chosen.size() < most; i++) {
      chosen.add(order[i]);
    }
    int[] rows = chosen.stream().mapToInt(Integer::intValue).toArray();
    return new Sample(all.select(rows), rows);
  }

  private static void add(TreeSet<Integer> chosen, double[] sizes) {
    IntStream.range(0, sizes.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -sizes[i]))
        .limit(EXTREMES)
        .forEach(chosen::add);
  }
}
