package org.glissade.io.report;

import java.util.ArrayList;
import java.util.List;
import org.glissade.io.encode.Task;
import org.glissade.io.pipeline.ScoredRows;
import org.glissade.model.Confusion;
import org.glissade.model.Ranking;
import org.glissade.model.Reliability;
import org.glissade.spec.Numbers;
import org.jspecify.annotations.Nullable;

/** How well classes are predicted. */
final class ClassFigures {
  private static final int MOST_POINTS = 400;
  private static final int MOST_CLASSES = 1_000;
  private static final Axis UNIT = Axis.linear(0, 1, 5);

  private final ScoredRows rows;
  private final List<String> names;

  ClassFigures(ScoredRows rows) {
    this.rows = rows;
    this.names = rows.told().target().classes();
  }

  /**
   * Writes them into cards that are open, and closes these.
   *
   * @param reliability of the probabilities, or null without
   */
  void writeTo(Html page, @Nullable Reliability reliability) {
    boolean binary = rows.told().target().task() == Task.BINARY;
    if (binary) {
      ranking(page);
    }
    if (reliability != null && !reliability.bins().isEmpty()) {
      calibration(reliability, binary ? names.getLast() : "the class predicted").writeTo(page);
    }
    if (names.size() <= MOST_CLASSES) {
      new ConfusionTables(confusion(), names, rows.weights() != null).writeTo(page);
    } else {
      page.raw("<div class=\"card\">")
          .element(
              "p",
              "note",
              "No confusion matrix: there are " + Numbers.count(names.size()) + " classes.")
          .raw("</div>");
    }
    page.raw("</div>");
  }

  private Confusion confusion() {
    int[] actual = new int[rows.told().rows()];
    int[] predicted = new int[actual.length];
    for (int row = 0; row < actual.length; row++) {
      actual[row] = (int) rows.targets()[row];
      predicted[row] = rows.told().classOf(row);
    }
    return Confusion.of(actual, predicted, rows.weights(), names.size());
  }

  // --- curves of two classes -------------------------------------------------------------------

  private void ranking(Html page) {
    Ranking ranking = Ranking.of(rows.told().margins(), rows.targets(), rows.weights());
    if (ranking == null) {
      page.raw("<div class=\"card\">")
          .element(
              "p",
              "note",
              "No ROC curve: it needs rows of both classes, and scores that are numbers.")
          .raw("</div>");
      return;
    }
    roc(ranking).writeTo(page);
    precision(ranking).writeTo(page);
  }

  private Figure roc(Ranking ranking) {
    double[] x = new double[ranking.size()];
    double[] y = new double[ranking.size()];
    for (int i = 0; i < x.length; i++) {
      x[i] = ranking.falsePositiveRate(i);
      y[i] = ranking.recall(i);
    }
    Series curve = new Series("true positive rate", Series.Role.MAIN, x, y);
    Plot plot = new Plot(UNIT, UNIT, "false positive rate");
    plot.guide(0, 0, 1, 1).line(curve.reduced(MOST_POINTS));
    String words =
        "Area "
            + Numbers.significant(ranking.area())
            + ": so often a row of "
            + Html.brief(names.getLast())
            + " scores above one of "
            + Html.brief(names.getFirst())
            + ". By chance it would be the dashed line, 0.5.";
    return new Figure(
        "ROC curve",
        "",
        plot.svg("ROC curve. " + words),
        words,
        at(curve, "false positive rate", new double[] {0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5}));
  }

  private Figure precision(Ranking ranking) {
    double[] x = new double[ranking.size() - 1];
    double[] y = new double[ranking.size() - 1];
    for (int i = 0; i < x.length; i++) {
      x[i] = ranking.recall(i + 1);
      y[i] = ranking.precision(i + 1);
    }
    Series curve = new Series("precision", Series.Role.MAIN, x, y);
    double base = ranking.baseRate();
    Plot plot = new Plot(UNIT, UNIT, "recall");
    plot.guide(0, base, 1, base).line(curve.reduced(MOST_POINTS));
    String words =
        "Average precision "
            + Numbers.significant(ranking.averagePrecision())
            + ". By chance it would be the dashed line, the share of "
            + Html.brief(names.getLast())
            + ", "
            + Numbers.percent(base)
            + ".";
    return new Figure(
        "Precision and recall",
        "",
        plot.svg("Precision by recall. " + words),
        words,
        at(curve, "recall", new double[] {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1}));
  }

  private static DataTable at(Series curve, String name, double[] places) {
    List<List<String>> cells = new ArrayList<>();
    for (double place : places) {
      double value = curve.until(place);
      cells.add(
          List.of(Numbers.percent(place), Double.isNaN(value) ? "–" : Numbers.percent(value)));
    }
    return new DataTable(List.of(name, curve.name()), cells, "");
  }

  // --- probabilities ---------------------------------------------------------------------------

  private static Figure calibration(Reliability reliability, String of) {
    List<Reliability.Bin> bins = reliability.bins();
    double[] x = bins.stream().mapToDouble(Reliability.Bin::predicted).toArray();
    double[] y = bins.stream().mapToDouble(Reliability.Bin::observed).toArray();
    Plot plot = new Plot(UNIT, UNIT, "probability predicted");
    plot.guide(0, 0, 1, 1).curve(new Series("observed", Series.Role.MAIN, x, y));
    String words =
        "Probability of "
            + Html.brief(of)
            + " against the share in which it was so, in bins; off by "
            + Numbers.percent(reliability.expectedCalibrationError())
            + " on average. Where all is well the points lie on the dashed line.";
    List<List<String>> cells = new ArrayList<>();
    for (Reliability.Bin bin : bins) {
      cells.add(
          List.of(
              Numbers.percent(bin.from()) + " to " + Numbers.percent(bin.to()),
              Numbers.count(bin.rows()),
              Numbers.percent(bin.predicted()),
              Numbers.percent(bin.observed())));
    }
    return new Figure(
        "Calibration",
        "",
        plot.svg("Calibration. " + words),
        words,
        new DataTable(List.of("probability", "rows", "mean predicted", "observed"), cells, ""));
  }
}
