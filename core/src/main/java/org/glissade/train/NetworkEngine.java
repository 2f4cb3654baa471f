package org.glissade.train;

import org.glissade.math.Layout;
import org.glissade.math.MatrixKernel;
import org.jspecify.annotations.Nullable;

/**
 * Networks by products of matrices: the steps of {@link ChainEngine} on gradients that the kernels
 * of {@link MatrixKernel} compute, with as many threads as there are. A run begins with plain loops
 * and changes to vectors as {@link Machine} says.
 */
final class NetworkEngine implements Engine {
  private final ChainEngine chain;
  private final Machine machine;
  private final DenseProgress done;
  private final int parts;

  private NetworkEngine(EmpiricalRisk risk, Machine machine, Recipe recipe, TrainingState state) {
    this.chain = new ChainEngine(risk, recipe, state);
    this.machine = machine;
    long largest = risk.layout().slots().stream().mapToLong(Layout.Slot::size).max().orElse(0);
    long products = largest * Math.min(recipe.batchSize(), risk.examples());
    this.parts = Math.clamp(products / MatrixKernel.LEAST_PART, 1, Integer.MAX_VALUE);
    this.done = new DenseProgress(risk, machine, recipe, state);
  }

  /** The engine, or null where it is no network. */
  static @Nullable Engine of(Objective objective, Recipe recipe, TrainingState state) {
    return objective instanceof EmpiricalRisk risk && risk.isNetwork() && risk.machine() != null
        ? new NetworkEngine(risk, risk.machine(), recipe, state)
        : null;
  }

  @Override
  public String name() {
    return "network";
  }

  /** As many as the largest product of a batch has parts. */
  @Override
  public int threads() {
    return Math.min(machine.workers().threads(), parts);
  }

  @Override
  public void run(int[] order, int from, int to, int size, long step, Progress progress) {
    int before = progress.steps();
    for (int at = from; at < to; ) {
      int end = at + done.alike(to - at, size);
      done.add(end - at);
      Engine.super.run(order, at, end, size, step + progress.steps() - before, progress);
      at = end;
    }
  }

  @Override
  public double step(int[] order, int from, int to, long step) {
    return chain.step(order, from, to, step);
  }

  @Override
  public double weight() {
    return chain.weight();
  }

  @Override
  public float @Nullable [] scores() {
    return chain.scores();
  }
}
