package org.glissade.math;

import java.util.Arrays;

/**
 * The plain twin: sums of rows in blocks, for which the forward pass turns the weights around, and
 * products of rows where there are few outputs. The compiler vectorises a loop only if it takes all
 * arrays at the same index, so that a row is copied before it is added to others; a dot product it
 * does not vectorise, since that would change the order of the sum.
 */
final class PlainMatrixKernel implements MatrixKernel {
  /** Rows to which a copied row is added. */
  private static final int GROUP = 8;

  /** Rows that are turned around together: their elements share a line of the cache. */
  private static final int TURN = 16;

  private final int threads;
  private final ParallelFor parallel;

  /** Outputs from which on sums of rows, each as long, are faster than dot products. */
  private static final int WIDE = 32;

  /** For each part the sums of a group, and a row behind them. */
  private final float[][][] buffers;

  /** The weights of the last forward pass, as inputs × outputs. */
  private Matrix turned = Matrix.of(new float[0], 0, 0);

  private final ParallelFor.Body dots = this::dots;
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
    this.buffers = new float[threads][GROUP + 1][0];
  }

  @Override
  public void forward(Matrix x, Matrix w, Matrix y, boolean add) {
    MatrixKernel.check(x, w, y);
    if (w.rows() < WIDE || x.rows() < GROUP) {
      run(x, w, y, add, dots);
    } else {
      run(x, turned(w), y, add, forward);
    }
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

  private Matrix turned(Matrix w) {
    if (turned.rows() != w.columns() || turned.columns() != w.rows()) {
      int size = Math.multiplyExact(w.rows(), w.columns());
      float[] room = turned.values().length < size ? new float[size] : turned.values();
      turned = Matrix.of(room, /* rows= */ w.columns(), /* columns= */ w.rows());
    }
    float[] values = turned.values();
    for (int i = 0; i < w.rows(); i += TURN) {
      int rows = Math.min(w.rows(), i + TURN);
      for (int j = 0; j < w.columns(); j++) {
        for (int k = i; k < rows; k++) {
          values[j * w.rows() + k] = w.values()[w.at(k, j)];
        }
      }
    }
    return turned;
  }

  private void forward(int part) {
    sumRows(part, a.stride(), 1);
  }

  private void dots(int part) {
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
    sumRows(part, a.stride(), 1);
  }

  private void weightGradient(int part) {
    sumRows(part, 1, a.stride());
  }

  /**
   * Rows of C from those of B, whose factors lie in A.
   *
   * @param apart elements of A from the factors of one row of C to those of the next
   * @param step elements of A from one factor to the next
   */
  private void sumRows(int part, int apart, int step) {
    int last = firstRow(part + 1);
    for (int i = firstRow(part); i < last; i += GROUP) {
      int count = Math.min(GROUP, last - i);
      for (int block = 0; block < b.rows(); block += BLOCK) {
        int from = a.offset() + i * apart;
        int end = Math.min(block + BLOCK, b.rows());
        put(sumBlock(buffers[part], block, end, from, apart, step, count), i, count, block > 0);
      }
      if (b.rows() == 0 && !add) {
        for (int g = 0; g < count; g++) {
          Arrays.fill(c.values(), c.at(i + g, 0), c.at(i + g, c.columns()), 0);
        }
      }
    }
  }

  private float[][] sumBlock(
      float[][] buffer, int block, int end, int from, int apart, int step, int count) {
    int columns = c.columns();
    for (int g = 0; g <= GROUP; g++) {
      if (buffer[g].length < columns) {
        buffer[g] = new float[columns];
      }
      Arrays.fill(buffer[g], 0, columns, 0);
    }
    float[] row = buffer[GROUP];
    for (int p = block; p < end; p++) {
      System.arraycopy(b.values(), b.at(p, 0), row, 0, columns);
      for (int g = 0; g < count; g++) {
        addScaled(a.values()[from + g * apart + p * step], row, buffer[g], columns);
      }
    }
    return buffer;
  }

  private static void addScaled(float factor, float[] row, float[] sum, int columns) {
    for (int j = 0; j < columns; j++) {
      sum[j] = Math.fma(factor, row[j], sum[j]);
    }
  }

  private void put(float[][] sums, int row, int count, boolean later) {
    for (int g = 0; g < count; g++) {
      int to = c.at(row + g, 0);
      if (add || later) {
        Vectors.addScaled(1, sums[g], 0, c.values(), to, c.columns());
      } else {
        System.arraycopy(sums[g], 0, c.values(), to, c.columns());
      }
    }
  }
}
