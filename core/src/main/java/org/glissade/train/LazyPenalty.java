package org.glissade.train;

import java.util.Arrays;
import org.glissade.math.Layout;
import org.glissade.math.Vectors;
import org.jspecify.annotations.Nullable;

/**
 * L1 and L2 of sparse steps, made up for when a weight is next needed.
 *
 * <p>Weights are kept as w = S·v with one scale S. The L2 part of a step, w ← (1 − ηλ₂)w, only
 * changes S (Bottou, "Stochastic gradient descent tricks", 2012, section 5.1). The L1 part, w ←
 * soft(w, ηλ₁), is v ← soft(v, ηλ₁/S), and soft thresholds add up: U = Σ ηλ₁/S is kept, and what
 * has come to it since a weight was last touched is applied then (cumulative penalty; Tsuruoka,
 * Tsujii and Ananiadou, ACL 2009; here in its exact proximal form).
 *
 * <p>v carries one more rounding a step than w does.
 */
final class LazyPenalty {
  /** Below this S the weights are multiplied out, long before v could overflow. */
  private static final double SMALLEST_SCALE = 1e-6;

  private final Penalty penalty;
  private final Layout layout;
  private final float[] v;
  private final int columns;
  private final int outputs;

  /** U up to which each weight has been shrunk; null without L1. */
  private final double @Nullable [] applied;

  private double scale = 1;
  private double shrinkage;

  LazyPenalty(Penalty penalty, Layout layout, float[] params, int columns, int outputs) {
    this.penalty = penalty;
    this.layout = layout;
    this.v = params;
    this.columns = columns;
    this.outputs = outputs;
    this.applied = penalty.l1() > 0 ? new double[columns * outputs] : null;
  }

  /** S. */
  double scale() {
    return scale;
  }

  /** Sets S to what it is at a step that other threads have led to; they share the weights. */
  void scale(double atStep) {
    scale = atStep;
  }

  /** By what a step of rate η multiplies S. */
  double decay(double eta) {
    return 1 - (float) eta * (double) (float) penalty.l2();
  }

  /** Whether S must not become that, but the weights be multiplied out. */
  static boolean isTooSmall(double scale) {
    return scale < SMALLEST_SCALE;
  }

  /** Applies to the weights of these rows what L1 has taken since they were last touched. */
  void catchUp(SparseRows rows) {
    if (applied != null) {
      for (int row = 0; row < rows.count(); row++) {
        for (int k = 0; k < outputs; k++) {
          catchUp(applied, rows.indices, rows.start(row), rows.end(row), k * columns);
        }
      }
    }
  }

  private void catchUp(double[] until, int[] indices, int from, int to, int base) {
    for (int i = from; i < to; i++) {
      catchUp(until, base + indices[i]);
    }
  }

  private void catchUp(double[] until, int j) {
    float due = (float) (shrinkage - until[j]);
    if (due > 0) {
      v[j] = Vectors.softThreshold(v[j], due);
      until[j] = shrinkage;
    }
  }

  /** A step of rate η shrinks all weights. */
  void step(double eta) {
    double decay = decay(eta);
    if (isTooSmall(decay * scale)) {
      settle();
      multiply(decay);
    } else {
      scale *= decay;
    }
    shrinkage += eta * penalty.l1() / scale;
  }

  /** Brings all weights up to date. */
  void settle() {
    if (applied != null) {
      for (int j = 0; j < applied.length; j++) {
        catchUp(applied, j);
      }
    }
    if (scale != 1) {
      multiply(scale);
    }
    reset();
  }

  /** Writes the weights of now, and leaves what is to be made up for as it is. */
  void writeTo(float[] into) {
    System.arraycopy(v, 0, into, 0, v.length);
    for (int j = 0; applied != null && j < applied.length; j++) {
      float due = (float) (shrinkage - applied[j]);
      if (due > 0) {
        into[j] = Vectors.softThreshold(into[j], due);
      }
    }
    if (scale != 1) {
      multiply(into, scale);
    }
  }

  /** The weights are up to date: somebody else wrote them. */
  void reset() {
    scale = 1;
    shrinkage = 0;
    if (applied != null) {
      Arrays.fill(applied, 0);
    }
  }

  private void multiply(double factor) {
    multiply(v, factor);
  }

  private void multiply(float[] weights, double factor) {
    for (Layout.Slot slot : layout.slots()) {
      if (slot.penalised()) {
        for (int i = slot.offset(); i < slot.end(); i++) {
          weights[i] = (float) (weights[i] * factor);
        }
      }
    }
  }
}
