package org.glissade.data;

import java.util.ArrayList;
import java.util.List;
import org.glissade.math.Floats;
import org.glissade.math.Ints;
import org.glissade.math.Longs;
import org.glissade.math.Mapping;

/**
 * A sparse matrix row by row (compressed sparse rows), usually in three mapped files: row {@code r}
 * holds {@code values[i]} at column {@code indices[i]} for {@code starts[r] ≤ i < starts[r + 1]}.
 * There may be more than 2³¹ nonzeros.
 *
 * @param starts {@code rows + 1} ascending positions, the first 0
 * @param indices column of each nonzero, from 0, strictly ascending within a row
 * @param values value of each nonzero, finite
 * @param columns number of columns, more than the largest index
 */
public record Csr(Longs starts, Ints indices, Floats values, int columns) {
  private static final int PIECE = 1 << 16;

  public Csr {
    if (starts.length() < 1 || starts.length() - 1 > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(starts.length() + " row starts");
    }
    if (columns < 1) {
      throw new IllegalArgumentException("there must be at least one column: " + columns);
    }
    if (indices.length() != values.length()) {
      throw new IllegalArgumentException(
          indices.length() + " indices for " + values.length() + " values");
    }
  }

  public int rows() {
    return (int) (starts.length() - 1);
  }

  /** The files behind it. */
  public List<Mapping> mappings() {
    List<Mapping> mappings = new ArrayList<>();
    for (Mapping mapping : new Mapping[] {starts.mapping(), indices.mapping(), values.mapping()}) {
      if (mapping != null) {
        mappings.add(mapping);
      }
    }
    return mappings;
  }

  /**
   * Reads everything once and checks that it is such a matrix.
   *
   * @throws IllegalArgumentException if not; says which row
   */
  public void check() {
    if (starts.get(0) != 0 || starts.get(rows()) != indices.length()) {
      throw new IllegalArgumentException(
          "row starts go from "
              + starts.get(0)
              + " to "
              + starts.get(rows())
              + ", but there are "
              + indices.length()
              + " nonzeros");
    }
    int[] index = new int[PIECE];
    float[] value = new float[PIECE];
    long held = 0;
    long end = 0;
    for (int row = 0; row < rows(); row++) {
      long start = starts.get(row);
      long next = starts.get(row + 1);
      if (next < start || next > indices.length()) {
        throw new IllegalArgumentException(
            "row " + (row + 1) + " goes from position " + start + " to " + next);
      }
      int previous = -1;
      for (long i = start; i < next; i++) {
        if (i >= end) {
          held = i;
          end = Math.min(indices.length(), held + PIECE);
          indices.copyTo(held, index, 0, (int) (end - held));
          values.copyTo(held, value, 0, (int) (end - held));
        }
        int at = (int) (i - held);
        if (index[at] <= previous || index[at] >= columns || !Float.isFinite(value[at])) {
          throw wrong(row, previous, index[at], value[at]);
        }
        previous = index[at];
      }
    }
  }

  private IllegalArgumentException wrong(int row, int previous, int index, float value) {
    return new IllegalArgumentException(
        "row "
            + (row + 1)
            + ": column "
            + index
            + " with the value "
            + value
            + " after column "
            + previous
            + " (columns count from 0, ascend and are below "
            + columns
            + "; values are finite)");
  }
}
