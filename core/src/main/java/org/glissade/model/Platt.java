package org.glissade.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Platt scaling: the probability of a class is σ(a·s + b) of its score s, σ(z) = 1/(1+e⁻ᶻ) (Platt,
 * "Probabilistic outputs for support vector machines and comparisons to regularized likelihood
 * methods", 1999). With several classes, each against the rest, divided by their sum.
 *
 * <p>a and b maximise the likelihood of targets that are not quite 0 and 1: (N₊+1)/(N₊+2) for the
 * class and 1/(N₋+2) for the rest, N the weight of the rows, which is what Laplace's rule makes of
 * counts and keeps a and b finite where a score separates the rows. Newton's method with
 * backtracking, in the form that does not overflow (Lin, Lin and Weng, "A note on Platt's
 * probabilistic outputs for support vector machines", Machine Learning 68, 2007), on scores of mean
 * 0 and deviation 1, so that their unit does not matter.
 *
 * <p>Because of these targets the log loss of the rows themselves may end a little above what
 * another a and b give. a is not forced to be positive: where the score is no better than chance it
 * comes out near 0.
 *
 * @param curves one, or one a class
 */
public record Platt(List<Sigmoid> curves) implements Calibration {
  private static final int MOST_STEPS = 100;
  private static final double SMALLEST_STEP = 1e-10;
  private static final double RIDGE = 1e-12;
  private static final double FLAT = 1e-10;

  /**
   * The curve of one class.
   *
   * @param slope a, finite
   * @param intercept b, finite
   */
  public record Sigmoid(double slope, double intercept) {
    public Sigmoid {
      if (!Double.isFinite(slope) || !Double.isFinite(intercept)) {
        throw new IllegalArgumentException(
            "slope " + slope + " and intercept " + intercept + " must be finite");
      }
    }

    /** a·s + b. */
    double logOdds(double score) {
      return slope * score + intercept;
    }
  }

  /**
   * Checks the curves.
   *
   * @throws IllegalArgumentException if there are none
   */
  public Platt {
    curves = List.copyOf(curves);
    if (curves.isEmpty()) {
      throw new IllegalArgumentException("there must be at least one curve");
    }
  }

  static Platt fit(float[] scores, int[] classOf, float @Nullable [] weights, int outputs) {
    return new Platt(CalibrationRows.each(scores, classOf, weights, outputs, Platt::fitted));
  }

  private static Sigmoid fitted(CalibrationRows rows) {
    double total = rows.weight(true) + rows.weight(false);
    double mean = 0;
    for (int row = 0; row < rows.rows(); row++) {
      mean += rows.weights()[row] * rows.scores()[row] / total;
    }
    double variance = 0;
    for (int row = 0; row < rows.rows(); row++) {
      double deviation = rows.scores()[row] - mean;
      variance += rows.weights()[row] * deviation * deviation / total;
    }
    double unit = variance > 0 ? Math.sqrt(variance) : 1;
    double[] standard = new double[rows.rows()];
    for (int row = 0; row < standard.length; row++) {
      standard[row] = (rows.scores()[row] - mean) / unit;
    }
    Sigmoid found = newton(new CalibrationRows(standard, rows.positive(), rows.weights()));
    return new Sigmoid(found.slope / unit, found.intercept - found.slope * mean / unit);
  }

  /** Algorithm 1 of Lin, Lin and Weng, with weights and p = σ(a·s + b) for their 1/(1+e^{As+B}). */
  private static Sigmoid newton(CalibrationRows rows) {
    double positive = rows.weight(true);
    double negative = rows.weight(false);
    double high = (positive + 1) / (positive + 2);
    double low = 1 / (negative + 2);
    double total = positive + negative;
    Sigmoid at = new Sigmoid(0, Math.log((positive + 1) / (negative + 1)));
    double value = objective(rows, at, high, low);
    for (int step = 0; step < MOST_STEPS; step++) {
      double ga = 0;
      double gb = 0;
      double haa = RIDGE * total;
      double hbb = RIDGE * total;
      double hab = 0;
      for (int row = 0; row < rows.rows(); row++) {
        double score = rows.scores()[row];
        double p = 1 / (1 + Math.exp(-at.logOdds(score)));
        double d = rows.weights()[row] * (p - (rows.positive()[row] ? high : low));
        double h = rows.weights()[row] * p * (1 - p);
        ga += d * score;
        gb += d;
        haa += h * score * score;
        hab += h * score;
        hbb += h;
      }
      if (Math.abs(ga) + Math.abs(gb) < FLAT * total) {
        break;
      }
      double determinant = haa * hbb - hab * hab;
      double da = -(hbb * ga - hab * gb) / determinant;
      double db = -(haa * gb - hab * ga) / determinant;
      double descent = ga * da + gb * db;
      double length = 1;
      Sigmoid next = at;
      double nextValue = value;
      for (; length >= SMALLEST_STEP; length /= 2) {
        next = new Sigmoid(at.slope + length * da, at.intercept + length * db);
        nextValue = objective(rows, next, high, low);
        if (nextValue < value + 1e-4 * length * descent) {
          break;
        }
      }
      if (length < SMALLEST_STEP) {
        break;
      }
      at = next;
      value = nextValue;
    }
    return at;
  }

  /** Σ w(−t log p − (1 − t) log(1 − p)), as −log σ(z) + (1 − t)z with z = a·s + b. */
  private static double objective(CalibrationRows rows, Sigmoid curve, double high, double low) {
    double sum = 0;
    for (int row = 0; row < rows.rows(); row++) {
      double z = curve.logOdds(rows.scores()[row]);
      double target = rows.positive()[row] ? high : low;
      sum += rows.weights()[row] * ((1 - target) * z - Links.logSigmoid(z));
    }
    return sum;
  }

  @Override
  public Method method() {
    return Method.PLATT;
  }

  @Override
  public boolean fits(int outputs) {
    return curves.size() == outputs;
  }

  @Override
  public void apply(float[] scores, int rows, int outputs) {
    for (int i = 0; i < rows * outputs; i++) {
      double odds = curves.get(i % outputs).logOdds(scores[i]);
      scores[i] = (float) (outputs == 1 ? odds : Links.logSigmoid(odds));
    }
  }
}
