package org.glissade.data;

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

  /** Most blocks that are read before their rows come. */
  private static final int MOST_AHEAD = 64;

  private final Grid file;
  private final @Nullable Labels labels;
  private final DenseExamples held;
  private final int shift;
  private final BlockCache blocks;
  private final int rowsAhead;
  private boolean complete;

  private int[] own = new int[0];
  private int[] places = own;
  private int first;

  // What is known of the rows to come: expected[next … end), or the rows next … end − 1.
  private int @Nullable [] expected;
  private int next;
  private int end;

  /** Rows before this one are foreseen. */
  private int foreseen;

  /** The position of row 0 of those expected. */
  private long base;

  /** The last position that was given to a row. */
  private long last;

  /** The row from which on it is worth trying again to foresee more. */
  private int tryAgain;

  private RowWindow(
      Grid file, @Nullable Standardisation standardisation, @Nullable Labels labels, long bytes) {
    this.file = file;
    this.labels = labels;
    long rowBytes = (long) file.stride() * Float.BYTES;
    long perBlock = Math.max(1, BLOCK_BYTES * 3L / 2 / rowBytes);
    this.shift = 63 - Long.numberOfLeadingZeros(perBlock);
    int rows = file.rows().size();
    int count = Math.max(1, (int) Math.ceilDiv((long) rows, 1L << shift));
    int slots = (int) Math.min(count, Math.max(FEWEST_BLOCKS, bytes / (rowBytes << shift)));
    this.blocks = new BlockCache(count, slots, this::read);
    this.rowsAhead = Math.clamp(slots / 2, 1, MOST_AHEAD) << shift;
    int places =
        slots == count
            ? Math.max(1, rows)
            : (int) Math.min(Integer.MAX_VALUE - 8L, (long) slots << shift);
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
   * Says which examples will be asked for: {@code order[from … to)}, in this order. They are read
   * ahead, by another thread, while those before are learnt from. That others come after all costs
   * time, nothing else.
   *
   * @param order must stay as it is until they have come
   */
  public void expect(int[] order, int from, int to) {
    if (!complete && !(order == expected && from == next && to <= end)) {
      foresee(order, from, to);
    }
  }

  private void foresee(int @Nullable [] order, int from, int to) {
    expected = order;
    next = from;
    end = to;
    foreseen = from;
    tryAgain = from;
    base = last + 1 - from;
    readAhead();
  }

  /** Has the reader begin what comes next, as far as there is room. */
  private void readAhead() {
    int until = (int) Math.min(end, (long) next + rowsAhead);
    foreseen = Math.max(foreseen, next);
    if (next < tryAgain) {
      return;
    }
    for (; foreseen < until; foreseen++) {
      int row = expected == null ? foreseen : expected[foreseen];
      last = Math.max(last, base + foreseen);
      if (!blocks.foresee(row >>> shift, base + foreseen)) {
        tryAgain = next + (1 << shift);
        return;
      }
    }
  }

  /**
   * Reads what is not held of the examples {@code order[from …)} until there is no room for more.
   * Where each is now, {@link #places} tells until the next call.
   *
   * @return the end of those that are held, more than {@code from} if {@code to} is
   */
  public int hold(int[] order, int from, int to) {
    if (complete) {
      places = order;
      first = from;
      return to;
    }
    boolean known = order == expected && from == next && to <= end;
    int held = hold(order, from, to, known ? base + from : last + 1);
    if (known) {
      next = held;
      readAhead();
    } else {
      foresee(null, 0, 0);
    }
    if (blocks.complete()) {
      complete = true;
    }
    return held;
  }

  private int hold(int[] order, int from, int to, long start) {
    if (own.length < to - from) {
      own = new int[to - from];
    }
    places = own;
    first = 0;
    int mask = (1 << shift) - 1;
    int held = to;
    blocks.begin(start);
    for (int i = from; i < to; i++) {
      // only rows in more blocks than there is room for are cut: sums must not depend on the room
      int slot = blocks.hold(order[i] >>> shift, start + i - from);
      if (slot == BlockCache.ABSENT) {
        held = i;
        break;
      }
      own[i - from] = (slot << shift) | (order[i] & mask);
    }
    last = Math.max(last, start + held - from);
    return held;
  }

  /** Places of the examples held, from {@link #first} on. */
  public int[] places() {
    return places;
  }

  public int first() {
    return first;
  }

  /** Reads a block; in the reader's thread, maybe. */
  private void read(int block, int slot) {
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
  }

  /** Copies the columns of the rows {@code from … to − 1}, row-major, to {@code target[0 …]}. */
  void copyRows(int from, int to, float[] target) {
    int[] rows = new int[Math.min(to - from, 1 << shift)];
    int width = file.columns().size();
    if (from != next || to > end) {
      foresee(null, from, file.rows().size());
    }
    for (int at = from; at < to; ) {
      int count = Math.min(rows.length, to - at);
      for (int i = 0; i < count; i++) {
        rows[i] = at + i;
      }
      int there = hold(rows, 0, count, base + at);
      for (int i = 0; i < there; i++) {
        held.grid().copyRow(places[i], target, (at + i - from) * width);
      }
      at += there;
      next = at;
      readAhead();
    }
  }
}
