package org.glissade.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.glissade.math.Layout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Forty steps of each optimiser on a quadratic are those of its paper, written down here in double
 * with the letters that are used there, step by step and with t from 1.
 */
class PublishedFormulasTest {
  private static final int STEPS = 40;
  private static final double[] START = {3, -1, 0.5};

  /** Where the next gradient is taken, as a function of the gradient at the last such place. */
  private interface Paper {
    /** Changes θ by one step of number t, from 1, given the gradient at θ. */
    void step(double[] theta, double[] g, int t);

    /** What the optimiser gives where it stands at θ. */
    default double[] result(double[] theta) {
      return theta;
    }
  }

  /** Gradient of ½θᵀAθ − bᵀθ at θ, for a fixed A with eigenvalues between 0.3 and 3.4. */
  private static double[] gradient(double[] theta) {
    double[][] a = {{2, -1, 0.5}, {-1, 1.5, 0.25}, {0.5, 0.25, 1}};
    double[] b = {1, -2, 0.5};
    double[] gradient = new double[3];
    for (int i = 0; i < 3; i++) {
      gradient[i] = -b[i];
      for (int j = 0; j < 3; j++) {
        gradient[i] += a[i][j] * theta[j];
      }
    }
    return gradient;
  }

  private static final Map<String, Paper> PAPERS = new TreeMap<>();

  private static Paper adam(
      double rate, double beta1, double beta2, double epsilon, double decay, boolean amsgrad) {
    double[] m = new double[3];
    double[] v = new double[3];
    double[] largest = new double[3];
    return (theta, g, t) -> {
      for (int i = 0; i < 3; i++) {
        theta[i] -= rate * decay * theta[i];
        m[i] = beta1 * m[i] + (1 - beta1) * g[i];
        v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
        largest[i] = Math.max(largest[i], v[i]);
        double mHat = m[i] / (1 - Math.pow(beta1, t));
        double vHat = (amsgrad ? largest[i] : v[i]) / (1 - Math.pow(beta2, t));
        theta[i] -= rate * mHat / (Math.sqrt(vHat) + epsilon);
      }
    };
  }

  private static Paper nAdam(double rate, double beta1, double beta2, double psi) {
    double[] m = new double[3];
    double[] v = new double[3];
    double[] product = {1};
    return (theta, g, t) -> {
      double mu = beta1 * (1 - 0.5 * Math.pow(0.96, t * psi));
      double next = beta1 * (1 - 0.5 * Math.pow(0.96, (t + 1) * psi));
      product[0] *= mu;
      for (int i = 0; i < 3; i++) {
        m[i] = beta1 * m[i] + (1 - beta1) * g[i];
        v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
        double mHat = next * m[i] / (1 - product[0] * next) + (1 - mu) * g[i] / (1 - product[0]);
        theta[i] -= rate * mHat / (Math.sqrt(v[i] / (1 - Math.pow(beta2, t))) + 1e-8);
      }
    };
  }

  private static Paper rmsProp(double rate, double alpha, double epsilon, boolean centered) {
    double[] v = new double[3];
    double[] mean = new double[3];
    return (theta, g, t) -> {
      for (int i = 0; i < 3; i++) {
        v[i] = alpha * v[i] + (1 - alpha) * g[i] * g[i];
        mean[i] = alpha * mean[i] + (1 - alpha) * g[i];
        double centred = centered ? v[i] - mean[i] * mean[i] : v[i];
        theta[i] -= rate * g[i] / (Math.sqrt(centred) + epsilon);
      }
    };
  }

  private static Paper adaDelta(double rate, double rho, double epsilon) {
    double[] v = new double[3];
    double[] u = new double[3];
    return (theta, g, t) -> {
      for (int i = 0; i < 3; i++) {
        v[i] = rho * v[i] + (1 - rho) * g[i] * g[i];
        double step = Math.sqrt(u[i] + epsilon) / Math.sqrt(v[i] + epsilon) * g[i];
        u[i] = rho * u[i] + (1 - rho) * step * step;
        theta[i] -= rate * step;
      }
    };
  }

