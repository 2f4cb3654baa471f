package org.glissade.cli;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.glissade.diagnose.Curvature;
import org.glissade.diagnose.RateRange;
import org.glissade.diagnose.Smoothness;
import org.glissade.io.Release;
import org.glissade.io.pipeline.Pipeline;
import org.glissade.io.report.RatePage;
import org.glissade.spec.Numbers;
import org.glissade.spec.Spec;
import org.glissade.train.EmpiricalRisk;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code glissade find-rate}: which learning rates are usable. */
@Command(
    name = "find-rate",
    description = {
      "Shows which learning rates are usable, by a range test: one short run in which the rate grows",
      "from step to step until the loss rises (Smith 2017). Suggested is a tenth of the rate at which",
      "the smoothed loss was lowest. Of linear models with a smooth loss the exact limits are told, too.",
      "train without --learning-rate searches a rate itself; this shows why, and what else would do."
    },
    customSynopsis = "glissade find-rate DATA [--target COLUMN] [options of train]",
    footer = {
      "glissade find-rate examples/airfoil.csv --target sound_pressure --batch-size 10",
      "draws the loss by the rate, and suggests one",
      "glissade find-rate examples/airfoil.csv --target sound_pressure --batch-size full --learning-rate 1",
      "also says what a rate of 1 does",
    })
final class FindRateCommand implements Callable<Integer> {
  private static final int PLOT_WIDTH = 78;
  private static final int PLOT_HEIGHT = 14;

  private final Shell shell;

  @Parameters(index = "0", paramLabel = "DATA", description = "A file, or - for standard input.")
  private String data = "";

  @Option(
      names = {"-t", "--target"},
      paramLabel = "COLUMN",
      description = "What to predict: a column by name or number from 1 (default: the last).")
  private @Nullable String target;

  @Option(names = "--weight-column", paramLabel = "COLUMN", description = "How much a row counts.")
  private @Nullable String weightColumn;

  @Option(names = "--from", paramLabel = "RATE", description = "The first rate (default: 1e-6).")
  private double from = 1e-6;

  @Option(names = "--to", paramLabel = "RATE", description = "The last rate (default: 100).")
  private double to = 100;

  @Option(
      names = "--rates",
      paramLabel = "N",
      description = "How many, a step each (default: 400).")
  private int rates = 400;

  @ArgGroup(validate = false, heading = HelpStyle.SECTION + "Data" + HelpStyle.END)
  private DataOptions dataOptions = new DataOptions();

  @ArgGroup(validate = false, heading = HelpStyle.SECTION + "Model" + HelpStyle.END)
  private ModelOptions modelOptions = new ModelOptions();

  @ArgGroup(validate = false, heading = HelpStyle.SECTION + "Steps" + HelpStyle.END)
  private StepOptions stepOptions = new StepOptions();

  @Option(names = "--seed", paramLabel = "N", description = "Of all random choices (default: 0).")
  private long seed;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Option(
      names = "--report",
      paramLabel = "FILE.html",
      description = "Write one page about the test: the picture, the suggested rate, the limits.")
  private @Nullable Path report;

  @CommandLine.Spec private @Nullable CommandSpec spec;

  FindRateCommand(Shell shell) {
    this.shell = shell;
  }

  /**
   * The exact limits, as far as there are any.
   *
   * @param curvature where training begins
   * @param smoothness of a linear model with a smooth loss, else null
   */
  private record Limits(Curvature curvature, @Nullable Smoothness smoothness) {}

  @Override
  public Integer call() {
    stepOptions.checkRateIsFree();
    if (report != null) {
      Destination.checked("--report", report, data);
    }
    Problem problem =
        Problem.read(
            shell,
            new Problem.Request(data, target, weightColumn, seed),
            dataOptions,
            modelOptions,
            stepOptions);
    Pipeline pipeline = problem.pipeline();
    Double asked = stepOptions.constantRate();
    RateRange range =
        RateRange.test(pipeline.sgd(stepOptions::configure), pipeline.training(), from, to, rates);
    EmpiricalRisk risk = pipeline.risk();
    float[] start = new float[risk.layout().size()];
    risk.initialise(start, seed);
    Limits limits =
        new Limits(
            Curvature.of(risk, pipeline.penalty(), start), Smoothness.of(risk, pipeline.penalty()));
    if (report != null) {
      RatePage.write(report, findings(problem, range, limits, asked));
    }
    if (json) {
      JsonOutput.print(object(pipeline, range, limits), shell.out());
    } else {
      print(problem, range, limits, asked);
    }
    return ExitCode.DONE;
  }

