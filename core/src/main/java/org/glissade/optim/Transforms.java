package org.glissade.optim;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.glissade.spec.Spec;
import org.glissade.spec.SpecException;

/**
 * The transforms by name, and from text. Some names stand for several links, and a chain prints
 * what it is made of: {@code adamw} reads {@code chain(adam(beta1=0.9, beta2=0.999, epsilon=1e-8),
 * weight-decay(0.01))}.
 */
public final class Transforms {
  private static final List<String> NAMES =
      List.of(
          "momentum",
          "nesterov",
          "weight-decay",
          "clip-norm",
          "clip-value",
          "adagrad",
          "rmsprop",
          "adadelta",
          "adam",
          "adamw",
          "nadam",
          "lion",
          "ftrl",
          "vw",
          "dowg",
          "prodigy",
          "schedule-free",
          "schedule-free-adamw",
          "lookahead",
          "accumulate",
          "centralise",
          "saga",
          "svrg",
          "learning-rate",
          "chain",
          "sgd");

  /** The usual strength of the decoupled decay of AdamW. */
  private static final double WEIGHT_DECAY = 0.01;

  private Transforms() {}

  /** See {@link Momentum}. */
  public static GradientTransform momentum(double beta) {
    return new Momentum(beta, 0, false);
  }

  /** See {@link Momentum}. */
  public static GradientTransform nesterov(double beta) {
    return new Momentum(beta, 0, true);
  }

  /** Coupled before momentum, decoupled after it: see {@link WeightDecay}. */
  public static GradientTransform weightDecay(double lambda) {
    return new WeightDecay(lambda);
  }

  /** See {@link ClipByNorm}. */
  public static GradientTransform clipByNorm(double max) {
    return new ClipByNorm(max);
  }

  /** See {@link ClipByValue}. */
  public static GradientTransform clipByValue(double max) {
    return new ClipByValue(max);
  }

  /** With the usual epsilon: see {@link AdaGrad}. */
  public static GradientTransform adaGrad() {
    return new AdaGrad(AdaGrad.EPSILON, 0);
  }

  /** With the usual numbers: see {@link Adam}. */
  public static GradientTransform adam() {
    return new Adam(Adam.BETA1, Adam.BETA2, Adam.EPSILON, false);
  }

  /** {@link #adam} and a decoupled decay; a learning rate follows. */
  public static GradientTransform adamW(double weightDecay) {
    return chain(adam(), weightDecay(weightDecay));
  }

  /** See {@link Ftrl}. */
  public static GradientTransform ftrl(double alpha, double beta, double l1, double l2) {
    return new Ftrl(alpha, beta, l1, l2);
  }

  /** A constant rate: see {@link LearningRate}. */
  public static GradientTransform learningRate(double rate) {
    return learningRate(new Constant(rate));
  }

  /** See {@link LearningRate}. */
  public static GradientTransform learningRate(Schedule schedule) {
    return new LearningRate(schedule);
  }

  /** See {@link Chain}. */
  public static GradientTransform chain(GradientTransform... links) {
    return new Chain(List.of(links));
  }

  /**
   * The usual SGD as a chain: clip, coupled decay, momentum, decoupled decay, learning rate, each
   * only if it does something. Text: {@code sgd(0.1, momentum=0.9, nesterov=true,
   * weight-decay=1e-4, decoupled=true, clip-norm=1)}, of which only the rate must be there.
   *
   * @param rate the learning rate
   * @param momentum β, 0 for none
   * @param nesterov whether momentum looks ahead
   * @param weightDecay λ, 0 for none
   * @param decoupled whether the decay comes after momentum, see {@link WeightDecay}
   * @param clipNorm the largest norm of the gradient, 0 for no limit
   */
  public static GradientTransform sgd(
      Schedule rate,
      double momentum,
      boolean nesterov,
      double weightDecay,
      boolean decoupled,
      double clipNorm) {
    if (nesterov && momentum == 0) {
      throw new IllegalArgumentException("Nesterov needs momentum above 0, such as momentum=0.9");
    }
    List<GradientTransform> links = new ArrayList<>();
    if (clipNorm != 0) {
      links.add(new ClipByNorm(clipNorm));
    }
    if (weightDecay != 0 && !decoupled) {
      links.add(new WeightDecay(weightDecay));
    }
    if (momentum != 0) {
      links.add(new Momentum(momentum, 0, nesterov));
    }
    if (weightDecay != 0 && decoupled) {
      links.add(new WeightDecay(weightDecay));
    }
    links.add(new LearningRate(rate));
    return new Chain(links);
  }

