package org.glissade.math;

/**
 * The weights of a linear model under Vowpal Wabbit's rules ({@code org.glissade.optim}, {@code
 * VowpalWabbit}, has the formulas): beside each weight lie its sum of squared gradients, the
 * largest value of its feature, and the rate of the step that is under way, so that a feature costs
 * one cache line. Indices within one row differ. Not thread-safe.
 */
public final class NormalisedWeights {
  /** Numbers a weight. */
  private static final int CELLS = 4;

  private static final int SQUARES = 1;
  private static final int SCALE = 2;
  private static final int RATE = 3;

  /** Smaller values count as this one, whose square is still a normal float. */
  private static final float LEAST = 1.084202e-19f;

  private final float[] weights;
  private final float[] squares;
  private final float[] scales;
  private final Rule rule;
  private final boolean adaptive;
  private final boolean normalised;
  private final boolean roots;
  private final float[] cells;
  private double norm;

  /**
   * Which rules hold.
   *
   * @param adaptive whether rates follow the gradients
   * @param normalised whether they follow the features
   * @param power p
   * @param initial sum of squared gradients to start from
   */
  public record Rule(boolean adaptive, boolean normalised, double power, double initial) {}

  /**
   * Weights of a model.
   *
   * @param weights where they are kept; {@link #load} reads, {@link #store} writes
   * @param squares likewise the sums, less the initial one; empty unless adaptive
   * @param scales likewise the largest values; empty unless normalised
   */
  public NormalisedWeights(float[] weights, float[] squares, float[] scales, Rule rule) {
    this(weights, squares, scales, rule, new float[Math.multiplyExact(CELLS, weights.length)]);
    load();
  }

  private NormalisedWeights(
      float[] weights, float[] squares, float[] scales, Rule rule, float[] cells) {
    this.weights = weights;
    this.squares = squares;
    this.scales = scales;
    this.rule = rule;
    this.adaptive = rule.adaptive();
    this.normalised = rule.normalised();
    this.roots = rule.power() == 0.5;
    this.cells = cells;
  }

  /** The same with more weights, all 0, before the one of that index; this is not used any more. */
  public NormalisedWeights widened(
      int at, int more, float[] wider, float[] widerSquares, float[] widerScales) {
    return new NormalisedWeights(
        wider, widerSquares, widerScales, rule, Vectors.spliced(cells, CELLS * at, CELLS * more));
  }

  /** Σ xw over the nonzeros {@code from … to}, each weight moved towards 0 by {@code gravity}. */
  public double dot(int[] indices, float[] values, int from, int to, double gravity) {
    return gravity == 0
        ? plainDot(indices, values, from, to)
        : truncatedDot(indices, values, from, to, (float) gravity);
  }

  private double plainDot(int[] indices, float[] values, int from, int to) {
    double even = 0;
    double odd = 0;
    int i = from;
    for (; i + 1 < to; i += 2) {
      even += (double) values[i] * cells[CELLS * indices[i]];
      odd += (double) values[i + 1] * cells[CELLS * indices[i + 1]];
    }
    if (i < to) {
      even += (double) values[i] * cells[CELLS * indices[i]];
    }
    return even + odd;
  }

  private double truncatedDot(int[] indices, float[] values, int from, int to, float gravity) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += (double) values[i] * Vectors.softThreshold(cells[CELLS * indices[i]], gravity);
    }
    return sum;
  }

  /**
   * Meets the features of a row before a step: sums, largest values and rates.
   *
   * @param gradientSquared h·g²
   * @return Σ rᵢxᵢ²
   */
  public double meet(int[] indices, float[] values, int from, int to, float gradientSquared) {
    double perUpdate = 0;
    double norms = 0;
    for (int i = from; i < to; i++) {
      int at = CELLS * indices[i];
      float size = Math.max(Math.abs(values[i]), LEAST);
      float square = size * size;
      if (adaptive) {
        cells[at + SQUARES] += gradientSquared * square;
      }
      if (normalised) {
        if (size > cells[at + SCALE]) {
          rescale(at, size);
        }
        float relative = size / cells[at + SCALE];
        norms += relative * relative;
      }
      float rate = rate(at);
      cells[at + RATE] = rate;
      perUpdate += (double) square * rate;
    }
    norm = norms;
    return perUpdate;
  }

  /** Σ (xᵢ/Nᵢ)² of the features met last; 0 unless normalised. */
  public double norm() {
    return norm;
  }

  /** A weight as if its feature had always been measured in the new unit. */
  private void rescale(int at, float size) {
    float before = cells[at + SCALE];
    if (before > 0) {
      double ratio = (double) before / size;
      cells[at] *= (float) (!adaptive ? ratio * ratio : roots ? ratio : power(ratio, -normPower()));
    }
    cells[at + SCALE] = size;
  }

  /** The power of N² by which a rate is multiplied. */
  private double normPower() {
    return adaptive ? rule.power() - 1 : -1;
  }

  private static double power(double ratio, double power) {
    return Math.pow(ratio * ratio, power);
  }

  private float rate(int at) {
    float scale = normalised ? cells[at + SCALE] : 1;
    if (!adaptive) {
      return normalised ? 1 / (scale * scale) : 1;
    }
    float sum = cells[at + SQUARES] + (float) rule.initial();
    if (!(sum > 0)) {
      return 0; // a gradient too small for its square
    }
    if (roots) {
      return 1 / ((float) Math.sqrt(sum) * scale);
    }
    double rate = Math.pow(sum, -rule.power());
    return (float) (normalised ? rate * power(scale, normPower()) : rate);
  }

  /** wᵢ ← wᵢ + update·rᵢxᵢ for the features met last. */
  public void move(int[] indices, float[] values, int from, int to, double update) {
    float u = (float) update;
    for (int i = from; i < to; i++) {
      int at = CELLS * indices[i];
      cells[at] = Math.fma(u * cells[at + RATE], values[i], cells[at]);
    }
  }

  /** Moves every weight towards 0 by {@code gravity}, then multiplies it. */
  public void shrink(double gravity, double contraction) {
    for (int at = 0; at < cells.length; at += CELLS) {
      cells[at] = (float) (Vectors.softThreshold(cells[at], (float) gravity) * contraction);
    }
  }

  /** Reads weights and buffers from where they are kept. */
  public void load() {
    for (int i = 0; i < weights.length; i++) {
      cells[CELLS * i] = weights[i];
      cells[CELLS * i + SQUARES] = adaptive ? squares[i] : 0;
      cells[CELLS * i + SCALE] = normalised ? scales[i] : 0;
    }
  }

  /** Writes weights and buffers to where they are kept. */
  public void store() {
    for (int i = 0; i < weights.length; i++) {
      weights[i] = cells[CELLS * i];
      if (adaptive) {
        squares[i] = cells[CELLS * i + SQUARES];
      }
      if (normalised) {
        scales[i] = cells[CELLS * i + SCALE];
      }
    }
  }
}
