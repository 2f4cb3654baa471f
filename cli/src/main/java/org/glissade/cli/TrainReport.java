package org.glissade.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.glissade.io.encode.Scaling;
import org.glissade.io.encode.TargetEncoder;
import org.glissade.io.formats.ReadResult;
import org.glissade.io.modelfile.ModelFile;
import org.glissade.io.pipeline.Pipeline;
import org.glissade.io.pipeline.Scorecard;
import org.glissade.io.pipeline.Trained;
import org.glissade.io.pipeline.TrainingSettings;
import org.glissade.io.table.Matrix;
import org.glissade.io.table.Schema;
import org.glissade.io.table.Table;
import org.glissade.math.Simd;
import org.glissade.model.Calibration;
import org.glissade.model.Losses;
import org.glissade.model.Reliability;
import org.glissade.train.DistanceToOptimum;
import org.glissade.train.Outcome;
import org.glissade.train.Parallel;
import org.glissade.train.Recipe;
import org.glissade.train.Sgd;
import org.glissade.train.StopReason;
import org.glissade.train.TrainingEvent;
import org.glissade.train.TrainingListener;
import org.jspecify.annotations.Nullable;

/** What {@code glissade train} tells: for people on the screen, or as one JSON object. */
final class TrainReport {
  private static final String NO_L2 =
      ", no L2 (it would slow adagrad and ftrl down on sparse features; --l2 sets it)";

  private static final int PLOT_HEIGHT = 12;
  private static final int PLOT_WIDTH = 78;
  private static final int MOST_NOTES = 12;
  private static final int MOST_COLUMNS = 20;
  private static final int MOST_CHANGES = 6;

  /**
   * Seconds of a run.
   *
   * @param read of reading and encoding
   * @param train of training, rate search and scores included
   * @param beginNanos when the command began
   */
  record Seconds(double read, double train, long beginNanos) {}

  private final Shell shell;
  private final boolean json;
  private final boolean quiet;
  private final ProgressLine progress;
  private @Nullable Recipe recipe;
  private boolean obstacleTold;

  TrainReport(Shell shell, boolean json, boolean quiet) {
    this.shell = shell;
    this.json = json;
    this.quiet = quiet;
    this.progress = new ProgressLine(shell.err(), shell.errTerminal(), System::nanoTime);
  }

  // --- before ----------------------------------------------------------------------------------

  /**
   * What was read and what will be done with it.
   *
   * @param notes what was assumed beyond what the reading says
   */
  void data(ReadResult read, Pipeline pipeline, TrainingSettings settings, List<String> notes) {
    if (quiet || json) {
      return;
    }
    int rows = read.records().rows();
    String features = Numbers.count(pipeline.features().width(), "feature");
    String form = pipeline.isSparse() ? ", sparse" : "";
    field(
        "Data",
        read.records().source() + ": " + Numbers.count(rows, "row") + ", " + features + form);
    notes(read.notes());
    schema(read);
    field(
        "Task",
        task(pipeline.target()) + ", loss " + pipeline.loss() + penalties(pipeline, settings));
    int held = rowsOf(pipeline);
    field(
        "Rows",
        Numbers.count(pipeline.training().rows())
            + " to learn from, "
            + (held == 0
                ? "none held out"
                : Numbers.count(held) + " held out (--validation 0 uses every row)"));
    notes(notes);
  }

  private void notes(List<String> notes) {
    for (String note : notes.subList(0, Math.min(MOST_NOTES, notes.size()))) {
      note(note);
    }
    if (notes.size() > MOST_NOTES) {
      note("and " + (notes.size() - MOST_NOTES) + " more");
    }
  }

