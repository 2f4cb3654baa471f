package org.glissade.io.formats;

/** Where a text can be cut so that no row is torn. */
interface RowEnds {
  /**
   * The end of the last whole row.
   *
   * @param text starts with a row
   * @param to number of bytes of it; more of the file follows
   * @return the position behind it; 0 if the first row does not end there; −1 if, for all that can
   *     be seen, it never will
   */
  int last(byte[] text, int to);

  /** Rows are lines, and lines end with a line feed. */
  static int lastLineFeed(byte[] text, int to) {
    int end = to;
    while (end > 0 && text[end - 1] != '\n') {
      end--;
    }
    return end;
  }
}
