package org.glissade.optim;

import org.glissade.math.Layout;
import org.glissade.spec.Spec;

/**
 * Gradient accumulation: the gradients of k minibatches make one update, as if they were one
 * minibatch. Text: {@code accumulate(4)}, the first link of a chain.
 *
 * <pre>
 *   S ← S + W·g,  W the weight of the rows of the minibatch
 *   after every k-th:  u = S / ΣW,  S ← 0;  until then u = 0
 * </pre>
 *
 * <p>Until the k-th the links behind it do not run, so that momentum, decay and counts of steps see
 * updates only. Schedules count every minibatch. Gradients are gathered across the ends of epochs;
 * those of a run that ends in between are lost, and a checkpoint keeps them.
 *
 * <p>It makes the update of a batch k times as large where such a batch does not fit, or beside a
 * reader that delivers small ones; otherwise a larger batch is faster. There is no {@link #gain}:
 * the proximal step of L1 would come in every minibatch, and the update in every k-th. Costs one
 * float a parameter ({@code sum}).
 *
 * @param steps k, at least 1
 */
public record Accumulate(int steps) implements GradientTransform {
  private static final int COUNT = 0;
  private static final int WEIGHT = 1;

  public Accumulate {
    if (steps < 1) {
      throw new IllegalArgumentException("steps must be at least 1, but is " + steps);
    }
  }

  static Accumulate of(Spec spec) {
    return new Accumulate(spec.bind("steps").required("steps", Transforms::count));
  }

  @Override
  public Kernel bind(Layout layout, Buffers buffers) {
    float[] sum = buffers.floats("sum", layout.size());
    double[] progress = buffers.doubles("progress", 2);
    return new Kernel() {
      private double weight = 1;
      private boolean waits;
      private float factor;

      @Override
      public void batchWeight(double value) {
        weight = value;
      }

      @Override
      public void prepare(float[] update, float[] params, long step) {
        progress[COUNT]++;
        progress[WEIGHT] += weight;
        waits = progress[COUNT] < steps;
        if (!waits) {
          factor = (float) (1 / progress[WEIGHT]);
          progress[COUNT] = 0;
          progress[WEIGHT] = 0;
        }
      }

      @Override
      public boolean waits() {
        return waits;
      }

      @Override
      public void apply(float[] update, float[] params, int from, int to) {
        float share = (float) weight;
        if (waits) {
          for (int i = from; i < to; i++) {
            sum[i] = Math.fma(share, update[i], sum[i]);
            update[i] = 0;
          }
        } else {
          for (int i = from; i < to; i++) {
            update[i] = factor * Math.fma(share, update[i], sum[i]);
            sum[i] = 0;
          }
        }
      }
    };
  }

  @Override
  public boolean leavesUntouchedAlone() {
    return steps == 1;
  }

  /** Replicas that took different numbers of steps would have gathered different numbers. */
  @Override
  public boolean canBeAveraged() {
    return steps == 1;
  }

  @Override
  public double gain() {
    return steps == 1 ? 1 : Double.NaN;
  }

  @Override
  public String toString() {
    return "accumulate(" + steps + ")";
  }
}
