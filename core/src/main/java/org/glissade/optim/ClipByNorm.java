package org.glissade.optim;

import org.glissade.math.Layout;
import org.glissade.math.Vectors;
import org.glissade.spec.Spec;

/**
 * Clips the Euclidean norm of the whole update: {@code u ← u·min(1, max/‖u‖)}, which keeps its
 * direction (Pascanu, Mikolov &amp; Bengio 2013, arXiv 1211.5063, algorithm 1). Text: {@code
 * clip-norm(1)}.
 *
 * <p>As the first link it clips the gradient: one bad batch then moves the parameters by no more
 * than η·max. The norm is summed in double; that of the clipped update exceeds the maximum by no
 * more than the rounding of its elements to float. An update that is not finite passes unchanged,
 * so that divergence is seen and not turned into zeros.
 *
 * @param max the largest norm, above 0
 */
public record ClipByNorm(double max) implements GradientTransform {
  public ClipByNorm {
    max = Rates.positive("the largest norm", max);
  }

  @Override
  public Kernel bind(Layout layout, Buffers buffers) {
    int size = layout.size();
    return new Kernel() {
      private double factor = 1;

      @Override
      public void prepare(float[] update, float[] params, long step) {
        double norm = Math.sqrt(Vectors.squaredNorm(update, 0, size));
        factor = norm > max && norm < Double.POSITIVE_INFINITY ? max / norm : 1;
      }

      @Override
      public void apply(float[] update, float[] params, int from, int to) {
        if (factor != 1) {
          for (int i = from; i < to; i++) {
            update[i] = (float) (factor * update[i]);
          }
        }
      }
    };
  }

  @Override
  public boolean leavesUntouchedAlone() {
    return true;
  }

  @Override
  public String toString() {
    return "clip-norm(" + Spec.number(max) + ")";
  }
}
