package org.glissade.train;

import java.util.ArrayList;
import java.util.List;
import org.glissade.data.DenseExamples;
import org.glissade.data.RowWindow;
import org.glissade.math.DenseKernel;
import org.glissade.math.DenseRows;
import org.glissade.math.ParallelFor;
import org.glissade.model.LinearModel;
import org.glissade.model.Loss;
import org.jspecify.annotations.Nullable;

/**
 * Loss and gradient of a linear model over dense rows, each row read from memory once.
 *
 * <p>A pass over many rows is cut into parts, by the number of rows and features and not by the
 * number of threads; each sums its own gradient, and these are added in their order. So the result
 * has the same bits whoever computes which part ({@link Workers}).
 *
 * <p>Rows of a file are read through a {@link RowWindow}; the kernels see what it holds.
 *
 * <p>Weights and biases stay here from {@link #setParams} until {@link #getParams}.
 */
final class DensePass {
  /** From so many features on a pass is cut into parts: below, two threads are slower than one. */
  static final long SEVERAL_PARTS = 1 << 16;

  private static final long MANY_PARTS = 1 << 20;
  private static final int SEVERAL = 8;

  /** Features of a file of which a pass reads the rows before it goes over them. */
  private static final long AT_ONCE = 1 << 20;

  private static final int MANY = 32;

  private final LinearModel model;
  private final Loss plainLoss;
  private final DenseExamples examples;
  private final boolean countsRows;
  private final Machine machine;
  private final DenseRows rows;
  private final long featuresPerRow;
  private final float[] bias;
  private final List<DensePart> parts = new ArrayList<>();
  private final ParallelFor.Body task = this::runPart;
  private final @Nullable RowWindow window;
  private final int rowsAtOnce;
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
    this.window = examples.mappings().isEmpty() ? null : examples.window(examples.memory());
    this.examples = window == null ? examples : window.held();
    this.countsRows = examples.countsRows();
    this.machine = machine;
    this.rows = this.examples.layout();
    this.featuresPerRow = (long) examples.columns() * model.outputs();
    this.rowsAtOnce = Math.clamp(AT_ONCE / featuresPerRow, 1, Integer.MAX_VALUE);
    this.bias = new float[model.outputs()];
    this.first = part(loss, DenseKernel.plain(rows, outputs()));
    parts.add(first);
  }

  private int outputs() {
    return model.outputs();
  }

  /** What the kernel reads: the examples, or what the window holds of those in a file. */
  DenseExamples examples() {
    return examples;
  }

  /** Through which rows of a file are read, or null if they are in memory. */
  @Nullable RowWindow window() {
    return window;
  }

  DenseKernel kernel() {
    return first.kernel();
  }

  float[] bias() {
    return bias;
  }

  /** Scores of the rows of the last pass, if it was over one; used again. */
  float[] scores() {
    return first.scores();
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
    return part(vectors ? plainLoss.vectorised() : plainLoss, kernel);
  }

  private DensePart part(Loss loss, DenseKernel kernel) {
    return new DensePart(model, loss, examples, countsRows, kernel, bias);
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
    RowWindow rowsOfFile = window;
    if (rowsOfFile == null) {
      return passInMemory(rowOrder, begin, end, withGradient);
    }
    double sum = 0;
    double total = 0;
    if (end - begin > rowsAtOnce) {
      rowsOfFile.expect(rowOrder, begin, end);
    }
    for (int at = begin; at < end; ) {
      if (withGradient && at > begin) {
        first.widen();
      }
      int to = rowsOfFile.hold(rowOrder, at, (int) Math.min(end, at + (long) rowsAtOnce));
      int place = rowsOfFile.first();
      sum += passInMemory(rowsOfFile.places(), place, place + to - at, withGradient);
      total += weight;
      at = to;
    }
    weight = total;
    return sum;
  }

  /** Says which rows the next passes are going to be over: see {@link RowWindow#expect}. */
  void expect(int[] rowOrder, int begin, int end) {
    if (window != null) {
      window.expect(rowOrder, begin, end);
    }
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
