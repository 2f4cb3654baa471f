package org.glissade.math;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * The logistic loss of many scores at once, in double precision: with the margin m = ys and e =
 * e^{−|m|}, the product Π(1 + e) − 1, whose log1p is the sum of the losses but for Σ max(0, −m),
 * and the derivatives −y·(1/(1 + eᵐ)).
 *
 * <p>The exponential is that of Cody and Waite (1980): x = n·ln 2 + r, then 2ⁿ·eʳ with the Taylor
 * polynomial of degree 12, within 2 units in the last place for the arguments it gets here, −708 to
 * 0.
 */
public final class VectorLogistic {
  private static final VectorSpecies<Double> WIDE =
      DoubleVector.SPECIES_PREFERRED.length() > 8
          ? DoubleVector.SPECIES_512
          : DoubleVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Float> NARROW =
      VectorSpecies.of(float.class, VectorShape.forBitSize(Math.max(64, WIDE.vectorBitSize() / 2)));

  /** Scores that are taken at once. */
  public static final int LANES = WIDE.length();

  private static final boolean HAS_8 = LANES >= 8;
  private static final boolean HAS_4 = LANES >= 4;
  private static final VectorShuffle<Double> BY_4 = exchange(4);
  private static final VectorShuffle<Double> BY_2 = exchange(2);
  private static final VectorShuffle<Double> BY_1 = exchange(1);

  private static final double ROUNDER = 0x1.8p52;
  private static final double LOG2_E = 0x1.71547652b82fep0;
  private static final double LN2_HIGH = 0x1.62e42fefa39efp-1;
  private static final double LN2_LOW = 0x1.abc9e3b39803fp-56;

  private VectorLogistic() {}

  private static VectorShuffle<Double> exchange(int by) {
    return VectorShuffle.fromOp(WIDE, i -> (i ^ by) & (LANES - 1));
  }

  /**
   * Losses and derivatives of {@code scores[0 … count)}.
   *
   * @param targets −1 or +1
   * @param dScores receives the derivatives, or null if not wanted
   * @param count a multiple of {@link #LANES}, at most 256, so that the product stays finite
   * @return Σ log(1 + e^{−ys})
   */
  public static double evaluate(
      float[] scores, float[] targets, float @Nullable [] dScores, int count) {
    DoubleVector product = DoubleVector.zero(WIDE);
    DoubleVector linear = product;
    for (int i = 0; i < count; i += LANES) {
      DoubleVector target = widened(targets, i);
      DoubleVector margin = widened(scores, i).mul(target);
      DoubleVector size = margin.abs();
      DoubleVector small = exp(size.neg().max(-708));
      DoubleVector one = small.add(1);
      product = product.fma(one, small);
      linear = linear.add(size.sub(margin));
      if (dScores != null) {
        // e/(1 + e) where the margin is positive, else 1/(1 + e), without a branch
        DoubleVector top =
            DoubleVector.broadcast(WIDE, 1).blend(small, margin.compare(VectorOperators.GT, 0));
        FloatVector wrong =
            (FloatVector)
                top.div(one).mul(target).neg().convertShape(VectorOperators.D2F, NARROW, 0);
        wrong.intoArray(dScores, i);
      }
    }
    // Halves are put together until one lane is left. Not in methods of their own: the compiler is
    // done with inlining by here, and a vector that is handed to a method is boxed.
    if (HAS_8) {
      DoubleVector other = product.rearrange(BY_4);
      product = product.fma(other.add(1), other);
      linear = linear.add(linear.rearrange(BY_4));
    }
    if (HAS_4) {
      DoubleVector other = product.rearrange(BY_2);
      product = product.fma(other.add(1), other);
      linear = linear.add(linear.rearrange(BY_2));
    }
    DoubleVector other = product.rearrange(BY_1);
    product = product.fma(other.add(1), other); // Π(1 + e) − 1
    linear = linear.add(linear.rearrange(BY_1));
    return log1p(product.lane(0)) + 0.5 * linear.lane(0);
  }

  private static DoubleVector widened(float[] values, int i) {
    return (DoubleVector)
        FloatVector.fromArray(NARROW, values, i).convertShape(VectorOperators.F2D, WIDE, 0);
  }

  private static DoubleVector exp(DoubleVector x) {
    DoubleVector rounded =
        x.fma(DoubleVector.broadcast(WIDE, LOG2_E), DoubleVector.broadcast(WIDE, ROUNDER));
    DoubleVector n = rounded.sub(ROUNDER);
    DoubleVector r = n.fma(DoubleVector.broadcast(WIDE, -LN2_HIGH), x);
    r = n.fma(DoubleVector.broadcast(WIDE, -LN2_LOW), r);
    DoubleVector p = DoubleVector.broadcast(WIDE, 1.0 / 479001600);
    p = p.fma(r, DoubleVector.broadcast(WIDE, 1.0 / 39916800));
    p = p.fma(r, DoubleVector.broadcast(WIDE, 1.0 / 3628800));
    p = p.fma(r, DoubleVector.broadcast(WIDE, 1.0 / 362880));
    p = p.fma(r, DoubleVector.broadcast(WIDE, 1.0 / 40320));
    p = p.fma(r, DoubleVector.broadcast(WIDE, 1.0 / 5040));
    p = p.fma(r, DoubleVector.broadcast(WIDE, 1.0 / 720));
    p = p.fma(r, DoubleVector.broadcast(WIDE, 1.0 / 120));
    p = p.fma(r, DoubleVector.broadcast(WIDE, 1.0 / 24));
    p = p.fma(r, DoubleVector.broadcast(WIDE, 1.0 / 6));
    p = p.fma(r, DoubleVector.broadcast(WIDE, 0.5));
    p = p.fma(r, DoubleVector.broadcast(WIDE, 1));
    p = p.fma(r, DoubleVector.broadcast(WIDE, 1));
    LongVector exponent = rounded.reinterpretAsLongs().add(1023).lanewise(VectorOperators.LSHL, 52);
    return p.mul(exponent.reinterpretAsDoubles());
  }

  /** log(1 + x), by the quicker logarithm where 1 + x keeps the digits of x that count. */
  private static double log1p(double x) {
    return x > 0.5 ? Math.log(1 + x) : Math.log1p(x);
  }
}
