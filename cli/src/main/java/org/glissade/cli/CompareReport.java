package org.glissade.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.glissade.io.formats.ReadResult;
import org.glissade.io.pipeline.Clock;
import org.glissade.io.pipeline.Comparison;
import org.glissade.io.pipeline.LinearScaling;
import org.glissade.io.pipeline.LossCurve;
import org.glissade.io.pipeline.Pipeline;
import org.glissade.io.pipeline.Race;
import org.glissade.spec.Numbers;

/** What {@code compare} prints: what is run, a table, a plot for each clock, and who wins. */
final class CompareReport {
  private static final int PLOT_WIDTH = 80;
  private static final int PLOT_HEIGHT = 13;
  private static final int MOST_NOTES = 12;
  private static final int MOST_CURVES = 8;

  /** Losses so many times the first one are not drawn. */
  private static final double HIGHEST_DRAWN = 2;

  private final Shell shell;
  private final boolean json;
  private final ReportLines lines;
  private final ProgressLine progress;

  CompareReport(Shell shell, boolean json) {
    this.shell = shell;
    this.json = json;
    this.lines = new ReportLines(shell);
    this.progress = new ProgressLine(shell.err(), shell.errTerminal(), System::nanoTime);
  }

  /** What was read, and on what the configurations are compared. */
  void data(ReadResult read, Pipeline pipeline, List<String> notes, CompareOptions options) {
    if (json) {
      return;
    }
    lines.field(
        "Data",
        read.records().source()
            + ": "
            + Numbers.count(read.records().rows(), "row")
            + ", "
            + Numbers.count(pipeline.features().width(), "feature")
            + (pipeline.isSparse() ? ", sparse" : ""));
    List<String> all = new ArrayList<>(read.notes());
    all.addAll(notes);
    all.stream().limit(MOST_NOTES).forEach(lines::note);
    if (all.size() > MOST_NOTES) {
      lines.note("and " + (all.size() - MOST_NOTES) + " more");
    }
    lines.field(
        "Task",
        TrainReport.task(pipeline.target())
            + ", loss "
            + pipeline.loss()
            + (options.standardised() && pipeline.lossFactor() != 1
                ? " in units of the target's deviation"
                : "")
            + (pipeline.l2() > 0 ? ", L2 " + Numbers.significant(pipeline.l2()) : ""));
    var held = pipeline.validation();
    lines.field(
        "Rows",
        Numbers.count(pipeline.training().rows())
            + " to learn from, "
            + (held == null
                ? "none held out"
                : Numbers.count(held.rows()) + " held out (--validation 0 uses every row)"));
  }

  void turn(Race.Turn turn) {
    progress.show(
        () ->
            "run "
                + Numbers.count(turn.number())
                + " of "
                + Numbers.count(turn.of())
                + "  "
                + turn.contender().name()
                + "  seed "
                + turn.seed());
  }

  void result(
      ReadResult read,
      Pipeline pipeline,
      Comparison comparison,
      List<LinearScaling> scalings,
      CompareOptions options) {
    progress.close();
    Verdict verdict = new Verdict(comparison, options.goal() != null);
    if (json) {
      JsonOutput.print(
          CompareJson.of(read, pipeline, comparison, scalings, options, verdict), shell.out());
      return;
    }
    int of = comparison.results().size();
    lines.field(
        "Runs",
        Numbers.count(of, "configuration")
            + ", "
            + (options.repeats() == 1
                ? "once, with seed " + options.seed()
                : options.repeats()
                    + " times each, with seeds "
                    + options.seed()
                    + " to "
                    + (options.seed() + options.repeats() - 1))
            + (comparison.interrupted() ? " (interrupted)" : ""));
    if (of == 0) {
      return;
    }
    shell.out().println();
    new CompareTable(shell.outTerminal()).lines(comparison, verdict).forEach(shell.out()::println);
    String shortBatch = verdict.shortBatch();
    if (shortBatch != null) {
      lines.note(shortBatch);
    }
    if (comparison.lowest() != null) {
      plots(comparison, verdict);
    }
    shell.out().println();
    shell.out().println(verdict.sentence());
    scalings.forEach(scaling -> shell.out().println(verdict.scaling(scaling)));
  }

  private void plots(Comparison comparison, Verdict verdict) {
    List<Comparison.Result> drawn =
        comparison.results().stream()
            .sorted((a, b) -> Double.compare(a.loss().median(), b.loss().median()))
            .limit(MOST_CURVES)
            .sorted(
                (a, b) ->
                    Integer.compare(
                        comparison.results().indexOf(a), comparison.results().indexOf(b)))
            .toList();
    int width = Math.min(PLOT_WIDTH, shell.outTerminal().width());
    for (Clock clock : Clock.values()) {
      boolean milliseconds =
          clock == Clock.SECONDS && drawn.stream().allMatch(result -> result.seconds() < 1);
      double unit = milliseconds ? 1e-3 : 1;
      List<LossPlot.Series> series = new ArrayList<>();
      for (Comparison.Result result : drawn) {
        series.add(
            series(result, band -> band.at(clock) / unit, comparison, verdict.letter(result)));
      }
      List<String> plot =
          LossPlot.drawCurves(
              series,
              "training loss",
              milliseconds ? "milliseconds" : clock.key(),
              width,
              PLOT_HEIGHT,
              shell.outTerminal());
      if (!plot.isEmpty()) {
        shell.out().println();
        plot.forEach(shell.out()::println);
      }
    }
    if (drawn.size() < comparison.results().size()) {
      shell.out().println();
      lines.note("drawn: the " + MOST_CURVES + " that end lowest");
    }
  }

  /** Without the start, which no logarithmic axis has. */
  private static LossPlot.Series series(
      Comparison.Result result,
      ToDoubleFunction<LossCurve.Band> x,
      Comparison comparison,
      String letter) {
    List<LossCurve.Band> bands =
        result.curve().bands().stream()
            .filter(band -> band.step() > 0 && band.median() <= HIGHEST_DRAWN * comparison.start())
            .toList();
    return new LossPlot.Series(
        letter,
        bands.stream().mapToDouble(x).toArray(),
        bands.stream().mapToDouble(LossCurve.Band::median).toArray());
  }
}
