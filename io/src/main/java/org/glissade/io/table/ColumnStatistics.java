package org.glissade.io.table;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Number, mean, population standard deviation, least and greatest of the numbers in each of several
 * columns, NaN left out; in double and in one pass over rows that come piece by piece, and maybe in
 * several places at the same time.
 *
 * <p>A piece of n numbers with mean m is summed twice while it is in the cache: Σx/n first, then M
 * = Σ(x−m)² − (Σ(x−m))²/n, whose second term takes back the rounding of the mean. Pieces a and b
 * are joined by δ = m_b − m_a, m = m_a + δ·n_b/n, M = M_a + M_b + δ²·n_a·n_b/n (Chan, Golub and
 * LeVeque 1983, "Algorithms for computing the sample variance", equations 1.7 and 1.5). Squares of
 * {@code float} numbers cannot overflow a double. Numbers that are all the same have the deviation
 * 0, exactly.
 */
public final class ColumnStatistics implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Rows of a piece: always as many, so that the same rows give the same bits. */
  public static final int PIECE = 256;

  private final long[] present;
  private final double[] mean;
  private final double[] squares;
  private final float[] least;
  private final float[] greatest;
  private final int[] count;
  private final double[] pieceMean;
  private final double[] pieceSquares;
  private final double[] rest;
  private long rows;

  public ColumnStatistics(int columns) {
    present = new long[columns];
    mean = new double[columns];
    squares = new double[columns];
    least = new float[columns];
    greatest = new float[columns];
    count = new int[columns];
    pieceMean = new double[columns];
    pieceSquares = new double[columns];
    rest = new double[columns];
    Arrays.fill(least, Float.POSITIVE_INFINITY);
    Arrays.fill(greatest, Float.NEGATIVE_INFINITY);
  }

  /** The statistics of one column. */
  public static ColumnStatistics of(float[] values) {
    ColumnStatistics statistics = new ColumnStatistics(1);
    float[] piece = new float[PIECE];
    for (int from = 0; from < values.length; from += PIECE) {
      int rows = Math.min(PIECE, values.length - from);
      System.arraycopy(values, from, piece, 0, rows);
      statistics.add(piece, rows);
    }
    return statistics;
  }

  /**
   * Adds rows: {@value #PIECE} each time but the last.
   *
   * @param piece {@code rows × columns}, row-major
   */
  public void add(float[] piece, int rows) {
    this.rows += rows;
    int columns = mean.length;
    Arrays.fill(count, 0);
    Arrays.fill(pieceMean, 0);
    for (int row = 0; row < rows; row++) {
      for (int j = 0; j < columns; j++) {
        float x = piece[row * columns + j];
        if (!Float.isNaN(x)) {
          count[j]++;
          pieceMean[j] += x;
          least[j] = Math.min(least[j], x);
          greatest[j] = Math.max(greatest[j], x);
        }
      }
    }
    for (int j = 0; j < columns; j++) {
      pieceMean[j] /= Math.max(1, count[j]);
    }
    Arrays.fill(pieceSquares, 0);
    Arrays.fill(rest, 0);
    for (int row = 0; row < rows; row++) {
      for (int j = 0; j < columns; j++) {
        float x = piece[row * columns + j];
        if (!Float.isNaN(x)) {
          double away = x - pieceMean[j];
          pieceSquares[j] += away * away;
          rest[j] += away;
        }
      }
    }
    for (int j = 0; j < columns; j++) {
      join(j, count[j], pieceMean[j], pieceSquares[j] - rest[j] * rest[j] / count[j]);
    }
  }

  /**
   * Adds rows that were summed up elsewhere: the same parts in the same order give the same bits.
   */
  public void add(ColumnStatistics part) {
    if (part.mean.length != mean.length) {
      throw new IllegalArgumentException(
          "statistics of " + part.mean.length + " columns instead of " + mean.length);
    }
    rows += part.rows;
    for (int j = 0; j < mean.length; j++) {
      join(j, part.present[j], part.mean[j], part.squares[j]);
      least[j] = Math.min(least[j], part.least[j]);
      greatest[j] = Math.max(greatest[j], part.greatest[j]);
    }
  }

  private void join(int j, long count, double itsMean, double itsSquares) {
    if (count > 0) {
      double n = (double) present[j] + count;
      double away = itsMean - mean[j];
      squares[j] += itsSquares + away * away * present[j] * (count / n);
      mean[j] = present[j] == 0 ? itsMean : mean[j] + away * count / n;
      present[j] += count;
    }
  }

  /** Number of rows so far. */
  public long rows() {
    return rows;
  }

  /** How many numbers of a column are not NaN. */
  public long present(int column) {
    return present[column];
  }

  /** Their mean; 0 if there are none. */
  public double mean(int column) {
    return mean[column];
  }

  /** Their population standard deviation, at least 0. */
  public double deviation(int column) {
    return present[column] == 0 ? 0 : Math.sqrt(Math.max(0, squares[column] / present[column]));
  }

  /** The least of them; +∞ if there are none. */
  public float least(int column) {
    return least[column];
  }

  /** The greatest of them; −∞ if there are none. */
  public float greatest(int column) {
    return greatest[column];
  }
}
