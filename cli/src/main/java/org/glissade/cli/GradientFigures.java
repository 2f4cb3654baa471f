package org.glissade.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.glissade.diagnose.BatchNoise;
import org.glissade.diagnose.GradientReport;
import org.glissade.diagnose.Interval;
import org.glissade.diagnose.Smoothness;
import org.glissade.spec.Numbers;
import org.jspecify.annotations.Nullable;

/** Figures of gradients as lines of text and as JSON. */
final class GradientFigures {
  private static final int LABEL = 34;
  private static final int COLUMN = 26;
  private static final int CELL = 13;

  private GradientFigures() {}

  /** Several reports beside each other, under their names. */
  static List<String> lines(
      List<String> names, List<GradientReport> reports, boolean smooth, Terminal terminal) {
    List<String> lines = new ArrayList<>();
    lines.add(row("", names));
    lines.add(row("mean loss", each(reports, r -> number(r.noise().loss()))));
    lines.add(row(symbols("gradient |G|", terminal), each(reports, r -> number(r.gradientNorm()))));
    lines.add(
        row(
            symbols("noise of one row, sigma", terminal),
            each(reports, r -> number(r.noiseNorm(1)))));
    lines.add(
        row(
            symbols("noise scale B = sigma^2/|G|^2", terminal),
            each(reports, r -> rows(r.noise().scale()))));
    lines.add(row("  95% interval", each(reports, r -> interval(r.scale().interval()))));
    lines.add(
        row(
            symbols("curvature lambda", terminal),
            each(reports, r -> smooth ? number(r.curvature().largest()) : "none: it has a kink")));
    lines.add(
        row(
            symbols("stable rate 2/lambda, full batch", terminal),
            each(reports, r -> smooth ? number(r.curvature().stableRate()) : "not known")));
    return lines;
  }

  /** The text in the characters that the terminal has. */
  private static String symbols(String text, Terminal terminal) {
    return terminal.unicode()
        ? text.replace("sigma", "σ")
            .replace("lambda", "λ")
            .replace("|G|", "‖∇L‖")
            .replace("to G", "to ∇L")
            .replace("^2", "²")
        : text.replace("±", "+-").replace("°", " deg");
  }

  private interface Figure {
    String of(GradientReport report);
  }

  private static List<String> each(List<GradientReport> reports, Figure figure) {
    return reports.stream().map(figure::of).toList();
  }

  private static String row(String label, List<String> cells) {
    StringBuilder line = new StringBuilder(label + " ".repeat(Math.max(1, LABEL - label.length())));
    for (String cell : cells) {
      line.append(cell).append(" ".repeat(Math.max(1, COLUMN - cell.length())));
    }
    return line.toString().stripTrailing();
  }

  private static String number(double value) {
    return Double.isInfinite(value) ? "no limit" : Numbers.significant(value, 4);
  }

  private static String rows(double scale) {
    return Double.isInfinite(scale)
        ? "beyond these rows"
        : Numbers.significant(scale, 3) + (scale == 1 ? " row" : " rows");
  }

  private static String interval(Interval interval) {
    return Numbers.significant(interval.low(), 3)
        + " to "
        + (Double.isInfinite(interval.high())
            ? "any number"
            : Numbers.significant(interval.high(), 3));
  }

  /** Measured and computed noise by size of batch. */
  static List<String> batches(GradientReport report, Terminal terminal) {
    List<String> lines = new ArrayList<>();
    Smoothness smoothness = report.smoothness();
    lines.add(
        cells(
                List.of(
                    "batch", "sigma^2/m", "measured", "no replacement", "measured", "angle to G"),
                terminal)
            + (smoothness == null ? "" : "proved rate"));
    for (BatchNoise batch : report.batches()) {
      lines.add(
          (cells(
                      List.of(
                          Numbers.count(batch.size()),
                          Numbers.significant(batch.replaced(), 3),
                          measured(batch.replacedMeasured(), batch.replacedError()),
                          Numbers.significant(batch.unreplaced(), 3),
                          measured(batch.unreplacedMeasured(), batch.unreplacedError()),
                          Math.round(batch.angle()) + "°"),
                      terminal)
                  + (smoothness == null
                      ? ""
                      : Numbers.significant(smoothness.provedRate(batch.size()), 3)))
              .stripTrailing());
    }
    return lines;
  }

  private static String measured(double mean, double error) {
    return Numbers.significant(mean, 3) + " ±" + Numbers.significant(error, 1);
  }

  private static String cells(List<String> cells, Terminal terminal) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      int width = i == 0 ? 8 : CELL + 3;
      String cell = symbols(cells.get(i), terminal);
      line.append(cell).append(" ".repeat(Math.max(1, width - cell.length())));
    }
    return line.toString();
  }

  /** All figures. */
  static Map<String, @Nullable Object> json(GradientReport report) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("rows", report.noise().examples());
    object.put("loss", report.noise().loss());
    object.put("gradient_norm", report.gradientNorm());
    object.put("noise_norm", report.noiseNorm(1));
    object.put("trace", TrainJson.finite(report.noise().trace()));
    object.put("gradient_noise_scale", TrainJson.finite(report.noise().scale()));
    object.put("gradient_noise_scale_low", report.scale().interval().low());
    object.put("gradient_noise_scale_high", TrainJson.finite(report.scale().interval().high()));
    object.put("curvature", report.curvature().largest());
    object.put("curvature_converged", report.curvature().converged());
    object.put("stable_rate", TrainJson.finite(report.curvature().stableRate()));
    Smoothness smoothness = report.smoothness();
    if (smoothness != null) {
      object.put("smoothness", smoothness.mean());
      object.put("largest_row_smoothness", smoothness.largest());
    }
    List<Map<String, @Nullable Object>> batches = new ArrayList<>();
    for (BatchNoise batch : report.batches()) {
      Map<String, @Nullable Object> entry = new LinkedHashMap<>();
      entry.put("batch_size", batch.size());
      entry.put("draws", batch.draws());
      entry.put("variance", batch.replaced());
      entry.put("variance_measured", batch.replacedMeasured());
      entry.put("variance_error", batch.replacedError());
      entry.put("variance_without_replacement", batch.unreplaced());
      entry.put("variance_without_replacement_measured", batch.unreplacedMeasured());
      entry.put("variance_without_replacement_error", batch.unreplacedError());
      entry.put("cosine", batch.cosine());
      if (smoothness != null) {
        entry.put("proved_rate", smoothness.provedRate(batch.size()));
      }
      batches.add(entry);
    }
    object.put("batches", batches);
    return object;
  }
}
