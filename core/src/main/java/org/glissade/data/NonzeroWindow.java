package org.glissade.data;

/**
 * Sparse rows of files, read into memory as they are asked for and made features as they are read:
 * what {@link RowWindow} is to dense rows. Every block has room for the nonzeros of the largest
 * one.
 *
 * <p>Rows are copied out under a lock, so that several threads may ask for theirs.
 */
final class NonzeroWindow {
  /** Nonzeros of a usual block. */
  private static final int USUAL_BLOCK = 1 << 14;

  private static final int BYTES = Integer.BYTES + Float.BYTES;

  private final MappedRows file;
  private final BlockRows rows;

  /** Room of a slot. */
  private final int most;

  private final int[] indices;
  private final float[] values;

  /** Where the nonzeros of each place begin in its slot, and how many there are. */
  private final int[] starts;

  private final int[] lengths;

  /**
   * @param bytes most memory to take for nonzeros; some blocks are held however little it is
   * @throws IllegalArgumentException if a few rows are more than an array can hold
   */
  NonzeroWindow(MappedRows file, long bytes) {
    this.file = file;
    int count = file.rows().size();
    long perRow = Math.max(1, file.stored() / Math.max(1, count));
    long nonzeros = Math.min(bytes / BYTES, Integer.MAX_VALUE - 8L);
    int shift = 63 - Long.numberOfLeadingZeros(Math.max(1, USUAL_BLOCK / perRow));
    long largest = largestBlock(file, shift);
    while (shift > 0 && BlockRows.FEWEST_SLOTS * largest > nonzeros) { // a few rows are very long
      shift--;
      largest = largestBlock(file, shift);
    }
    if (BlockRows.FEWEST_SLOTS * largest > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "rows with " + largest + " nonzeros are too long to be read a few at a time");
    }
    this.most = (int) largest;
    long room = nonzeros / most;
    this.rows = new BlockRows(count, shift, room, this::read);
    int places = rows.places();
    int slots = BlockRows.slots(count, shift, room);
    this.indices = new int[slots * most];
    this.values = new float[slots * most];
    this.starts = new int[places];
    this.lengths = new int[places];
  }

  private static long largestBlock(MappedRows file, int shift) {
    long largest = 1;
    long sum = 0;
    for (int row = 0; row < file.rows().size(); row++) {
      if ((row & ((1 << shift) - 1)) == 0) {
        sum = 0;
      }
      sum += file.length(row);
      largest = Math.max(largest, sum);
    }
    return largest;
  }

  /** See {@link RowWindow#expect}. */
  synchronized void expect(int[] order, int from, int to) {
    rows.expect(order, from, to);
  }

  /** Where copies of rows go. */
  interface Copies {
    /** Takes a row: {@code length} nonzeros from {@code start} on. */
    void add(int[] indices, float[] values, int start, int length);
  }

  /** Copies the rows {@code order[from … to)}. */
  synchronized void copy(int[] order, int from, int to, Copies copies) {
    for (int at = from; at < to; ) {
      int end = rows.hold(order, at, to);
      int[] places = rows.held();
      int first = rows.first();
      for (int i = 0; i < end - at; i++) {
        int place = places[first + i];
        copies.add(indices, values, rows.slot(place) * most + starts[place], lengths[place]);
      }
      at = end;
    }
  }

  /** Reads a block; in the reader's thread, maybe. */
  private void read(int block, int slot) {
    int place = rows.firstPlace(slot);
    int base = slot * most;
    int at = base;
    int end = rows.endRow(block);
    for (int row = rows.firstRow(block); row < end; ) {
      int runEnd = Math.min(end, file.rows().runEnd(row));
      file.read(row, runEnd, indices, values, at, base + most);
      int stored = at;
      for (; row < runEnd; row++, place++) {
        int length = file.length(row);
        starts[place] = at - base;
        int next = file.make(row, indices, values, stored, length, at);
        lengths[place] = next - at;
        stored += length;
        at = next;
      }
    }
  }
}
