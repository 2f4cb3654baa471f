package org.glissade.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.glissade.diagnose.Finding;
import org.glissade.io.encode.Scaling;
import org.glissade.io.encode.TargetEncoder;
import org.glissade.io.formats.ReadResult;
import org.glissade.io.modelfile.ModelFile;
import org.glissade.io.pipeline.Pipeline;
import org.glissade.io.pipeline.Trained;
import org.glissade.io.pipeline.TrainingSettings;
import org.glissade.io.table.Matrix;
import org.glissade.io.table.Schema;
import org.glissade.io.table.Table;
import org.glissade.spec.Numbers;
import org.glissade.train.GradientNoise;
import org.glissade.train.Outcome;
import org.glissade.train.Recipe;
import org.glissade.train.StopReason;
import org.glissade.train.TrainingEvent;
import org.glissade.train.TrainingListener;
import org.jspecify.annotations.Nullable;

/** What {@code glissade train} tells: for people on the screen, or as one JSON object. */
final class TrainReport {
  private static final String NO_L2 =
      ", no L2 (it would slow adagrad and ftrl down on sparse features; --l2 sets it)";

  private static final String FALLBACK = "Lower --learning-rate, or set --clip-norm 1";
  private static final int MOST_NOTES = 12;
  private static final int MOST_COLUMNS = 20;

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
  private final ReportLines lines;
  private @Nullable Recipe recipe;
  private boolean obstacleTold;
  private @Nullable GradientNoise noise;

  /** What the losses of events are multiplied by to be in the units of the target. */
  private double lossFactor = 1;

  /** Why a first run diverged, where this is the second. */
  private @Nullable Diagnosed first;

  TrainReport(Shell shell, boolean json, boolean quiet) {
    this.shell = shell;
    this.lines = new ReportLines(shell);
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
    lossFactor = pipeline.lossFactor();
    if (quiet || json) {
      return;
    }
    int rows = read.records().rows();
    String features = Numbers.count(pipeline.features().width(), "feature");
    String form = pipeline.isSparse() ? ", sparse" : "";
    lines.field(
        "Data",
        read.records().source() + ": " + Numbers.count(rows, "row") + ", " + features + form);
    notes(read.notes());
    schema(read);
    lines.field(
        "Task",
        task(pipeline.target())
            + ", loss "
            + pipeline.loss()
            + sum(pipeline.target())
            + penalties(pipeline, settings));
    int held = rowsOf(pipeline);
    lines.field(
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
      lines.note(note);
    }
    if (notes.size() > MOST_NOTES) {
      lines.note("and " + (notes.size() - MOST_NOTES) + " more");
    }
  }

