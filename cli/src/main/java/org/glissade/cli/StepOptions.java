package org.glissade.cli;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.glissade.data.Orders;
import org.glissade.optim.AdaGrad;
import org.glissade.optim.Averaging;
import org.glissade.optim.Chain;
import org.glissade.optim.Constant;
import org.glissade.optim.Ftrl;
import org.glissade.optim.GradientTransform;
import org.glissade.optim.LearningRate;
import org.glissade.optim.Momentum;
import org.glissade.optim.Schedule;
import org.glissade.optim.Schedules;
import org.glissade.optim.Transforms;
import org.glissade.spec.Spec;
import org.glissade.spec.SpecException;
import org.glissade.train.Sgd;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How it is learnt. */
final class StepOptions {
  private static final Pattern DURATION =
      Pattern.compile("([0-9]+(?:[.][0-9]+)?) *(ms|s|m|min|h)?");

  @Option(
      names = {"-b", "--batch-size"},
      paramLabel = "N",
      description =
          "Rows a step: 1 to N, full, or auto. A power of two between 32 and 256 keeps the vector units "
              + "busy and still takes many steps an epoch; more rows buy less noise a step, and cost steps. "
              + "auto begins with 64 and grows with the measured noise of the gradient (default: 64, and 1 "
              + "for vw, saga and svrg).")
  private @Nullable String batchSize;

  @Option(
      names = {"-e", "--epochs"},
      paramLabel = "N",
      description = "Most passes over the data (default: until the objective stops falling).")
  private @Nullable Long epochs;

  @Option(names = "--steps", paramLabel = "N", description = "Most steps.")
  private @Nullable Long steps;

  @Option(
      names = "--time-limit",
      paramLabel = "TIME",
      description = "Most time of training: 500ms, 30s, 5m, 1h.")
  private @Nullable String timeLimit;

  @Option(
      names = "--tolerance",
      paramLabel = "SHARE",
      description =
          "Stop when doubling the epochs lowers the objective by less (default: 5e-4); under saga and svrg, when "
              + "the gradient is a smaller share of the sizes of its terms (default: 2.4e-7).")
  private @Nullable Double tolerance;

  @Option(
      names = {"-r", "--learning-rate"},
      paramLabel = "RATE",
      description =
          "auto, a number, or a schedule: step(0.1, 10ep, 0.5), multi-step, exponential, polynomial, "
              + "linear(0.1), cosine(0.1), restarts(cosine(0.1), 1ep, 2), inverse-scaling, bottou, one-cycle, "
              + "piecewise, warm-up(5%%, cosine(0.1)). A higher rate buys speed, too high a one diverges "
              + "(default: auto, searched on a sample, with linear decay).")
  private String learningRate = "auto";

  @Option(
      names = "--optimizer",
      paramLabel = "SPEC",
      description =
          "sgd, adagrad, rmsprop, adadelta, adam, adamw(weight-decay=0.01), nadam, lion; "
              + "schedule-free, schedule-free-adamw (no schedule to choose); dowg, prodigy (find their rate, "
              + "--learning-rate is a factor); lookahead, accumulate(4); ftrl(alpha=0.1) and vw(rate=0.5), which have "
              + "their own rates; saga and svrg (go to the optimum itself, for linear models with a smooth loss); "
              + "or a chain such as \"chain(clip-norm(1), momentum(0.9))\". Without learning-rate(…) in it "
              + "--learning-rate follows (default: sgd).")
  private @Nullable String optimizer;

  @Option(
      names = "--momentum",
      paramLabel = "β",
      description = "0 to below 1; averages gradients, lets flat directions move (default: 0).")
  private double momentum;

  @Option(names = "--nesterov", description = "Nesterov's form of the momentum.")
  private boolean nesterov;

  @Option(
      names = "--weight-decay",
      paramLabel = "λ",
      description = "Decoupled decay: weights shrink by rate·λ a step (default: 0).")
  private double weightDecay;

  @Option(
      names = "--clip-norm",
      paramLabel = "C",
      description =
          "Longest gradient; shorter steps after an outlier, biased when it always binds.")
  private @Nullable Double clipNorm;

  @Option(names = "--clip-value", paramLabel = "C", description = "Largest element of a gradient.")
  private @Nullable Double clipValue;

  @Option(
      names = "--average",
      paramLabel = "NAME",
      description = "none, polyak, tail(0.5) or ema(0.999): mean of the iterates (default: none).")
  private String average = "none";

