package org.glissade.io.report;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.glissade.diagnose.RateRange;
import org.glissade.spec.Numbers;
import org.jspecify.annotations.Nullable;

/** A test of learning rates as one HTML page that needs nothing from elsewhere. */
public final class RatePage {
  private static final int TICKS = 6;
  private static final int MOST_POINTS = 600;
  private static final int MOST_ROWS = 25;

  /** Losses so many times the first and more are left out: they only press the rest flat. */
  private static final double ROOF = 1.5;

  private RatePage() {}

  /**
   * What the page says.
   *
   * @param title what was tested on what, a few words
   * @param headline rows, features, loss, in one line
   * @param range the test
   * @param sentences what came of it, the most important first
   * @param stableRate 2/λmax, or null where there is none
   * @param arguments of the command that repeats it
   * @param version of Glissade
   * @param time when
   */
  public record Findings(
      String title,
      String headline,
      RateRange range,
      List<String> sentences,
      @Nullable Double stableRate,
      List<String> arguments,
      String version,
      Instant time) {
    public Findings {
      sentences = List.copyOf(sentences);
      arguments = List.copyOf(arguments);
    }
  }

  /**
   * Writes the page, whole or not at all.
   *
   * @throws org.glissade.io.DataException if it cannot be written; says why
   */
  public static void write(Path file, Findings findings) {
    Sheet.write(file, html(findings));
  }

  /** The page. */
  public static String html(Findings findings) {
    Html page = Sheet.begun(findings.title(), "Learning rates");
    page.raw("<div class=\"head\">")
        .element("h1", findings.title())
        .element("p", "state", findings.headline())
        .raw("</div>")
        .raw("<section class=\"card verdict\">")
        .element("h2", "Which rate");
    findings.sentences().forEach(sentence -> page.element("p", sentence));
    page.raw("</section><section>").element("h2", "Loss by learning rate");
    Figure figure = figure(findings);
    if (figure == null) {
      page.element("p", "note", "Nothing to draw: no step had a loss that is a number.");
    } else {
      Sheet.cards(page, List.of(figure));
    }
    page.element(
            "p",
            "note",
            "One run, a step a rate, each rate a little higher than the one before (Smith, \"Cyclical"
                + " learning rates for training neural networks\", WACV 2017, section 3.3). The loss"
                + " is that of the batch before its step; smoothed, it is a mean in which each step"
                + " counts 0.95 times as much as the one after it.")
        .raw("</section><section>")
        .element("h2", "Repeat it");
    Sheet.command(page, findings.arguments());
    page.raw("</section>");
    return Sheet.ended(page, findings.version(), findings.time());
  }

  private static @Nullable Figure figure(Findings findings) {
    List<RateRange.Point> points = findings.range().points();
    if (points.isEmpty()) {
      return null;
    }
    double[] rates = values(points, RateRange.Point::rate);
    Series raw =
        new Series("batch by batch", Series.Role.RAW, rates, values(points, RateRange.Point::loss));
    Series smooth =
        new Series("smoothed", Series.Role.MAIN, rates, values(points, RateRange.Point::smoothed));
    double low = Arrays.stream(smooth.y()).min().orElseThrow();
    double first = smooth.y()[0];
    double high = Math.max(first, low) + (ROOF - 1) * Math.abs(first - low) + 1e-12;
    Axis x = Axis.logarithmic(rates[0], rates[rates.length - 1] * 1.01, TICKS);
    Axis y = Axis.padded(Math.min(low, minimum(raw, high)), high, TICKS);
    Plot plot = new Plot(x, y, "learning rate");
    plot.curve(raw.reduced(MOST_POINTS));
    plot.line(smooth.reduced(MOST_POINTS));
    List<Series> shown = new ArrayList<>(List.of(raw, smooth));
    double suggested = findings.range().suggested();
    upright(plot, x, y, suggested, "suggested", Series.Role.OTHER, shown);
    if (findings.stableRate() != null) {
      upright(plot, x, y, findings.stableRate(), "limit 2/λ", Series.Role.MARK, shown);
    }
    return new Figure(
        "Loss by learning rate",
        LineFigure.key(shown, false),
        plot.svg(
            "The smoothed loss begins at "
                + Numbers.significant(first)
                + ", fell fastest at a rate of "
                + Numbers.significant(findings.range().steepest(), 2)
                + ", and was lowest, "
                + Numbers.significant(low)
                + ", at "
                + Numbers.significant(findings.range().lowest(), 2)
                + "."),
        "The rates are on a logarithmic scale.",
        table(points));
  }

  /** The lowest of what is drawn of the raw losses: one of a few far below counts, too. */
  private static double minimum(Series raw, double high) {
    return Arrays.stream(raw.y()).filter(loss -> loss < high).min().orElse(high);
  }

  private static void upright(
      Plot plot, Axis x, Axis y, double at, String name, Series.Role role, List<Series> shown) {
    if (x.holds(at)) {
      Series line = new Series(name, role, new double[] {at, at}, new double[] {y.low(), y.high()});
      plot.line(line);
      shown.add(line);
    }
  }

  private static double[] values(
      List<RateRange.Point> points, ToDoubleFunction<RateRange.Point> part) {
    return points.stream().mapToDouble(part).toArray();
  }

  private static DataTable table(List<RateRange.Point> points) {
    List<List<String>> rows = new ArrayList<>();
    int count = Math.min(MOST_ROWS, points.size());
    for (int row = 0; row < count; row++) {
      int at = count == 1 ? 0 : (int) ((long) (points.size() - 1) * row / (count - 1));
      RateRange.Point point = points.get(at);
      rows.add(
          List.of(
              Numbers.significant(point.rate(), 3),
              Numbers.significant(point.smoothed()),
              Numbers.significant(point.loss())));
    }
    String note =
        count < points.size()
            ? Numbers.count(count) + " of " + Numbers.count(points.size(), "step") + "."
            : "";
    return new DataTable(List.of("rate", "smoothed loss", "loss of the batch"), rows, note);
  }
}