  /** The columns with their types; only counted where there are many. */
  private void schema(ReadResult read) {
    if (read.records() instanceof Matrix matrix) {
      lines.note(
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
    lines.note("columns: " + String.join(", ", parts) + " (glissade inspect lists them)");
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
    lines.field(
        "Data",
        source
            + ": "
            + Numbers.count(rows, "row")
            + ", "
            + Numbers.count(model.features().width(), "feature")
            + (sparse ? ", sparse" : ""));
    notes(notes);
    lines.field(
        "Task",
        task(model.target())
            + ", loss "
            + model.about().loss()
            + (settings.goesWithoutL2(model.target().task(), sparse) ? NO_L2 : "")
            + ", features not scaled");
    lines.field("Rows", Numbers.count(rows) + " to learn from, none held out");
    lines.note(
        "learnt from as they were read, and forgotten: the figures are progressive, those of each");
    lines.note("row just before it was learnt from");
  }

  private static int rowsOf(Pipeline pipeline) {
    var held = pipeline.validation();
    return held == null ? 0 : held.rows();
  }

  static String task(TargetEncoder target) {
    return target.task().text()
        + " of "
        + target.column()
        + switch (target.task()) {
          case REGRESSION -> target.isSeveral() ? " (" + target.targets().size() + " targets)" : "";
          case BINARY ->
              " ("
                  + target.classes().getFirst()
                  + ", "
                  + target.classes().getLast()
                  + "; the second is positive)";
          case MULTICLASS -> " (" + target.classes().size() + " classes)";
        };
  }

  /** Of what a loss of several targets is the sum. */
  private static String sum(TargetEncoder target) {
    if (!target.isSeveral()) {
      return "";
    }
    boolean scaled = target.targets().stream().anyMatch(each -> each.scale() != 1);
    return " summed over them" + (scaled ? ", each in units of its deviation" : "");
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

  // --- during ----------------------------------------------------------------------------------

  TrainingListener listener() {
    TrainingListener listener = this::heard;
    return quiet && !json ? listener : TrainingListener.ofNoise(listener);
  }

  private void heard(TrainingEvent event) {
    switch (event) {
      case TrainingEvent.Started started -> {
        recipe = started.recipe();
        engine(started);
        progress.show(() -> "training …");
      }
      case TrainingEvent.EpochEnded epoch -> progress.show(() -> line(epoch.scaled(lossFactor)));
      case TrainingEvent.NoiseMeasured measured -> noise = measured.noise();
      default -> {}
    }
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
      lines.field("Engine", text);
    }
  }

  private String line(TrainingEvent.EpochEnded epoch) {
    Double held = epoch.validationLoss();
    return "epoch "
        + Numbers.count(epoch.epoch())
        + "  training loss "
        + Numbers.significant(epoch.trainingLoss())
        + (held == null ? "" : "  validation loss " + Numbers.significant(held))
        + "  rate "
        + Numbers.significant(epoch.learningRate(), 3)
        + (noise == null || !Double.isFinite(noise.scale())
            ? ""
            : "  noise scale " + Numbers.significant(noise.scale(), 2))
        + "  "
        + Numbers.duration(epoch.seconds());
  }

  /** Told from another thread when an interrupt comes. */
  void interrupting() {
    if (!quiet) {
      progress.println("Interrupted: saving the best model so far …");
    }
  }

  /** Told when something cannot be written that is not the model. */
  void trouble(String sentence) {
    progress.println(shell.errTerminal().alarm("glissade:") + " " + sentence);
  }

  // --- after -----------------------------------------------------------------------------------

  /** Says why a first run diverged, and with what another one begins. */
  void retrying(Diagnosed diagnosed) {
    progress.close();
    first = diagnosed;
    if (!quiet && !json) {
      shell.out().println();
      new DiagnosisText(shell).print(diagnosed);
    }
    if (!quiet) {
      progress.println(
          "Training diverged. Trying once more (--retry) with " + diagnosed.cure().text());
    }
  }

  /** Why a first run diverged, where this is the second; else null. */
  @Nullable Diagnosed first() {
    return first;
  }

  /** Puts why it diverged into the summary. */
  void addTo(Map<String, @Nullable Object> summary, @Nullable Diagnosed diagnosed) {
    if (diagnosed != null) {
      summary.put("diagnosis", diagnosed.json());
      summary.put("cure", diagnosed.cure().changes());
    }
    if (first != null) {
      summary.put("retried_with", first.cure().changes());
      summary.put("retried_after", first.json());
    }
  }

  /**
   * What came of it.
   *
   * @param diagnosed why it diverged; null if it did not, or that is not known
   * @param summary the JSON object that stands for it, where it is to be printed
   * @param written what was written beside the model, a sentence each
   */
  void result(
      Trained trained,
      @Nullable Diagnosed diagnosed,
      Path model,
      Map<String, ? extends @Nullable Object> summary,
      List<String> written) {
    progress.close();
    if (json) {
      JsonOutput.print(summary, shell.out());
    }
    if (trained.outcome().reason() == StopReason.DIVERGED) {
      diverged(trained.outcome(), diagnosed);
    }
    if (json || quiet) {
      return;
    }
    new TrainResult(shell, lines).print(trained, recipe, diagnosed, model, written);
  }

  private void diverged(Outcome outcome, @Nullable Diagnosed diagnosed) {
    String advice;
    if (diagnosed == null) {
      advice =
          FALLBACK
              + ". Rows that are learnt from as they are read"
              + " are forgotten, so that nothing more can be said; with --order shuffle they are"
              + " kept, and why it diverged is looked into.";
    } else if (diagnosed.diagnosis().findings().isEmpty()) {
      advice = FALLBACK + ".";
    } else if (!json && !quiet) {
      String cure = diagnosed.cure().text();
      advice = (cure.isEmpty() ? "" : "What helps: " + cure + ". ") + "Why is said below.";
    } else {
      Finding worst = diagnosed.diagnosis().findings().getFirst();
      String remedy = diagnosed.remedy(worst);
      String cure = diagnosed.cure().text();
      advice =
          diagnosed.what(worst)
              + " What helps: "
              + remedy
              + (cure.isEmpty() || remedy.endsWith(cure) ? "" : "; in all " + cure);
    }
    shell
        .err()
        .println(
            shell.errTerminal().alarm("glissade:")
                + " training diverged "
                + (outcome.state().step() == 0
                    ? "in its first steps"
                    : "after " + Numbers.count(outcome.state().step(), "step"))
                + ": the loss was not finite or rose far above where it began. The last good"
                + " parameters were kept. "
                + advice);
  }
}