  /** The columns with their types; only counted where there are many. */
  private void schema(ReadResult read) {
    if (read.records() instanceof Matrix matrix) {
      note(
          Numbers.count(matrix.names().size())
              + " columns of numbers"
              + (matrix.mappings().isEmpty() ? "" : ", read where they lie in the file")
              + " (glissade inspect lists them)");
    }
    if (!(read.records() instanceof Table table)) {
      return;
    }
    if (table.columns().size() <= MOST_COLUMNS) {
      shell.out().println();
      Schema.of(table).toString().lines().forEach(line -> shell.out().println("       " + line));
      shell.out().println();
      return;
    }
    Map<String, Integer> counts = new TreeMap<>();
    Schema.of(table).columns().forEach(column -> counts.merge(column.type(), 1, Integer::sum));
    List<String> parts = new ArrayList<>();
    counts.forEach((type, count) -> parts.add(Numbers.count(count) + " " + type));
    note("columns: " + String.join(", ", parts) + " (glissade inspect lists them)");
  }

  /**
   * What was read and learnt from at the same time.
   *
   * @param settings what was asked for
   * @param notes what was assumed
   */
  void data(String source, Trained trained, TrainingSettings settings, List<String> notes) {
    if (quiet || json) {
      return;
    }
    progress.close();
    ModelFile model = trained.model();
    boolean sparse = !model.features().dense();
    int rows = trained.training().rows();
    field(
        "Data",
        source
            + ": "
            + Numbers.count(rows, "row")
            + ", "
            + Numbers.count(model.features().width(), "feature")
            + (sparse ? ", sparse" : ""));
    notes(notes);
    field(
        "Task",
        task(model.target())
            + ", loss "
            + model.about().loss()
            + (settings.goesWithoutL2(model.target().task(), sparse) ? NO_L2 : "")
            + ", features not scaled");
    field("Rows", Numbers.count(rows) + " to learn from, none held out");
    note(
        "learnt from as they were read, and forgotten: the figures are progressive, those of each");
    note("row just before it was learnt from");
  }

  private static int rowsOf(Pipeline pipeline) {
    var held = pipeline.validation();
    return held == null ? 0 : held.rows();
  }

  private static String task(TargetEncoder target) {
    return target.task().text()
        + " of "
        + target.column()
        + switch (target.task()) {
          case REGRESSION -> "";
          case BINARY ->
              " ("
                  + target.classes().getFirst()
                  + ", "
                  + target.classes().getLast()
                  + "; the second is positive)";
          case MULTICLASS -> " (" + target.classes().size() + " classes)";
        };
  }

  private static String penalties(Pipeline pipeline, TrainingSettings settings) {
    StringBuilder text = new StringBuilder();
    if (settings.l1() > 0) {
      text.append(", L1 ").append(Numbers.significant(settings.l1()));
    }
    double l2 = pipeline.l2();
    if (l2 > 0) {
      text.append(", L2 ")
          .append(Numbers.significant(l2))
          .append(settings.l2() == null ? " (1/rows; --l2 sets it)" : "");
    }
    if (settings.goesWithoutL2(pipeline.target().task(), pipeline.isSparse())) {
      text.append(NO_L2);
    }
    if (settings.scaling() == Scaling.NONE) {
      text.append(", features not scaled");
    }
    return text.toString();
  }

  private void field(String name, String text) {
    String label = shell.outTerminal().bold(name + " ".repeat(Math.max(1, 7 - name.length())));
    shell.out().println(label + text);
  }

  private void note(String text) {
    shell.out().println("       " + shell.outTerminal().dim(text));
  }

  // --- during ----------------------------------------------------------------------------------

  TrainingListener listener() {
    return event -> {
      switch (event) {
        case TrainingEvent.Started started -> {
          recipe = started.recipe();
          engine(started);
          progress.show(() -> "training …");
        }
        case TrainingEvent.EpochEnded epoch -> progress.show(() -> line(epoch));
        default -> {}
      }
    };
  }

