package org.glissade.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.glissade.diagnose.GradientReport;
import org.glissade.io.pipeline.Pipeline;
import org.glissade.optim.LearningRate;
import org.glissade.spec.Numbers;
import org.glissade.train.Fit;
import org.glissade.train.Outcome;
import org.glissade.train.Sgd;
import org.glissade.train.StopReason;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code glissade noise}: how noisy the gradient of minibatches is. */
@Command(
    name = "noise",
    description = {
      "Measures how noisy the gradient of minibatches is, and which rates are stable.",
      "A minibatch sees the gradient of all rows plus noise. Both are measured twice, at the parameters",
      "where training begins and where it ends, over all rows: their lengths, the noise scale B (a batch",
      "of B rows has as much noise as gradient: smaller ones make better use of rows, larger ones of",
      "steps), and by size of batch what the formulas say beside what is seen on 200 batches.",
      "The curvature tells the largest stable rate; all in the units of the scaled features and target."
    },
    customSynopsis = "glissade noise DATA [--target COLUMN] [options of train]",
    footer = {
      "glissade noise examples/airfoil.csv --target sound_pressure",
      "at the start, and after a training with all defaults",
      "glissade noise data.csv --model mlp:64 --epochs 5 --learning-rate 0.1 --json",
      "of a network, after five epochs, as JSON",
    })
final class NoiseCommand implements Callable<Integer> {
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

  NoiseCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    Problem problem =
        Problem.read(
            shell,
            new Problem.Request(data, target, weightColumn, seed),
            dataOptions,
            modelOptions,
            stepOptions);
    Sgd sgd = problem.pipeline().sgd(stepOptions::configure);
    Fit fit = sgd.fit(problem.pipeline().training());
    float[] start = new float[fit.params().length];
    fit.risk().initialise(start, seed);
    GradientReport before = GradientReport.of(fit.risk(), fit.penalty(), start, seed);
    GradientReport after = GradientReport.of(fit.risk(), fit.penalty(), fit.params(), seed);
    if (json) {
      JsonOutput.print(object(problem, fit, before, after), shell.out());
    } else {
      print(problem, fit, before, after);
    }
    if (fit.outcome().reason() == StopReason.DIVERGED) {
      shell
          .err()
          .println(
              shell.errTerminal().alarm("glissade:")
                  + " training diverged: the figures at its end are of the last good parameters."
                  + " glissade train with the same options says why.");
      return ExitCode.DIVERGED;
    }
    return ExitCode.DONE;
  }

  private void print(Problem problem, Fit fit, GradientReport before, GradientReport after) {
    Outcome outcome = fit.outcome();
    shell.out().println(problem.headline());
    shell.out().println();
    List<String> names =
        List.of("at the start", "after " + Numbers.count(outcome.state().epoch(), "epoch"));
    Terminal terminal = shell.outTerminal();
    GradientFigures.lines(names, List.of(before, after), fit.loss().smooth(), terminal)
        .forEach(shell.out()::println);
    if (before.batches().isEmpty()) {
      shell.out().println();
      shell.out().println(terminal.dim("Rows have weights: figures by batch are left out."));
    } else {
      batches("at the start", before);
      batches(names.getLast(), after);
    }
    shell.out().println();
    advice(fit, after).forEach(shell.out()::println);
  }

  private void batches(String when, GradientReport report) {
    shell.out().println();
    shell.out().println("Squared noise of a batch of m rows, " + when + ":");
    GradientFigures.batches(report, shell.outTerminal()).forEach(shell.out()::println);
  }

  /** What follows for the batch and the rate. */
  private static List<String> advice(Fit fit, GradientReport after) {
    List<String> lines = new ArrayList<>();
    Outcome outcome = fit.outcome();
    // What is said of rates is the theory of plain steps on a smooth loss.
    boolean plain = outcome.recipe().transform() instanceof LearningRate && fit.loss().smooth();
    int batch = outcome.recipe().batchSize();
    double rate = outcome.recipe().transform().rate(0);
    double scale = after.noise().scale();
    String size = batch == Sgd.FULL_BATCH ? "all rows" : Numbers.count(batch, "row");
    lines.add(
        batch < scale
            ? "At the end a batch of "
                + size
                + " is mostly noise: the average of the iterates or a falling rate gains more than"
                + " more epochs."
            : "At the end a batch of " + size + " still points where all rows do.");
    if (plain
        && rate > 0
        && batch != Sgd.FULL_BATCH
        && Double.isFinite(after.noiseFloor(rate, batch))) {
      lines.add(
          "A constant rate of "
              + Numbers.significant(rate, 3)
              + " with that batch would hold the loss about "
              + Numbers.significant(after.noiseFloor(rate, batch), 2)
              + " above its minimum.");
    }
    double stable = after.curvature().stableRate();
    if (plain && stable > 0 && rate > stable) {
      lines.add(
          "The rate of "
              + Numbers.significant(rate, 3)
              + " is above "
              + Numbers.significant(stable, 3)
              + ", up to which descent on all rows is stable.");
    }
    return lines;
  }

  private Map<String, @Nullable Object> object(
      Problem problem, Fit fit, GradientReport before, GradientReport after) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    Pipeline pipeline = problem.pipeline();
    object.put("task", pipeline.target().task().text());
    TrainJson.target(pipeline.target(), object);
    object.put("rows", pipeline.training().rows());
    object.put("features", pipeline.features().width());
    object.put("parameters", fit.params().length);
    object.put("model", fit.model().toString());
    object.put("loss", fit.loss().toString());
    object.put("epochs", fit.outcome().state().epoch());
    object.put("batch_size", Math.min(fit.outcome().recipe().batchSize(), fit.risk().examples()));
    object.put("learning_rate", TrainJson.finite(fit.outcome().recipe().transform().rate(0)));
    object.put("seed", seed);
    object.put("start", GradientFigures.json(before));
    object.put("end", GradientFigures.json(after));
    return object;
  }
}
