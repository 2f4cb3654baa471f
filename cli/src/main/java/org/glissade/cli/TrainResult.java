package org.glissade.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.glissade.io.pipeline.Scorecard;
import org.glissade.io.pipeline.Trained;
import org.glissade.io.report.Standing;
import org.glissade.math.Simd;
import org.glissade.model.Calibration;
import org.glissade.model.Reliability;
import org.glissade.spec.Numbers;
import org.glissade.train.Outcome;
import org.glissade.train.Parallel;
import org.glissade.train.Recipe;
import org.glissade.train.Sgd;
import org.glissade.train.TrainingEvent;
import org.jspecify.annotations.Nullable;

/** What {@code glissade train} shows people at the end of a run. */
final class TrainResult {
  private static final int PLOT_HEIGHT = 12;
  private static final int PLOT_WIDTH = 78;
  private static final int MOST_CHANGES = 6;

  private final Shell shell;
  private final ReportLines lines;

  TrainResult(Shell shell, ReportLines lines) {
    this.shell = shell;
    this.lines = lines;
  }

  /**
   * Prints all of it.
   *
   * @param begun the recipe with which the run began, or null if that is not known
   * @param diagnosed why it diverged; null if it did not, or that is not known
   * @param model where the model was written
   * @param written what was written beside it, a sentence each
   */
  void print(
      Trained trained,
      @Nullable Recipe begun,
      @Nullable Diagnosed diagnosed,
      Path model,
      List<String> written) {
    Outcome outcome = trained.outcome();
    steps(outcome, begun == null ? outcome.recipe() : begun);
    plot(trained);
    shell.out().println();
    shell
        .out()
        .println(
            "Stopped after "
                + Numbers.count(outcome.state().epoch(), "epoch")
                + " ("
                + Numbers.count(outcome.state().step(), "step")
                + ", "
                + Numbers.duration(outcome.seconds())
                + "): "
                + outcome.reason().words()
                + ".");
    scores(trained);
    calibration(trained);
    shell.out().println();
    if (diagnosed == null) {
      Standing.sentences(trained).forEach(shell.out()::println);
    } else {
      new DiagnosisText(shell).print(diagnosed);
    }
    shell.out().println("Model written to " + shell.outTerminal().bold(model.toString()));
    written.forEach(shell.out()::println);
    shell
        .out()
        .println(
            shell
                .outTerminal()
                .dim("Next: glissade predict " + model + " DATA    glissade inspect " + model));
  }

  private void steps(Outcome outcome, Recipe used) {
    String batch =
        used.batchSize() == Sgd.FULL_BATCH
            ? "full batch"
            : "batches of " + Numbers.count(used.batchSize());
    lines.field(
        "Steps",
        batch + ", order " + used.order() + ", engine " + engine(outcome) + threads(outcome));
    lines.note(outcome.recipe().transform().toString());
    batches(outcome);
  }

  /** How the batch grew, and with what noise of the gradient. */
  private void batches(Outcome outcome) {
    List<TrainingEvent.BatchChosen> chosen = outcome.batches();
    if (chosen.isEmpty()) {
      return;
    }
    List<String> changes = new ArrayList<>();
    int last = Sgd.DEFAULT_BATCH_SIZE;
    for (TrainingEvent.BatchChosen batch : chosen) {
      if (batch.batchSize() != last && batch.epoch() < outcome.state().epoch()) {
        last = batch.batchSize();
        changes.add(Numbers.count(last) + " after epoch " + Numbers.count(batch.epoch()));
      }
    }
    int more = changes.size() - MOST_CHANGES;
    String list =
        String.join(", ", changes.subList(0, Math.min(MOST_CHANGES, changes.size())))
            + (more > 0 ? " and " + Numbers.count(more, "more change") : "");
    double scale = chosen.getLast().noise().scale();
    lines.note(
        (changes.isEmpty() ? "the batch stayed as it was" : "the batch went to " + list)
            + "; noise scale at the end "
            + (Double.isFinite(scale)
                ? Numbers.significant(scale, 3) + " rows"
                : "too high to be told from a sample"));
  }

  /** The engine; where it has to do without the vector units, that is told. */
  private static String engine(Outcome outcome) {
    return outcome.engine() + (Simd.available() ? "" : " (without vectors)");
  }