  /** Says beforehand that a run will be slow, and why. */
  private void engine(TrainingEvent.Started started) {
    String obstacle = started.obstacle();
    if (obstacle == null || quiet || obstacleTold) {
      return;
    }
    obstacleTold = true;
    String text = started.engine() + ", in which each step touches every weight: " + obstacle;
    if (json) {
      progress.println("Engine " + text);
    } else {
      field("Engine", text);
    }
  }

  private static String line(TrainingEvent.EpochEnded epoch) {
    Double held = epoch.validationLoss();
    return "epoch "
        + Numbers.count(epoch.epoch())
        + "  training loss "
        + Numbers.significant(epoch.trainingLoss())
        + (held == null ? "" : "  validation loss " + Numbers.significant(held))
        + "  rate "
        + Numbers.significant(epoch.learningRate(), 3)
        + "  "
        + Numbers.duration(epoch.seconds());
  }

  /** Told from another thread when an interrupt comes. */
  void interrupting() {
    if (!quiet) {
      progress.println("Interrupted: saving the best model so far …");
    }
  }

  // --- after -----------------------------------------------------------------------------------

  void result(Trained trained, Path model, long seed, Seconds seconds) {
    progress.close();
    if (json) {
      JsonOutput.print(TrainJson.of(trained, model, seed, seconds), shell.out());
    }
    Outcome outcome = trained.outcome();
    if (outcome.reason() == StopReason.DIVERGED) {
      shell
          .err()
          .println(
              shell.errTerminal().alarm("glissade:")
                  + " training diverged after "
                  + Numbers.count(outcome.state().step(), "step")
                  + ": the loss was not finite or rose far above where it began. The last good"
                  + " parameters were kept. Lower --learning-rate (or leave it out, to have it"
                  + " searched), or set --clip-norm 1.");
    }
    if (json || quiet) {
      return;
    }
    steps(outcome);
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
    distance(trained);
    shell.out().println("Model written to " + shell.outTerminal().bold(model.toString()));
    shell
        .out()
        .println(
            shell
                .outTerminal()
                .dim("Next: glissade predict " + model + " DATA    glissade inspect " + model));
  }

  private void steps(Outcome outcome) {
    Recipe used = recipe == null ? outcome.recipe() : recipe;
    String batch =
        used.batchSize() == Sgd.FULL_BATCH
            ? "full batch"
            : "batches of " + Numbers.count(used.batchSize());
    field(
        "Steps",
        batch + ", order " + used.order() + ", engine " + engine(outcome) + threads(outcome));
    note(outcome.recipe().transform().toString());
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
    note(
        (changes.isEmpty() ? "the batch stayed as it was" : "the batch went to " + list)
            + "; noise scale at the end "
            + (Double.isInfinite(scale) ? "beyond measure" : Numbers.significant(scale, 3))
            + " rows");
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
    trained
        .training()
        .metrics()
        .forEach((name, value) -> row(name, value, held == null ? null : held.metrics().get(name)));
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
    note(
        "measured after on the very rows that it was fitted to, which flatters it; other rows tell");
    note("how good it is: glissade evaluate");
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

  private void distance(Trained trained) {
    if (!convex(trained)) {
      return;
    }
    DistanceToOptimum distance = trained.distanceToOptimum();
    if (distance == null) {
      return;
    }
    double share = distance.gap() / Math.max(Double.MIN_NORMAL, Math.abs(distance.objective()));
    shell
        .out()
        .println(
            "The training objective is "
                + Numbers.significant(trained.objective())
                + ", "
                + (distance.converged() ? "" : "at least ")
                + Numbers.significant(distance.gap(), 2)
                + " ("
                + Numbers.percent(share)
                + ") above its optimum.");
  }

  static boolean convex(Trained trained) {
    return trained.model().about().model().equals(ModelFile.LINEAR)
        && Losses.parse(trained.model().about().loss()).convex()
        && trained.outcome().reason() != StopReason.INTERRUPTED;
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  private static String padLeft(String text, int width) {
    return " ".repeat(Math.max(1, width - text.length())) + text;
  }
}
