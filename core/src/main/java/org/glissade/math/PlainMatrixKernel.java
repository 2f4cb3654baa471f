package org.glissade.math;

import java.util.Arrays;

/** The plain twin: products of rows, and sums of rows in blocks, which the compiler vectorises. */
final class PlainMatrixKernel implements MatrixKernel {
  private final int threads;
  private final ParallelFor parallel;
  private final float[][] sums;
  private final ParallelFor.Body forward = this::forward;
  private final ParallelFor.Body inputGradient = this::inputGradient;
  private final ParallelFor.Body weightGradient = this::weightGradient;

  // The product that is under way: C from A and B.
  private Matrix a = Matrix.of(new float[0], 0, 0);
  private Matrix b = a;
  private Matrix c = a;
  private boolean add;
  private int parts;

  PlainMatrixKernel(int threads, ParallelFor parallel) {
    this.threads = threads;
    this.parallel = parallel;
    this.sums = new float[threads][0];
  }

  @Override
  public void forward(Matrix x, Matrix w, Matrix y, boolean add) {
    MatrixKernel.check(x, w, y);
    run(x, w, y, add, forward);
  }

  @Override
  public void inputGradient(Matrix dy, Matrix w, Matrix dx, boolean add) {
    MatrixKernel.check(dx, w, dy);
    run(dy, w, dx, add, inputGradient);
  }

  @Override
  public void weightGradient(Matrix dy, Matrix x, Matrix dw, boolean add) {
    MatrixKernel.check(x, dw, dy);
    run(dy, x, dw, add, weightGradient);
  }

  private void run(Matrix left, Matrix right, Matrix to, boolean adding, ParallelFor.Body body) {
    a = left;
    b = right;
    c = to;
    add = adding;
    parts = Math.min(threads, to.rows());
    if (parts == 1) {
      body.run(0);
    } else if (parts > 1) {
      parallel.run(parts, body);
    }
  }

  private int firstRow(int part) {
    return (int) ((long) part * c.rows() / parts);
  }

  private void forward(int part) {
    for (int i = firstRow(part); i < firstRow(part + 1); i++) {
      for (int j = 0; j < c.columns(); j++) {
        int at = c.at(i, j);
        float sum = add ? c.values()[at] : 0;
        for (int p = 0; p < a.columns(); p += BLOCK) {
          int length = Math.min(BLOCK, a.columns() - p);
          sum += Vectors.dot(a.values(), a.at(i, p), b.values(), b.at(j, p), length);
        }
        c.values()[at] = sum;
      }
    }
  }

  private void inputGradient(int part) {
    for (int i = firstRow(part); i < firstRow(part + 1); i++) {
      sumRows(part, i, a.at(i, 0), 1);
    }
  }

  private void weightGradient(int part) {
    for (int i = firstRow(part); i < firstRow(part + 1); i++) {
      sumRows(part, i, a.at(0, i), a.stride());
    }
  }

  /** A row of C from the rows of B, whose factors lie {@code step} apart in A. */
  private void sumRows(int part, int i, int from, int step) {
    int columns = c.columns();
    if (sums[part].length < columns) {
      sums[part] = new float[columns];
    }
    float[] sum = sums[part];
    int to = c.at(i, 0);
    if (!add) {
      Arrays.fill(c.values(), to, to + columns, 0);
    }
    for (int block = 0; block < b.rows(); block += BLOCK) {
      Arrays.fill(sum, 0, columns, 0);
      for (int p = block; p < Math.min(block + BLOCK, b.rows()); p++) {
        float factor = a.values()[from + p * step];
        Vectors.addScaled(factor, b.values(), b.at(p, 0), sum, 0, columns);
      }
      Vectors.addScaled(1, sum, 0, c.values(), to, columns);
    }
  }
}