  private static Paper lion(double rate, double beta1, double beta2, double decay) {
    double[] m = new double[3];
    return (theta, g, t) -> {
      for (int i = 0; i < 3; i++) {
        double update = Math.signum(beta1 * m[i] + (1 - beta1) * g[i]);
        m[i] = beta2 * m[i] + (1 - beta2) * g[i];
        theta[i] -= rate * (update + decay * theta[i]);
      }
    };
  }

  private static double distance(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(sum);
  }

  private static Paper dowg(double first) {
    double[] rv = {first * (1 + distance(START, new double[3])), 0};
    return (theta, g, t) -> {
      rv[0] = Math.max(rv[0], distance(theta, START));
      rv[1] += rv[0] * rv[0] * Math.pow(distance(g, new double[3]), 2);
      double eta = rv[0] * rv[0] / Math.sqrt(rv[1]);
      for (int i = 0; i < 3; i++) {
        theta[i] -= eta * g[i];
      }
    };
  }

  private static Paper prodigy(double beta1, double beta2, double first) {
    double[] m = new double[3];
    double[] v = new double[3];
    double[] s = new double[3];
    double[] dr = {first, 0};
    return (theta, g, t) -> {
      double d = dr[0];
      double root = Math.sqrt(beta2);
      double product = 0;
      double norm = 0;
      for (int i = 0; i < 3; i++) {
        product += g[i] * (START[i] - theta[i]);
        s[i] = root * s[i] + (1 - root) * d * d * g[i];
        norm += Math.abs(s[i]);
      }
      dr[1] = root * dr[1] + (1 - root) * d * d * product;
      dr[0] = Math.max(d, dr[1] / norm);
      for (int i = 0; i < 3; i++) {
        m[i] = beta1 * m[i] + (1 - beta1) * d * g[i];
        v[i] = beta2 * v[i] + (1 - beta2) * d * d * g[i] * g[i];
        theta[i] -= d * m[i] / (Math.sqrt(v[i]) + d * 1e-8);
      }
    };
  }

  /** x, y and z kept apart; the rate grows linearly over {@code warmUp} steps. */
  private record ScheduleFreePaper(
      double rate, double beta, int warmUp, double[] x, double[] z, double[] sum) implements Paper {
    ScheduleFreePaper(double rate, double beta, int warmUp) {
      this(rate, beta, warmUp, START.clone(), START.clone(), new double[1]);
    }

    @Override
    public void step(double[] y, double[] g, int t) {
      double gamma = warmUp == 0 ? rate : rate * Math.min(1, t / (warmUp + 1.0));
      sum[0] += gamma * gamma;
      double c = gamma == 0 ? 0 : gamma * gamma / sum[0];
      for (int i = 0; i < 3; i++) {
        z[i] -= gamma * g[i];
        x[i] = (1 - c) * x[i] + c * z[i];
        y[i] = (1 - beta) * z[i] + beta * x[i];
      }
    }

    @Override
    public double[] result(double[] y) {
      return x;
    }
  }

  private record LookaheadPaper(double rate, int k, double alpha, double[] slow) implements Paper {
    @Override
    public void step(double[] theta, double[] g, int t) {
      for (int i = 0; i < 3; i++) {
        theta[i] -= rate * g[i];
        if (t % k == 0) {
          slow[i] += alpha * (theta[i] - slow[i]);
          theta[i] = slow[i];
        }
      }
    }

    @Override
    public double[] result(double[] theta) {
      return slow;
    }
  }