  /** The names that {@link #parse} knows. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * Reads the text that a transform prints.
   *
   * @throws SpecException if it is not one: says what is possible
   */
  public static GradientTransform parse(String text) {
    return of(Spec.parse(text));
  }

  static GradientTransform of(Spec spec) {
    try {
      return named(spec);
    } catch (SpecException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new SpecException(spec + ": " + e.getMessage());
    }
  }

  private static GradientTransform named(Spec spec) {
    return switch (spec.name().toLowerCase(Locale.ROOT)) {
      case "momentum" -> {
        var a = spec.bind("beta", "dampening", "nesterov");
        yield new Momentum(
            a.number("beta"),
            a.number("dampening", 0),
            a.optional("nesterov", false, Transforms::truth));
      }
      case "nesterov" -> nesterov(spec.bind("beta").number("beta"));
      case "weight-decay" -> weightDecay(spec.bind("lambda").number("lambda"));
      case "clip-norm" -> clipByNorm(spec.bind("max").number("max"));
      case "clip-value" -> clipByValue(spec.bind("max").number("max"));
      case "adagrad" -> {
        var a = spec.bind("epsilon", "initial");
        yield new AdaGrad(a.number("epsilon", AdaGrad.EPSILON), a.number("initial", 0));
      }
      case "ftrl" -> {
        var a = spec.bind("alpha", "beta", "l1", "l2");
        yield ftrl(
            a.number("alpha", Ftrl.ALPHA),
            a.number("beta", Ftrl.BETA),
            a.number("l1", 0),
            a.number("l2", 0));
      }
      case "vw" -> VowpalWabbit.of(spec);
      case "rmsprop" -> RmsProp.of(spec);
      case "adadelta" -> AdaDelta.of(spec);
      case "adam" -> Adam.of(spec);
      case "adamw" -> {
        var a = spec.bind("beta1", "beta2", "epsilon", "weight-decay", "amsgrad");
        yield chain(Adam.of(a), weightDecay(a.number("weight-decay", WEIGHT_DECAY)));
      }
      case "nadam" -> NAdam.of(spec);
      case "lion" -> Lion.of(spec);
      case "dowg" -> DoWG.of(spec);
      case "prodigy" -> Prodigy.of(spec);
      case "schedule-free" -> ScheduleFree.of(spec);
      case "schedule-free-adamw" -> scheduleFreeAdamW(spec);
      case "lookahead" -> Lookahead.of(spec);
      case "accumulate" -> Accumulate.of(spec);
      case "centralise" -> {
        spec.bind();
        yield new Centralise();
      }
      case "saga" -> Saga.of(spec);
      case "svrg" -> Svrg.of(spec);
      case "learning-rate" ->
          learningRate(spec.bind("schedule").required("schedule", Schedules::of));
      case "chain" -> chain(spec);
      case "sgd" -> {
        var a = spec.bind("rate", "momentum", "nesterov", "weight-decay", "decoupled", "clip-norm");
        yield sgd(
            a.required("rate", Schedules::of),
            a.number("momentum", 0),
            a.optional("nesterov", false, Transforms::truth),
            a.number("weight-decay", 0),
            a.optional("decoupled", false, Transforms::truth),
            a.number("clip-norm", 0));
      }
      default -> throw SpecException.unknown("transform", spec.name(), NAMES);
    };
  }

  private static GradientTransform chain(Spec spec) {
    List<GradientTransform> links = new ArrayList<>();
    for (Spec.Argument argument : spec.arguments()) {
      if (argument.key() != null) {
        throw new SpecException("the links of a chain have no names: " + argument);
      }
      links.add(of(argument.value()));
    }
    return new Chain(links);
  }

  /** Whose momentum is β of Schedule-Free; the learning rate is to be put before the last link. */
  private static GradientTransform scheduleFreeAdamW(Spec spec) {
    var a = spec.bind("beta", "beta2", "epsilon", "weight-decay");
    return chain(
        new Adam(0, a.number("beta2", Adam.BETA2), a.number("epsilon", Adam.EPSILON), false),
        weightDecay(a.number("weight-decay", WEIGHT_DECAY)),
        new ScheduleFree(a.number("beta", ScheduleFree.BETA)));
  }

  /** A whole number of at least 1. */
  static int count(Spec spec) {
    double value = spec.asNumber();
    if (value != Math.rint(value) || value < 1 || value > Integer.MAX_VALUE) {
      throw new SpecException("expected a whole number of at least 1 instead of " + spec);
    }
    return (int) value;
  }

  static boolean truth(Spec spec) {
    return switch (spec.toString().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new SpecException("expected true or false instead of " + spec);
    };
  }
}
