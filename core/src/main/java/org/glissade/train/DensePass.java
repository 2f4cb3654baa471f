package org.glissade.train;

import java.util.ArrayList;
import java.util.List;
import org.glissade.data.DenseExamples;
import org.glissade.math.DenseKernel;
import org.glissade.math.DenseRows;
import org.glissade.model.LinearModel;
import org.glissade.model.Loss;

/**
 * Loss and gradient of a linear model over dense rows, each row read from memory once.
 *
 * <p>A pass over many rows is cut into parts, by the number of rows and features and not by the
 * number of threads; each sums its own gradient, and these are added in their order. So the result
 * has the same bits whoever computes which part ({@link Workers}).
 *
 * <p>Of a mapped file, at most some hundred megabytes stay in the memory of the process: the pages
 * that were read are given back each time as many have been, and the system keeps them as long as
 * it has room.
 *
 * <p>Weights and biases stay here from {@link #setParams} until {@link #getParams}.
 */
final class DensePass {
  /** From so many features on a pass is cut into parts: below, two threads are slower than one. */
  static final long SEVERAL_PARTS = 1 << 16;

  private static final long MANY_PARTS = 1 << 20;
  private static final int SEVERAL = 8;

  /** Bytes of a mapped file that are read before it is asked to leave memory again. */
  private static final long RESIDENT = 1 << 28;

  private static final int MANY = 32;

  private final LinearModel model;
  private final Loss plainLoss;
  private final DenseExamples examples;
  private final Machine machine;
  private final DenseRows rows;
  private final long featuresPerRow;
  private final float[] bias;
  private final List<DensePart> parts = new ArrayList<>();
  private final Workers.Task task = this::runPart;
  private final boolean mapped;
  private final long rowsBeforeUnload;
  private long rowsSinceUnload;
  private boolean vectors;
  private DensePart first;
  private double weight;

  // The pass that is going on, for the workers.
  private int[] order = new int[0];
  private int from;
  private int to;
  private int count;
  private boolean gradient;

  DensePass(LinearModel model, Loss loss, DenseExamples examples, Machine machine) {
    this.model = model;
    this.plainLoss = loss;
    this.examples = examples;
    this.machine = machine;
    this.rows = examples.layout();
    this.featuresPerRow = (long) examples.columns() * model.outputs();
    this.mapped = !examples.mappings().isEmpty();
    this.rowsBeforeUnload = Math.max(1, RESIDENT / ((long) rows.stride() * Float.BYTES));
    this.bias = new float[model.outputs()];
    this.first = new DensePart(model, loss, examples, DenseKernel.plain(rows, outputs()), bias);
    parts.add(first);
  }

  private int outputs() {
    return model.outputs();
  }

  DenseExamples examples() {
    return examples;
  }

  DenseKernel kernel() {
    return first.kernel();
  }

  float[] bias() {
    return bias;
  }

  double[] biasGradient() {
    return first.biasGradient();
  }

  boolean hasBias() {
    return model.bias();
  }

  /** Takes the parameters over, into the kernel that is to be used from here on. */
  void setParams(float[] params) {
    if (machine.vectors() && !vectors) {
      vectors = true;
      parts.clear();
      first = part(DenseKernel.vector(rows, outputs()));
      parts.add(first);
    }
    first.kernel().setWeights(params);
    if (hasBias()) {
      System.arraycopy(params, outputs() * rows.columns(), bias, 0, outputs());
    }
  }

  private DensePart part(DenseKernel kernel) {
    Loss loss = vectors ? plainLoss.vectorised() : plainLoss;
    return new DensePart(model, loss, examples, kernel, bias);
  }

  void getParams(float[] params) {
    first.kernel().getWeights(params);
    if (hasBias()) {
      System.arraycopy(bias, 0, params, outputs() * rows.columns(), outputs());
    }
  }

  /** Σ wᵢ of the rows of the last pass. */
  double weight() {
    return weight;
  }

  /** How many threads a pass over so many rows uses. */
  int threads(long passRows) {
    return Math.min(machine.workers().threads(), partsOf(passRows));
  }

  private int partsOf(long passRows) {
    long features = passRows * featuresPerRow;
    return features < SEVERAL_PARTS ? 1 : features < MANY_PARTS ? SEVERAL : MANY;
  }

  /**
   * Goes over the rows {@code order[from … to)}.
   *
   * @param withGradient whether to add Σ wᵢ∇ℓᵢ to what {@link #addGradientTo} takes out
   * @return Σ wᵢℓᵢ
   */
  double pass(int[] rowOrder, int begin, int end, boolean withGradient) {
    if (!mapped) {
      return passInMemory(rowOrder, begin, end, withGradient);
    }
    double sum = 0;
    double total = 0;
    for (int at = begin; at < end; ) {
      int to = (int) Math.min(end, at + Math.max(1, rowsBeforeUnload - rowsSinceUnload));
      if (withGradient && at > begin) {
        first.widen();
      }
      sum += passInMemory(rowOrder, at, to, withGradient);
      total += weight;
      rowsSinceUnload += to - at;
      if (rowsSinceUnload >= rowsBeforeUnload) {
        examples.unload(0, examples.rows());
        rowsSinceUnload = 0;
      }
      at = to;
    }
    weight = total;
    return sum;
  }

  private double passInMemory(int[] rowOrder, int begin, int end, boolean withGradient) {
    count = partsOf(end - begin);
    if (count == 1) {
      first.pass(rowOrder, begin, end, withGradient);
      weight = first.weight();
      return first.loss();
    }
    while (parts.size() < count) {
      parts.add(part(first.kernel().sharingWeights()));
    }
    order = rowOrder;
    from = begin;
    to = end;
    gradient = withGradient;
    machine.workers().run(count, task);
    double sum = 0;
    weight = 0;
    for (int i = 0; i < count; i++) {
      DensePart part = parts.get(i);
      sum += part.loss();
      weight += part.weight();
      if (gradient && i > 0) {
        first.absorb(part);
      }
    }
    return sum;
  }

  private void runPart(int index) {
    long rowsInAll = (long) to - from;
    int begin = from + (int) (rowsInAll * index / count);
    int end = from + (int) (rowsInAll * (index + 1) / count);
    parts.get(index).pass(order, begin, end, gradient);
  }

  /** Whether the gradient of the passes since it was last taken out lies in the kernel alone. */
  boolean isNarrow() {
    return first.isNarrow();
  }

  /** Adds the gradient, biases included, and sets it to zero. */
  void addGradientTo(float[] into) {
    first.addGradientTo(into);
  }
}