  @Option(
      names = "--order",
      paramLabel = "NAME",
      description = {
        "shuffle, shuffle-once, paired-reversal, stratified (each batch as the whole), balanced (classes"
            + " in turns), replacement, weighted (draws by row weight), importance (draws by length of"
            + " row, unbiased), sequential or blocks; blocks reads large data in pieces"
            + " (default: shuffle; above 16 MB rows are laid out at random once and read in blocks)."
      })
  private @Nullable String order;

  /** Says that plain SGD is given no rate where none can be searched. */
  void checkRateIsGiven() {
    if (optimizer != null && optimizer.equals("sgd") && learningRate.equals("auto")) {
      throw new SpecException(
          "--optimizer sgd needs a --learning-rate here: rows that come one by one leave nothing to"
              + " search one on; 0.01 is one to begin with, or leave both out for steps that need"
              + " none (vw)");
    }
  }

  /** The rate as it was given: {@code auto} if it was not. */
  String learningRate() {
    return learningRate;
  }

  String optimizer() {
    return optimizer == null ? "sgd" : optimizer;
  }

  /** Whether {@code --optimizer} is the whole chain, rate included. */
  boolean isWholeChain() {
    return !optimizer().equals("sgd") && isWhole(Transforms.parse(optimizer()));
  }

  /** Takes those options of an amendment that are about steps. */
  void amend(Map<String, String> changes) {
    learningRate = changes.getOrDefault(Amendment.RATE, learningRate);
    optimizer = changes.getOrDefault(Amendment.OPTIMIZER, optimizer());
    String clip = changes.get(Amendment.CLIP);
    clipNorm = clip == null ? clipNorm : Double.valueOf(clip);
  }

  /** Whether the user said which examples come next. */
  boolean choosesOrder() {
    return order != null;
  }

  /**
   * Sets up what these options say; throws {@link IllegalArgumentException} where they are wrong.
   */
  void configure(Sgd sgd) {
    boolean grows = "auto".equals(batchSize) && !takesExamples();
    if (grows && steps != null) {
      throw new SpecException(
          "--steps does not go with --batch-size auto, under which nobody knows beforehand how many"
              + " steps an epoch has: give --epochs, or a number of rows as --batch-size");
    }
    if (batchSize != null) {
      sgd.batchSize(takesExamples() && batchSize.equals("auto") ? 1 : batchSize(batchSize));
    }
    sgd.growingBatch(grows).averaging(Averaging.parse(average));
    if (order != null) {
      sgd.order(Orders.parse(order));
    }
    if (epochs != null) {
      sgd.epochs(epochs);
    }
    if (steps != null) {
      sgd.steps(steps);
    }
    if (timeLimit != null) {
      sgd.timeLimit(duration(timeLimit));
    }
    if (tolerance != null) {
      if (!(tolerance > 0)) {
        throw new SpecException("--tolerance must be above 0, not " + Spec.number(tolerance));
      }
      sgd.tolerance(tolerance);
    }
    if (!learningRate.equals("auto")) {
      sgd.learningRate(Schedules.parse(learningRate));
    }
    if (clipNorm != null) {
      sgd.clipNorm(clipNorm);
    }
    if (clipValue != null) {
      sgd.clipValue(clipValue);
    }
    if (momentum != 0 || nesterov) {
      sgd.momentum(new Momentum(nesterov && momentum == 0 ? 0.9 : momentum, 0, nesterov));
    }
    if (!(weightDecay >= 0) || Double.isInfinite(weightDecay)) {
      throw new SpecException(
          "--weight-decay must be a number of at least 0, not " + Spec.number(weightDecay));
    }
    if (weightDecay != 0) {
      sgd.decoupledWeightDecay(weightDecay);
    }
    if (!optimizer().equals("sgd")) {
      GradientTransform chain = Transforms.parse(optimizer());
      if (isWhole(chain)) {
        checkNothingIsBeside(chain);
        sgd.transform(chain);
      } else {
        sgd.link(chain);
      }
    }
  }

  /** The rate, if it is one number, else null. */
  @Nullable Double constantRate() {
    return !learningRate.equals("auto") && Schedules.parse(learningRate) instanceof Constant rate
        ? Double.valueOf(rate.rate())
        : null;
  }

  /** Rows of a batch; more than there are stands for all. */
  int batchRows() {
    return batchSize == null ? Sgd.DEFAULT_BATCH_SIZE : batchSize(batchSize);
  }

