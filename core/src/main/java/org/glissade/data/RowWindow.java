package org.glissade.data;

import org.glissade.math.Floats;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a file, read into memory as they are asked for: blocks of neighbouring rows, those read
 * first making room for new ones when all room is taken. Reading on in a file and going back and
 * forth among a few blocks is fast; a row here and a row there costs a block each. What is known to
 * come is read ahead, by another thread.
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

  private final Grid file;
  private final @Nullable Labels labels;
  private final DenseExamples held;
  private final BlockRows rows;

  private RowWindow(
      Grid file, @Nullable Standardisation standardisation, @Nullable Labels labels, long bytes) {
    this.file = file;
    this.labels = labels;
    long rowBytes = (long) file.stride() * Float.BYTES;
    long perBlock = Math.max(1, BLOCK_BYTES * 3L / 2 / rowBytes);
    int shift = 63 - Long.numberOfLeadingZeros(perBlock);
    this.rows = new BlockRows(file.rows().size(), shift, bytes / (rowBytes << shift), this::read);
    int places = rows.places();
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
   * ahead while those before are learnt from. That others come after all costs time, nothing else.
   *
   * @param order must stay as it is until they have come
   */
  public void expect(int[] order, int from, int to) {
    rows.expect(order, from, to);
  }

  /**
   * Reads what is not held of the examples {@code order[from …)} until there is no room for more.
   * Where each is now, {@link #places} tells until the next call.
   *
   * @return the end of those that are held, more than {@code from} if {@code to} is
   */
  public int hold(int[] order, int from, int to) {
    return rows.hold(order, from, to);
  }

  /** Places of the examples held, from {@link #first} on. */
  public int[] places() {
    return rows.held();
  }

  public int first() {
    return rows.first();
  }

  /** Reads a block; in the reader's thread, maybe. */
  private void read(int block, int slot) {
    int begin = rows.firstRow(block);
    int end = rows.endRow(block);
    int place = rows.firstPlace(slot);
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
    int[] some = new int[Math.min(to - from, 1 << 10)];
    int width = file.columns().size();
    for (int at = from; at < to; ) {
      int count = Math.min(some.length, to - at);
      for (int i = 0; i < count; i++) {
        some[i] = at + i;
      }
      int end = hold(some, 0, count);
      for (int i = 0; i < end; i++) {
        held.grid().copyRow(places()[first() + i], target, (at + i - from) * width);
      }
      at += end;
    }
  }
}