  static {
    PAPERS.put("adam", adam(0.1, 0.9, 0.999, 1e-8, 0, false));
    PAPERS.put("adam(0.5, 0.9, 0.1)", adam(0.1, 0.5, 0.9, 0.1, 0, false));
    PAPERS.put("adam(amsgrad=true, beta2=0.9)", adam(0.1, 0.9, 0.9, 1e-8, 0, true));
    PAPERS.put("adamw(weight-decay=0.2)", adam(0.1, 0.9, 0.999, 1e-8, 0.2, false));
    PAPERS.put("nadam", nAdam(0.1, 0.9, 0.999, 0.004));
    PAPERS.put("nadam(0.8, 0.99, psi=0.1)", nAdam(0.1, 0.8, 0.99, 0.1));
    PAPERS.put("rmsprop", rmsProp(0.1, 0.9, 1e-8, false));
    PAPERS.put("rmsprop(0.99, 1e-2, true)", rmsProp(0.1, 0.99, 1e-2, true));
    PAPERS.put("adadelta(epsilon=0.01)", adaDelta(0.1, 0.9, 0.01));
    PAPERS.put("lion", lion(0.1, 0.9, 0.99, 0));
    PAPERS.put("chain(lion(0.8, 0.9), weight-decay(0.3))", lion(0.1, 0.8, 0.9, 0.3));
    PAPERS.put("dowg", dowg(1e-4));
    PAPERS.put("dowg(0.1)", dowg(0.1));
    PAPERS.put("prodigy(distance=1e-3)", prodigy(0.9, 0.999, 1e-3));
    PAPERS.put("prodigy(0.5, 0.9, distance=0.01)", prodigy(0.5, 0.9, 0.01));
    PAPERS.put("schedule-free", new ScheduleFreePaper(0.1, 0.9, 0));
    PAPERS.put("lookahead(3, 0.8)", new LookaheadPaper(0.1, 3, 0.8, START.clone()));
  }

  /** The rate of 0.1 goes before the links that follow one, and is 1 where the paper has none. */
  private static GradientTransform chain(String text) {
    GradientTransform transform = Transforms.parse(text);
    GradientTransform rate = Transforms.learningRate(transform.rateAdvice().settled() ? 1 : 0.1);
    return transform.followsRate()
        ? Transforms.chain(rate, transform)
        : Transforms.chain(transform, rate);
  }

  private static void compare(GradientTransform transform, Paper paper, String name) {
    MemoryBuffers buffers = new MemoryBuffers();
    Iteration run =
        new Iteration(
            transform, Layout.builder().slot("w", 1, 3, true).build(), buffers, 3, -1, 0.5f);
    double[] theta = START.clone();
    float[] given = new float[3];
    // Forty steps of a few float roundings of numbers below 8, which the quadratic contracts. A
    // first distance of 1e-4 from numbers of 3 is known to a thousandth only, and the rate with it.
    double tolerance = transform.rateAdvice().settled() ? 2e-3 : 5e-5;
    for (int t = 1; t <= STEPS; t++) {
      double[] g = gradient(new double[] {run.params[0], run.params[1], run.params[2]});
      run.step((float) g[0], (float) g[1], (float) g[2]);
      paper.step(theta, gradient(theta), t);
      transform.evaluationPoint(buffers, run.params, given);
      double[] expected = paper.result(theta);
      for (int i = 0; i < 3; i++) {
        String step = name + ", step " + t;
        assertThat((double) run.params[i]).as(step).isCloseTo(theta[i], within(tolerance));
        assertThat((double) given[i]).as(step).isCloseTo(expected[i], within(tolerance));
      }
    }
    assertThat(distance(theta, START)).as(name).isGreaterThan(0.01);
  }

  @Test
  void eachOptimiserTakesTheStepsOfItsPaper() {
    PAPERS.forEach((text, paper) -> compare(chain(text), paper, text));
  }

  /** The mean leaves out what the warm-up did at low rates: weights are squared rates. */
  @Test
  void scheduleFreeWeighsByTheSquaredRate() {
    compare(
        Transforms.parse("chain(learning-rate(warm-up(10, 0.1)), schedule-free(0.9))"),
        new ScheduleFreePaper(0.1, 0.9, 10),
        "warm-up");
  }

