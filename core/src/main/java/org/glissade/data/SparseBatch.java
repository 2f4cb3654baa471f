package org.glissade.data;

import java.util.Arrays;
import org.glissade.math.Vectors;
import org.jspecify.annotations.Nullable;

/**
 * Sparse rows in CSR form: row {@code r} holds {@code values[i]} at column {@code indices[i]} for
 * {@code offsets[r] ≤ i < offsets[r + 1]}, columns ascending.
 */
public final class SparseBatch implements Batch {
  private final int columns;
  private final float[] targets;
  private final float @Nullable [] weights;
  private final int capacity;
  private final int[] offsets;
  private int[] indices = new int[0];
  private float[] values = new float[0];
  private int rows;

  SparseBatch(int capacity, int columns, int targetsPerRow, boolean weighted) {
    this.capacity = capacity;
    this.columns = columns;
    this.targets = new float[capacity * targetsPerRow];
    this.weights = weighted ? new float[capacity] : null;
    this.offsets = new int[capacity + 1];
  }

  /** Makes room for rows that store so many numbers in all. */
  private void hold(long total) {
    if (total > indices.length) {
      int grown = (int) Math.min(Integer.MAX_VALUE - 8, total + total / 2);
      if (total > grown) {
        throw new IllegalArgumentException(
            rows + " rows with " + total + " nonzeros are too many for a batch");
      }
      indices = Arrays.copyOf(indices, grown);
      values = Arrays.copyOf(values, grown);
    }
  }

  /** Fills it with rows of files, of which it is told how many nonzeros they store. */
  void fill(NonzeroWindow source, long stored, int[] order, int from, int to) {
    rows = 0;
    hold(stored);
    source.copy(order, from, to, this::add);
  }

  private void add(int[] columnOf, float[] valueOf, int start, int length) {
    int at = offsets[rows];
    System.arraycopy(columnOf, start, indices, at, length);
    System.arraycopy(valueOf, start, values, at, length);
    offsets[++rows] = at + length;
  }

  void fill(long[] starts, int[] columnOf, float[] valueOf, int[] order, int from, int to) {
    rows = to - from;
    long total = 0;
    for (int i = from; i < to; i++) {
      total += starts[order[i] + 1] - starts[order[i]];
    }
    hold(total);
    int at = 0;
    for (int i = 0; i < rows; i++) {
      int start = (int) starts[order[from + i]];
      int length = (int) starts[order[from + i] + 1] - start;
      System.arraycopy(columnOf, start, indices, at, length);
      System.arraycopy(valueOf, start, values, at, length);
      at += length;
      offsets[i + 1] = at;
    }
  }

  public int[] offsets() {
    return offsets;
  }

  public int[] indices() {
    return indices;
  }

  public float[] values() {
    return values;
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int capacity() {
    return capacity;
  }

  @Override
  public int columns() {
    return columns;
  }

  @Override
  public float[] targets() {
    return targets;
  }

  @Override
  public float @Nullable [] weights() {
    return weights;
  }

  @Override
  public float dot(int row, float[] vector, int from) {
    float even = 0;
    float odd = 0;
    int i = offsets[row];
    int end = offsets[row + 1];
    for (; i + 1 < end; i += 2) {
      even = Math.fma(values[i], vector[from + indices[i]], even);
      odd = Math.fma(values[i + 1], vector[from + indices[i + 1]], odd);
    }
    if (i < end) {
      even = Math.fma(values[i], vector[from + indices[i]], even);
    }
    return even + odd;
  }

  @Override
  public double squaredNorm(int row) {
    return Vectors.squaredNorm(values, offsets[row], offsets[row + 1]);
  }

  @Override
  public void addTo(int row, float scale, float[] vector, int from) {
    for (int i = offsets[row]; i < offsets[row + 1]; i++) {
      int at = from + indices[i];
      vector[at] = Math.fma(scale, values[i], vector[at]);
    }
  }
}
