package org.glissade.diagnose;

import java.util.Arrays;
import org.glissade.math.RandomStream;
import org.glissade.train.GradientNoise;
import org.glissade.train.Objective;
import org.glissade.train.Penalty;

/**
 * The simple noise scale B = tr Σ/‖∇L‖² of a data set regarded as a sample: the {@link
 * GradientNoise} over all of its examples, and an interval that says how well they determine it, by
 * the jackknife over {@value #GROUPS} random groups of examples (Efron and Stein 1981, in ln B, by
 * Student's t).
 *
 * @param noise over the examples, exact
 * @param interval that holds the B of the population in about 95 of 100 samples; up to infinity
 *     where some group alone keeps the gradient from drowning in its noise
 */
public record NoiseScale(GradientNoise noise, Interval interval) {
  private static final int GROUPS = 20;

  /** The 97.5th percentile of Student's t with {@value #GROUPS} − 1 degrees of freedom. */
  private static final double STUDENT = 2.093;

  /** Most numbers that the sums of the groups take: 256 MB. */
  private static final long ROOM = 1L << 25;

  private static final int PIECE = 256;

  /**
   * Measures it.
   *
   * @param seed of the groups
   */
  public static NoiseScale of(Objective objective, Penalty penalty, float[] params, long seed) {
    GradientNoise noise = GradientNoise.of(objective, penalty, params);
    int examples = objective.examples();
    boolean possible = examples >= 2 * GROUPS && (long) params.length * GROUPS <= ROOM;
    double[] logs = possible ? withoutOneGroup(objective, penalty, params, seed) : new double[0];
    double mean = Arrays.stream(logs).average().orElse(Double.NaN);
    double squares = Arrays.stream(logs).map(log -> (log - mean) * (log - mean)).sum();
    double deviation = Math.sqrt((GROUPS - 1.0) / GROUPS * squares);
    if (!Double.isFinite(deviation) || !(noise.scale() < Double.POSITIVE_INFINITY)) {
      return new NoiseScale(noise, new Interval(0, Double.POSITIVE_INFINITY));
    }
    double factor = Math.exp(STUDENT * deviation);
    return new NoiseScale(noise, new Interval(noise.scale() / factor, noise.scale() * factor));
  }

  /** ln B of all examples but those of a group, for each group. */
  private static double[] withoutOneGroup(
      Objective objective, Penalty penalty, float[] params, long seed) {
    int[] order = new int[objective.examples()];
    Arrays.setAll(order, i -> i);
    RandomStream.of(seed, "jackknife").shuffle(order);
    Sums[] groups = new Sums[GROUPS];
    Sums all = new Sums(params.length);
    for (int k = 0; k < GROUPS; k++) {
      int from = (int) ((long) order.length * k / GROUPS);
      int to = (int) ((long) order.length * (k + 1) / GROUPS);
      groups[k] = new Sums(params.length);
      groups[k].add(objective, params, order, from, to);
      all.add(groups[k]);
    }
    float[] decay = new float[params.length];
    penalty.addL2Gradient(objective.layout(), params, decay);
    return Arrays.stream(groups)
        .mapToDouble(group -> Math.log(all.without(group, decay)))
        .toArray();
  }

  /** Sums over some examples. */
  private static final class Sums {
    final float[] gradient;
    final double[] wide;
    double second;
    double weight;
    double squaredWeights;

    Sums(int size) {
      gradient = new float[size];
      wide = new double[size];
    }

    void add(Objective objective, float[] params, int[] rows, int from, int to) {
      double[] norms = new double[PIECE];
      for (int at = from; at < to; at += PIECE) {
        int end = Math.min(to, at + PIECE);
        Arrays.fill(gradient, 0);
        objective.addGradientAndNorms(params, rows, at, end, gradient, norms);
        for (int j = 0; j < wide.length; j++) {
          wide[j] += gradient[j];
        }
        for (int i = at; i < end; i++) {
          double w = objective.weight(rows, i, i + 1);
          weight += w;
          squaredWeights += w * w;
          second += w == 0 ? 0 : norms[i - at] / w;
        }
      }
    }

    void add(Sums other) {
      for (int j = 0; j < wide.length; j++) {
        wide[j] += other.wide[j];
      }
      second += other.second;
      weight += other.weight;
      squaredWeights += other.squaredWeights;
    }

    /** B of all but a group; NaN if nothing is left. */
    double without(Sums group, float[] decay) {
      double left = weight - group.weight;
      double count = left * left / (squaredWeights - group.squaredWeights);
      double squared = 0;
      double signal = 0;
      for (int j = 0; j < wide.length; j++) {
        double mean = (wide[j] - group.wide[j]) / left;
        squared += mean * mean;
        signal += (mean + decay[j]) * (mean + decay[j]);
      }
      double spread = (second - group.second) / left - squared;
      // Freed of bias, as a sample is: what is estimated is the population's.
      double trace = spread * count / (count - 1);
      double norm = signal - trace / count;
      return norm > 0 ? trace / norm : Double.POSITIVE_INFINITY;
    }
  }
}