  /** Adam without momentum as the base, as in the authors' AdamWScheduleFree. */
  @Test
  void scheduleFreeAdamWIsAdamsDivisionWithinScheduleFree() {
    double[] x = START.clone();
    double[] z = START.clone();
    double[] v = new double[3];
    Paper paper =
        new Paper() {
          @Override
          public void step(double[] y, double[] g, int t) {
            for (int i = 0; i < 3; i++) {
              v[i] = 0.99 * v[i] + 0.01 * g[i] * g[i];
              double denominator = Math.sqrt(v[i] / (1 - Math.pow(0.99, t))) + 1e-8;
              z[i] -= 0.1 * (g[i] / denominator + 0.2 * y[i]);
              x[i] += (z[i] - x[i]) / t;
              y[i] = 0.1 * z[i] + 0.9 * x[i];
            }
          }

          @Override
          public double[] result(double[] y) {
            return x;
          }
        };
    compare(
        Transforms.parse(
            "chain(adam(0, 0.99), weight-decay(0.2), learning-rate(0.1), schedule-free(0.9))"),
        paper,
        "schedule-free-adamw");
  }

  /** "Dive into Deep Learning": f(x) = 0.1·x₁² + 2·x₂² from (−5, −2), 20 steps. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "adagrad       | 0.4 | -2.382563 | -0.158591",
        "adagrad       | 2   | -0.002295 | 0",
        "rmsprop(0.9)  | 0.4 | -0.010599 | 0"
      })
  void tracesAreThoseOfDiveIntoDeepLearning(String text, double rate, double x1, double x2) {
    Iteration run =
        new Iteration(
            Transforms.chain(Transforms.parse(text), Transforms.learningRate(rate)), -5, -2);
    for (int step = 0; step < 20; step++) {
      run.step(0.2f * run.params[0], 4 * run.params[1]);
    }
    // The book adds 1e-6 within the root, which shows in the sixth digit.
    assertThat((double) run.params[0]).isCloseTo(x1, within(5e-6));
    assertThat((double) run.params[1]).isCloseTo(x2, within(5e-6));
  }

  /** Two minibatches of other weights are one, and what is behind sees a step in every second. */
  @Test
  void accumulatedGradientsAreThoseOfOneMinibatch() {
    GradientTransform whole = Transforms.parse("chain(adam, learning-rate(0.1))");
    GradientTransform parts = Transforms.parse("chain(accumulate(2), adam, learning-rate(0.1))");
    Iteration one = new Iteration(whole, 1, 2);
    GradientTransform.Kernel kernel = parts.bind(Layout.flat(2), new MemoryBuffers());
    float[] params = {1, 2};
    for (int step = 0; step < 20; step++) {
      float a = (float) Math.sin(step);
      float b = (float) Math.cos(3 * step);
      one.step((3 * a + b) / 4, (3 * b - a) / 4);
      float[][] halves = {{a, b}, {b, -a}};
      for (int half = 0; half < 2; half++) {
        float[] update = halves[half];
        kernel.batchWeight(half == 0 ? 3 : 1);
        kernel.prepare(update, params, 2 * step + half);
        kernel.apply(update, params, 0, 2);
        assertThat(Arrays.equals(update, new float[2])).isEqualTo(half == 0);
        params[0] += update[0];
        params[1] += update[1];
      }
      assertThat(params).containsExactly(one.params, within(1e-5f));
    }
  }

  @Test
  void centralisedRowsOfMatricesSumToZeroAndOthersAreLeftAlone() {
    var layout =
        Layout.builder()
            .slot("w", 2, 3, true)
            .slot("bias", 1, 2, false)
            .slot("column", 3, 1, true)
            .build();
    float[] update =
        new Iteration(new Centralise(), layout, new MemoryBuffers(), new float[11])
            .step(1, 2, 6, -1, 0, 4, 5, 6, 7, 8, 9);
    assertThat(update).containsExactly(-2, -1, 3, -2, -1, 3, 5, 6, 7, 8, 9);
  }
}
