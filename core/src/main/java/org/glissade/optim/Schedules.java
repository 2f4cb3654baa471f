package org.glissade.optim;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.glissade.spec.Spec;
import org.glissade.spec.SpecException;

/**
 * The schedules by name, and from text: {@code Schedules.cosine(0.1).warmedUp(0.05)} is what {@code
 * Schedules.parse("warm-up(5%, cosine(0.1))")} reads. A number alone is a constant rate.
 */
public final class Schedules {
  private static final List<String> NAMES =
      List.of(
          "constant",
          "step",
          "multi-step",
          "exponential",
          "polynomial",
          "linear",
          "cosine",
          "restarts",
          "inverse-scaling",
          "bottou",
          "one-cycle",
          "piecewise",
          "scaled",
          "warm-up");

  private Schedules() {}

  /** See {@link Constant}. */
  public static Schedule constant(double rate) {
    return new Constant(rate);
  }

  /** See {@link StepDecay}. */
  public static Schedule step(double rate, Span every, double factor) {
    return new StepDecay(rate, every, factor);
  }

  /** See {@link MultiStep}. */
  public static Schedule multiStep(double rate, double factor, Span... at) {
    return new MultiStep(rate, factor, List.of(at));
  }

  /** See {@link ExponentialDecay}. */
  public static Schedule exponential(double rate, Span length, double factor) {
    return new ExponentialDecay(rate, length, factor);
  }

  /** To 0 over the run; see {@link PolynomialDecay}. */
  public static Schedule polynomial(double rate, double power) {
    return new PolynomialDecay(rate, power, Span.RUN, 0);
  }

  /** To 0 over the run; see {@link LinearDecay}. */
  public static Schedule linear(double rate) {
    return linear(rate, Span.RUN, 0);
  }

  /** See {@link LinearDecay}. */
  public static Schedule linear(double rate, Span length, double end) {
    return new LinearDecay(rate, length, end);
  }

  /** To 0 over the run; see {@link CosineDecay}. */
  public static Schedule cosine(double rate) {
    return cosine(rate, Span.RUN, 0);
  }

  /** See {@link CosineDecay}. */
  public static Schedule cosine(double rate, Span length, double end) {
    return new CosineDecay(rate, length, end);
  }

  /** Each cycle twice as long as the one before; see {@link Restarts}. */
  public static Restarts restarts(Schedule inner, Span first) {
    return restarts(inner, first, Restarts.FACTOR);
  }

  /** See {@link Restarts}. */
  public static Restarts restarts(Schedule inner, Span first, double factor) {
    return new Restarts(inner, first, factor);
  }

  /** See {@link InverseScaling}. */
  public static Schedule inverseScaling(double rate, double power) {
    return new InverseScaling(rate, power);
  }

  /** See {@link Bottou}. */
  public static Schedule bottou(double rate, double lambda) {
    return new Bottou(rate, lambda);
  }

  /** Over the run, with the customary start and end; see {@link OneCycle}. */
  public static Schedule oneCycle(double max) {
    double start = OneCycle.defaultStart(max);
    return new OneCycle(max, Span.RUN, OneCycle.WARM, start, OneCycle.defaultEnd(start));
  }

  /** The one schedule until that time, the other from then on; see {@link Piecewise}. */
  public static Schedule piecewise(Schedule before, Span boundary, Schedule after) {
    return new Piecewise(List.of(before, after), List.of(boundary));
  }

  /** The names that {@link #parse} knows. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * Reads the text that a schedule prints.
   *
   * @throws SpecException if it is not one: says what is possible
   */
  public static Schedule parse(String text) {
    return of(Spec.parse(text));
  }

  static Schedule of(Spec spec) {
    try {
      return spec.isNumber() ? new Constant(spec.asNumber()) : named(spec);
    } catch (SpecException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new SpecException(spec + ": " + e.getMessage());
    }
  }

