package org.glissade.train;

import org.glissade.data.Batch;
import org.glissade.data.DenseBatch;
import org.glissade.data.Examples;
import org.glissade.data.SparseBatch;
import org.jspecify.annotations.Nullable;

/** Some rows of examples, dense or sparse, beside vectors in double. */
final class WideRows {
  /** Rows that are read at once in a pass over all. */
  private static final int ROWS = 256;

  /** Values that dense rows are read by at once, about. */
  private static final int VALUES = 1 << 20;

  private final Examples examples;
  private final Batch batch;
  private final int targetsPerRow;

  /**
   * @param capacity most rows held, at least 1
   */
  WideRows(Examples examples, int capacity) {
    this.examples = examples;
    this.batch = examples.newBatch(capacity);
    this.targetsPerRow = examples.targetsPerRow();
  }

  /** What is done with each row. */
  @FunctionalInterface
  interface RowVisit {
    /**
     * @param example its number
     * @param rows the rows that are held now
     * @param row its place among them
     */
    void visit(int example, WideRows rows, int row);
  }

  /** Goes over all rows, in their order. */
  static void overAll(Examples examples, RowVisit visit) {
    int most = Math.clamp(VALUES / Math.max(1, examples.columns()), 1, ROWS);
    int[] piece = new int[Math.min(most, examples.rows())];
    WideRows rows = new WideRows(examples, piece.length);
    for (int from = 0; from < examples.rows(); from += piece.length) {
      int count = Evaluation.number(piece, from, examples.rows());
      rows.hold(piece, 0, count);
      for (int row = 0; row < count; row++) {
        visit.visit(from + row, rows, row);
      }
    }
  }

  /** Holds the rows {@code order[from … to)} from now on. */
  void hold(int[] order, int from, int to) {
    examples.gather(order, from, to, batch);
  }

  int count() {
    return batch.rows();
  }

  /** The columns of {@link #start} … {@link #end}, or null where those are all columns. */
  int @Nullable [] indices() {
    return batch instanceof SparseBatch nonzeros ? nonzeros.indices() : null;
  }

  private float[] values() {
    return switch (batch) {
      case DenseBatch dense -> dense.values();
      case SparseBatch nonzeros -> nonzeros.values();
    };
  }

  int start(int row) {
    return batch instanceof SparseBatch nonzeros ? nonzeros.offsets()[row] : row * batch.columns();
  }

  int end(int row) {
    return batch instanceof SparseBatch nonzeros
        ? nonzeros.offsets()[row + 1]
        : (row + 1) * batch.columns();
  }

  /** Writes the targets of a row. */
  void target(int row, float[] into) {
    System.arraycopy(batch.targets(), row * targetsPerRow, into, 0, targetsPerRow);
  }

  /** Σⱼ x[row, j] · vector[base + j]. */
  double dot(int row, double[] vector, int base) {
    float[] values = values();
    int[] indices = indices();
    int to = end(row);
    int i = start(row);
    double even = 0;
    double odd = 0;
    if (indices == null) {
      int shift = base - i;
      for (; i + 1 < to; i += 2) {
        even = Math.fma(values[i], vector[shift + i], even);
        odd = Math.fma(values[i + 1], vector[shift + i + 1], odd);
      }
      return i < to ? Math.fma(values[i], vector[shift + i], even) + odd : even + odd;
    }
    for (; i + 1 < to; i += 2) {
      even = Math.fma(values[i], vector[base + indices[i]], even);
      odd = Math.fma(values[i + 1], vector[base + indices[i + 1]], odd);
    }
    return i < to ? Math.fma(values[i], vector[base + indices[i]], even) + odd : even + odd;
  }

  /** into[base + j] += scale · x[row, j] for all j. */
  void add(double scale, int row, double[] into, int base) {
    float[] values = values();
    int[] indices = indices();
    int from = start(row);
    int to = end(row);
    if (indices == null) {
      int shift = base - from;
      for (int i = from; i < to; i++) {
        into[shift + i] = Math.fma(scale, values[i], into[shift + i]);
      }
    } else {
      for (int i = from; i < to; i++) {
        int j = base + indices[i];
        into[j] = Math.fma(scale, values[i], into[j]);
      }
    }
  }

  /** into[base + j] += scale · |x[row, j]| for all j. */
  void addSizes(double scale, int row, double[] into, int base) {
    float[] values = values();
    int[] indices = indices();
    int from = start(row);
    for (int i = from; i < end(row); i++) {
      into[base + (indices == null ? i - from : indices[i])] += scale * Math.abs(values[i]);
    }
  }

  /** Σⱼ x[row, j]². */
  double squaredNorm(int row) {
    return batch.squaredNorm(row);
  }
}
