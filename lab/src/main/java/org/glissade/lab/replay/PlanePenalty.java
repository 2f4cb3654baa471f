package org.glissade.lab.replay;

import org.glissade.math.Layout;
import org.glissade.train.Penalty;

/**
 * The penalty at weights θ + a·u + b·v. That on squares is a quadratic function of a and b, whose
 * six sums are taken once; that on sizes has a kink at each weight, and is summed at each point.
 */
final class PlanePenalty {
  private final Penalty sizes;
  private final double l2;
  private final Layout layout;
  private final float[] end;
  private final float[] first;
  private final float[] second;
  private final double[] sums = new double[6];

  PlanePenalty(Penalty penalty, Layout layout, float[] end, float[] first, float[] second) {
    this.sizes = new Penalty(penalty.l1(), 0);
    this.l2 = penalty.l2();
    this.layout = layout;
    this.end = end;
    this.first = first;
    this.second = second;
    for (Layout.Slot slot : layout.slots()) {
      if (slot.penalised()) {
        for (int j = slot.offset(); j < slot.end(); j++) {
          sums[0] += (double) end[j] * end[j];
          sums[1] += (double) end[j] * first[j];
          sums[2] += (double) end[j] * second[j];
          sums[3] += (double) first[j] * first[j];
          sums[4] += (double) first[j] * second[j];
          sums[5] += (double) second[j] * second[j];
        }
      }
    }
  }

  /** How many numbers {@link #at} wants to work in. */
  int scratch() {
    return sizes.l1() > 0 ? end.length : 0;
  }

  double at(double a, double b, float[] scratch) {
    double squares =
        sums[0]
            + 2 * (a * sums[1] + b * sums[2])
            + a * a * sums[3]
            + 2 * a * b * sums[4]
            + b * b * sums[5];
    if (scratch() > 0) {
      for (int j = 0; j < scratch.length; j++) {
        scratch[j] = (float) (end[j] + a * first[j] + b * second[j]);
      }
    }
    return 0.5 * l2 * squares + (scratch() > 0 ? sizes.value(layout, scratch) : 0);
  }
}
