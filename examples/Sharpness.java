import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.glissade.diagnose.Curvature;
import org.glissade.io.formats.DataReader;
import org.glissade.io.formats.ReadOptions;
import org.glissade.io.formats.Source;
import org.glissade.io.pipeline.LossCurve.Spread;
import org.glissade.io.pipeline.Pipeline;
import org.glissade.io.pipeline.TrainingSettings;
import org.glissade.io.pipeline.Trend;
import org.glissade.model.Metrics;
import org.glissade.model.Network;
import org.glissade.train.Fit;
import org.glissade.train.Penalty;
import org.glissade.train.Sgd;
import org.glissade.train.StopReason;
import org.glissade.train.Surroundings;
import org.glissade.train.TrainingEvent;
import org.glissade.train.TrainingListener;

/**
 * Do small batches end in flatter places than large ones, and do they generalise better? (Keskar et al., ICLR 2017,
 * arXiv 1609.04836, saw it in large networks.) A small network learns handwritten digits with batches of several
 * sizes, at equal epochs, at equal steps, and down to an equal training loss. Told are the sharpness λ, the largest
 * eigenvalue of the Hessian of the training loss, and the error on rows held out, whatever they are.
 *
 * <pre>java -cp cli/target/glissade.jar examples/Sharpness.java seeds=5 rates=fixed,sqrt,linear</pre>
 */
final class Sharpness {
  private static final Map<String, String> OPTIONS =
      Map.of("seeds", "5", "rates", "fixed,linear", "epochs", "60", "steps", "1920", "loss", "0.01", "rate", "0.5");

  /** 1,024 rows to learn from, so that no batch is short; the other 773 are the test. The seed says which. */
  private static final double TEST_SHARE = 773 / 1797.0;
  private static final long SPLIT_SEED = 1;

  private static final Network NETWORK = Network.parse("mlp(32, activation=tanh)");
  private static final int[] BATCHES = {8, 32, 128, 512, 1024};

  /** The batch whose rate is the same by every rule. */
  private static final int REFERENCE = 32;

  /** A run that is to come down to a loss gives up after so many times the usual steps. */
  private static final int PATIENCE = 5;

  /** A trend with a greater p is not told from chance. */
  private static final double LEVEL = 0.01;

  /** How the rate follows the batch. */
  enum Rule {
    FIXED("one rate for all batches", 0),
    SQRT("the rate grows with the square root of the batch", 0.5),
    LINEAR("the rate grows with the batch", 1);

    final String words;
    final double power;

    Rule(String words, double power) {
      this.words = words;
      this.power = power;
    }

    double rate(double base, int batch) { return base * Math.pow((double) batch / REFERENCE, power); }
  }

  /** What is equal. */
  enum Budget { EPOCHS, STEPS, LOSS }

  /** How one run ended; it failed if it diverged or never came down to the loss. */
  record End(boolean failed, long steps, double loss, double sharpness, double error) {}

  /** The runs of one batch size, one a seed. */
  record Runs(int batch, double rate, List<End> ends) {
    Spread of(ToDoubleFunction<End> figure) {
      return Spread.of(ends.stream().filter(end -> !end.failed).map(end -> figure.applyAsDouble(end)).toList());
    }

    long failed() { return ends.stream().filter(End::failed).count(); }
  }

  /** Ends a run at the first loss of all training rows that is low enough; looks after every fourth step. */
  static final class Goal implements TrainingListener, BooleanSupplier {
    private final double loss;
    private boolean reached;

    Goal(double loss) { this.loss = loss; }

    @Override public void on(TrainingEvent event) {
      reached |= event instanceof TrainingEvent.Measured now && now.trainingLoss() <= loss;
    }

    @Override public long nextMeasurement(long step) { return Math.ceilDiv(step, 4L) * 4; }

    @Override public boolean everyStep() { return true; } // so that it is asked before each step whether to end

    @Override public boolean getAsBoolean() { return reached; }
  }

