package org.glissade.math;

/**
 * A row-major matrix in a part of an array, for the products of {@link MatrixKernel}: element (i,
 * j) is {@code values[offset + i·stride + j]}. A view, which copies nothing and owns nothing: what
 * is a matrix to a product may be a slot of the flat parameters, or some columns of something
 * wider.
 *
 * @param values the array in which it lies
 * @param offset index of its first element
 * @param rows may be 0
 * @param columns may be 0
 * @param stride elements from one row to the next, at least {@code columns}
 */
public record Matrix(float[] values, int offset, int rows, int columns, int stride) {
  public Matrix {
    if (offset < 0 || rows < 0 || columns < 0 || stride < columns) {
      throw new IllegalArgumentException(
          "no such matrix: " + rows + "x" + columns + " from " + offset + ", stride " + stride);
    }
    long end = rows == 0 ? offset : offset + (rows - 1L) * stride + columns;
    if (end > values.length) {
      throw new IndexOutOfBoundsException(
          rows
              + "x"
              + columns
              + " from "
              + offset
              + ", stride "
              + stride
              + " does not fit into "
              + values.length);
    }
  }

  /** Row after row from the start of the array, without gaps. */
  public static Matrix of(float[] values, int rows, int columns) {
    return new Matrix(values, 0, rows, columns, columns);
  }

  /** A slot of the flat parameters, or of their gradient. */
  public static Matrix of(float[] params, Layout.Slot slot) {
    return new Matrix(params, slot.offset(), slot.rows(), slot.columns(), slot.columns());
  }

  /** Its first rows. */
  public Matrix firstRows(int count) {
    if (count > rows) {
      throw new IndexOutOfBoundsException(count + " of " + rows + " rows");
    }
    return new Matrix(values, offset, count, columns, stride);
  }

  /** Index of an element in the array; unchecked. */
  int at(int row, int column) {
    return offset + row * stride + column;
  }
}
