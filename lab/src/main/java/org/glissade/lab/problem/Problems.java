package org.glissade.lab.problem;

import java.util.List;
import org.glissade.data.DenseExamples;
import org.glissade.math.RandomStream;
import org.glissade.model.LinearModel;
import org.glissade.model.Losses;
import org.glissade.spec.SpecException;
import org.glissade.train.Objective;

/** The problems of the lab that need no file. */
public final class Problems {
  /** Least squares with two weights. */
  public static final String LEAST_SQUARES = "least-squares";

  /** Logistic regression with two weights. */
  public static final String LOGISTIC = "logistic";

  /** A network of two weights. */
  public static final String NETWORK = "network";

  /** A double well. */
  public static final String WELLS = "wells";

  /** Two samples that want different things. */
  public static final String TWO_SAMPLES = "two-samples";

  /** Two points and a line through the origin. */
  public static final String TWO_POINTS = "two-points";

  /** All of them. */
  public static final List<String> KEYS =
      List.of(LEAST_SQUARES, LOGISTIC, NETWORK, WELLS, TWO_SAMPLES, TWO_POINTS);

  /** λmax of least squares: the largest stable rate is 1.25. */
  private static final double LARGEST = 1.6;

  /** The angle, in radians, of the direction in which the features of least squares vary most. */
  private static final double TILT = 0.62;

  private static final float[] USUAL_START = {-1.55f, 1.75f};

  private Problems() {}

  /**
   * Makes a problem.
   *
   * @throws SpecException if there is none of that name
   */
  public static Problem of(ProblemSettings settings) {
    return switch (settings.key()) {
      case LEAST_SQUARES -> leastSquares(settings);
      case LOGISTIC -> logistic(settings);
      case NETWORK -> network(settings);
      case WELLS -> wells(settings);
      case TWO_SAMPLES -> twoSamples();
      case TWO_POINTS -> twoPoints();
      default -> throw SpecException.unknown("problem", settings.key(), KEYS);
    };
  }

  /**
   * y = w·x + noise. The features are whitened and stretched again, so that the second derivatives
   * of the loss over just these examples have the condition number asked for, to rounding.
   */
  private static Problem leastSquares(ProblemSettings settings) {
    int n = settings.examples();
    RandomStream random = RandomStream.of(settings.seed(), "least squares");
    double[][] white = whitened(random, n);
    double[] along = {Math.sqrt(LARGEST), Math.sqrt(LARGEST / settings.condition())};
    float[] features = new float[2 * n];
    float[] targets = new float[n];
    for (int i = 0; i < n; i++) {
      double u = white[0][i] * along[0];
      double v = white[1][i] * along[1];
      double first = u * Math.cos(TILT) - v * Math.sin(TILT);
      double second = u * Math.sin(TILT) + v * Math.cos(TILT);
      features[2 * i] = (float) first;
      features[2 * i + 1] = (float) second;
      targets[i] = (float) (1.1 * first + 0.55 * second + settings.noise() * random.nextGaussian());
    }
    return convex(
        new Problem.About(
            LEAST_SQUARES,
            "Least squares, 2 weights",
            "A line of best fit: ℓᵢ = ½(w₁xᵢ₁ + w₂xᵢ₂ − yᵢ)². The loss is an exact bowl; its"
                + " condition number says how much longer than wide it is.",
            true),
        rows(2, "squared", features, targets),
        USUAL_START);
  }

  /** Two rows of n numbers of mean 0 and variance 1, uncorrelated. */
  private static double[][] whitened(RandomStream random, int n) {
    double[][] rows = new double[2][n];
    for (double[] row : rows) {
      for (int i = 0; i < n; i++) {
        row[i] = random.nextGaussian();
      }
      standardise(row);
    }
    double shared = dot(rows[0], rows[1]) / n;
    for (int i = 0; i < n; i++) {
      rows[1][i] -= shared * rows[0][i];
    }
    standardise(rows[1]);
    return rows;
  }

