package org.glissade.io.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.glissade.io.pipeline.Scorecard;
import org.glissade.io.pipeline.Trained;
import org.glissade.spec.Numbers;
import org.glissade.train.Outcome;
import org.glissade.train.TrainingState;
import org.jspecify.annotations.Nullable;

/** The figures of a model: the headline, and the table of all. */
final class Scores {
  private static final int MOST_TARGETS = 60;

  private final Trained trained;
  private final Scorecard training;
  private final @Nullable Scorecard held;
  private final String own;

  Scores(Trained trained) {
    this.trained = trained;
    this.training = trained.training();
    this.held = trained.validation();
    this.own = trained.progressive() ? "progressive" : "training";
  }

  private boolean several() {
    return !training.targets().isEmpty();
  }

  private static Map<String, Double> all(Scorecard scores, boolean several) {
    Map<String, Double> all = new LinkedHashMap<>();
    all.put("loss", scores.loss());
    scores
        .metrics()
        .forEach((name, value) -> all.put((several ? "mean " : "") + words(name), value));
    return all;
  }

  private static String words(String metric) {
    return metric.replace('_', ' ');
  }

  /** The strip at the top. */
  void headline(Html page) {
    page.raw("<div class=\"kpis\">");
    Map<String, Double> own = all(training, several());
    Map<String, Double> apart = held == null ? Map.of() : all(held, several());
    own.forEach(
        (name, value) -> {
          Double other = apart.get(name);
          if (other == null) {
            figure(page, this.own + " " + name, number(value), "no rows held out");
          } else {
            figure(page, "validation " + name, number(other), "training " + number(value));
          }
        });
    Outcome outcome = trained.outcome();
    TrainingState state = outcome.state();
    figure(page, "updates", Numbers.count(state.step()), Numbers.count(state.epoch(), "epoch"));
    double seen = (double) training.rows() * state.epoch() + state.position();
    figure(
        page,
        "time of training",
        Numbers.duration(outcome.seconds()),
        outcome.seconds() > 0
            ? Numbers.brief(seen / outcome.seconds()) + " rows/s"
            : "not measured");
    page.raw("</div>");
  }

  private static void figure(Html page, String name, String value, String beside) {
    page.raw("<div class=\"kpi\">")
        .element("span", name)
        .element("b", value)
        .element("em", beside)
        .raw("</div>");
  }

  /** All figures. */
  DataTable table() {
    List<String> columns = new ArrayList<>(List.of("", own));
    if (held != null) {
      columns.add("validation");
    }
    List<List<String>> cells = new ArrayList<>();
    cells.add(
        row(
            "rows",
            Numbers.count(training.rows()),
            held == null ? null : Numbers.count(held.rows())));
    Map<String, Double> apart = held == null ? Map.of() : all(held, several());
    all(training, several()).forEach((name, value) -> cells.add(row(name, value, apart.get(name))));
    return new DataTable(columns, cells, note());
  }

  /** The figures of each of several targets; null if there is one. */
  @Nullable DataTable targets() {
    List<Scorecard.OfTarget> targets = training.targets();
    if (targets.isEmpty()) {
      return null;
    }
    List<String> columns = new ArrayList<>(List.of("target"));
    for (String name : targets.getFirst().metrics().keySet()) {
      columns.add(words(name) + ", " + own);
      if (held != null) {
        columns.add("validation");
      }
    }
    List<List<String>> cells = new ArrayList<>();
    for (int k = 0; k < Math.min(targets.size(), MOST_TARGETS); k++) {
      Scorecard.OfTarget of = targets.get(k);
      Map<String, Double> apart = held == null ? Map.of() : held.targets().get(k).metrics();
      List<String> row = new ArrayList<>(List.of(Html.brief(of.column(), 40)));
      of.metrics()
          .forEach(
              (name, value) -> {
                row.add(number(value));
                Double other = apart.get(name);
                if (other != null) {
                  row.add(number(other));
                }
              });
      cells.add(row);
    }
    int more = targets.size() - cells.size();
    return new DataTable(
        columns, cells, more > 0 ? Numbers.count(more, "more target") + " left out." : "");
  }

  private List<String> row(String name, double value, @Nullable Double apart) {
    return row(name, number(value), apart == null ? null : number(apart));
  }

  private List<String> row(String name, String value, @Nullable String apart) {
    return held == null ? List.of(name, value) : List.of(name, value, apart == null ? "–" : apart);
  }

  private String note() {
    return (trained.progressive()
            ? "Progressive figures are those of each row just before it was learnt from."
            : "")
        + (trained.uncalibrated() == null
            ? ""
            : "Probabilities were calibrated on the very rows held out, which flatters their"
                + " figures; other rows tell how good they are.");
  }

  /** A figure that these rows do not have, such as the AUC of one class alone, is a dash. */
  private static String number(double value) {
    return Double.isNaN(value) ? "–" : Numbers.significant(value);
  }
}