  private void print(Problem problem, RateRange range, Limits limits, @Nullable Double asked) {
    shell.out().println(problem.headline());
    shell.out().println();
    int count = range.points().size();
    double[] x = new double[count];
    double[] y = new double[count];
    for (int i = 0; i < count; i++) {
      x[i] = Math.log10(range.points().get(i).rate());
      y[i] = range.points().get(i).smoothed();
    }
    LossPlot.draw(
            List.of(new LossPlot.Series("smoothed loss of the batches", x, y)),
            "log10 of the rate",
            Math.min(PLOT_WIDTH, shell.outTerminal().width()),
            PLOT_HEIGHT,
            shell.outTerminal())
        .forEach(shell.out()::println);
    shell.out().println();
    shell.out().println(course(range));
    shell
        .out()
        .println(
            "Suggested: "
                + shell.outTerminal().bold("--learning-rate " + Spec.number(range.suggested())));
    limits(problem, limits, asked).forEach(shell.out()::println);
    if (report != null) {
      shell.out().println("Wrote " + report);
    }
  }

  private static String course(RateRange range) {
    return "The loss fell fastest at a rate of "
        + Numbers.significant(range.steepest(), 2)
        + " and was lowest at "
        + Numbers.significant(range.lowest(), 2)
        + (range.diverged() ? "; soon after it rose." : "; it never rose: --to may be higher.");
  }

  private RatePage.Findings findings(
      Problem problem, RateRange range, Limits limits, @Nullable Double asked) {
    List<String> sentences = new ArrayList<>();
    sentences.add("Suggested: --learning-rate " + Spec.number(range.suggested()));
    sentences.add(course(range));
    sentences.addAll(limits(problem, limits, asked));
    double stable = limits.curvature().stableRate();
    String target = problem.pipeline().target().column();
    return new RatePage.Findings(
        Path.of(problem.read().records().source()).getFileName() + " → " + target,
        problem.headline(),
        range,
        sentences,
        Double.isFinite(stable) ? (Double) stable : null,
        spec == null ? List.of() : spec.commandLine().getParseResult().originalArgs(),
        Release.number(),
        InstantSource.system().instant());
  }

  /** What is known exactly. */
  private List<String> limits(Problem problem, Limits limits, @Nullable Double asked) {
    List<String> lines = new ArrayList<>();
    if (!problem.pipeline().risk().lossFunction().smooth()) {
      return List.of(
          "The loss has a kink: there is no rate below which descent is known to be stable.");
    }
    if (!Double.isFinite(limits.curvature().largest())) {
      return List.of(
          "The curvature is too large for a number: scale the features (--scale standard).");
    }
    boolean plain = stepOptions.isPlain();
    double stable = limits.curvature().stableRate();
    String where = limits.smoothness() == null ? "The curvature where training begins is " : "λ = ";
    lines.add(
        where
            + Numbers.significant(limits.curvature().largest(), 4)
            + ": descent on all rows is stable below a rate of "
            + Numbers.significant(stable, 3)
            + (plain ? " (2/λ)." : " (2/λ) in plain steps; these are not plain."));
    Smoothness smoothness = limits.smoothness();
    int batch = Math.min(stepOptions.batchRows(), problem.pipeline().training().rows());
    if (plain && smoothness != null && batch < smoothness.examples()) {
      lines.add(
          "Batches of "
              + Numbers.count(batch)
              + " are proved to come near the optimum up to "
              + Numbers.significant(smoothness.provedRate(batch), 2)
              + " (1/2𝓛; often more will do).");
    }
    if (plain && asked != null && limits.curvature().largest() > 0) {
      double factor = Math.abs(1 - asked * limits.curvature().largest());
      lines.add(
          asked > stable
              ? "A rate of "
                  + Spec.number(asked)
                  + " is above that limit: each step on all rows makes one direction of the error "
                  + Numbers.significant(factor, 3)
                  + " times as long, so that it diverges"
                  + (factor < 1.2 ? ", slowly." : ".")
              : "A rate of " + Spec.number(asked) + " is below that limit.");
    }
    return lines;
  }

  private Map<String, @Nullable Object> object(Pipeline pipeline, RateRange range, Limits limits) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("rows", pipeline.training().rows());
    object.put("features", pipeline.features().width());
    object.put("loss", pipeline.loss().toString());
    object.put("batch_size", Math.min(stepOptions.batchRows(), pipeline.training().rows()));
    object.put("seed", seed);
    object.put("suggested", TrainJson.finite(range.suggested()));
    object.put("lowest", TrainJson.finite(range.lowest()));
    object.put("steepest", TrainJson.finite(range.steepest()));
    object.put("diverged", range.diverged());
    object.put("curvature", limits.curvature().largest());
    object.put("stable_rate", TrainJson.finite(limits.curvature().stableRate()));
    Smoothness smoothness = limits.smoothness();
    if (smoothness != null) {
      int batch = Math.min(stepOptions.batchRows(), smoothness.examples());
      object.put("proved_rate", smoothness.provedRate(batch));
    }
    List<Map<String, @Nullable Object>> points = new ArrayList<>();
    for (RateRange.Point point : range.points()) {
      Map<String, @Nullable Object> entry = new LinkedHashMap<>();
      entry.put("rate", point.rate());
      entry.put("loss", point.loss());
      entry.put("smoothed", point.smoothed());
      points.add(entry);
    }
    object.put("points", points);
    return object;
  }
}
