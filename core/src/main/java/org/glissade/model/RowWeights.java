package org.glissade.model;

import org.jspecify.annotations.Nullable;

/** Weights of rows, as the loops of the losses read them. */
final class RowWeights {
  private RowWeights() {}

  /**
   * The weight of the row to which element {@code at} of a row-major {@code rows × outputs} array
   * belongs. Both conditions are the same for a whole batch, so the compiler takes them out of the
   * loop; only weighted rows with several outputs cost a division.
   */
  static double of(float @Nullable [] weights, int at, int outputs) {
    return weights == null ? 1 : weights[outputs == 1 ? at : at / outputs];
  }
}
