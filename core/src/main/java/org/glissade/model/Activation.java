package org.glissade.model;

import org.jspecify.annotations.Nullable;

/**
 * What the units of a layer make of their sums: a = φ(z), element by element, many at a time.
 *
 * <p>Implementations are records that print the text from which {@link Activations#parse} reads
 * them.
 */
@FunctionalInterface
public interface Activation {
  /**
   * Replaces {@code values[0 … count)} by φ of them.
   *
   * @param slopes receives φ′ of them, or null if it is not wanted
   */
  void apply(float[] values, float @Nullable [] slopes, int count);
}
