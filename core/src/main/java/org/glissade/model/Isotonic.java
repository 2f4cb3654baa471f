package org.glissade.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Isotonic regression: the rising curve of probabilities under which the rows are likeliest, and of
 * least squares too (Zadrozny and Elkan, KDD 2002; Robertson, Wright and Dykstra, "Order restricted
 * statistical inference", 1988). With several classes, each against the rest, divided by their sum.
 *
 * <p>Pool adjacent violators (Ayer et al., Annals of Mathematical Statistics 26, 1955): rows in the
 * order of their scores, equal ones together; neighbouring groups whose shares of the class fall
 * are pooled until the shares rise. O(n log n) for the sorting, then O(n).
 *
 * <p>Between two pools the curve is a straight line from the last score of the one to the first of
 * the other, and it is level within a pool and beyond both ends. So rows that calibrated it get the
 * share of their pool. A share of 0 or 1 is what no number of rows proves, and one row that
 * contradicts it would have an infinite log loss; with n rows, shares are held within 1/(n+2) and 1
 * − 1/(n+2), Laplace's estimate of what n rows without exception say. That costs these rows at most
 * log((n+2)/(n+1)) each.
 *
 * @param curves one, or one a class
 */
public record Isotonic(List<Curve> curves) implements Calibration {

  /**
   * The curve of one class: straight lines between points, level beyond them.
   *
   * @param scores of the points, finite, ascending without repetition
   * @param probabilities at the points, above 0 and below 1, not falling
   */
  public record Curve(List<Double> scores, List<Double> probabilities) {
    /**
     * Checks the points.
     *
     * @throws IllegalArgumentException if they are not as said
     */
    public Curve {
      scores = List.copyOf(scores);
      probabilities = List.copyOf(probabilities);
      if (scores.isEmpty() || scores.size() != probabilities.size()) {
        throw new IllegalArgumentException(
            scores.size() + " scores do not fit " + probabilities.size() + " probabilities");
      }
      for (int i = 0; i < scores.size(); i++) {
        double p = probabilities.get(i);
        if (!Double.isFinite(scores.get(i)) || !(p > 0 && p < 1)) {
          throw new IllegalArgumentException(
              "score " + scores.get(i) + " with probability " + p + " is no point of a curve");
        }
        if (i > 0 && !(scores.get(i - 1) < scores.get(i) && probabilities.get(i - 1) <= p)) {
          throw new IllegalArgumentException("the curve falls or stands still at " + scores.get(i));
        }
      }
    }

    /** The probability at a score. */
    public double at(double score) {
      int low = 0;
      int high = scores.size() - 1;
      if (!(score > scores.get(low))) {
        return probabilities.get(low);
      }
      if (score >= scores.get(high)) {
        return probabilities.get(high);
      }
      while (high - low > 1) {
        int middle = (low + high) >>> 1;
        if (scores.get(middle) <= score) {
          low = middle;
        } else {
          high = middle;
        }
      }
      double share = (score - scores.get(low)) / (scores.get(high) - scores.get(low));
      double from = probabilities.get(low);
      return from + share * (probabilities.get(high) - from);
    }
  }

  /**
   * Checks the curves.
   *
   * @throws IllegalArgumentException if there are none
   */
  public Isotonic {
    curves = List.copyOf(curves);
    if (curves.isEmpty()) {
      throw new IllegalArgumentException("there must be at least one curve");
    }
  }

  static Isotonic fit(float[] scores, int[] classOf, float @Nullable [] weights, int outputs) {
    return new Isotonic(CalibrationRows.each(scores, classOf, weights, outputs, Isotonic::fitted));
  }

  private static Curve fitted(CalibrationRows rows) {
    Pools pools = Pools.of(rows);
    double least = 1.0 / (pools.rows + 2);
    List<Double> scores = new ArrayList<>();
    List<Double> probabilities = new ArrayList<>();
    for (int pool = 0; pool < pools.count; pool++) {
      double p = Math.clamp(pools.hits[pool] / pools.weight[pool], least, 1 - least);
      scores.add(pools.first[pool]);
      probabilities.add(p);
      if (pools.last[pool] > pools.first[pool]) {
        scores.add(pools.last[pool]);
        probabilities.add(p);
      }
    }
    return new Curve(scores, probabilities);
  }

  /** Groups of neighbouring scores whose shares of the class rise: a stack. */
  private static final class Pools {
    final double[] first;
    final double[] last;
    final double[] weight;
    final double[] hits;
    int count;

    /** Rows with weight. */
    int rows;

    private Pools(int most) {
      first = new double[most];
      last = new double[most];
      weight = new double[most];
      hits = new double[most];
    }

    static Pools of(CalibrationRows rows) {
      int[] order =
          IntStream.range(0, rows.rows())
              .filter(row -> rows.weights()[row] > 0)
              .boxed()
              .sorted(Comparator.comparingDouble(row -> rows.scores()[row] + 0.0)) // −0 ties with 0
              .mapToInt(Integer::intValue)
              .toArray();
      Pools pools = new Pools(order.length);
      pools.rows = order.length;
      for (int row : order) {
        pools.add(
            rows.scores()[row] + 0.0,
            rows.weights()[row],
            rows.positive()[row] ? rows.weights()[row] : 0);
      }
      pools.pool();
      return pools;
    }

    /** Scores ascend; equal ones are one group. */
    private void add(double score, double rowWeight, double rowHits) {
      if (count > 0 && last[count - 1] == score) {
        weight[count - 1] += rowWeight;
        hits[count - 1] += rowHits;
        return;
      }
      first[count] = score;
      last[count] = score;
      weight[count] = rowWeight;
      hits[count] = rowHits;
      count++;
    }

    private void pool() {
      int groups = count;
      count = 0;
      for (int group = 0; group < groups; group++) {
        first[count] = first[group];
        last[count] = last[group];
        weight[count] = weight[group];
        hits[count] = hits[group];
        count++;
        // a/b ≥ c/d as a·d ≥ c·b; pools of equal share are one
        while (count > 1
            && hits[count - 2] * weight[count - 1] >= hits[count - 1] * weight[count - 2]) {
          count--;
          last[count - 1] = last[count];
          weight[count - 1] += weight[count];
          hits[count - 1] += hits[count];
        }
      }
    }
  }

  @Override
  public Method method() {
    return Method.ISOTONIC;
  }

  @Override
  public boolean fits(int outputs) {
    return curves.size() == outputs;
  }

  @Override
  public void apply(float[] scores, int rows, int outputs) {
    for (int i = 0; i < rows * outputs; i++) {
      double p = curves.get(i % outputs).at(scores[i]);
      scores[i] = (float) (outputs == 1 ? Math.log(p) - Math.log1p(-p) : Math.log(p));
    }
  }
}
