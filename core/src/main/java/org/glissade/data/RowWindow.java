package org.glissade.data;

import java.util.Arrays;
import org.glissade.math.Floats;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a file, read into memory as they are asked for: blocks of neighbouring rows, those read
 * first making room for new ones when all room is taken. Reading on in a file and going back and
 * forth among a few blocks is fast; a row here and a row there costs a block each.
 *
 * <p>Blocks are read, not mapped: where pages of a mapped file have to be brought in and given back
 * again, that takes five times as long as copying what the system holds of the file (1.9 instead of
 * 10.5 GB/s measured), they count as memory of the process, and a file that shrinks could end it.
 * With room for all rows each block is read once and stays where its rows belong, so that rows are
 * then read as if they had always been in memory.
 *
 * <p>Not thread-safe while it is filled; what it holds may be read by any thread.
 */
public final class RowWindow {
  /** Usual size of a block: reading more at once is hardly faster. */
  private static final int BLOCK_BYTES = 1 << 16;

  /** Fewest blocks, so that there is room for the rows of a small batch wherever they are. */
  private static final int FEWEST_BLOCKS = 16;

  private static final int ABSENT = -1;

  private final Grid file;
  private final @Nullable Labels labels;
  private final DenseExamples held;
  private final int shift;
  private final int slots;

  /** Where each block of the file is, or {@link #ABSENT}. */
  private final int[] slotOf;

  /** Which block is in each slot, or {@link #ABSENT}. */
  private final int[] blockIn;

  /** For which call a slot was last used. */
  private final long[] usedAt;

  private long call;
  private int next;

  /** Blocks still to be read where there is room for all; less than 0 where there is not. */
  private int missing;

  private int[] own = new int[0];
  private int[] places = own;
  private int first;

  private RowWindow(
      Grid file, @Nullable Standardisation standardisation, @Nullable Labels labels, long bytes) {
    this.file = file;
    this.labels = labels;
    long rowBytes = (long) file.stride() * Float.BYTES;
    long perBlock = Math.max(1, BLOCK_BYTES * 3L / 2 / rowBytes);
    this.shift = 63 - Long.numberOfLeadingZeros(perBlock);
    int rows = file.rows().size();
    int blocks = (int) Math.ceilDiv((long) rows, 1L << shift);
    long room = Math.max(FEWEST_BLOCKS, bytes / (rowBytes << shift));
    this.slots = (int) Math.min(Math.max(1, blocks), room);
    this.missing = slots >= blocks ? blocks : ABSENT;
    this.slotOf = new int[blocks];
    this.blockIn = new int[slots];
    this.usedAt = new long[slots];
    Arrays.fill(slotOf, ABSENT);
    Arrays.fill(blockIn, ABSENT);
    int places = (int) Math.min(Integer.MAX_VALUE - 8L, (long) slots << shift);
    if (missing >= 0) {
      places = Math.max(1, rows);
    }
    Floats values = Floats.zeros((long) places * file.stride());
    int perRow = labels == null ? 1 : labels.perRow();
    boolean weighted = labels != null && labels.weights() != null;
    this.held =
        DenseExamples.of(
            new Grid(values, file.stride(), Ranges.of(0, places), file.columns()),
            standardisation,
            new float[Math.multiplyExact(places, perRow)],
            perRow,
            weighted ? new float[places] : null);
  }

  /**
   * A window on examples in a file.
   *
   * @param labels of the examples, which are held beside the rows
   * @param bytes most memory to take for rows; some blocks are held however little it is
   */
  static RowWindow of(
      Grid file, @Nullable Standardisation standardisation, Labels labels, long bytes) {
    return new RowWindow(file, standardisation, labels, bytes);
  }

  /** A window on rows that are read in their order, for one pass. */
  static RowWindow ofPass(Grid file) {
    return new RowWindow(file, null, null, 0);
  }

  /** What the window holds: an example for each of its places. */
  public DenseExamples held() {
    return held;
  }

  /**
   * Reads what is not held of the examples {@code order[from …)} until there is no room for more.
   * Where each is now, {@link #places} tells until the next call.
   *
   * @return the end of those that are held, more than {@code from} if {@code to} is
   */
  public int hold(int[] order, int from, int to) {
    if (missing == 0) {
      places = order;
      first = from;
      return to;
    }
    if (own.length < to - from) {
      own = new int[to - from];
    }
    places = own;
    first = 0;
    call++;
    int mask = (1 << shift) - 1;
    for (int i = from; i < to; i++) {
      int block = order[i] >>> shift;
      int slot = slotOf[block];
      if (slot < 0) {
        slot = read(block);
        if (slot < 0) {
          return i;
        }
      }
      usedAt[slot] = call;
      own[i - from] = (slot << shift) | (order[i] & mask);
    }
    return to;
  }

  /** Places of the examples held, from {@link #first} on. */
  public int[] places() {
    return places;
  }

  public int first() {
    return first;
  }

  /** Reads a block; less than 0 if all slots are in use. */
  private int read(int block) {
    int slot = missing > 0 ? block : next;
    if (missing > 0) {
      missing--;
    } else {
      // only rows in more blocks than there is room for are cut: sums must not depend on the room
      for (int tried = 0; usedAt[slot] == call; tried++) {
        if (tried == slots) {
          return ABSENT;
        }
        slot = slot + 1 == slots ? 0 : slot + 1;
      }
      next = slot + 1 == slots ? 0 : slot + 1;
    }
    if (blockIn[slot] >= 0) {
      slotOf[blockIn[slot]] = ABSENT;
      blockIn[slot] = ABSENT;
    }
    int begin = block << shift;
    int end = (int) Math.min(file.rows().size(), (long) begin + (1L << shift));
    int place = slot << shift;
    for (int row = begin; row < end; ) {
      int runEnd = Math.min(end, file.rows().runEnd(row));
      file.values()
          .read(
              file.position(row),
              held.values(),
              (long) (place + row - begin) * file.stride(),
              (long) (runEnd - row) * file.stride());
      row = runEnd;
    }
    if (labels != null) {
      labels.copyTo(begin, end, held.targets(), held.weights(), place);
    }
    blockIn[slot] = block;
    slotOf[block] = slot;
    return slot;
  }

  /** Copies the columns of the rows {@code from … to − 1}, row-major, to {@code target[0 …]}. */
  void copyRows(int from, int to, float[] target) {
    int[] rows = new int[Math.min(to - from, 1 << shift)];
    int width = file.columns().size();
    for (int at = from; at < to; ) {
      int count = Math.min(rows.length, to - at);
      for (int i = 0; i < count; i++) {
        rows[i] = at + i;
      }
      int end = hold(rows, 0, count);
      for (int i = 0; i < end; i++) {
        held.grid().copyRow(places[first + i], target, (at + i - from) * width);
      }
      at += end;
    }
  }
}
