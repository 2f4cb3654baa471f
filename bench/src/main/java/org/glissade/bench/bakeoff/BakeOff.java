package org.glissade.bench.bakeoff;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.glissade.data.Orders;
import org.glissade.model.LinearModel;
import org.glissade.model.Logistic;
import org.glissade.model.Squared;
import org.glissade.optim.Averaging;
import org.glissade.optim.Transforms;
import org.glissade.train.Fit;
import org.glissade.train.Sgd;
import org.glissade.train.StopReason;

/**
 * {@code bench/bake-off}: what each way of taking the step reaches within ten epochs, batches of
 * ten, from zero: (F − F*)/(F₀ − F*), the mean of three seeds at the best rate of a grid of half
 * decades. Methods that have no rate get none.
 */
public final class BakeOff {
  private static final int EPOCHS = 10;
  private static final int BATCH = 10;
  private static final int SEEDS = 3;
  private static final int LOWEST = -8;
  private static final int HIGHEST = 4;

  /**
   * One way of taking the step.
   *
   * @param transform its text, with RATE where the rate is to be
   * @param averaging its text
   */
  private record Method(String name, String transform, String averaging) {
    boolean tuned() {
      return transform.contains("RATE");
    }
  }

  private static final List<Method> METHODS =
      List.of(
          new Method("constant", "learning-rate(RATE)", "none"),
          new Method("1/sqrt(t)", "learning-rate(inverse-scaling(RATE, 0.5))", "none"),
          new Method("linear decay", "learning-rate(linear(RATE))", "none"),
          new Method("cosine", "learning-rate(cosine(RATE))", "none"),
          new Method("Polyak average", "learning-rate(RATE)", "polyak"),
          new Method("tail average", "learning-rate(RATE)", "tail(0.5)"),
          new Method("schedule-free", "chain(learning-rate(RATE), schedule-free(0.9))", "none"),
          new Method(
              "momentum, linear", "chain(momentum(0.9), learning-rate(linear(RATE)))", "none"),
          new Method("adagrad", "chain(adagrad, learning-rate(RATE))", "none"),
          new Method("adam, linear", "chain(adam, learning-rate(linear(RATE)))", "none"),
          new Method("dowg", "chain(dowg, learning-rate(1))", "none"),
          new Method("dowg, tail average", "chain(dowg, learning-rate(1))", "tail(0.5)"),
          new Method("dowg, linear", "chain(dowg, learning-rate(linear(1)))", "none"),
          new Method("prodigy, linear", "chain(prodigy, learning-rate(linear(1)))", "none"));

  private BakeOff() {}

  /**
   * @param args the folder of the examples, and scikit-learn's {@code breast_cancer.csv}, if it is
   *     there
   */
  public static void main(String[] args) throws IOException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    List<Problem> problems = new ArrayList<>();
    problems.add(Problem.airfoil(Path.of(args[0], "airfoil.csv")));
    if (args.length > 1) {
      problems.add(Problem.breastCancer(Path.of(args[1])));
    } else {
      out.println("(breast_cancer: only with its CSV file as an argument)");
    }
    problems.add(Problem.digits(Path.of(args[0], "digits.csv.gz")));
    problems.add(Problem.unscaled());
    out.printf(Locale.ROOT, "%-20s", "(F-F*)/(F0-F*)");
    for (Problem problem : problems) {
      out.printf(Locale.ROOT, "%22s", problem.name());
    }
    out.println();
    double[] optima = problems.stream().mapToDouble(Problem::optimum).toArray();
    for (Method method : METHODS) {
      out.printf(Locale.ROOT, "%-20s", method.name());
      for (int i = 0; i < optima.length; i++) {
        out.printf(Locale.ROOT, "%22s", best(problems.get(i), optima[i], method));
      }
      out.println();
    }
  }

  /** The best figure, and the rate with which it was reached. */
  private static String best(Problem problem, double optimum, Method method) {
    double best = Double.POSITIVE_INFINITY;
    double at = 1;
    int lowest = method.tuned() ? LOWEST : 0;
    int highest = method.tuned() ? HIGHEST : 0;
    for (int half = lowest; half <= highest; half++) {
      double rate = Math.pow(10, half / 2.0);
      double sum = 0;
      for (int seed = 0; seed < SEEDS; seed++) {
        sum += figure(problem, optimum, method, rate, seed);
      }
      if (sum / SEEDS < best) {
        best = sum / SEEDS;
        at = rate;
      }
    }
    String rate = method.tuned() ? String.format(Locale.ROOT, " (%.2g)", at) : "";
    return String.format(Locale.ROOT, "%.1e%s", best, rate);
  }

  private static double figure(
      Problem problem, double optimum, Method method, double rate, int seed) {
    String text = method.transform().replace("RATE", Double.toString(rate));
    Fit fit =
        (problem.logistic() ? Sgd.classifier() : Sgd.regressor())
            .model(new LinearModel(problem.columns(), 1, true))
            .loss(problem.logistic() ? new Logistic() : new Squared())
            .l2(problem.alpha())
            .batchSize(BATCH)
            .epochs(EPOCHS)
            .order(Orders.shuffle())
            .transform(Transforms.parse(text))
            .averaging(Averaging.parse(method.averaging()))
            .seed(seed)
            .fit(problem.examples());
    if (fit.outcome().reason() == StopReason.DIVERGED) {
      return Double.POSITIVE_INFINITY;
    }
    double[] w = new double[fit.params().length];
    for (int j = 0; j < w.length; j++) {
      w[j] = fit.params()[j];
    }
    double start = problem.value(new double[w.length]);
    return (problem.value(w) - optimum) / (start - optimum);
  }
}
