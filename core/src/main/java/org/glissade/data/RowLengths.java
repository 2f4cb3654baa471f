package org.glissade.data;

/** ‖xᵢ‖² of rows, in double: one pass over the features. */
public final class RowLengths {
  private static final int PIECE = 256;

  private RowLengths() {}

  /** Of each row. */
  public static double[] squares(Examples examples) {
    double[] squares = new double[examples.rows()];
    int[] rows = new int[Math.min(PIECE, squares.length)];
    Batch batch = examples.newBatch(rows.length);
    for (int from = 0; from < squares.length; from += rows.length) {
      int count = Math.min(rows.length, squares.length - from);
      for (int i = 0; i < count; i++) {
        rows[i] = from + i;
      }
      examples.gather(rows, 0, count, batch);
      for (int i = 0; i < count; i++) {
        squares[from + i] = batch.squaredNorm(i);
      }
    }
    return squares;
  }

  /** The mean over the rows, each by its weight. */
  public static double meanSquare(Examples examples) {
    double[] squares = squares(examples);
    float[] weights = examples.weights();
    double sum = 0;
    double total = 0;
    for (int i = 0; i < squares.length; i++) {
      double weight = weights == null ? 1 : weights[i];
      sum += weight * squares[i];
      total += weight;
    }
    return sum / total;
  }
}
