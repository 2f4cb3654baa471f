package org.glissade.train;

import java.util.List;
import org.glissade.math.Layout;
import org.glissade.math.Vectors;

/**
 * λ₁‖w‖₁ + ½λ₂‖w‖² over the penalised slots (weights, not biases). L2 enters the gradient; L1 is a
 * proximal step after the update, so that weights become exactly zero.
 *
 * @param l1 λ₁, at least 0
 * @param l2 λ₂, at least 0
 */
public record Penalty(double l1, double l2) {
  public static final Penalty NONE = new Penalty(0, 0);

  public Penalty {
    if (!(l1 >= 0 && l2 >= 0) || Double.isInfinite(l1) || Double.isInfinite(l2)) {
      throw new IllegalArgumentException(
          "penalties must be finite and at least 0: l1=" + l1 + ", l2=" + l2);
    }
  }

  /**
   * The elastic net as scikit-learn and glmnet write it: λ·(ratio·‖w‖₁ + ½(1−ratio)·‖w‖²).
   *
   * @param lambda at least 0
   * @param ratio from 0 (only L2) to 1 (only L1)
   */
  public static Penalty elasticNet(double lambda, double ratio) {
    if (!(ratio >= 0 && ratio <= 1)) {
      throw new IllegalArgumentException("the L1 ratio must be from 0 to 1: " + ratio);
    }
    return new Penalty(lambda * ratio, lambda * (1 - ratio));
  }

  /** The value of the penalty, summed in double. */
  public double value(Layout layout, float[] params) {
    double sum = 0;
    for (Layout.Slot slot : layout.slots()) {
      if (slot.penalised()) {
        if (l1 > 0) {
          sum += l1 * Vectors.absoluteSum(params, slot.offset(), slot.end());
        }
        if (l2 > 0) {
          sum += 0.5 * l2 * Vectors.squaredNorm(params, slot.offset(), slot.end());
        }
      }
    }
    return sum;
  }

  /** Adds λ₂·w to the gradient. */
  public void addL2Gradient(Layout layout, float[] params, float[] gradient) {
    float lambda = (float) l2;
    if (lambda == 0) {
      return;
    }
    List<Layout.Slot> slots = layout.slots();
    for (int k = 0; k < slots.size(); k++) { // by index: an iterator a step would be garbage
      Layout.Slot slot = slots.get(k);
      if (slot.penalised()) {
        for (int i = slot.offset(); i < slot.end(); i++) {
          gradient[i] = Math.fma(lambda, params[i], gradient[i]);
        }
      }
    }
  }

  /** Soft-thresholds the penalised parameters by {@code rate·λ₁}: the proximal step of L1. */
  void shrink(Layout layout, float[] params, double rate) {
    if (l1 == 0) {
      return;
    }
    float threshold = (float) (rate * l1);
    List<Layout.Slot> slots = layout.slots();
    for (int k = 0; k < slots.size(); k++) { // by index: an iterator a step would be garbage
      Layout.Slot slot = slots.get(k);
      if (slot.penalised()) {
        for (int i = slot.offset(); i < slot.end(); i++) {
          params[i] = Vectors.softThreshold(params[i], threshold);
        }
      }
    }
  }
}
