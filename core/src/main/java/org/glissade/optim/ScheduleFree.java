package org.glissade.optim;

import org.glissade.math.Layout;
import org.glissade.spec.Spec;

/**
 * Schedule-Free learning: as good as a decaying rate without knowing when the run will end. Text:
 * {@code schedule-free(beta=0.9)}, of which nothing must be there; it is the last link, behind a
 * constant (or warmed up) learning rate, and what it receives may be any optimiser's step: {@code
 * chain(learning-rate(1), schedule-free)} is Schedule-Free SGD, {@code schedule-free-adamw} is read
 * as {@code chain(adam(beta1=0, …), weight-decay(…), schedule-free(0.9))}.
 *
 * <pre>
 *   y = (1 − β)z + βx            where the gradient is taken
 *   z ← z + u                    u = −γ·∇f(y), the step of the links before
 *   x ← (1 − c)x + c·z           c = γ²max / Σ γ²max, γmax the largest rate so far: 1/t at a constant one
 * </pre>
 *
 * <p>Defazio et al., "The road less scheduled" (NeurIPS 2024, arXiv 2405.15682), eq. 3–5, and the
 * weights of the authors' code, which leave a warm-up out of the mean.
 *
 * <p>The parameters of the training state are y. The run gives x, the {@link #evaluationPoint}:
 * validation, early stopping and the model all see x = y + (1/β − 1)(y − z), so that only z is kept
 * beside y. One more mean, {@link Averaging}, is refused, and so is L1 (there is no {@link #gain}).
 * The rate may be higher than that of SGD, at which only the mean x would be stable. Costs one
 * float a parameter ({@code z}).
 *
 * @param beta β, above 0 and below 1, typically 0.9, for long runs 0.95 or 0.98
 */
public record ScheduleFree(double beta) implements GradientTransform {
  private static final String Z = "z";
  private static final String PROGRESS = "progress";
  private static final int STARTED = 0;
  private static final int LARGEST_RATE = 1;
  private static final int WEIGHTS = 2;
  private static final int SIZE = 3;

  static final double BETA = 0.9;

  public ScheduleFree {
    if (!(beta > 0 && beta < 1)) {
      throw new IllegalArgumentException("beta must be above 0 and below 1, but is " + beta);
    }
  }

  static ScheduleFree of(Spec spec) {
    return new ScheduleFree(spec.bind("beta").number("beta", BETA));
  }

  @Override
  public Kernel bind(Layout layout, Buffers buffers) {
    float[] z = buffers.floats(Z, layout.size());
    double[] progress = buffers.doubles(PROGRESS, SIZE);
    return new Kernel() {
      private double rate = 1;
      private float share;
      private float ofStep;

      @Override
      public void learningRate(double value) {
        rate = value;
      }

      @Override
      public void prepare(float[] update, float[] params, long step) {
        if (progress[STARTED] == 0) {
          System.arraycopy(params, 0, z, 0, z.length);
          progress[STARTED] = 1;
        }
        progress[LARGEST_RATE] = Math.max(progress[LARGEST_RATE], rate);
        double weight = progress[LARGEST_RATE] * progress[LARGEST_RATE];
        progress[WEIGHTS] += weight;
        double c = weight > 0 ? weight / progress[WEIGHTS] : 0;
        share = (float) c;
        ofStep = (float) (1 - beta * (1 - c));
      }

      @Override
      public void apply(float[] update, float[] params, int from, int to) {
        for (int i = from; i < to; i++) {
          float u = update[i];
          // y′ − y, with x written in y and z
          update[i] = Math.fma(share, z[i] - params[i], ofStep * u);
          z[i] += u;
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
    float[] z = buffers.floats(Z, params.length);
    boolean started = buffers.doubles(PROGRESS, SIZE)[STARTED] != 0;
    float beyond = started ? (float) (1 / beta - 1) : 0;
    for (int i = 0; i < into.length; i++) {
      into[i] = Math.fma(beyond, params[i] - z[i], params[i]);
    }
  }

  @Override
  public double gain() {
    return Double.NaN;
  }

  @Override
  public RateAdvice rateAdvice() {
    return new RateAdvice(Double.NaN, false, false);
  }

  @Override
  public String toString() {
    return "schedule-free(" + Spec.number(beta) + ")";
  }
}
