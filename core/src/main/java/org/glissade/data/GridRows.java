package org.glissade.data;

import java.util.Objects;
import org.glissade.math.DenseRows;
import org.glissade.math.Floats;
import org.jspecify.annotations.Nullable;

/** The rows of a grid, as kernels see them. */
record GridRows(Grid grid, @Nullable Standardisation standardisation) implements DenseRows {
  @Override
  public Floats values() {
    return grid.values();
  }

  @Override
  public int rows() {
    return grid.rows().size();
  }

  @Override
  public int columns() {
    return grid.columns().size();
  }

  @Override
  public int stride() {
    return grid.stride();
  }

  @Override
  public long start(int row) {
    return grid.position(checked(row)) + grid.columns().first(0);
  }

  @Override
  public int runStart(int row) {
    return grid.rows().runStart(checked(row));
  }

  @Override
  public int runEnd(int row) {
    return grid.rows().runEnd(checked(row));
  }

  private int checked(int row) {
    return Objects.checkIndex(row, rows());
  }

  @Override
  public boolean sideBySide() {
    return grid.columns().count() == 1;
  }

  @Override
  public @Nullable Affine affine() {
    return standardisation == null ? null : standardisation.inFloat();
  }

  @Override
  public void copyTo(int row, float[] target) {
    grid.copyRow(checked(row), target, 0);
    if (standardisation != null) {
      standardisation.apply(target);
    }
  }
}