  private final Pipeline digits;
  private final Map<String, String> options;
  private final int seeds;

  private Sharpness(Pipeline digits, Map<String, String> options) {
    this.digits = digits;
    this.options = options;
    this.seeds = Integer.parseInt(options.get("seeds"));
  }

  public static void main(String[] args) {
    Map<String, String> options = new HashMap<>(OPTIONS);
    for (String word : args) {
      String[] parts = word.split("=", 2);
      if (parts.length < 2 || options.replace(parts[0], parts[1]) == null) {
        System.err.println(word + " is none of the options, NAME=VALUE: " + OPTIONS);
        System.exit(2);
      }
    }
    TrainingSettings usual = TrainingSettings.defaults();
    TrainingSettings split = new TrainingSettings(
        null, null, 0, 0.0, true, usual.scaling(), null, TEST_SHARE, false, SPLIT_SEED);
    Source file = Source.file(Path.of("examples/digits.csv.gz"));
    Pipeline digits = Pipeline.of(DataReader.read(file, ReadOptions.defaults()), split, note -> {});
    new Sharpness(digits, options).tell();
  }

  private void tell() {
    say("%s: %,d parameters; %,d rows to learn from, %,d for the test%nplain SGD, rate %s at batch %d",
        NETWORK, digits.model(NETWORK).layout().size(), digits.training().rows(),
        digits.validation().rows(), options.get("rate"), REFERENCE);
    say("medians over %d seeds, and from the lowest to the highest", seeds);
    List<String> conclusions = new ArrayList<>();
    for (String name : options.get("rates").split(",")) {
      Rule rule = Rule.valueOf(name.strip().toUpperCase(Locale.ROOT));
      for (Budget budget : Budget.values()) {
        String title = title(budget) + ", " + rule.words;
        List<Runs> table = runs(rule, budget);
        say("%nAt equal %s%n", title);
        say("%5s %7s %6s   %-25s %-25s %-21s %6s",
            "batch", "rate", "steps", "training loss", "sharpness λ", "test error, %", "failed");
        table.forEach(this::print);
        conclusions.add("At equal " + title + ", " + conclusion(table, budget));
      }
    }
    say("%nIn parentheses: the correlation of the ranks with the batch size, and its p over all orders of each seed's%n"
        + "figures (Page's test, exact); p above %s is called no clear trend.%n", LEVEL);
    conclusions.forEach(sentence -> say("- %s", sentence.replaceAll("(.{1,108})(?: |$)", "$1\n  ").strip()));
  }

  private String title(Budget budget) {
    return switch (budget) {
      case EPOCHS -> "epochs (" + options.get("epochs") + ")";
      case STEPS -> "steps (" + options.get("steps") + ")";
      case LOSS -> "training loss (" + options.get("loss") + ")";
    };
  }

  /** All batch sizes under all seeds, on all processors: a run is the same on any. */
  private List<Runs> runs(Rule rule, Budget budget) {
    double base = Double.parseDouble(options.get("rate"));
    List<End> ends = IntStream.range(0, BATCHES.length * seeds).parallel()
        .mapToObj(i -> run(BATCHES[i / seeds], rule.rate(base, BATCHES[i / seeds]), i % seeds, budget))
        .toList();
    return IntStream.range(0, BATCHES.length)
        .mapToObj(b -> new Runs(BATCHES[b], rule.rate(base, BATCHES[b]), ends.subList(b * seeds, (b + 1) * seeds)))
        .toList();
  }

