package org.glissade.optim;

import org.glissade.math.Layout;
import org.glissade.math.Vectors;
import org.glissade.spec.Spec;

/**
 * Distance over weighted gradients: SGD that finds its rate by itself, from how far it has come and
 * how large the gradients were. Text: {@code dowg(distance=1e-4)}, of which nothing must be there.
 *
 * <pre>
 *   r ← max(r, ‖θ − θ₀‖)       v ← v + r²‖g‖²       u = r²/√v · g
 *   r at first:  distance·(1 + ‖θ₀‖)
 * </pre>
 *
 * <p>Khaled, Mishchenko and Jin, "DoWG unleashed: an efficient universal parameter-free gradient
 * descent method" (NeurIPS 2023, arXiv 2305.16284), algorithm 1.
 *
 * <p>There is nothing to tune: the learning rate behind it is a factor, and 1 is the paper's; left
 * alone it decays linearly from 1, without a search. The steps are those of SGD, so features should
 * have comparable scales. There is no {@link #gain}, as the rate is of the past. r and v are
 * doubles. Costs one float a parameter ({@code initial}, θ₀).
 *
 * @param distance the first guess of the way to go, beside 1 + ‖θ₀‖; above 0 and small, since the
 *     guess only grows
 */
public record DoWG(double distance) implements GradientTransform {
  private static final int DISTANCE = 0;
  private static final int SQUARES = 1;

  public DoWG {
    distance = Rates.positive("distance", distance);
  }

  static DoWG of(Spec spec) {
    return new DoWG(spec.bind("distance").number("distance", 1e-4));
  }

  @Override
  public Kernel bind(Layout layout, Buffers buffers) {
    int size = layout.size();
    float[] initial = buffers.floats("initial", size);
    double[] estimate = buffers.doubles("estimate", 2); // r, which is 0 before the first step, v
    return new Kernel() {
      private float factor;

      @Override
      public void prepare(float[] update, float[] params, long step) {
        if (estimate[DISTANCE] == 0) {
          System.arraycopy(params, 0, initial, 0, size);
          estimate[DISTANCE] = distance * (1 + Vectors.norm(params));
        } else {
          double way = Math.sqrt(Vectors.squaredDistance(params, initial));
          estimate[DISTANCE] = Math.max(estimate[DISTANCE], way);
        }
        double squared = estimate[DISTANCE] * estimate[DISTANCE];
        estimate[SQUARES] += squared * Vectors.squaredNorm(update, 0, size);
        factor = estimate[SQUARES] == 0 ? 0 : (float) (squared / Math.sqrt(estimate[SQUARES]));
      }

      @Override
      public void apply(float[] update, float[] params, int from, int to) {
        Vectors.scale(update, factor, from, to);
      }
    };
  }

  /** What it remembers is of the whole vector. */
  @Override
  public boolean leavesUntouchedAlone() {
    return true;
  }

  /** The mean of several models has gone another way than each of them. */
  @Override
  public boolean canBeAveraged() {
    return false;
  }

  @Override
  public double gain() {
    return Double.NaN;
  }

  @Override
  public RateAdvice rateAdvice() {
    return RateAdvice.settled(1);
  }

  @Override
  public String toString() {
    return "dowg(distance=" + Spec.number(distance) + ")";
  }
}
