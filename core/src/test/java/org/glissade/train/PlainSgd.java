package org.glissade.train;

import org.glissade.optim.Chain;
import org.glissade.optim.Momentum;
import org.jspecify.annotations.Nullable;

/**
 * Minibatch SGD on a linear model as one would write it on a blackboard, in double, of everything
 * in the library using only the order of the rows.
 */
final class PlainSgd {
  private final RandomProblem problem;
  private final int batch;
  private final double rate;
  private final double[] theta;
  private final double[] velocity;
  private final int[] rows;
  private final Recipe recipe;
  private final @Nullable PlainAdaptive adaptive;
  private double beta;
  private long step;

  /** Batch size, penalties, momentum and the length of the run are those of the recipe. */
  PlainSgd(RandomProblem problem, double rate, Recipe recipe) {
    this.problem = problem;
    this.batch = recipe.batchSize();
    this.rate = rate;
    this.recipe = recipe;
    this.theta = Data.doubles(problem.start());
    this.velocity = new double[theta.length];
    this.rows = new int[problem.rows()];
    this.adaptive =
        Double.isNaN(recipe.transform().gain())
            ? new PlainAdaptive(recipe.transform(), theta)
            : null;
    if (recipe.transform() instanceof Chain chain) {
      for (var link : chain.links()) {
        beta = link instanceof Momentum momentum ? momentum.beta() : beta;
      }
    }
  }

  double[] theta() {
    return theta;
  }

  /** The constant rate, or its linear decay to zero. */
  private double rate() {
    boolean decays = recipe.transform().toString().contains("linear");
    return decays ? rate * (1 - step / (double) recipe.stopping().steps()) : rate;
  }

  void step() {
    int stepsPerEpoch = Math.ceilDiv(rows.length, batch);
    recipe.order().fill(recipe.seed(), step / stepsPerEpoch, rows);
    int from = (int) (step % stepsPerEpoch) * batch;
    int to = Math.min(rows.length, from + batch);
    if (weight(from, to) == 0) {
      step++; // no step is taken
      return;
    }
    double[] gradient = meanGradient(from, to);
    double eta = rate();
    step++;
    if (adaptive != null) {
      adaptive.step(gradient, eta);
      return;
    }
    int weightsEnd = problem.columns() * problem.outputs();
    for (int j = 0; j < theta.length; j++) {
      boolean penalised = j < weightsEnd;
      double g = gradient[j] + (penalised ? recipe.penalty().l2() * theta[j] : 0);
      velocity[j] = beta * velocity[j] + g;
      theta[j] -= eta * velocity[j];
      if (penalised) {
        double threshold = eta / (1 - beta) * recipe.penalty().l1();
        theta[j] = Math.signum(theta[j]) * Math.max(0, Math.abs(theta[j]) - threshold);
      }
    }
  }

  private double weight(int from, int to) {
    double total = 0;
    for (int i = from; i < to; i++) {
      total += problem.weights() == null ? 1 : problem.weights()[rows[i]];
    }
    return total;
  }

  private double[] meanGradient(int from, int to) {
    int columns = problem.columns();
    int outputs = problem.outputs();
    double[] sum = new double[theta.length];
    double total = weight(from, to);
    for (int i = from; i < to; i++) {
      int row = rows[i];
      double weight = problem.weights() == null ? 1 : problem.weights()[row];
      double[] scores = new double[outputs];
      for (int k = 0; k < outputs; k++) {
        scores[k] = theta[columns * outputs + k];
        for (int j = 0; j < columns; j++) {
          scores[k] += theta[k * columns + j] * problem.x()[row * columns + j];
        }
      }
      for (int k = 0; k < outputs; k++) {
        double d = weight * derivative(scores, row, k);
        sum[columns * outputs + k] += d;
        for (int j = 0; j < columns; j++) {
          sum[k * columns + j] += d * problem.x()[row * columns + j];
        }
      }
    }
    for (int j = 0; j < sum.length; j++) {
      sum[j] /= total;
    }
    return sum;
  }

  private double derivative(double[] scores, int row, int k) {
    if (problem.loss().equals("softmax")) {
      double all = 0;
      for (double score : scores) {
        all += Math.exp(score);
      }
      return Math.exp(scores[k]) / all - (problem.y()[row] == k ? 1 : 0);
    }
    if (problem.loss().equals("one-vs-rest")) { // of the logistic loss
      return 1 / (1 + Math.exp(-scores[k])) - (problem.y()[row] == k ? 1 : 0);
    }
    return derivative(scores[k], problem.y()[row * problem.targetsPerRow() + k]);
  }

  /** ∂ℓ/∂s with the default arguments of each loss. */
  private double derivative(double s, double y) {
    double r = s - y;
    double margin = y * s;
    return switch (problem.loss()) {
      case "squared" -> r;
      case "absolute" -> Math.signum(r);
      case "huber" -> Math.clamp(r, -1.0, 1.0);
      case "quantile" -> 0.5 * Math.signum(r);
      case "epsilon-insensitive" -> Math.abs(r) > 0.1 ? Math.signum(r) : 0;
      case "squared-epsilon-insensitive" -> 2 * Math.signum(r) * Math.max(0, Math.abs(r) - 0.1);
      case "logistic" -> -y / (1 + Math.exp(margin));
      case "hinge" -> margin < 1 ? -y : 0;
      case "squared-hinge" -> -2 * y * Math.max(0, 1 - margin);
      case "modified-huber" -> margin < -1 ? -4 * y : -2 * y * Math.max(0, 1 - margin);
      case "perceptron" -> margin <= 0 ? -y : 0;
      case "poisson" -> Math.exp(s) - y;
      default -> throw new IllegalStateException("no formula for " + problem.loss());
    };
  }
}
