package org.glissade.train;

import org.glissade.data.Examples;
import org.glissade.data.Splits;
import org.jspecify.annotations.Nullable;

/**
 * Examples to learn from, and those held out.
 *
 * @param held null if none are
 */
record Division(Examples training, @Nullable Examples held) {
  /** Holds out a share: random rows of what lies in memory, blocks of rows of a file. */
  static Division byShare(Examples all, double share, long seed) {
    if (share <= 0) {
      return new Division(all, null);
    }
    int rows = all.rows();
    Splits.Split split =
        all.mappings().isEmpty()
            ? Splits.random(rows, share, Sgd.MOST_VALIDATION_ROWS, seed)
            : Splits.blocks(rows, share, Sgd.MOST_VALIDATION_ROWS, seed);
    return new Division(
        part(all, split.training()),
        split.validation().length == 0 ? null : part(all, split.validation()));
  }

  /** Some of the rows: in memory they are copied together, a file stays where it is. */
  private static Examples part(Examples examples, int[] rows) {
    return examples.mappings().isEmpty() ? examples.select(rows) : examples.view(rows);
  }

  /** The same with so many bytes for rows of files, a quarter of them for those held out. */
  Division within(long memory) {
    return new Division(
        training.within(memory - memory / 4), held == null ? null : held.within(memory / 4));
  }
}
