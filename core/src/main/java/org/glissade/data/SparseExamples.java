package org.glissade.data;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.glissade.math.Mapping;
import org.jspecify.annotations.Nullable;

/**
 * Sparse rows in CSR form: up to 2³¹ − 1 nonzeros in memory, any number in mapped files. Which of
 * the two, {@link #inMemory} tells; {@link #gather} does not care.
 */
public final class SparseExamples implements Examples {
  /** Nonzeros that are read at once, about. */
  private static final int PIECE = 1 << 16;

  private final long[] starts;
  private final int[] indices;
  private final float[] values;
  private final int columns;
  private final Labels labels;

  /** Where the rows are if not in the arrays, which are empty then. */
  private final @Nullable MappedRows mapped;

  /** Through which these are read; made when they first are. */
  private @Nullable NonzeroWindow window;

  private final long memory;

  private SparseExamples(long[] starts, int[] indices, float[] values, int columns, Labels labels) {
    this.starts = starts;
    this.indices = indices;
    this.values = values;
    this.columns = columns;
    this.labels = labels;
    this.mapped = null;
    this.memory = USUAL_MEMORY;
  }

  private SparseExamples(MappedRows mapped, int columns, Labels labels) {
    this(mapped, columns, labels, USUAL_MEMORY);
  }

  private SparseExamples(MappedRows mapped, int columns, Labels labels, long memory) {
    this.memory = memory;
    if (mapped.rows().size() != labels.rows()) {
      throw new IllegalArgumentException(
          mapped.rows().size() + " rows with targets for " + labels.rows());
    }
    this.starts = new long[0];
    this.indices = new int[0];
    this.values = new float[0];
    this.columns = columns;
    this.labels = labels;
    this.mapped = mapped;
  }

  /**
   * All rows of a matrix in files; nothing is copied, and nothing checked: see {@link Csr#check}.
   *
   * @param targets {@code targets[row * targetsPerRow + k]}
   * @param weights one a row, or null for all 1
   */
  public static SparseExamples of(
      Csr csr, float[] targets, int targetsPerRow, float @Nullable [] weights) {
    return new SparseExamples(
        new MappedRows(csr, Ranges.of(0, csr.rows()), null),
        csr.columns(),
        new Labels(targets, targetsPerRow, weights));
  }

  /**
   * Rows with any number of targets and with weights; nothing is copied.
   *
   * @param starts {@code rows + 1} ascending positions: row r holds {@code starts[r] ≤ i <
   *     starts[r+1]}
   * @param indices column of each nonzero, from 0, strictly ascending within a row
   * @param values value of each nonzero
   * @param columns number of features, more than the largest index
   * @param targets {@code targets[row * targetsPerRow + k]}
   * @param weights one a row, or null for all 1
   * @throws IllegalArgumentException if the arrays do not fit together
   */
  public static SparseExamples of(
      long[] starts,
      int[] indices,
      float[] values,
      int columns,
      float[] targets,
      int targetsPerRow,
      float @Nullable [] weights) {
    Labels labels = new Labels(targets, targetsPerRow, weights);
    if (starts.length != labels.rows() + 1 || starts[0] != 0) {
      throw new IllegalArgumentException(
          starts.length + " row starts do not fit " + labels.rows() + " rows");
    }
    for (int row = 0; row < labels.rows(); row++) {
      if (starts[row] > starts[row + 1]
          || starts[row + 1] > Math.min(indices.length, values.length)) {
        throw new IllegalArgumentException(
            "row "
                + row
                + " from "
                + starts[row]
                + " to "
                + starts[row + 1]
                + " does not lie within "
                + indices.length
                + " indices and "
                + values.length
                + " values");
      }
      int previous = -1;
      for (int i = (int) starts[row]; i < starts[row + 1]; i++) {
        if (indices[i] <= previous || indices[i] >= columns) {
          throw new IllegalArgumentException(
              "row "
                  + row
                  + ": column "
                  + indices[i]
                  + " after "
                  + previous
                  + " (columns ascend and are below "
                  + columns
                  + ")");
        }
        previous = indices[i];
      }
    }
    return new SparseExamples(starts, indices, values, columns, labels);
  }

  /**
   * Whether the rows are in the arrays {@link #starts}, {@link #indices} and {@link #values}; if
   * not, they are in files and come by {@link #gather} alone.
   */
  public boolean inMemory() {
    return mapped == null;
  }

