package org.glissade.math;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Shapes of vectors, and sums over their lanes.
 *
 * <p>{@code reduceLanes} leaves the order of the additions open, and interpreted code adds in
 * another order than compiled code: the bits of a result would depend on when the compiler was
 * done. Here halves are added until one lane is left, always.
 */
final class Lanes {
  /**
   * For rows that stream from memory: 256 bits do it faster than 512, of which nearly every load
   * reaches over the end of a cache line, since rows begin anywhere.
   */
  static final VectorSpecies<Float> STREAM =
      FloatVector.SPECIES_PREFERRED.length() > 8
          ? FloatVector.SPECIES_256
          : FloatVector.SPECIES_PREFERRED;

  private static final boolean STREAM_HAS_8 = STREAM.length() >= 8;
  private static final boolean STREAM_HAS_4 = STREAM.length() >= 4;
  private static final VectorShuffle<Float> STREAM_BY_4 = exchange(STREAM, 4);
  private static final VectorShuffle<Float> STREAM_BY_2 = exchange(STREAM, 2);
  private static final VectorShuffle<Float> STREAM_BY_1 = exchange(STREAM, 1);

  private Lanes() {}

  private static VectorShuffle<Float> exchange(VectorSpecies<Float> species, int by) {
    int lanes = species.length();
    return VectorShuffle.fromOp(species, i -> (i ^ by) & (lanes - 1));
  }

  /** Sum of the lanes of a vector of shape {@link #STREAM}. */
  static float sum(FloatVector vector) {
    FloatVector sum = vector;
    if (STREAM_HAS_8) {
      sum = sum.add(sum.rearrange(STREAM_BY_4));
    }
    if (STREAM_HAS_4) {
      sum = sum.add(sum.rearrange(STREAM_BY_2));
    }
    return sum.add(sum.rearrange(STREAM_BY_1)).lane(0);
  }
}
