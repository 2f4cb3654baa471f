package org.glissade.optim;

import org.glissade.math.Layout;

/** Runs a transform by hand, as the training loop does: prepare, apply, add. */
final class Iteration {
  final float[] params;
  final float[] update;
  private final GradientTransform.Kernel kernel;
  private long step;

  Iteration(GradientTransform transform, Layout layout, Buffers buffers, float... params) {
    this.kernel = transform.bind(layout, buffers);
    this.params = params.clone();
    this.update = new float[params.length];
  }

  Iteration(GradientTransform transform, float... params) {
    this(transform, Layout.flat(params.length), new MemoryBuffers(), params);
  }

  /** Continues at that step. */
  Iteration from(long step) {
    this.step = step;
    return this;
  }

  /** One step with that gradient; returns the update that was added. */
  float[] step(float... gradient) {
    return stepIn(new int[] {0, gradient.length}, gradient);
  }

  /** The same, the kernel applied to each range, given by where it begins and where it ends. */
  float[] stepIn(int[] bounds, float... gradient) {
    System.arraycopy(gradient, 0, update, 0, gradient.length);
    kernel.prepare(update, params, step++);
    for (int i = 0; i < bounds.length; i += 2) {
      kernel.apply(update, params, bounds[i], bounds[i + 1]);
    }
    for (int i = 0; i < params.length; i++) {
      params[i] += update[i];
    }
    return update;
  }
}