  private static void standardise(double[] row) {
    double mean = 0;
    for (double x : row) {
      mean += x / row.length;
    }
    for (int i = 0; i < row.length; i++) {
      row[i] -= mean;
    }
    double deviation = Math.sqrt(dot(row, row) / row.length);
    for (int i = 0; i < row.length; i++) {
      row[i] /= deviation;
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** Two clouds that overlap the more, the larger the noise. */
  private static Problem logistic(ProblemSettings settings) {
    int n = settings.examples();
    RandomStream random = RandomStream.of(settings.seed(), "logistic");
    double spread = 0.5 + settings.noise();
    float[] features = new float[2 * n];
    float[] targets = new float[n];
    for (int i = 0; i < n; i++) {
      targets[i] = i % 2 == 0 ? 1 : -1;
      features[2 * i] = (float) (targets[i] * 0.9 + spread * random.nextGaussian());
      features[2 * i + 1] = (float) (targets[i] * 0.5 + spread * random.nextGaussian());
    }
    return convex(
        new Problem.About(
            LOGISTIC,
            "Logistic regression, 2 weights",
            "Which of two clouds a point is from: ℓᵢ = ln(1 + exp(−yᵢ(w₁xᵢ₁ + w₂xᵢ₂))). Convex, but"
                + " no exact bowl: far out the loss is nearly straight.",
            false),
        rows(2, "logistic", features, targets),
        new float[] {-1.6f, 2.2f});
  }

  private static Problem network(ProblemSettings settings) {
    int n = settings.examples();
    RandomStream random = RandomStream.of(settings.seed(), "network");
    float[] features = new float[n];
    float[] targets = new float[n];
    for (int i = 0; i < n; i++) {
      features[i] = (float) (4 * random.nextDouble() - 2);
      targets[i] =
          (float)
              (1.5 * Math.tanh(1.2 * features[i]) + settings.noise() * random.nextGaussian() / 2);
    }
    Problem.Rows rows =
        new Problem.Rows(
            new SmallestNetwork(), Losses.parse("squared"), DenseExamples.of(features, 1, targets));
    return rugged(
        new Problem.About(
            NETWORK,
            "The smallest network",
            "One hidden unit, no biases: ŷ = w₂·tanh(w₁x) with squared loss. This is its whole loss,"
                + " not a slice: two minima that are the same function, and a saddle between.",
            false),
        rows,
        new float[] {-0.35f, 1.6f},
        2.5);
  }

  /** ¼(w₁² − 1)² + 0.15·w₁ + ½w₂² + aᵢ·w, in which the aᵢ of all examples cancel. */
  private static Problem wells(ProblemSettings settings) {
    int n = settings.examples();
    RandomStream random = RandomStream.of(settings.seed(), "wells");
    double[][] pulls = whitened(random, n);
    double noise = settings.noise() * 1.5;
    Problem.Formula formula =
        new Problem.Formula(
            (w, i, gradient) -> {
              double x = w[0];
              double y = w[1];
              double across = noise * pulls[0][i];
              double along = noise * pulls[1][i];
              gradient[0] += (float) (x * (x * x - 1) + 0.15 + across);
              gradient[1] += (float) (y + along);
              double bent = x * x - 1;
              return bent * bent / 4 + 0.15 * x + y * y / 2 + across * x + along * y;
            },
            2,
            Singles.of(pulls[0]));
    return rugged(
        new Problem.About(
            WELLS,
            "Two wells, one deeper",
            "ℓᵢ = ¼(w₁² − 1)² + 0.15·w₁ + ½w₂² + aᵢ·w: each example pulls its own way, and all the"
                + " pulls cancel. From the right, the full batch ends in the shallow well.",
            false),
        formula,
        new float[] {1.7f, 1.1f},
        1.5);
  }

  /** The first seed document's: sample 1 prefers θ = 1, sample 2 prefers θ = 3. */
  private static Problem twoSamples() {
    float[] wanted = {1, 3};
    Problem.Formula formula =
        new Problem.Formula(
            (theta, i, gradient) -> {
              gradient[0] += 2 * (theta[0] - wanted[i]);
              return ((double) theta[0] - wanted[i]) * (theta[0] - wanted[i]);
            },
            1,
            wanted);
    return convex(
        new Problem.About(
            TWO_SAMPLES,
            "Two samples pulling apart",
            "ℓᵢ = (θ − yᵢ)² with y = 1 and 3. Each sample pulls θ its way; the mean of the two losses"
                + " is lowest halfway, at 2.",
            true),
        formula,
        new float[] {0});
  }

  /** The second seed document's worked example: (1, 2) and (2, 0), a line through the origin. */
  private static Problem twoPoints() {
    return convex(
        new Problem.About(
            TWO_POINTS,
            "Two points, one weight",
            "ŷ = wx through (1, 2) and (2, 0), with ℓᵢ = ½(wxᵢ − yᵢ)². No line fits both; the best"
                + " has w = 0.4.",
            true),
        rows(1, "squared", new float[] {1, 2}, new float[] {2, 0}),
        new float[] {0});
  }

  static Problem.Rows rows(int columns, String loss, float[] features, float[] targets) {
    return new Problem.Rows(
        new LinearModel(columns, 1, false),
        Losses.parse(loss),
        DenseExamples.of(features, columns, targets));
  }

  static Problem convex(Problem.About about, Problem.Origin origin, float[] start) {
    if (NormalEquations.suit(origin) && origin instanceof Problem.Rows rows) {
      NormalEquations equations = NormalEquations.of(rows);
      List<Minimum> minima = List.of(equations.solution(rows));
      return new Problem(about, origin, start, minima, equations.matrix());
    }
    Objective objective = origin.objective();
    double[] at = new double[start.length];
    Minimum minimum = Minimum.from(objective, at);
    return Problem.of(about, origin, start, List.of(minimum));
  }

  private static Problem rugged(
      Problem.About about, Problem.Origin origin, float[] start, double reach) {
    return Problem.of(about, origin, start, Minimum.around(origin.objective(), reach, 5));
  }
}
