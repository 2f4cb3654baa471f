package org.glissade.io.report;

import java.util.ArrayList;
import java.util.List;
import org.glissade.io.encode.TargetEncoder;
import org.glissade.io.pipeline.ScoredRows;
import org.glissade.model.Residuals;
import org.glissade.spec.Numbers;

/** How well numbers are predicted. */
final class RegressionFigures {
  /** Of more targets only the first are drawn. */
  private static final int MOST_TARGETS = 8;

  private static final double[] SHARES = {0.5, 0.8, 0.9, 0.95, 0.99, 1};

  private RegressionFigures() {}

  /** Writes them behind a card that is open in cards that are, and closes both. */
  static void writeTo(Html page, ScoredRows rows) {
    List<TargetEncoder.Target> targets = rows.told().target().targets();
    if (targets.size() == 1) {
      write(page, rows, 0, targets.getFirst().column());
      page.raw("</div>");
      return;
    }
    page.raw("</div></div>");
    int drawn = Math.min(targets.size(), MOST_TARGETS);
    for (int k = 0; k < drawn; k++) {
      String name = targets.get(k).column();
      page.element("h3", "of", Html.brief(name)).raw("<div class=\"cards\"><div class=\"card\">");
      write(page, rows, k, name);
      page.raw("</div>");
    }
    if (drawn < targets.size()) {
      page.element(
          "p",
          "note",
          "The first "
              + drawn
              + " of "
              + Numbers.count(targets.size(), "target")
              + " are drawn; the figures above are of all.");
    }
  }

  /** How far off, in the open card, and pictures behind it. */
  private static void write(Html page, ScoredRows rows, int k, String name) {
    int count = rows.told().rows();
    int each = rows.told().target().targets().size();
    double[] predicted = new double[count];
    double[] observed = new double[count];
    for (int row = 0; row < count; row++) {
      predicted[row] = rows.told().value(row, k);
      observed[row] = rows.targets()[row * each + k];
    }
    page.element("h3", "How far off");
    distances(Residuals.of(predicted, observed, rows.weights()), rows.weights() != null)
        .writeTo(page);
    Points points = new Points(predicted, observed);
    if (points.isEmpty()) {
      page.element("p", "note", "No prediction is a finite number: there is nothing to draw.")
          .raw("</div>");
      return;
    }
    page.raw("</div>");
    points.against(name).writeTo(page);
    points.residuals(name).writeTo(page);
  }

  private static DataTable distances(Residuals residuals, boolean weighted) {
    List<List<String>> cells = new ArrayList<>();
    for (double share : SHARES) {
      cells.add(
          List.of(
              share == 1 ? "all" : Math.round(100 * share) + "%",
              "± " + Numbers.significant(residuals.within(share))));
    }
    return new DataTable(
        List.of(weighted ? "share of the weight" : "share of the rows", "predicted within"),
        cells,
        "");
  }
}
