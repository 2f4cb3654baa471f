package org.glissade.io.formats;

import org.jspecify.annotations.Nullable;

/**
 * What a chunk of a table becomes.
 *
 * @param lines number of line ends
 * @param columns the cells; null where a column is dropped
 * @param fault what is wrong with the first row that cannot be read; null if nothing is
 * @param text the chunk, if it settled what a column holds: other chunks may know better
 */
record TablePart(
    long lines,
    int rows,
    @Nullable ColumnBuilder[] columns,
    @Nullable LineFault fault,
    @Nullable Chunk text) {

  /** What the cells of a column that was not decided say it holds, or null if they don't. */
  @Nullable Boolean holdsNumbers(int column) {
    if (columns[column] instanceof ColumnBuilder.Undecided undecided) {
      ColumnBuilder decided = undecided.decided();
      return decided == null ? null : decided instanceof ColumnBuilder.Numbers;
    }
    return null;
  }
}
