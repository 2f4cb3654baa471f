package org.glissade.io.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.glissade.io.encode.Task;
import org.glissade.io.pipeline.Scorecard;
import org.glissade.io.pipeline.ScoredRows;
import org.glissade.io.pipeline.Trained;
import org.glissade.spec.Numbers;
import org.glissade.train.Outcome;
import org.glissade.train.StopReason;
import org.jspecify.annotations.Nullable;

/**
 * A {@link RunReport} as one HTML page that needs nothing from elsewhere: no network, no script,
 * pictures as SVG with the numbers behind them as tables.
 */
public final class ReportPage {
  private static final String UNTRAINED =
      "There are no pictures of predictions: no update was kept, and these figures are of the model"
          + " as it began.";

  private final RunReport report;
  private final Trained trained;
  private final RunFacts facts;
  private final RunCurves curves;
  private final Scores scores;
  private final Html page;

  private ReportPage(RunReport report) {
    this.report = report;
    this.trained = report.trained();
    this.facts = new RunFacts(report);
    this.curves = new RunCurves(report.events(), trained.training().rows());
    this.scores = new Scores(trained);
    this.page = Sheet.begun(facts.title(), "Training report");
  }

  /** The page. */
  public static String html(RunReport report) {
    return new ReportPage(report).written();
  }

  /**
   * Writes the page, whole or not at all.
   *
   * @throws org.glissade.io.DataException if it cannot be written; says why
   */
  public static void write(Path file, RunReport report) {
    Sheet.write(file, html(report));
  }

  private String written() {
    head();
    scores.headline(page);
    verdict();
    course();
    predictions();
    section("Largest weights");
    WeightTables.writeTo(page, trained.model());
    page.raw("</section>");
    section("What was trained, and how");
    facts.writeTo(page);
    page.raw("</section>");
    return Sheet.ended(page, report.setup().environment().version(), report.ended());
  }

  private void section(String title) {
    page.raw("<section>").element("h2", title);
  }

  // --- the head --------------------------------------------------------------------------------

  private void head() {
    Outcome outcome = trained.outcome();
    page.raw("<div class=\"head\">").element("h1", facts.title());
    page.raw("<p class=\"state " + tone(outcome.reason()) + "\"><i></i>")
        .raw(
            Html.escape(
                words(outcome.reason())
                    + (outcome.state().epoch() == 0
                        ? " in its first epoch"
                        : " after " + Numbers.count(outcome.state().epoch(), "epoch"))
                    + " · "
                    + trained.model().target().task().text()
                    + " · "
                    + Html.brief(trained.model().about().model())
                    + " · "
                    + RunFacts.time(report.setup().begun())))
        .raw("</p></div>");
  }

  private static String tone(StopReason reason) {
    return switch (reason) {
      case DIVERGED -> "bad";
      case INTERRUPTED, TIME_LIMIT -> "warn";
      default -> "good";
    };
  }

  private static String words(StopReason reason) {
    return switch (reason) {
      case DIVERGED -> "Diverged";
      case INTERRUPTED -> "Interrupted";
      default -> "Finished (" + reason.words() + ")";
    };
  }

  /** Where it stood, or why it diverged. */
  private void verdict() {
    List<String> sentences = new ArrayList<>(report.remarks());
    RunReport.Explanation diagnosis = report.diagnosis();
    boolean diverged = trained.outcome().reason() == StopReason.DIVERGED;
    if (diverged) {
      sentences.add(
          "The loss was not finite or rose far above where it began. The last good parameters were"
              + " kept; the figures are theirs.");
    } else if (diagnosis == null) {
      sentences.addAll(Standing.sentences(trained));
    }
    if (sentences.isEmpty() && diagnosis == null) {
      return;
    }
    page.raw("<section class=\"card verdict" + (diverged ? " bad" : "") + "\">")
        .element("h2", diverged ? "Why it diverged" : "Where it stood");
    sentences.forEach(sentence -> page.element("p", sentence));
    if (diagnosis != null) {
      explain(diagnosis);
    } else if (diverged) {
      page.element("p", "Lower --learning-rate, or set --clip-norm 1.");
    }
    page.raw("</section>");
  }

  private void explain(RunReport.Explanation diagnosis) {
    if (diagnosis.findings().isEmpty()) {
      page.element("p", "Nothing was found that explains it: lower --learning-rate.");
    }
    page.raw("<ol>");
    for (RunReport.Finding finding : diagnosis.findings()) {
      page.raw("<li>")
          .raw(Html.escape(finding.what()))
          .element("p", "remedy", finding.remedy())
          .raw("</li>");
    }
    page.raw("</ol>");
    if (!diagnosis.cure().isEmpty()) {
      page.element("p", "With this a short run was stable:")
          .raw("<pre tabindex=\"0\">")
          .raw(Html.escape(diagnosis.cure()))
          .raw("</pre>");
    }
    page.element("p", "note", diagnosis.basis());
  }

  // --- the course of the run -------------------------------------------------------------------

  private void course() {
    List<Figure> losses = curves.losses();
    section("Loss, by three clocks");
    if (losses.isEmpty()) {
      page.element(
          "p",
          "note",
          "Nothing to draw: the run ended within its first epoch, before there was a mean loss that"
              + " is a number.");
    } else {
      Sheet.cards(page, losses);
      page.element("p", "note", curves.lossWords());
    }
    page.raw("</section>");
    List<Figure> steps = new ArrayList<>();
    for (Figure figure :
        new @Nullable Figure[] {curves.rate(), curves.gradient(), curves.scale()}) {
      if (figure != null) {
        steps.add(figure);
      }
    }
    if (steps.isEmpty()) {
      return;
    }
    section("Steps");
    Sheet.cards(page, steps);
    if (!curves.noisy()) {
      page.element(
          "p",
          "note",
          "Norm and noise of the gradient were not measured: "
              + (trained.progressive()
                  ? "the rows were forgotten as soon as they were learnt from."
                  : "no epoch left time for it, or the optimizer does without."));
    }
    page.raw("</section>");
  }

  // --- how good it is --------------------------------------------------------------------------

  private void predictions() {
    section("How good the predictions are");
    boolean untrained = trained.outcome().state().step() == 0;
    ScoredRows rows = untrained ? null : report.rows();
    page.element("p", "note", untrained ? UNTRAINED : basis(rows));
    page.raw("<div class=\"cards\"><div class=\"card\">").element("h3", "Figures");
    scores.table().writeTo(page);
    DataTable targets = scores.targets();
    if (targets != null) {
      page.raw("</div><div class=\"card broad\">").element("h3", "Target by target");
      targets.writeTo(page);
    }
    if (rows == null) {
      page.raw("</div></div>");
    } else if (rows.told().target().task() == Task.REGRESSION) {
      RegressionFigures.writeTo(page, rows);
    } else {
      page.raw("</div>");
      Scorecard shown = trained.validation();
      new ClassFigures(rows)
          .writeTo(page, (shown == null ? trained.training() : shown).reliability());
    }
    page.raw("</section>");
  }

  private String basis(@Nullable ScoredRows rows) {
    if (rows == null) {
      return "There are no pictures of predictions: the rows were learnt from as they were read, and"
          + " forgotten. glissade evaluate MODEL DATA says how good the model is on a file; with"
          + " --order shuffle the rows are kept.";
    }
    return report.heldOut()
        ? "Pictures are of the "
            + Numbers.count(rows.told().rows(), "row")
            + " held out, from which nothing was learnt."
        : "Pictures are of the "
            + Numbers.count(rows.told().rows(), "row")
            + " that were learnt from, as none were held out: they flatter the model.";
  }
}
