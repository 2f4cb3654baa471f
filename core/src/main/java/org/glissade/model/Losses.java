package org.glissade.model;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.glissade.spec.Spec;
import org.glissade.spec.SpecException;

/** The built-in losses by name. */
public final class Losses {
  private static final List<String> NAMES =
      List.of(
          "squared",
          "absolute",
          "huber",
          "quantile",
          "epsilon-insensitive",
          "squared-epsilon-insensitive",
          "logistic",
          "hinge",
          "squared-hinge",
          "modified-huber",
          "perceptron",
          "poisson",
          "softmax",
          "one-vs-rest");

  private static final Map<String, String> ALIASES =
      Map.of(
          "mse", "squared",
          "squared-error", "squared",
          "absolute-error", "absolute",
          "pinball", "quantile",
          "log", "logistic",
          "log-loss", "logistic",
          "cross-entropy", "softmax");

  private Losses() {}

  /** The names that {@link #parse} reads, without their aliases. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * The loss that prints as this text: {@code squared}, {@code huber(1)}, {@code
   * quantile(tau=0.9)}, {@code one-vs-rest(hinge)}, …
   *
   * <p>An argument left out has a default: huber's delta 1, quantile's tau 0.5, epsilon 0.1, the
   * loss of one-vs-rest logistic. Case does not matter, nor whether words are joined by {@code -}
   * or {@code _}. Other names: {@code mse} (½ of it) and {@code squared-error} for squared, {@code
   * absolute-error} for absolute, {@code pinball} for quantile, {@code log} and {@code log-loss}
   * for logistic, {@code cross-entropy} for softmax.
   *
   * @throws SpecException if there is no such loss, or an argument is wrong
   */
  public static Loss parse(String text) {
    Spec spec = Spec.parse(text);
    try {
      return read(spec);
    } catch (SpecException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new SpecException(spec + ": " + e.getMessage());
    }
  }

  private static Loss read(Spec spec) {
    String name = spec.name().toLowerCase(Locale.ROOT).replace('_', '-');
    name = ALIASES.getOrDefault(name, name);
    return switch (name) {
      case "huber" -> new Huber(spec.bind("delta").number("delta", 1));
      case "quantile" -> new Quantile(spec.bind("tau").number("tau", 0.5));
      case "epsilon-insensitive" ->
          new EpsilonInsensitive(spec.bind("epsilon").number("epsilon", 0.1));
      case "squared-epsilon-insensitive" ->
          new SquaredEpsilonInsensitive(spec.bind("epsilon").number("epsilon", 0.1));
      case "one-vs-rest" ->
          new OneVsRest(spec.bind("loss").optional("loss", new Logistic(), Losses::read));
      default -> {
        Loss loss = plain(name);
        spec.bind();
        yield loss;
      }
    };
  }

  /** The losses without parameters. */
  private static Loss plain(String name) {
    return switch (name) {
      case "squared" -> new Squared();
      case "absolute" -> new Absolute();
      case "logistic" -> new Logistic();
      case "hinge" -> new Hinge();
      case "squared-hinge" -> new SquaredHinge();
      case "modified-huber" -> new ModifiedHuber();
      case "perceptron" -> new Perceptron();
      case "poisson" -> new Poisson();
      case "softmax" -> new Softmax();
      default -> throw SpecException.unknown("loss", name, NAMES);
    };
  }
}
