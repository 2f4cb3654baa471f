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
    new Epoch(this, seed, epoch, order.length).next(order, order.length);
  }

  /** Holds the order of the blocks and one buffer. */
  @Override
  public Draws draws(long seed, long epoch, int examples) {
    BlockOrder whole = rows == 0 || buffer < 0 ? sized(examples, Float.BYTES) : this;
    return new Epoch(whole, seed, epoch, examples);
  }

  /** One epoch: blocks are laid end to end, and each buffer full of them is shuffled. */
  private static final class Epoch implements Draws {
    private final int blockRows;
    private final int examples;
    private final int buffer;
    private final RandomStream random;
    private final int[] blocks;
    private final int[] together;

    /** How many rows of the buffer were given out, and how many it holds. */
    private int given;

    private int held;

    /** The next block, and what of it was laid. */
    private int block;

    private int laid;
    private int begin;

    Epoch(BlockOrder order, long seed, long epoch, int examples) {
      this.blockRows = order.rows;
      this.buffer = order.buffer;
      this.examples = examples;
      random = RandomStream.of(seed, STREAM, epoch);
      blocks = new int[Math.ceilDiv(examples, blockRows)];
      for (int b = 0; b < blocks.length; b++) {
        blocks[b] = b;
      }
      random.shuffle(blocks);
      together = new int[buffer > 1 ? Math.min(buffer, examples) : 0];
    }

    @Override
    public void next(int[] rows, int count) {
      if (together.length == 0) {
        lay(rows, count);
        return;
      }
      for (int at = 0; at < count; ) {
        if (given == held) {
          held = lay(together, together.length);
          given = 0;
          random.shuffle(together, 0, held);
        }
        int some = Math.min(count - at, held - given);
        System.arraycopy(together, given, rows, at, some);
        given += some;
        at += some;
      }
    }

    /** Lays up to so many rows, in the order of the blocks; answers how many there were. */
    private int lay(int[] into, int most) {
      int at = 0;
      while (at < most && block < blocks.length) {
        int first = blocks[block] * blockRows;
        int size = Math.min(blockRows, examples - first);
        if (laid == 0) {
          begin = buffer == 0 ? random.nextInt(size) : 0;
        }
        int some = Math.min(size - laid, most - at);
        for (int i = 0; i < some; i++, laid++) {
          int within = begin + laid;
          into[at++] = first + (within < size ? within : within - size);
        }
        if (laid == size) {
          laid = 0;
          block++;
        }
      }
      return at;
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
