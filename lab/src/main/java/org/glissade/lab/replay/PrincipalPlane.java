package org.glissade.lab.replay;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.glissade.io.DataException;

/**
 * The plane through the weights in which a training ended that holds most of its way: the two
 * largest principal directions of θₜ − θ_end.
 *
 * <p>Those of Li, Xu, Taylor, Studer and Goldstein ("Visualizing the loss landscape of neural
 * nets", NeurIPS 2018, section 7.2), about the end instead of the mean, so that the model itself
 * lies in the plane. Found from the products of the places with each other, of which there are far
 * fewer than weights; sums are in double.
 *
 * @param first the direction of most of the way, of length 1
 * @param second that of most of the rest; zeros if there is none, and the way is straight
 * @param along how far each place lies from the end by the first direction
 * @param across the same by the second
 * @param off how far each place lies from the plane
 * @param firstShare of Σ‖θₜ − θ_end‖², what lies along the first direction
 * @param secondShare the same by the second
 */
record PrincipalPlane(
    double[] first,
    double[] second,
    double[] along,
    double[] across,
    double[] off,
    double firstShare,
    double secondShare) {
  /** Columns of the places that are looked at together: they stay in the cache. */
  private static final int CHUNK = 512;

  /** Less of a way than this share is the rounding of its weights, which are floats. */
  private static final double ROUNDING = 1e-13;

  /**
   * Finds it.
   *
   * @param places the weights on the way
   * @param end those in which it ended
   * @param cancelled asked now and then whether to give up; then the answer is of no use
   * @throws DataException if all places are the end
   */
  static PrincipalPlane of(List<float[]> places, float[] end, BooleanSupplier cancelled) {
    double[][] products = products(places, end, cancelled);
    double total = 0;
    for (int i = 0; i < products.length; i++) {
      total += products[i][i];
    }
    if (total == 0) {
      throw new DataException(
          "This run cannot be replayed: its weights never moved, and there is no way to look at.");
    }
    if (!Double.isFinite(total)) {
      throw new DataException(
          "This run cannot be replayed: its weights went beyond all bounds on the way.");
    }
    Eigenpairs largest = Eigenpairs.largest(products, 2);
    double[] first = direction(places, end, largest.vectors()[0]);
    double[] second =
        largest.values()[1] > ROUNDING * largest.values()[0]
            ? direction(places, end, largest.vectors()[1])
            : new double[end.length];
    takeOut(first, second);
    double[] along = new double[places.size()];
    double[] across = new double[places.size()];
    double[] off = new double[places.size()];
    for (int i = 0; i < off.length; i++) {
      float[] place = places.get(i);
      along[i] = dot(place, end, first);
      across[i] = dot(place, end, second);
      double sum = 0;
      for (int j = 0; j < end.length; j++) {
        double rest = (double) place[j] - end[j] - along[i] * first[j] - across[i] * second[j];
        sum += rest * rest;
      }
      off[i] = Math.sqrt(sum);
    }
    face(first, along, 0);
    face(second, across, farthest(across));
    double seconds = largest.values()[1] > ROUNDING * largest.values()[0] ? largest.values()[1] : 0;
    return new PrincipalPlane(
        first, second, along, across, off, largest.values()[0] / total, seconds / total);
  }

  /** The part of the way that the plane holds. */
  double share() {
    return Math.min(1, firstShare + secondShare);
  }

  /** Whether one direction holds all of the way. */
  boolean isStraight() {
    return secondShare == 0;
  }

  /** (θᵢ − θ_end)·(θⱼ − θ_end). */
  private static double[][] products(List<float[]> places, float[] end, BooleanSupplier cancelled) {
    int n = places.size();
    double[][] products = new double[n][n];
    double[][] part = new double[n][CHUNK];
    for (int from = 0; from < end.length && !cancelled.getAsBoolean(); from += CHUNK) {
      int width = Math.min(CHUNK, end.length - from);
      for (int i = 0; i < n; i++) {
        float[] place = places.get(i);
        for (int j = 0; j < width; j++) {
          part[i][j] = (double) place[from + j] - end[from + j];
        }
      }
      for (int i = 0; i < n; i++) {
        for (int k = 0; k <= i; k++) {
          products[i][k] += dot(part[i], part[k], width);
        }
      }
    }
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < i; k++) {
        products[k][i] = products[i][k];
      }
    }
    return products;
  }

  /** In four sums, which do not wait for each other. */
  private static double dot(double[] a, double[] b, int width) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int j = 0;
    for (; j + 3 < width; j += 4) {
      s0 += a[j] * b[j];
      s1 += a[j + 1] * b[j + 1];
      s2 += a[j + 2] * b[j + 2];
      s3 += a[j + 3] * b[j + 3];
    }
    for (; j < width; j++) {
      s0 += a[j] * b[j];
    }
    return s0 + s1 + (s2 + s3);
  }

  private static double dot(float[] place, float[] end, double[] direction) {
    double sum = 0;
    for (int j = 0; j < end.length; j++) {
      sum += ((double) place[j] - end[j]) * direction[j];
    }
    return sum;
  }

  /** The mixture of the places that an eigenvector of their products stands for. */
  private static double[] direction(List<float[]> places, float[] end, double[] mixture) {
    double[] direction = new double[end.length];
    for (int i = 0; i < mixture.length; i++) {
      float[] place = places.get(i);
      for (int j = 0; j < end.length; j++) {
        direction[j] += mixture[i] * ((double) place[j] - end[j]);
      }
    }
    toLengthOne(direction);
    return direction;
  }

  /** Makes up for rounding: the second direction is at right angles to the first. */
  private static void takeOut(double[] first, double[] second) {
    double part = 0;
    for (int j = 0; j < first.length; j++) {
      part += first[j] * second[j];
    }
    for (int j = 0; j < first.length; j++) {
      second[j] -= part * first[j];
    }
    toLengthOne(second);
  }

  private static void toLengthOne(double[] direction) {
    double sum = 0;
    for (double x : direction) {
      sum += x * x;
    }
    for (int j = 0; j < direction.length && sum > 0; j++) {
      direction[j] /= Math.sqrt(sum);
    }
  }

  /** Either sign of a direction would do: that place lies on its negative side. */
  private static void face(double[] direction, double[] coordinates, int place) {
    if (coordinates[place] > 0) {
      for (int j = 0; j < direction.length; j++) {
        direction[j] = -direction[j];
      }
      for (int i = 0; i < coordinates.length; i++) {
        coordinates[i] = -coordinates[i];
      }
    }
  }

  private static int farthest(double[] coordinates) {
    int farthest = 0;
    for (int i = 1; i < coordinates.length; i++) {
      farthest = Math.abs(coordinates[i]) > Math.abs(coordinates[farthest]) ? i : farthest;
    }
    return farthest;
  }
}
