package org.glissade.optim;

import org.glissade.math.Layout;
import org.glissade.spec.Spec;

/**
 * Lookahead: every k steps slow weights go a part of the way to the fast ones, which go on from
 * there. Text: {@code lookahead(steps=5, alpha=0.5)}, of which nothing must be there; it is the
 * last link, behind the learning rate of any optimiser.
 *
 * <pre>
 *   θ ← θ + u                                   in every step
 *   φ ← φ + α(θ − φ),   θ ← φ                   after every k-th
 * </pre>
 *
 * <p>Zhang, Lucas, Hinton and Ba, "Lookahead optimizer: k steps forward, 1 step back" (NeurIPS
 * 2019, arXiv 1907.08610), algorithm 1. What the inner optimiser remembers is kept, as in their
 * experiments.
 *
 * <p>The run gives the slow weights φ, the {@link #evaluationPoint}. {@link Averaging} beside it is
 * refused, and L1 too (there is no {@link #gain}). Costs one float a parameter ({@code slow}).
 *
 * @param steps k, at least 1, typically 5 to 10
 * @param alpha α, above 0, at most 1, typically 0.5 to 0.8
 */
public record Lookahead(int steps, double alpha) implements GradientTransform {
  private static final String SLOW = "slow";
  private static final String PROGRESS = "progress";
  private static final int STARTED = 0;
  private static final int SINCE = 1;
  private static final int SIZE = 2;

  public Lookahead {
    if (steps < 1) {
      throw new IllegalArgumentException("steps must be at least 1, but is " + steps);
    }
    if (!(alpha > 0 && alpha <= 1)) {
      throw new IllegalArgumentException("alpha must be above 0 and at most 1, but is " + alpha);
    }
  }

  static Lookahead of(Spec spec) {
    var a = spec.bind("steps", "alpha");
    return new Lookahead(a.optional("steps", 5, Transforms::count), a.number("alpha", 0.5));
  }

  @Override
  public Kernel bind(Layout layout, Buffers buffers) {
    float[] slow = buffers.floats(SLOW, layout.size());
    double[] progress = buffers.doubles(PROGRESS, SIZE);
    float share = (float) alpha;
    return new Kernel() {
      private boolean meets;

      @Override
      public void prepare(float[] update, float[] params, long step) {
        if (progress[STARTED] == 0) {
          System.arraycopy(params, 0, slow, 0, slow.length);
          progress[STARTED] = 1;
        }
        meets = ++progress[SINCE] >= steps;
        if (meets) {
          progress[SINCE] = 0;
        }
      }

      @Override
      public void apply(float[] update, float[] params, int from, int to) {
        if (meets) {
          for (int i = from; i < to; i++) {
            slow[i] = Math.fma(share, params[i] + update[i] - slow[i], slow[i]);
            update[i] = slow[i] - params[i];
          }
        }
      }
    };
  }

  @Override
  public boolean followsRate() {
    return true;
  }

  @Override
  public boolean hasEvaluationPoint() {
    return true;
  }

  @Override
  public void evaluationPoint(Buffers buffers, float[] params, float[] into) {
    float[] slow = buffers.floats(SLOW, params.length);
    boolean started = buffers.doubles(PROGRESS, SIZE)[STARTED] != 0;
    System.arraycopy(started ? slow : params, 0, into, 0, into.length);
  }

  /** Replicas that took different numbers of steps meet their slow weights at different times. */
  @Override
  public boolean canBeAveraged() {
    return false;
  }

  @Override
  public double gain() {
    return Double.NaN;
  }

  @Override
  public String toString() {
    return "lookahead(steps=" + steps + ", alpha=" + Spec.number(alpha) + ")";
  }
}