  private static String threads(Outcome outcome) {
    Parallel mode = outcome.recipe().parallel();
    String name = mode.equals(Parallel.minibatch()) ? "" : ", " + mode;
    return name
        + (outcome.threads() == 1 && name.isEmpty()
            ? ""
            : ", " + Numbers.count(outcome.threads(), "thread"));
  }

  private void plot(Trained trained) {
    List<TrainingEvent.EpochEnded> history = trained.outcome().history();
    if (history.size() < 2) {
      return;
    }
    int size = history.size();
    double[] x = new double[size];
    double[] training = new double[size];
    double[] held = new double[size];
    boolean validated = true;
    for (int i = 0; i < size; i++) {
      TrainingEvent.EpochEnded epoch = history.get(i);
      x[i] = epoch.epoch();
      training[i] = epoch.trainingLoss() * trained.lossFactor();
      Double loss = epoch.validationLoss();
      validated &= loss != null;
      held[i] = loss == null ? Double.NaN : loss * trained.lossFactor();
    }
    List<LossPlot.Series> series = new ArrayList<>();
    series.add(new LossPlot.Series("training loss", x, training));
    if (validated) {
      series.add(new LossPlot.Series("validation loss", x, held));
    }
    shell.out().println();
    int width = Math.min(PLOT_WIDTH, shell.outTerminal().width());
    LossPlot.draw(series, "epoch", width, PLOT_HEIGHT, shell.outTerminal())
        .forEach(shell.out()::println);
  }

  private void scores(Trained trained) {
    Scorecard held = trained.validation();
    shell.out().println();
    shell
        .out()
        .println(
            shell
                .outTerminal()
                .dim(
                    pad("", 14)
                        + padLeft(trained.progressive() ? "progressive" : "training", 12)
                        + (held == null ? "" : padLeft("validation", 12))));
    row("loss", trained.training().loss(), held == null ? null : held.loss());
    boolean several = !trained.training().targets().isEmpty();
    trained
        .training()
        .metrics()
        .forEach(
            (name, value) ->
                row(
                    (several ? "mean " : "") + name,
                    value,
                    held == null ? null : held.metrics().get(name)));
    targets(trained.training().targets(), held == null ? List.of() : held.targets());
  }

  /** The figures of each target, where there are several. */
  private void targets(List<Scorecard.OfTarget> training, List<Scorecard.OfTarget> held) {
    for (int k = 0; k < training.size(); k++) {
      Scorecard.OfTarget of = training.get(k);
      Scorecard.OfTarget apart = held.isEmpty() ? null : held.get(k);
      shell.out().println(of.column());
      row("loss", of.loss(), apart == null ? null : apart.loss());
      of.metrics()
          .forEach(
              (name, value) -> row(name, value, apart == null ? null : apart.metrics().get(name)));
    }
  }

  /** What the calibration changed, on the rows that it was fitted to. */
  private void calibration(Trained trained) {
    Scorecard before = trained.uncalibrated();
    Scorecard after = trained.validation();
    Calibration calibration = trained.model().calibration();
    if (before == null || after == null || calibration == null) {
      return;
    }
    shell.out().println();
    shell
        .out()
        .println(
            "Calibrated with "
                + calibration.method().text()
                + " on the "
                + Numbers.count(after.rows(), "row")
                + " held out:");
    change("log loss", before.metrics().get("log_loss"), after.metrics().get("log_loss"));
    change("calibration error", error(before), error(after));
    change("accuracy", before.metrics().get("accuracy"), after.metrics().get("accuracy"));
    lines.note(
        "measured after on the very rows that it was fitted to, which flatters it; other rows tell");
    lines.note("how good it is: glissade evaluate");
  }

  private static @Nullable Double error(Scorecard scores) {
    Reliability reliability = scores.reliability();
    return reliability == null ? null : reliability.expectedCalibrationError();
  }

  private void change(String name, @Nullable Double before, @Nullable Double after) {
    String from = before == null ? "none" : Numbers.significant(before);
    String to = after == null ? "none" : Numbers.significant(after);
    shell
        .out()
        .println(pad("  " + name, 22) + padLeft(from, 8) + " before, " + padLeft(to, 7) + " after");
  }

  private void row(String name, double training, @Nullable Double held) {
    shell
        .out()
        .println(
            pad("  " + name.replace('_', ' '), 14)
                + padLeft(Numbers.significant(training), 12)
                + (held == null ? "" : padLeft(Numbers.significant(held), 12)));
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  private static String padLeft(String text, int width) {
    return " ".repeat(Math.max(1, width - text.length())) + text;
  }
}