  private End run(int batch, double rate, long seed, Budget budget) {
    Sgd sgd = Sgd.classifier().model(digits.model(NETWORK)).batchSize(batch).learningRate(rate).seed(seed);
    Goal goal = new Goal(Double.parseDouble(options.get("loss")));
    long steps = Long.parseLong(options.get("steps"));
    switch (budget) {
      case EPOCHS -> sgd.epochs(Long.parseLong(options.get("epochs")));
      case STEPS -> sgd.steps(steps);
      case LOSS ->
          sgd.steps(PATIENCE * steps).surroundings(Surroundings.none().withListener(goal).withInterrupted(goal));
    }
    Fit fit = sgd.fit(digits.training());
    StopReason reason = fit.outcome().reason();
    if (reason == StopReason.DIVERGED || (budget == Budget.LOSS && !goal.reached)) {
      return new End(true, 0, 0, 0, 0);
    }
    double sharpness = Curvature.of(fit.risk(), Penalty.NONE, fit.params()).largest();
    float[] scores = fit.scores(digits.validation());
    double right = Metrics.accuracy(scores, digits.validation().targets(), null, fit.model().outputs());
    return new End(false, fit.outcome().state().step(), fit.trainingLoss(), sharpness, 100 * (1 - right));
  }

  private void print(Runs runs) {
    Spread loss = runs.of(End::loss);
    Spread sharpness = runs.of(End::sharpness);
    Spread error = runs.of(End::error);
    Object steps = runs.failed() == seeds ? "" : Math.round(runs.of(End::steps).median());
    say("%5d %7.4g %6s   %-25s %-25s %-21s %6d", runs.batch, runs.rate, steps,
        spread("%.5f", loss), spread("%.4f", sharpness), spread("%.2f", error), runs.failed());
  }

  private static String spread(String format, Spread spread) {
    if (Double.isNaN(spread.median())) {
      return "none";
    }
    String all = format + "  " + format + "–" + format;
    return String.format(Locale.ROOT, all, spread.median(), spread.low(), spread.high());
  }

  /** What the table shows, by the sizes of which no run failed. */
  private String conclusion(List<Runs> all, Budget budget) {
    List<Runs> table = all.stream().filter(runs -> runs.failed() == 0).toList();
    if (table.size() < 2) {
      return "fewer than two batch sizes came to an end without failure: nothing to compare.";
    }
    String loss = trend(table, End::loss, "training loss", "%.4f");
    String sharpness = trend(table, End::sharpness, "sharpness", "%.3f");
    String error = trend(table, End::error, "test error", "%.2f%%");
    return "from batch " + table.getFirst().batch + " to " + table.getLast().batch
        + (table.size() == all.size() ? ": " : ", without sizes of which runs failed: ")
        + (budget == Budget.LOSS ? "" : loss + "; ") + sharpness + "; " + error + "; " + bySharpness(table) + ".";
  }

  private String trend(List<Runs> table, ToDoubleFunction<End> figure, String name, String format) {
    Trend trend = Trend.of(IntStream.range(0, seeds)
        .mapToObj(s -> table.stream().mapToDouble(runs -> figure.applyAsDouble(runs.ends.get(s))).toArray())
        .toList());
    Spread first = table.getFirst().of(figure);
    Spread last = table.getLast().of(figure);
    return said(trend, name + " rises", name + " falls", "no clear trend of the " + name)
        + String.format(Locale.ROOT, ", " + format + " to " + format, first.median(), last.median());
  }

  /** Whether, among the ends of a seed, the sharper err more: sharpness takes the place of the batch size. */
  private String bySharpness(List<Runs> table) {
    Trend trend = Trend.of(IntStream.range(0, seeds)
        .mapToObj(s -> table.stream().map(runs -> runs.ends.get(s)).sorted(Comparator.comparingDouble(End::sharpness))
            .mapToDouble(End::error).toArray())
        .toList());
    return said(trend, "sharper ends err more", "sharper ends err less", "sharper ends err neither more nor less");
  }

  private static String said(Trend trend, String up, String down, String neither) {
    String words = trend.p() > LEVEL ? neither : trend.correlation() > 0 ? up : down;
    return String.format(Locale.ROOT, "%s (%.2f, p %.2g)", words, trend.correlation(), trend.p());
  }

  private static void say(String format, Object... figures) {
    System.out.printf(Locale.ROOT, format + "%n", figures);
  }
}
