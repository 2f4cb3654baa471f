package org.glissade.train;

import org.glissade.data.BlockOrder;
import org.glissade.data.Examples;
import org.glissade.data.Order;
import org.glissade.data.Orders;
import org.glissade.data.SparseExamples;
import org.glissade.math.RandomStream;

/**
 * The order where the user gave none, and the rows as it wants them to lie.
 *
 * <p>Data that the last-level cache holds are shuffled anew each epoch. Larger ones are laid out at
 * random once and then read in blocks whose order changes: a row here and a row there come from
 * memory at a fifth of the speed or less. Mapped files stay as they are, and are read in blocks
 * with a buffer that mixes them.
 *
 * @param order which examples come next
 * @param examples the examples, maybe in another order than they were
 */
record DefaultOrder(Order order, Examples examples) {
  /** What a last-level cache holds beside all else. */
  private static final double CACHE_BYTES = 1 << 24;

  /** Fewest blocks that a buffer mixes. */
  private static final int BUFFER_BLOCKS = 16;

  /**
   * @param shuffled whether the rows lie at random already
   */
  static DefaultOrder of(Examples examples, boolean shuffled, long seed) {
    if (bytesPerRow(examples) * examples.rows() <= CACHE_BYTES) {
      return new DefaultOrder(Orders.shuffle(), examples);
    }
    if (!examples.mappings().isEmpty()) {
      return new DefaultOrder(inFiles(examples), examples);
    }
    if (shuffled) {
      return new DefaultOrder(BlockOrder.ofShuffledRows(), examples);
    }
    int[] permutation = Evaluation.all(examples.rows());
    RandomStream.of(seed, "layout").shuffle(permutation);
    return new DefaultOrder(BlockOrder.ofShuffledRows(), examples.select(permutation));
  }

  /** Blocks with a buffer that fits into half the memory that rows of files may take. */
  private static Order inFiles(Examples examples) {
    double bytes = bytesPerRow(examples);
    BlockOrder usual = BlockOrder.ofAnySize().sized(examples.rows(), bytes);
    double most = examples.memory() / 2.0 / bytes;
    return usual.buffer() <= most
        ? BlockOrder.ofAnySize()
        : new BlockOrder(
            (int) Math.clamp(most / BUFFER_BLOCKS, 1, usual.rows()), (int) Math.max(1, most));
  }

  /** Mean size of a row in memory. */
  static double bytesPerRow(Examples examples) {
    long bytes = examples instanceof SparseExamples ? Integer.BYTES + Float.BYTES : Float.BYTES;
    return (double) bytes * examples.stored() / examples.rows();
  }
}
