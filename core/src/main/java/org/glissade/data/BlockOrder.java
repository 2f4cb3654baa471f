package org.glissade.data;

import org.glissade.math.RandomStream;
import org.glissade.spec.Spec;

/**
 * Blocks of consecutive rows in a new random order each epoch, a buffer full of rows at a time
 * shuffled among themselves (CorgiPile; Xu et al., SIGMOD 2022, arXiv 2206.05830). Text: {@code
 * blocks(rows=1000, buffer=100000)}.
 *
 * <p>Memory and disks read a row here and a row there at a fifth of the speed, or less, at which
 * they read on. Blocks of half a megabyte cost nearly nothing; and a buffer that holds several of
 * them mixes rows from all over the data, so that data sorted by class train as if they were
 * shuffled, where reading them in order fails. Without a buffer ({@code buffer=0}) the rows of a
 * block come in the order in which they lie, from a new place on each time: for rows that lie at
 * random already.
 *
 * @param rows rows a block, or 0 to choose by their size
 * @param buffer rows shuffled together, 0 for none, or −1 to choose
 */
public record BlockOrder(int rows, int buffer) implements Order {
  private static final String STREAM = "blocks";
  private static final double BLOCK_BYTES = 1 << 19;
  private static final double BUFFER_BYTES = 1 << 24;
  private static final int BUFFER_BLOCKS = 16;
  private static final int FEWEST_BLOCKS = 64;

  public BlockOrder {
    if (rows < 0) {
      throw new IllegalArgumentException("a block must have at least one row: " + rows);
    }
    if (buffer < -1) {
      throw new IllegalArgumentException("a buffer cannot hold " + buffer + " rows");
    }
  }

  /** Blocks of a size that suits the data. */
  public static BlockOrder ofAnySize() {
    return new BlockOrder(0, -1);
  }

  /** Blocks of a size that suits the data, for rows that lie at random already. */
  public static BlockOrder ofShuffledRows() {
    return new BlockOrder(0, 0);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Blocks of half a megabyte, or smaller if that makes less than {@value #FEWEST_BLOCKS} of
   * them; a buffer of 16 MB, but at least {@value #BUFFER_BLOCKS} blocks.
   */
  @Override
  public BlockOrder sized(int examples, double bytesPerRow) {
    int block = rows;
    if (block == 0) {
      double byBytes = Math.max(1, BLOCK_BYTES / bytesPerRow);
      block = (int) Math.max(1, Math.min(byBytes, examples / (double) FEWEST_BLOCKS));
    }
    int together = buffer;
    if (together < 0) {
      double byBytes = BUFFER_BYTES / bytesPerRow;
      together = (int) Math.min(examples, Math.max(byBytes, (double) BUFFER_BLOCKS * block));
    }
    return new BlockOrder(block, together);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Without {@link #sized} before, as for rows of one number.
   */
  @Override
  public void fill(long seed, long epoch, int[] order) {
    if (rows == 0 || buffer < 0) {
      sized(order.length, Float.BYTES).fill(seed, epoch, order);
      return;
    }
    RandomStream random = RandomStream.of(seed, STREAM, epoch);
    int[] blocks = new int[Math.ceilDiv(order.length, rows)];
    for (int b = 0; b < blocks.length; b++) {
      blocks[b] = b;
    }
    random.shuffle(blocks);
    int at = 0;
    for (int block : blocks) {
      int first = block * rows;
      int count = Math.min(rows, order.length - first);
      int begin = buffer == 0 ? random.nextInt(count) : 0;
      for (int i = begin; i < count; i++) {
        order[at++] = first + i;
      }
      for (int i = 0; i < begin; i++) {
        order[at++] = first + i;
      }
    }
    for (int from = 0; buffer > 1 && from < order.length; from += buffer) {
      random.shuffle(order, from, Math.min(order.length, from + buffer));
    }
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("blocks");
    String mark = "(";
    if (rows > 0) {
      text.append(mark).append("rows=").append(Spec.number(rows));
      mark = ", ";
    }
    if (buffer >= 0) {
      text.append(mark).append("buffer=").append(Spec.number(buffer));
      mark = ", ";
    }
    return text + (mark.equals("(") ? "" : ")");
  }
}
