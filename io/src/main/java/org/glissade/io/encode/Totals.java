package org.glissade.io.encode;

/**
 * Makes sums over the rows at hand sums over all rows, where the rows of a training lie in several
 * places: each place fits the same encoder, by asking for the same totals in the same order.
 */
public interface Totals {
  /** The rows at hand are all rows. */
  Totals ALONE =
      new Totals() {
        @Override
        public void sum(double[] values) {}

        @Override
        public void max(float[] values) {}
      };

  /** Replaces each number by its sum over all places. */
  void sum(double[] values);

  /** Replaces each number by the greatest of all places; none is NaN. */
  void max(float[] values);
}
