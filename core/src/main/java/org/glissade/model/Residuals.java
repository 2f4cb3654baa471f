package org.glissade.model;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** How far predictions of a number are from what was observed, by shares of the rows. */
public final class Residuals {
  private final double[] distances;
  private final double[] weights;
  private final double total;

  private Residuals(double[] distances, double[] weights) {
    this.distances = distances;
    this.weights = weights;
    this.total = Arrays.stream(weights).sum();
  }

  /**
   * Sorts rows by their distance |prediction − observation|; one that is NaN counts as infinite.
   *
   * @param weights one a row, or null for all 1
   * @throws IllegalArgumentException if lengths do not fit
   */
  public static Residuals of(double[] predictions, double[] observed, float @Nullable [] weights) {
    int rows = predictions.length;
    if (observed.length != rows || (weights != null && weights.length != rows)) {
      throw new IllegalArgumentException(rows + " predictions for " + observed.length + " rows");
    }
    double[] distance = new double[rows];
    for (int row = 0; row < rows; row++) {
      double apart = Math.abs(predictions[row] - observed[row]);
      distance[row] = Double.isNaN(apart) ? Double.POSITIVE_INFINITY : apart;
    }
    if (weights == null) {
      Arrays.sort(distance);
      double[] ones = new double[rows];
      Arrays.fill(ones, 1);
      return new Residuals(distance, ones);
    }
    int[] order =
        IntStream.range(0, rows)
            .boxed()
            .sorted((a, b) -> Double.compare(distance[a], distance[b]))
            .mapToInt(Integer::intValue)
            .toArray();
    return new Residuals(
        Arrays.stream(order).mapToDouble(row -> distance[row]).toArray(),
        Arrays.stream(order).mapToDouble(row -> weights[row]).toArray());
  }

  /**
   * The smallest distance within which at least that share of the weight lies; NaN if there is
   * none.
   *
   * @param share above 0, up to 1
   */
  public double within(double share) {
    double sum = 0;
    double last = Double.NaN;
    for (int i = 0; i < distances.length; i++) {
      sum += weights[i];
      last = weights[i] > 0 ? distances[i] : last;
      if (weights[i] > 0 && sum >= share * total) {
        return last;
      }
    }
    return last;
  }
}
