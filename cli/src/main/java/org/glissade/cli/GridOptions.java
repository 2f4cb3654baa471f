package org.glissade.cli;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.glissade.optim.Constant;
import org.glissade.optim.Schedule;
import org.glissade.optim.Schedules;
import org.glissade.spec.Spec;
import org.glissade.spec.SpecException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * How it is learnt, each option with one value or a list of them. A single configuration is read by
 * {@link StepOptions}, so that a value means here what it means to {@code train}.
 */
final class GridOptions {
  private static final String DEFAULT_EPOCHS = "10";
  private static final int SHOWN_DIGITS = 6;

  @Option(
      names = {"-b", "--batch-size"},
      paramLabel = "N",
      description =
          "Rows a step: numbers, full or auto (default: 64, and 1 for vw, saga and svrg).")
  private @Nullable String batchSize;

  @Option(
      names = {"-r", "--learning-rate"},
      paramLabel = "RATE",
      description =
          "Numbers, schedules such as cosine(0.1), or auto (default: auto, searched for each"
              + " configuration, with linear decay).")
  private @Nullable String learningRate;

  @Option(
      names = "--scale-rate",
      description =
          "Multiplies the rate by batch size / first batch size, and says how far that holds.")
  private boolean scaleRate;

  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      description =
          "How numbers in --learning-rate go on: constant, linear, cosine, one-cycle, inverse-scaling,"
              + " \"step(10ep, 0.5)\", … (default: constant).")
  private @Nullable String schedule;

  @Option(
      names = {"-e", "--epochs"},
      paramLabel = "N",
      description = "Passes over the data (default: " + DEFAULT_EPOCHS + ").")
  private @Nullable String epochs;

  @Option(names = "--steps", paramLabel = "N", description = "Most steps, instead or besides.")
  private @Nullable String steps;

  @Option(
      names = "--time-limit",
      paramLabel = "TIME",
      description = "Most time of each training, instead or besides: 500ms, 30s, 5m.")
  private @Nullable String timeLimit;

  @Option(
      names = "--optimizer",
      paramLabel = "SPEC",
      description =
          "sgd, adagrad, adam, ftrl(alpha=0.1), …, or chains of them: what train --help lists (default:"
              + " sgd).")
  private @Nullable String optimizer;

  @Option(names = "--momentum", paramLabel = "β", description = "0 to below 1 (default: 0).")
  private @Nullable String momentum;

  @Option(names = "--nesterov", description = "Nesterov's form of the momentum.")
  private boolean nesterov;

  @Option(
      names = "--order",
      paramLabel = "NAME",
      description =
          "shuffle, shuffle-once, sequential, replacement, blocks, …: what train --help lists.")
  private @Nullable String order;

  @Option(
      names = "--average",
      paramLabel = "NAME",
      description = "none, polyak, tail(0.5), ema(0.999) (default: none).")
  private @Nullable String average;

  @Option(names = "--weight-decay", paramLabel = "λ", description = "Decoupled decay (default: 0).")
  private @Nullable String weightDecay;

  @Option(names = "--clip-norm", paramLabel = "C", description = "Longest gradient.")
  private @Nullable String clipNorm;

  @Option(names = "--clip-value", paramLabel = "C", description = "Largest element of a gradient.")
  private @Nullable String clipValue;

  @Option(
      names = "--pair",
      description =
          "Lists go side by side: the first values together, the second, …. Otherwise every combination is"
              + " run.")
  private boolean pair;

  /**
   * The configurations, each with its values by option.
   *
   * @param models what {@code --model} said
   */
  List<Map<String, String>> configurations(List<String> models) {
    return grid(models).configurations(pair);
  }

  /** The options that have more than one value. */
  List<String> varied(List<String> models) {
    return grid(models).varied();
  }

  boolean scalesRate() {
    return scaleRate;
  }

  private Grid grid(List<String> models) {
    Grid grid = new Grid();
    grid.add("model", models);
    add(grid, "optimizer", optimizer);
    add(grid, "order", order);
    add(grid, "batch-size", batchSize);
    add(grid, "learning-rate", learningRate);
    add(grid, "schedule", schedule);
    add(grid, "momentum", momentum);
    add(grid, "average", average);
    add(grid, "weight-decay", weightDecay);
    add(grid, "clip-norm", clipNorm);
    add(grid, "clip-value", clipValue);
    boolean endless = epochs == null && steps == null && timeLimit == null;
    add(grid, "epochs", endless ? DEFAULT_EPOCHS : epochs);
    add(grid, "steps", steps);
    add(grid, "time-limit", timeLimit);
    return grid;
  }

  private static void add(Grid grid, String option, @Nullable String text) {
    if (text != null) {
      grid.add(option, text);
    }
  }

  /** The steps of one configuration, checked as far as that can be done without data. */
  StepOptions steps(Map<String, String> configuration) {
    List<String> args = new ArrayList<>();
    configuration.forEach(
        (option, value) -> {
          if (!option.equals("model") && !option.equals("schedule")) {
            args.add("--" + option + "=" + value);
          }
        });
    String scheduled = scheduled(configuration);
    if (scheduled != null) {
      args.remove("--learning-rate=" + configuration.get("learning-rate"));
      args.add("--learning-rate=" + scheduled);
    }
    if (nesterov) {
      args.add("--nesterov");
    }
    StepOptions options = new StepOptions();
    CommandLine line = new CommandLine(options);
    Main.registerNumbers(line);
    try {
      line.parseArgs(args.toArray(String[]::new));
    } catch (ParameterException e) {
      throw new SpecException(String.valueOf(e.getMessage()));
    }
    return options;
  }

  /** The rate with its schedule: {@code cosine(0.1, end=0.001)}; null if there is no schedule. */
  private static @Nullable String scheduled(Map<String, String> configuration) {
    String schedule = configuration.get("schedule");
    if (schedule == null) {
      return null;
    }
    String rate = configuration.getOrDefault("learning-rate", "auto");
    Spec number = Spec.parse(rate);
    if (!number.isNumber()) {
      throw new SpecException(
          "--schedule "
              + schedule
              + " says how a rate goes on that is a number, and --learning-rate is "
              + rate
              + ": give a number such as --learning-rate 0.1");
    }
    Spec named = Spec.parse(schedule);
    List<Spec.Argument> arguments = new ArrayList<>();
    arguments.add(new Spec.Argument(null, number));
    arguments.addAll(named.arguments());
    return new Spec(named.name(), arguments).toString();
  }

  /** How often the first batch goes into that one. */
  static double multiple(Map<String, String> configuration, String first, int rows) {
    return (double) batch(configuration.getOrDefault("batch-size", ""), rows) / batch(first, rows);
  }

  /** The rate for a batch that many times the first. */
  static Schedule scaled(Schedule rate, double multiple) {
    return rate instanceof Constant constant
        ? Schedules.constant(constant.rate() * multiple)
        : multiple == 1 ? rate : rate.scaledBy(multiple);
  }

  /** A rate as people read it: 0.35, not 0.35000000000000003. */
  static String text(Schedule rate) {
    return rate instanceof Constant constant
        ? Spec.number(
            new BigDecimal(constant.rate()).round(new MathContext(SHOWN_DIGITS)).doubleValue())
        : rate.toString();
  }

  private static int batch(String text, int rows) {
    if (text.isEmpty() || text.equals("auto")) {
      throw new SpecException(
          "--scale-rate needs a --batch-size of numbers or full"
              + (text.isEmpty() ? "" : ", not " + text));
    }
    return Math.min(rows, StepOptions.batchSize(text));
  }
}