  private <T> T array(T array) {
    if (mapped != null) {
      throw new IllegalStateException("the rows are in mapped files, not in arrays");
    }
    return array;
  }

  /**
   * {@code rows + 1} positions: row r holds the nonzeros {@code starts[r] ≤ i < starts[r+1]}.
   *
   * @throws IllegalStateException if the rows are not {@linkplain #inMemory in memory}
   */
  public long[] starts() {
    return array(starts);
  }

  /**
   * Column of each nonzero, from 0.
   *
   * @throws IllegalStateException if the rows are not {@linkplain #inMemory in memory}
   */
  public int[] indices() {
    return array(indices);
  }

  /**
   * Value of each nonzero.
   *
   * @throws IllegalStateException if the rows are not {@linkplain #inMemory in memory}
   */
  public float[] values() {
    return array(values);
  }

  @Override
  public List<Mapping> mappings() {
    return mapped == null ? List.of() : mapped.csr().mappings();
  }

  /** {@inheritDoc} Rows that have room in them are copied into memory at once. */
  @Override
  public SparseExamples within(long bytes) {
    if (mapped == null) {
      return this;
    }
    long needed = mapped.stored() * (Integer.BYTES + Float.BYTES) + rows() * (long) Long.BYTES;
    if (needed <= bytes && mapped.stored() < Integer.MAX_VALUE - 8) {
      int[] all = new int[rows()];
      Arrays.setAll(all, row -> row);
      return select(all);
    }
    return new SparseExamples(mapped, columns, labels, bytes);
  }

  private synchronized NonzeroWindow window(MappedRows rows) {
    NonzeroWindow made = window;
    if (made == null) {
      made = new NonzeroWindow(rows, memory);
      window = made;
    }
    return made;
  }

  @Override
  public void expect(int[] order, int from, int to) {
    if (mapped != null) {
      window(mapped).expect(order, from, to);
    }
  }

  @Override
  public long memory() {
    return memory;
  }

  /**
   * The same rows, in files, with columns made features as they are gathered.
   *
   * @param positions feature of each column, ascending, −1 where it is none; not copied
   * @param scales what each feature is divided by, as many as there are features; not copied
   * @throws IllegalStateException if the rows are in memory
   */
  public SparseExamples recoded(int[] positions, double[] scales) {
    if (mapped == null || mapped.recoding() != null || positions.length < columns) {
      throw new IllegalStateException("only plain rows in files are recoded as they are gathered");
    }
    return new SparseExamples(
        new MappedRows(mapped.csr(), mapped.rows(), new MappedRows.Recoding(positions, scales)),
        scales.length,
        labels,
        memory);
  }

  @Override
  public int rows() {
    return labels.rows();
  }

  @Override
  public int columns() {
    return columns;
  }

  @Override
  public int targetsPerRow() {
    return labels.perRow();
  }

  @Override
  public float[] targets() {
    return labels.targets();
  }

  @Override
  public float @Nullable [] weights() {
    return labels.weights();
  }

  @Override
  public long stored() {
    return mapped == null ? starts[rows()] : mapped.stored();
  }

  @Override
  public Batch newBatch(int capacity) {
    return new SparseBatch(capacity, columns, labels.perRow(), labels.weights() != null);
  }

  @Override
  public void gather(int[] order, int from, int to, Batch into) {
    if (mapped == null) {
      ((SparseBatch) into).fill(starts, indices, values, order, from, to);
    } else {
      long nonzeros = 0;
      for (int i = from; i < to; i++) {
        nonzeros += mapped.length(order[i]);
      }
      ((SparseBatch) into).fill(window(mapped), nonzeros, order, from, to);
    }
    labels.copyTo(order, from, to, into);
  }

  @Override
  public SparseExamples view(int[] rows) {
    return mapped == null
        ? select(rows)
        : new SparseExamples(mapped.select(rows), columns, labels.select(rows), memory);
  }

  @Override
  public SparseExamples select(int[] rows) {
    if (mapped != null) {
      return copied(mapped, rows);
    }
    long[] newStarts = new long[rows.length + 1];
    for (int i = 0; i < rows.length; i++) {
      newStarts[i + 1] = newStarts[i] + starts[rows[i] + 1] - starts[rows[i]];
    }
    int total = Math.toIntExact(newStarts[rows.length]);
    int[] newIndices = new int[total];
    float[] newValues = new float[total];
    for (int i = 0; i < rows.length; i++) {
      int from = (int) starts[rows[i]];
      int length = (int) (newStarts[i + 1] - newStarts[i]);
      System.arraycopy(indices, from, newIndices, (int) newStarts[i], length);
      System.arraycopy(values, from, newValues, (int) newStarts[i], length);
    }
    return new SparseExamples(newStarts, newIndices, newValues, columns, labels.select(rows));
  }

