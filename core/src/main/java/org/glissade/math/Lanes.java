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
  /** For a single row, where latency counts. */
  static final VectorSpecies<Float> WIDEST =
      FloatVector.SPECIES_PREFERRED.length() > 16
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED;

  /** For rows that stream from memory, which 256 bits do faster than 512. */
  static final VectorSpecies<Float> STREAM = WIDEST.length() > 8 ? FloatVector.SPECIES_256 : WIDEST;

  private static final boolean STREAM_HAS_8 = STREAM.length() >= 8;
  private static final boolean STREAM_HAS_4 = STREAM.length() >= 4;
  private static final VectorShuffle<Float> STREAM_BY_4 = exchange(STREAM, 4);
  private static final VectorShuffle<Float> STREAM_BY_2 = exchange(STREAM, 2);
  private static final VectorShuffle<Float> STREAM_BY_1 = exchange(STREAM, 1);

  private static final boolean WIDEST_HAS_16 = WIDEST.length() >= 16;
  private static final boolean WIDEST_HAS_8 = WIDEST.length() >= 8;
  private static final boolean WIDEST_HAS_4 = WIDEST.length() >= 4;
  private static final VectorShuffle<Float> WIDEST_BY_8 = exchange(WIDEST, 8);
  private static final VectorShuffle<Float> WIDEST_BY_4 = exchange(WIDEST, 4);
  private static final VectorShuffle<Float> WIDEST_BY_2 = exchange(WIDEST, 2);
  private static final VectorShuffle<Float> WIDEST_BY_1 = exchange(WIDEST, 1);

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

  /** Sum of the lanes of a vector of shape {@link #WIDEST}. */
  static float sumWidest(FloatVector vector) {
    FloatVector sum = vector;
    if (WIDEST_HAS_16) {
      sum = sum.add(sum.rearrange(WIDEST_BY_8));
    }
    if (WIDEST_HAS_8) {
      sum = sum.add(sum.rearrange(WIDEST_BY_4));
    }
    if (WIDEST_HAS_4) {
      sum = sum.add(sum.rearrange(WIDEST_BY_2));
    }
    return sum.add(sum.rearrange(WIDEST_BY_1)).lane(0);
  }
}
