package org.glissade.io.formats;

/** What is odd about a column of numbers, told from its cells piece by piece. */
final class ColumnTraits {
  private static final int ROWS = 20;
  private static final float EXACT = 1 << 24;

  private boolean empty = true;
  private boolean counts = true;
  private boolean whole = true;
  private boolean large;
  private float first;
  private int rows;

  static ColumnTraits of(float[] values) {
    ColumnTraits traits = new ColumnTraits();
    traits.add(values, values.length);
    return traits;
  }

  /** Looks at the next cells. */
  void add(float[] values, int count) {
    if (rows == 0 && count > 0) {
      first = values[0];
      counts = first == 0 || first == 1;
    }
    for (int i = 0; i < count && (empty || counts || whole); i++) {
      float value = values[i];
      empty &= Float.isNaN(value);
      counts &= value == first + (float) (rows + i);
      whole &= Float.isNaN(value) || value == Math.rint(value);
      large |= Math.abs(value) >= EXACT;
    }
    rows += count;
  }

  /** Whether all are missing. */
  boolean empty() {
    return empty;
  }

  /** Whether they count the rows from 0 or 1, more than 20 of them. */
  boolean rowNumber() {
    return counts && rows > ROWS;
  }

  /** Whether all are whole and some too large for a float to tell from its neighbour. */
  boolean rounded() {
    return whole && large;
  }
}