  private SparseExamples copied(MappedRows mapped, int[] rows) {
    long[] newStarts = new long[rows.length + 1];
    long stored = 0;
    for (int row : rows) {
      stored += mapped.length(row);
    }
    int[] newIndices = new int[Math.toIntExact(stored)];
    float[] newValues = new float[newIndices.length];
    int at = 0;
    for (int i = 0; i < rows.length; ) {
      int end = together(mapped, rows, i);
      mapped.read(rows[i], rows[end - 1] + 1, newIndices, newValues, at, newIndices.length);
      for (int from = at; i < end; i++) {
        int length = mapped.length(rows[i]);
        at = mapped.make(rows[i], newIndices, newValues, from, length, at);
        from += length;
        newStarts[i + 1] = at;
      }
    }
    return new SparseExamples(newStarts, newIndices, newValues, columns, labels.select(rows));
  }

  /** The end of those rows from {@code first} on that lie one after the other, up to a piece. */
  private static int together(MappedRows mapped, int[] rows, int first) {
    int runEnd = mapped.rows().runEnd(rows[first]);
    int end = first + 1;
    for (long stored = mapped.length(rows[first]); end < rows.length && stored < PIECE; end++) {
      if (rows[end] != rows[end - 1] + 1 || rows[end] >= runEnd) {
        break;
      }
      stored += mapped.length(rows[end]);
    }
    return end;
  }

  @Override
  public SparseExamples with(float[] targets, int targetsPerRow, float @Nullable [] weights) {
    Labels others = new Labels(targets, targetsPerRow, weights);
    if (others.rows() != rows()) {
      throw new IllegalArgumentException(
          others.rows() + " rows with targets for " + rows() + " rows");
    }
    return with(others);
  }

  @Override
  public SparseExamples scaled(float[] factors) {
    return with(new Labels(targets(), targetsPerRow(), factors, true));
  }

  private SparseExamples with(Labels others) {
    return mapped == null
        ? new SparseExamples(starts, indices, values, columns, others)
        : new SparseExamples(mapped, columns, others, memory);
  }

  @Override
  public boolean countsRows() {
    return labels.countsRows();
  }

  /** The columns that some row has, ascending. */
  public int[] usedColumns() {
    BitSet used = new BitSet(columns);
    for (int i = 0; i < stored(); i++) {
      used.set(indices[i]);
    }
    return used.stream().toArray();
  }

  /**
   * The same rows with those columns only, numbered anew from 0.
   *
   * @param kept ascending
   */
  public SparseExamples selectColumns(int[] kept) {
    int[] places = new int[columns];
    Arrays.fill(places, -1);
    for (int i = 0; i < kept.length; i++) {
      places[kept[i]] = i;
    }
    int stored = (int) stored();
    int left = 0;
    for (int i = 0; i < stored; i++) {
      left += places[indices[i]] >= 0 ? 1 : 0;
    }
    int[] renumbered = new int[left];
    if (left == stored) { // which shares the values
      for (int i = 0; i < stored; i++) {
        renumbered[i] = places[indices[i]];
      }
      return new SparseExamples(starts(), renumbered, values, kept.length, labels);
    }
    long[] from = starts();
    long[] starts = new long[from.length];
    float[] some = new float[left];
    int at = 0;
    for (int row = 0; row + 1 < from.length; row++) {
      for (int i = (int) from[row]; i < from[row + 1]; i++) {
        if (places[indices[i]] >= 0) {
          renumbered[at] = places[indices[i]];
          some[at++] = values[i];
        }
      }
      starts[row + 1] = at;
    }
    return new SparseExamples(starts, renumbered, some, kept.length, labels);
  }

  /** The same rows, dense: for tests and small data. */
  public DenseExamples toDense() {
    long[] starts = starts();
    float[] dense = new float[Math.multiplyExact(rows(), columns)];
    for (int row = 0; row < rows(); row++) {
      for (int i = (int) starts[row]; i < starts[row + 1]; i++) {
        dense[row * columns + indices[i]] = values[i];
      }
    }
    return DenseExamples.of(
        org.glissade.math.Floats.of(dense),
        columns,
        Arrays.copyOf(targets(), targets().length),
        targetsPerRow(),
        weights());
  }
}
