package org.glissade.math;

/**
 * The passes over dense rows from which a step of a linear model is made: scores s = Wx of a tile
 * of rows, and their part of the gradient, Σ dᵢxᵢ, taken while the rows are still in the
 * first-level cache, so that each row comes from memory once.
 *
 * <p>A kernel holds weights W and a gradient G of its own, {@code outputs × columns} each. Rows are
 * named by their numbers; nothing is allocated after it is made. Sums over columns and over rows
 * run in float lanes; whoever sums many rows takes the gradient out now and then ({@link
 * #addGradientTo}) and goes on in double. Not thread-safe.
 */
public sealed interface DenseKernel permits PlainDenseKernel, VectorDenseKernel {
  /** Most rows of a call, whatever they are. */
  int TILE = 64;

  /** What the first-level cache holds beside all else. */
  int TILE_BYTES = 1 << 13;

  /**
   * Rows that are best taken at once: as many as stay in the first-level cache, 16 at the least.
   */
  static int tileRows(int columns) {
    return Math.clamp(TILE_BYTES / Float.BYTES / columns & -8, 16, TILE);
  }

  /** The kernel that works everywhere. */
  static DenseKernel plain(DenseRows rows, int outputs) {
    return new PlainDenseKernel(rows, outputs);
  }

  /**
   * The kernel that uses the vector units.
   *
   * @param rows in memory: those of a mapped file are refused, since a fault in reading them would
   *     end the JVM
   * @throws IllegalStateException unless {@link Simd#available}
   */
  static DenseKernel vector(DenseRows rows, int outputs) {
    if (!Simd.available()) {
      throw new IllegalStateException("the Vector module is not there");
    }
    if (rows.values().mapping() != null) {
      throw new IllegalArgumentException("rows of a mapped file have to be read into memory first");
    }
    return new VectorDenseKernel(rows, outputs);
  }

  /**
   * Runs the vector kernel on a few rows of zeros until the JVM has reason to compile it.
   *
   * @param columns number of features of the rows that are to come
   * @param outputs number of scores a row
   */
  static void prepareVectors(int columns, int outputs) {
    int width = Math.min(columns, 1024);
    int count = tileRows(width);
    DenseRows rows =
        DenseRows.of(Floats.zeros((1L << 12) + (long) count * width), 0, width, width, count);
    DenseKernel kernel = vector(rows, outputs);
    int[] order = new int[count];
    float[] scores = new float[count * outputs];
    for (int i = 0; i < 4000; i++) {
      kernel.scores(order, 0, count, scores);
      kernel.accumulate(scores);
      kernel.step(1, 0);
      if (outputs == 1) {
        kernel.score(0);
        for (int row = 0; row < 4; row++) {
          kernel.stepAndScore(1, 0, row, row + 1);
        }
      }
    }
  }

  /** A kernel for another thread, with a gradient of its own and the weights of this one. */
  DenseKernel sharingWeights();

  /** Takes over {@code params[0 … outputs·columns)}, row-major by output. */
  void setWeights(float[] params);

  /** Writes the weights to {@code params[0 … outputs·columns)}. */
  void getWeights(float[] params);

  /**
   * Scores of some rows, which {@link #accumulate} then refers to.
   *
   * @param order numbers of rows
   * @param from the rows are {@code order[from … from + count)}
   * @param count at most {@link #tileRows}
   * @param scores receives {@code count × outputs}, row-major
   */
  void scores(int[] order, int from, int count, float[] scores);

  /**
   * Adds to the gradient: G[k] += Σᵢ dScores[i, k]·xᵢ over the rows of the last {@link #scores}.
   *
   * @param dScores {@code count × outputs}, row-major
   */
  void accumulate(float[] dScores);

  /** {@code into[j] += G[j]}, then G ← 0. */
  void addGradientTo(float[] into);

  /** {@code into[j] += G[j]}, then G ← 0. */
  void addGradientTo(double[] into);

  /** G ← G + G of the other kernel, which is of the same kind and whose gradient becomes 0. */
  void absorb(DenseKernel other);

  /** W ← decay·W + factor·G, then G ← 0. */
  void step(float decay, float factor);

  /** W ← sign(W)·max(0, |W| − threshold). */
  void shrink(float threshold);

  /** With one output, a batch of one row: W ← decay·W + factor·x of the row scored last. */
  void stepAlong(float decay, float factor);

  /**
   * With one output: {@link #stepAlong} and the score of the next row, at once.
   *
   * @param afterNext the row that will come then, or −1 if none will: work on it may begin
   */
  float stepAndScore(float decay, float factor, int next, int afterNext);

  /** With one output: the score of a row, which {@link #stepAlong} then refers to. */
  float score(int row);
}