  private static Schedule named(Spec spec) {
    return switch (spec.name().toLowerCase(Locale.ROOT)) {
      case "constant" -> new Constant(spec.bind("rate").number("rate"));
      case "step" -> {
        var a = spec.bind("rate", "every", "factor");
        yield new StepDecay(a.number("rate"), a.required("every", Span::of), a.number("factor"));
      }
      case "multi-step" -> multiStep(spec);
      case "exponential" -> {
        var a = spec.bind("rate", "length", "factor");
        yield new ExponentialDecay(
            a.number("rate"), a.required("length", Span::of), a.number("factor"));
      }
      case "polynomial" -> {
        var a = spec.bind("rate", "power", "length", "end");
        yield new PolynomialDecay(
            a.number("rate"), a.number("power"), runLength(a), a.number("end", 0));
      }
      case "linear" -> {
        var a = spec.bind("rate", "length", "end");
        yield new LinearDecay(a.number("rate"), runLength(a), a.number("end", 0));
      }
      case "cosine" -> {
        var a = spec.bind("rate", "length", "end");
        yield new CosineDecay(a.number("rate"), runLength(a), a.number("end", 0));
      }
      case "inverse-scaling" -> {
        var a = spec.bind("rate", "power");
        yield new InverseScaling(a.number("rate"), a.number("power", 0.5));
      }
      case "bottou" -> {
        var a = spec.bind("rate", "lambda");
        yield new Bottou(a.number("rate"), a.number("lambda"));
      }
      case "one-cycle" -> oneCycle(spec);
      default -> combined(spec);
    };
  }

  private static Schedule combined(Spec spec) {
    return switch (spec.name().toLowerCase(Locale.ROOT)) {
      case "restarts" -> {
        var a = spec.bind("inner", "first", "factor");
        yield new Restarts(
            a.required("inner", Schedules::of),
            a.required("first", Span::of),
            a.number("factor", Restarts.FACTOR));
      }
      case "piecewise" -> piecewise(spec);
      case "scaled" -> {
        var a = spec.bind("factor", "inner");
        yield new Scaled(a.number("factor"), a.required("inner", Schedules::of));
      }
      case "warm-up" -> {
        var a = spec.bind("length", "inner");
        yield new WarmUp(a.required("length", Span::of), a.required("inner", Schedules::of));
      }
      default -> throw SpecException.unknown("schedule", spec.name(), NAMES);
    };
  }

  private static Span runLength(Spec.Arguments arguments) {
    return arguments.optional("length", Span.RUN, Span::of);
  }

  private static Schedule multiStep(Spec spec) {
    List<String> times =
        IntStream.rangeClosed(1, Math.max(1, spec.arguments().size() - 2))
            .mapToObj(i -> "at" + i)
            .toList();
    var a =
        spec.bind(
            Stream.concat(Stream.of("rate", "factor"), times.stream()).toArray(String[]::new));
    return new MultiStep(
        a.number("rate"),
        a.number("factor"),
        times.stream().map(time -> a.required(time, Span::of)).toList());
  }

  private static Schedule oneCycle(Spec spec) {
    var a = spec.bind("max", "length", "warm", "start", "end");
    double max = a.number("max");
    double start = a.number("start", OneCycle.defaultStart(max));
    double end = a.number("end", OneCycle.defaultEnd(start));
    return new OneCycle(max, runLength(a), a.number("warm", OneCycle.WARM), start, end);
  }

  private static Schedule piecewise(Spec spec) {
    List<Schedule> parts = new ArrayList<>();
    List<Span> boundaries = new ArrayList<>();
    for (Spec.Argument argument : spec.arguments()) {
      if (argument.key() != null) {
        throw new SpecException(
            "piecewise takes schedule, boundary, schedule, … in turn, without names: " + spec);
      }
      if (parts.size() == boundaries.size()) {
        parts.add(of(argument.value()));
      } else {
        boundaries.add(Span.of(argument.value()));
      }
    }
    return new Piecewise(parts, boundaries);
  }
}
