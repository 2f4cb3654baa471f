package org.glissade.lab.problem;

import java.util.List;
import java.util.function.Consumer;
import org.glissade.data.Examples;
import org.glissade.math.Layout;
import org.glissade.model.Loss;
import org.glissade.model.Model;
import org.glissade.train.EmpiricalRisk;
import org.glissade.train.ExampleFunction;
import org.glissade.train.Objective;
import org.glissade.train.Outcome;
import org.glissade.train.Sgd;

/**
 * A mean of one loss per example, of one or two weights, that can be drawn and trained.
 *
 * @param about words for people
 * @param examples what the loss is of
 * @param start where trainings begin
 * @param minima the lowest first; at least one
 * @param hessian at the lowest
 */
public record Problem(
    About about, Origin examples, float[] start, List<Minimum> minima, Hessian hessian) {
  /**
   * Words.
   *
   * @param key names the problem in addresses
   * @param title a few words
   * @param text a sentence or two on what is minimised, and what to look for
   * @param quadratic whether the loss is quadratic, so that its Hessian is the same everywhere
   */
  public record About(String key, String title, String text, boolean quadratic) {}

  /** What the examples are. */
  public sealed interface Origin {
    /** Their number. */
    int count();

    /** A new objective; it owns buffers, and is for one thread. */
    Objective objective();

    /** A training of them. */
    Outcome train(Consumer<Sgd> configure);

    /**
     * What each example should have for a target, for an order by classes or values.
     *
     * @return one number an example
     */
    float[] targets();
  }

  /** Rows, a model and a loss: what the engine learns from otherwise, too. */
  public record Rows(Model model, Loss loss, Examples rows) implements Origin {
    @Override
    public int count() {
      return rows.rows();
    }

    @Override
    public Objective objective() {
      return new EmpiricalRisk(model, loss, rows);
    }

    @Override
    public Outcome train(Consumer<Sgd> configure) {
      Sgd sgd = Sgd.regressor().model(model).loss(loss);
      configure.accept(sgd);
      return sgd.fit(rows).outcome();
    }

    @Override
    public float[] targets() {
      return rows.targets();
    }
  }

  /** A function written out, of the parameters and the number of an example. */
  public record Formula(ExampleFunction function, int weights, float[] targets) implements Origin {
    @Override
    public int count() {
      return targets.length;
    }

    @Override
    public Objective objective() {
      return function.over(Layout.flat(weights), count());
    }

    @Override
    public Outcome train(Consumer<Sgd> configure) {
      Sgd sgd = Sgd.minimise(weights, count(), function);
      configure.accept(sgd);
      return sgd.run();
    }
  }

  public Problem {
    minima = List.copyOf(minima);
  }

  /** A problem whose minima are those given, measured at the lowest. */
  static Problem of(About about, Origin examples, float[] start, List<Minimum> minima) {
    double reach = about.quadratic() ? 1 : 0.02;
    Hessian hessian = Hessian.of(examples.objective(), minima.getFirst().at(), reach);
    return new Problem(about, examples, start, minima, hessian);
  }

  /** The lowest minimum. */
  public Minimum minimum() {
    return minima.getFirst();
  }

  /** How many weights it has: 1 or 2. */
  public int weights() {
    return start.length;
  }

  /** The number of examples, N. */
  public int count() {
    return examples.count();
  }
}