  /** Whether a step is the rate times the gradient and nothing else. */
  boolean isPlain() {
    return optimizer().equals("sgd")
        && momentum == 0
        && !nesterov
        && weightDecay == 0
        && clipNorm == null
        && clipValue == null;
  }

  /** Says that there is no rate to be found where the update has its own. */
  void checkRateIsFree() {
    GradientTransform chain = optimizer().equals("sgd") ? null : Transforms.parse(optimizer());
    if (chain != null && isWhole(chain)) {
      throw new SpecException(
          "there is no rate to be found for "
              + chain
              + ", which has its own; leave --optimizer out, or name one without a rate, such as adam");
    }
  }

  private boolean takesExamples() {
    return !optimizer().equals("sgd") && Transforms.parse(optimizer()).needsExamples();
  }

  /** The rate that was given, or null where it is searched or the optimizer's own. */
  @Nullable Schedule givenRate() {
    return learningRate.equals("auto") ? null : Schedules.parse(learningRate);
  }

  /** Whether steps are on single examples, by an update with penalties of its own. */
  boolean hasOwnPenalties() {
    return takesExamples() && !Transforms.parse(optimizer()).remembersExamples();
  }

  /** Whether coordinates have rates of their own. */
  boolean isAdaptive() {
    return !optimizer().equals("sgd")
        && links(Transforms.parse(optimizer())).stream()
            .anyMatch(link -> link instanceof AdaGrad || link instanceof Ftrl);
  }

  private static List<GradientTransform> links(GradientTransform transform) {
    return transform instanceof Chain chain ? chain.links() : List.of(transform);
  }

  /** Whether it makes an update of a gradient by itself, rate included. */
  private static boolean isWhole(GradientTransform chain) {
    return chain.hasOwnRate() || links(chain).stream().anyMatch(LearningRate.class::isInstance);
  }

  /** Options that would be ignored beside a whole chain are mistakes. */
  private void checkNothingIsBeside(GradientTransform chain) {
    if (!learningRate.equals("auto")) {
      throw new SpecException(
          chain.hasOwnRate()
              ? "--learning-rate does not go with "
                  + links(chain).stream()
                      .filter(GradientTransform::hasOwnRate)
                      .findFirst()
                      .orElse(chain)
                  + ", which has a rate of its own: set it in --optimizer, as in "
                  + (chain.remembersExamples() ? "\"saga(0.1)\"" : "\"ftrl(alpha=0.1)\"")
                  + ", and leave --learning-rate out"
              : "there are two rates: --learning-rate, and learning-rate(…) in --optimizer; leave"
                  + " one of them out");
    }
    String beside =
        momentum != 0
            ? "--momentum"
            : nesterov
                ? "--nesterov"
                : weightDecay != 0
                    ? "--weight-decay"
                    : clipNorm != null ? "--clip-norm" : clipValue != null ? "--clip-value" : null;
    if (beside != null) {
      throw new SpecException(
          beside
              + " does not go with --optimizer "
              + optimizer
              + (chain.needsExamples()
                  ? ", which takes its steps from the examples themselves and stands alone: leave it"
                      + " out, or use another optimizer"
                  : ", which is the whole chain up to its rate; write it into the chain, as in"
                      + " \"chain(clip-norm(1), momentum(0.9), learning-rate(0.1))\""));
    }
  }

  static int batchSize(String batchSize) {
    if (batchSize.equals("auto")) {
      return Sgd.DEFAULT_BATCH_SIZE;
    }
    if (batchSize.equals("full")) {
      return Sgd.FULL_BATCH;
    }
    try {
      int rows = Integer.parseInt(batchSize);
      if (rows >= 1) {
        return rows;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new SpecException(
        "--batch-size must be a whole number of at least 1, full or auto, not " + batchSize);
  }

  static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text.toLowerCase(Locale.ROOT).strip());
    if (!matcher.matches()) {
      throw new SpecException(
          "--time-limit must be a time such as 500ms, 30s, 5m or 1h, not " + text);
    }
    String unit = matcher.group(2) == null ? "s" : matcher.group(2);
    double seconds =
        Double.parseDouble(matcher.group(1))
            * switch (unit) {
              case "ms" -> 1e-3;
              case "m", "min" -> 60;
              case "h" -> 3600;
              default -> 1;
            };
    Duration duration = Duration.ofNanos((long) Math.min(seconds * 1e9, Long.MAX_VALUE));
    if (duration.isZero()) {
      throw new SpecException("--time-limit must be above 0");
    }
    return duration;
  }
}
