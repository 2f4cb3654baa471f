package org.glissade.math;

/**
 * The three products of a dense layer with weights W (outputs × inputs), inputs X (batch × inputs)
 * and outputs Y (batch × outputs), all row-major {@code float}: forward Y = X·Wᵀ, the gradient of
 * its input dX = dY·W and that of its weights dW = dYᵀ·X.
 *
 * <p>Weights lie as outputs × inputs, as in linear models and in PyTorch. Only the forward pass
 * then meets a matrix that runs across its loops, and turns it around while it packs it, which it
 * would do in any case; with inputs × outputs the gradient of the input would.
 *
 * <p>A kernel is made for one thread of the caller and reuses its buffers: nothing is allocated
 * after the first product of a shape. The result must not overlap with what goes into it.
 *
 * <p><b>Rounding.</b> A sum runs in blocks of {@value #BLOCK} products, by fused multiply-adds in
 * {@code float}, or in as many such sums as a vector has lanes, and these are added up. So the
 * error of an element is at most about (k + 2)·2⁻²⁴·Σ|aᵢbᵢ|, and for long sums (256 +
 * k/256)·2⁻²⁴·Σ|aᵢbᵢ| (Higham, Accuracy and Stability of Numerical Algorithms, 3.1 and 4.2). How
 * the work is split among threads does not enter: an element is summed by one thread, in an order
 * that follows from the shapes, the kind of kernel and the number of lanes.
 */
public sealed interface MatrixKernel permits PlainMatrixKernel, VectorMatrixKernel {
  /** Products in a running sum before it is put aside. */
  int BLOCK = 256;

  /** Multiply-adds of what one thread does, at the least: some microseconds. */
  long LEAST_PART = 1 << 18;

  /** The vector kernel where {@link Simd#available}, else the plain one, for one thread. */
  static MatrixKernel best() {
    return Simd.available()
        ? vector(1, ParallelFor.sequential())
        : plain(1, ParallelFor.sequential());
  }

  /**
   * The kernel that works everywhere.
   *
   * @param threads parts into which a product is split at most
   * @param parallel runs them
   */
  static MatrixKernel plain(int threads, ParallelFor parallel) {
    checkThreads(threads);
    return new PlainMatrixKernel(threads, parallel);
  }

  /**
   * The kernel that uses the vector units.
   *
   * @param threads parts into which a product is split at most
   * @param parallel runs them
   * @throws IllegalStateException unless {@link Simd#available}
   */
  static MatrixKernel vector(int threads, ParallelFor parallel) {
    if (!Simd.available()) {
      throw new IllegalStateException("the Vector module is not there");
    }
    checkThreads(threads);
    return new VectorMatrixKernel(threads, parallel);
  }

  /** Runs the vector kernel on a few made-up matrices, so that it is compiled. */
  static void prepareVectors() {
    MatrixKernel kernel = vector(1, ParallelFor.sequential());
    int[][] shapes = {{40, 70, 36}, {33, 64, 10}, {5, 40, 3}};
    for (int[] shape : shapes) {
      Matrix x = Matrix.of(new float[shape[0] * shape[1]], shape[0], shape[1]);
      Matrix w = Matrix.of(new float[shape[2] * shape[1]], shape[2], shape[1]);
      Matrix y = Matrix.of(new float[shape[0] * shape[2]], shape[0], shape[2]);
      for (int i = 0; i < 1000; i++) {
        kernel.forward(x, w, y, i % 2 == 0);
        kernel.weightGradient(y, x, w, true);
        kernel.inputGradient(y, w, x, false);
      }
    }
  }

  /**
   * Y ← X·Wᵀ, or Y ← Y + X·Wᵀ.
   *
   * @param x batch × inputs
   * @param w outputs × inputs
   * @param y batch × outputs
   * @param add whether to add to what is there, such as a bias in each row
   */
  void forward(Matrix x, Matrix w, Matrix y, boolean add);

  /**
   * dX ← dY·W, or dX ← dX + dY·W.
   *
   * @param dy batch × outputs
   * @param w outputs × inputs
   * @param dx batch × inputs
   */
  void inputGradient(Matrix dy, Matrix w, Matrix dx, boolean add);

  /**
   * dW ← dYᵀ·X, or dW ← dW + dYᵀ·X.
   *
   * @param dy batch × outputs
   * @param x batch × inputs
   * @param dw outputs × inputs
   */
  void weightGradient(Matrix dy, Matrix x, Matrix dw, boolean add);

  private static void checkThreads(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("there must be at least one thread: " + threads);
    }
  }

  /** That the matrices are those of one layer and one batch. */
  static void check(Matrix x, Matrix w, Matrix y) {
    if (x.columns() != w.columns() || y.columns() != w.rows() || x.rows() != y.rows()) {
      throw new IllegalArgumentException(
          "inputs of "
              + size(x)
              + " and weights of "
              + size(w)
              + " do not give outputs of "
              + size(y));
    }
  }

  private static String size(Matrix matrix) {
    return matrix.rows() + "x" + matrix.columns();
  }
}
