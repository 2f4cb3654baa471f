package org.glissade.data;

import java.util.Arrays;
import java.util.PriorityQueue;
import org.glissade.math.RandomStream;
import org.glissade.spec.SpecException;
import org.jspecify.annotations.Nullable;

/**
 * Orders that know the classes of the rows.
 *
 * <ul>
 *   <li>{@code stratified}: each row once an epoch, and in every stretch of it about as many rows
 *       of each class as in the whole: row k of the n of a class, in a random order of them, comes
 *       at the share (k + u)/n of the epoch, u uniform for each class (systematic sampling;
 *       Cochran, "Sampling Techniques", 1977, chapter 8). Less noise where classes have gradients
 *       of their own, no bias.
 *   <li>{@code balanced}: classes in turns, whatever their sizes, and of each its rows in turns,
 *       each time round in a new random order. An epoch is as many draws as there are rows, of
 *       which rare ones come often and frequent ones seldom. What is minimised then is the mean
 *       over the classes of their mean losses, as with weights N/(K·n) on all rows ({@code
 *       --class-weight balanced}), with less noise than that.
 * </ul>
 *
 * <p>Classes are the different targets of rows of one target. {@link #on} finds them.
 */
public final class ClassOrder implements Order {
  private static final int MOST_CLASSES = 10_000;

  private final boolean balanced;

  /** The rows of each class, ascending; null before they are known. */
  private final int @Nullable [][] rowsOf;

  private ClassOrder(boolean balanced, int @Nullable [][] rowsOf) {
    this.balanced = balanced;
    this.rowsOf = rowsOf;
  }

  /** See {@link ClassOrder}. */
  static ClassOrder stratified() {
    return new ClassOrder(false, null);
  }

  /** See {@link ClassOrder}. */
  static ClassOrder balanced() {
    return new ClassOrder(true, null);
  }

  /**
   * {@inheritDoc}
   *
   * @throws SpecException if the targets are not classes
   */
  @Override
  public ClassOrder on(Examples examples) {
    float[] targets = examples.targets().clone();
    for (int row = 0; row < targets.length; row++) {
      targets[row] += 0f; // of the two zeros one
    }
    float[] classes = targets.clone();
    Arrays.sort(classes);
    int count = 0;
    for (int i = 0; i < classes.length; i++) {
      if (i == 0 || classes[i] != classes[i - 1]) {
        classes[count++] = classes[i];
      }
    }
    if (examples.targetsPerRow() != 1 || count > MOST_CLASSES || !whole(classes, count)) {
      throw new SpecException(
          "the order " + this + " needs classes, and the targets are numbers; use shuffle");
    }
    int[] sizes = new int[count];
    int[] classOf = new int[targets.length];
    for (int row = 0; row < targets.length; row++) {
      classOf[row] = Arrays.binarySearch(classes, 0, count, targets[row]);
      sizes[classOf[row]]++;
    }
    int[][] found = new int[count][];
    for (int k = 0; k < count; k++) {
      found[k] = new int[sizes[k]];
    }
    int[] at = new int[count];
    for (int row = 0; row < targets.length; row++) {
      found[classOf[row]][at[classOf[row]]++] = row;
    }
    return new ClassOrder(balanced, found);
  }

  private static boolean whole(float[] values, int count) {
    for (int i = 0; i < count; i++) {
      if (values[i] != (int) values[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void fill(long seed, long epoch, int[] rows) {
    int[][] classes = rowsOf;
    if (classes == null) {
      throw new SpecException("the order " + this + " needs examples with classes");
    }
    RandomStream random = RandomStream.of(seed, toString(), epoch);
    if (balanced) {
      inTurns(classes, random, rows);
    } else {
      spread(classes, random, rows);
    }
  }

  /** A class, and the share of the epoch at which its next row comes. */
  private static final class Turn implements Comparable<Turn> {
    final int[] rows;
    final double offset;
    int next;

    Turn(int[] rows, RandomStream random) {
      this.rows = rows.clone();
      random.shuffle(this.rows);
      this.offset = random.nextDouble();
    }

    double share() {
      return (next + offset) / rows.length;
    }

    @Override
    public int compareTo(Turn other) {
      return Double.compare(share(), other.share());
    }
  }

  private static void spread(int[][] classes, RandomStream random, int[] into) {
    PriorityQueue<Turn> turns = new PriorityQueue<>();
    for (int[] rows : classes) {
      turns.add(new Turn(rows, random));
    }
    for (int i = 0; i < into.length; i++) {
      Turn turn = turns.remove();
      into[i] = turn.rows[turn.next++];
      if (turn.next < turn.rows.length) {
        turns.add(turn);
      }
    }
  }

  private static void inTurns(int[][] classes, RandomStream random, int[] into) {
    int[] order = new int[classes.length];
    int[] next = new int[classes.length];
    int[][] rows = new int[classes.length][];
    for (int k = 0; k < order.length; k++) {
      order[k] = k;
      rows[k] = classes[k].clone();
      next[k] = rows[k].length;
    }
    for (int i = 0; i < into.length; i++) {
      int turn = i % order.length;
      if (turn == 0) {
        random.shuffle(order);
      }
      int k = order[turn];
      if (next[k] == rows[k].length) {
        random.shuffle(rows[k]);
        next[k] = 0;
      }
      into[i] = rows[k][next[k]++];
    }
  }

  @Override
  public boolean keepsObjective() {
    return !balanced;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ClassOrder order
        && order.balanced == balanced
        && Arrays.deepEquals(order.rowsOf, rowsOf);
  }

  @Override
  public int hashCode() {
    return Boolean.hashCode(balanced);
  }

  @Override
  public String toString() {
    return balanced ? "balanced" : "stratified";
  }
}
