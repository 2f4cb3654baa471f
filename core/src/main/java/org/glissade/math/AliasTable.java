package org.glissade.math;

/**
 * Draws from 0 … n−1 with given probabilities in constant time (Walker, "An efficient method for
 * generating discrete random variables with general distributions", ACM TOMS 1977; built as in
 * Vose, IEEE TSE 1991): n columns of equal mass, each shared by at most two numbers, so that a
 * uniform column and a biased coin make a draw. Takes 8 bytes a number; building takes time O(n).
 *
 * <p>Coins are held as floats, so that probabilities are kept up to about 10⁻⁷ of 1/n.
 */
public final class AliasTable {
  /** The chance that a column gives its own number. */
  private final float[] own;

  /** The number that it gives otherwise. */
  private final int[] alias;

  /**
   * Builds the table.
   *
   * @param weights in proportion to which the numbers are drawn: finite, at least 0, not all 0
   */
  public AliasTable(double[] weights) {
    int n = weights.length;
    double sum = 0;
    for (double weight : weights) {
      if (!(weight >= 0)) {
        throw new IllegalArgumentException("a weight must be at least 0: " + weight);
      }
      sum += weight;
    }
    if (!(sum > 0) || sum == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException("weights must have a finite positive sum: " + sum);
    }
    own = new float[n];
    alias = new int[n];
    double[] left = new double[n];
    int[] stack = new int[n]; // columns with room from below, those with too much from above
    int below = 0;
    int above = n;
    for (int i = 0; i < n; i++) {
      left[i] = weights[i] / sum * n;
      if (left[i] < 1) {
        stack[below++] = i;
      } else {
        stack[--above] = i;
      }
    }
    while (below > 0 && above < n) {
      int small = stack[--below];
      int large = stack[above];
      own[small] = (float) left[small];
      alias[small] = large;
      left[large] -= 1 - left[small];
      if (left[large] < 1) {
        above++;
        stack[below++] = large;
      }
    }
    // What remains has mass 1, up to rounding.
    int heaviest = heaviest(weights);
    for (int i = above; i < n; i++) {
      fill(stack[i], weights, heaviest);
    }
    for (int i = 0; i < below; i++) {
      fill(stack[i], weights, heaviest);
    }
  }

  private static int heaviest(double[] weights) {
    int heaviest = 0;
    for (int i = 1; i < weights.length; i++) {
      heaviest = weights[i] > weights[heaviest] ? i : heaviest;
    }
    return heaviest;
  }

  /** Gives a column to its own number, unless that must never be drawn. */
  private void fill(int column, double[] weights, int heaviest) {
    own[column] = weights[column] > 0 ? 1 : 0;
    alias[column] = weights[column] > 0 ? column : heaviest;
  }

  /** How many numbers there are. */
  public int size() {
    return own.length;
  }

  /** The next number: takes two of the stream. */
  public int draw(RandomStream random) {
    int column = random.nextInt(own.length);
    return random.nextDouble() < own[column] ? column : alias[column];
  }

  /** With what probability each number is drawn. */
  public double[] probabilities() {
    double[] of = new double[own.length];
    for (int i = 0; i < own.length; i++) {
      of[i] += own[i] / (double) own.length;
      of[alias[i]] += (1 - (double) own[i]) / own.length;
    }
    return of;
  }
}
