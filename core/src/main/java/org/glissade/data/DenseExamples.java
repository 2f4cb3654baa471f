package org.glissade.data;

import java.util.List;
import org.glissade.math.DenseRows;
import org.glissade.math.Floats;
import org.glissade.math.Mapping;
import org.jspecify.annotations.Nullable;

/**
 * Dense rows, row-major {@code float32}: all of a matrix, or a {@link Grid} of some of its rows and
 * columns, in memory or in a mapped file. A {@link Standardisation}, if any, is applied as rows are
 * gathered.
 *
 * <p>A kernel that reads rows in place finds them by {@link #layout}.
 */
public final class DenseExamples implements Examples {
  private final Grid grid;
  private final @Nullable Standardisation standardisation;
  private final Labels labels;
  private final long memory;

  private DenseExamples(Grid grid, @Nullable Standardisation standardisation, Labels labels) {
    this(grid, standardisation, labels, USUAL_MEMORY);
  }

  private DenseExamples(
      Grid grid, @Nullable Standardisation standardisation, Labels labels, long memory) {
    this.memory = memory;
    if (grid.rows().size() != labels.rows()) {
      throw new IllegalArgumentException(
          grid.rows().size() + " rows with targets for " + labels.rows());
    }
    if (standardisation != null && standardisation.width() != grid.columns().size()) {
      throw new IllegalArgumentException(
          grid.columns().size() + " columns, standardised as " + standardisation.width());
    }
    this.grid = grid;
    this.standardisation = standardisation;
    this.labels = labels;
  }

  /**
   * Rows with one target each, all of weight 1.
   *
   * @param values {@code values[row * columns + column]}; not copied
   * @param targets one a row; not copied
   */
  public static DenseExamples of(float[] values, int columns, float[] targets) {
    return of(Floats.of(values), columns, targets, 1, null);
  }

  /**
   * Rows with any number of targets and with weights; nothing is copied.
   *
   * @param values {@code values[row * columns + column]}; not copied
   * @param columns number of features, at least 1
   * @param targets {@code targets[row * targetsPerRow + k]}; not copied
   * @param weights one a row, or null for all 1; not copied
   */
  public static DenseExamples of(
      Floats values, int columns, float[] targets, int targetsPerRow, float @Nullable [] weights) {
    Labels labels = new Labels(targets, targetsPerRow, weights);
    if (columns > 0 && values.length() != (long) labels.rows() * columns) {
      throw new IllegalArgumentException(
          values.length() + " values do not make " + labels.rows() + " rows of " + columns);
    }
    return new DenseExamples(Grid.of(values, columns), null, labels);
  }

  /**
   * Rows and columns of a larger matrix; nothing is copied.
   *
   * @param standardisation of the features, or null for numbers as they are, none of them missing
   * @param targets {@code targets[row * targetsPerRow + k]}, by row of the grid; not copied
   * @param weights one a row of the grid, or null for all 1; not copied
   */
  public static DenseExamples of(
      Grid grid,
      @Nullable Standardisation standardisation,
      float[] targets,
      int targetsPerRow,
      float @Nullable [] weights) {
    return new DenseExamples(grid, standardisation, new Labels(targets, targetsPerRow, weights));
  }

  /** Where the rows lie, for kernels that read them in place. */
  public DenseRows layout() {
    return new GridRows(grid, standardisation);
  }

  /** The matrix of which these are rows and columns, row-major; see {@link #grid}. */
  public Floats values() {
    return grid.values();
  }

  /** Which of its rows and columns. */
  public Grid grid() {
    return grid;
  }

  /** What stored numbers become when they are gathered, or null if they stay as they are. */
  public @Nullable Standardisation standardisation() {
    return standardisation;
  }

  /**
   * A window through which the rows of a file are read.
   *
   * @param bytes most memory that it takes for rows
   * @throws IllegalStateException if the rows are in memory
   */
  public RowWindow window(long bytes) {
    if (values().mapping() == null) {
      throw new IllegalStateException("the rows are in memory");
    }
    return RowWindow.of(grid, standardisation, labels, Math.min(bytes, memory));
  }

  @Override
  public DenseExamples within(long bytes) {
    return new DenseExamples(grid, standardisation, labels, bytes);
  }

  @Override
  public long memory() {
    return memory;
  }

  @Override
  public List<Mapping> mappings() {
    Mapping mapping = values().mapping();
    return mapping == null ? List.of() : List.of(mapping);
  }

  @Override
  public int rows() {
    return labels.rows();
  }

  @Override
  public int columns() {
    return grid.columns().size();
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
    return (long) rows() * columns();
  }

  @Override
  public Batch newBatch(int capacity) {
    return new DenseBatch(capacity, columns(), labels.perRow(), labels.weights() != null);
  }

  @Override
  public void gather(int[] order, int from, int to, Batch into) {
    ((DenseBatch) into).fill(this, order, from, to);
    labels.copyTo(order, from, to, into);
  }

  /** {@inheritDoc} Here it does nothing: who learns from dense rows has a {@link #window}. */
  @Override
  public void expect(int[] order, int from, int to) {}

  @Override
  public DenseExamples select(int[] rows) {
    return new DenseExamples(grid.select(rows).copy(), standardisation, labels.select(rows));
  }

  @Override
  public DenseExamples view(int[] rows) {
    return new DenseExamples(grid.select(rows), standardisation, labels.select(rows), memory);
  }

  @Override
  public DenseExamples with(float[] targets, int targetsPerRow, float @Nullable [] weights) {
    return new DenseExamples(
        grid, standardisation, new Labels(targets, targetsPerRow, weights), memory);
  }

  @Override
  public DenseExamples scaled(float[] factors) {
    return new DenseExamples(
        grid, standardisation, new Labels(targets(), targetsPerRow(), factors, true), memory);
  }

  @Override
  public boolean countsRows() {
    return labels.countsRows();
  }
}
