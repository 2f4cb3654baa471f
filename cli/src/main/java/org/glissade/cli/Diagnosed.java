package org.glissade.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.glissade.diagnose.Cause;
import org.glissade.diagnose.Diagnosis;
import org.glissade.diagnose.Evidence;
import org.glissade.diagnose.Finding;
import org.glissade.diagnose.RateLimit;
import org.glissade.diagnose.Remedy;
import org.glissade.io.encode.TargetEncoder;
import org.glissade.io.formats.DataReader;
import org.glissade.io.formats.ReadOptions;
import org.glissade.io.formats.Source;
import org.glissade.io.pipeline.Pipeline;
import org.glissade.io.pipeline.Trained;
import org.glissade.io.report.RunReport;
import org.glissade.spec.Numbers;
import org.jspecify.annotations.Nullable;

/**
 * A diagnosis in terms of the user: columns by name, rows by their line in the file, values in the
 * units of the file, remedies as options.
 */
final class Diagnosed {
  private static final int MOST_LINES = 5;

  private final Diagnosis diagnosis;
  private final Pipeline pipeline;
  private final StepOptions steps;
  private final Map<Integer, Long> lines = new LinkedHashMap<>();

  private Diagnosed(Diagnosis diagnosis, Pipeline pipeline, StepOptions steps) {
    this.diagnosis = diagnosis;
    this.pipeline = pipeline;
    this.steps = steps;
  }

  /**
   * Examines a training that diverged.
   *
   * @param steps the options that it ran with
   * @return null if its rows were forgotten
   */
  static @Nullable Diagnosed of(
      Trained trained, Pipeline pipeline, StepOptions steps, Source source, ReadOptions options) {
    if (trained.fit() == null) {
      return null;
    }
    Diagnosed diagnosed = new Diagnosed(pipeline.examine(trained.fit()), pipeline, steps);
    diagnosed.findLines(source, options);
    return diagnosed;
  }

  private void findLines(Source source, ReadOptions options) {
    TreeSet<Integer> rows = new TreeSet<>();
    for (Finding finding : diagnosis.findings()) {
      rows.addAll(some(rows(finding.evidence()), row(finding.evidence())));
    }
    if (rows.isEmpty()) {
      return;
    }
    int[] records = rows.stream().mapToInt(pipeline::recordOf).toArray();
    long[] found = DataReader.lines(source, options, records);
    int i = 0;
    for (int row : rows) {
      if (found != null && found[i] > 0) {
        lines.put(row, found[i]);
      }
      i++;
    }
  }

  private static List<Integer> rows(Evidence evidence) {
    return switch (evidence) {
      case Evidence.FarRow far -> far.rows();
      case Evidence.FarLabel far -> far.rows();
      default -> List.of();
    };
  }

  private static int row(Evidence evidence) {
    return switch (evidence) {
      case Evidence.FarRow far -> far.row();
      case Evidence.FarLabel far -> far.row();
      default -> -1;
    };
  }

  /** The farthest, and the first of the others. */
  private static List<Integer> some(List<Integer> rows, int farthest) {
    List<Integer> some = new ArrayList<>();
    if (farthest >= 0) {
      some.add(farthest);
    }
    rows.stream().filter(row -> row != farthest).limit(MOST_LINES - 1).forEach(some::add);
    return some;
  }

  Diagnosis diagnosis() {
    return diagnosis;
  }

  /** What to change so that a short run holds. */
  Amendment cure() {
    return amendment(diagnosis.cure());
  }

  private Amendment amendment(List<Remedy> remedies) {
    List<TargetEncoder.Target> targets = pipeline.target().targets();
    double scale = targets.size() == 1 ? targets.getFirst().scale() : 1;
    return Amendment.of(steps, diagnosis.limit().rate(), scale, remedies);
  }

  /** How the findings were come by. */
  String basis() {
    return diagnosis.reproduced()
        ? "Found by short runs from the same start, up to "
            + Numbers.count(diagnosis.steps(), "step")
            + " on "
            + Numbers.count(diagnosis.rows(), "row")
            + ", with one thing mended at a time."
        : "From what was measured at the start: a short run of "
            + Numbers.count(diagnosis.steps(), "step")
            + " on "
            + Numbers.count(diagnosis.rows(), "row")
            + " did not diverge.";
  }

  /** The whole of it in words, for a page. */
  RunReport.Explanation explanation() {
    return new RunReport.Explanation(
        diagnosis.findings().stream()
            .map(finding -> new RunReport.Finding(what(finding), remedy(finding)))
            .toList(),
        cure().text(),
        basis());
  }

  // --- words -----------------------------------------------------------------------------------

  /** What was found, with its figures. */
  String what(Finding finding) {
    boolean first = finding.equals(diagnosis.findings().getFirst());
    String what =
        switch (finding.evidence()) {
          case Evidence.Scales scales -> scales(scales);
          case Evidence.FarRow far -> farRow(far);
          case Evidence.FarLabel far -> farLabel(far);
          case Evidence.LargeWeights large ->
              "Layer "
                  + large.layer()
                  + " starts with weights "
                  + number(large.times())
                  + " times as large as usual, which multiply what passes through: the loss starts"
                  + " at "
                  + number(large.loss())
                  + " instead of "
                  + number(large.usualLoss())
                  + ".";
          case Evidence.Beginning beginning -> beginning(beginning);
          case Evidence.Rate rate ->
              (first ? "The rate is too high: " : "With that mended, the rate is too high still: ")
                  + against(rate.limit())
                  + "."
                  + held(rate.limit());
        };
    return what + effect(finding);
  }

  private static String effect(Finding finding) {
    if (Double.isNaN(finding.gain())) {
      return "";
    }
    if (!finding.contributes()) {
      return " It is not why training diverged, but it spoils what is learnt.";
    }
    if (finding.cause() == Cause.RATE_TOO_HIGH) {
      return "";
    }
    return finding.enough()
        ? " With that mended, a short run at the full rate was stable."
        : " With that mended, a short run was stable at rates "
            + (Double.isInfinite(finding.gain()) ? "far" : number(finding.gain()) + " times")
            + " higher.";
  }

  private String scales(Evidence.Scales scales) {
    String columns =
        scales.largest().stream()
            .map(scale -> name(scale.column()) + " is about " + number(scale.magnitude()))
            .collect(Collectors.joining(", "));
    int more = scales.count() - scales.largest().size();
    RateLimit scaled = scales.scaled();
    return "Features are not scaled: "
        + columns
        + (more > 0 ? ", " + Numbers.count(more) + " more are above 10" : "")
        + (Double.isNaN(scales.usual()) ? "" : ", others are about " + number(scales.usual()))
        + " in size. "
        + capital(against(scales.limit()))
        + (Double.isNaN(scaled.stable())
            ? "."
            : "; with scaled features the limit is " + number(scaled.stable()) + ".");
  }

  private String farRow(Evidence.FarRow far) {
    double scale = pipeline.features().scales()[far.column()];
    double offset = pipeline.features().offsets()[far.column()];
    return capital(place(far.row()))
        + " is far off: "
        + name(far.column())
        + " is "
        + number(far.value() * scale + offset)
        + ", where the median is "
        + number(far.median() * scale + offset)
        + ": "
        + number(far.times())
        + " times the usual distance. Its gradient is "
        + number(far.gradient())
        + " long, the median "
        + number(far.medianGradient())
        + "."
        + others(far.rows(), far.row());
  }

  private String farLabel(Evidence.FarLabel far) {
    TargetEncoder.Target target = pipeline.target().targets().get(far.output());
    return capital(place(far.row()))
        + " has a target far off: "
        + target.column()
        + " is "
        + number(target.unscaled(far.value()))
        + ", "
        + number(far.deviations())
        + " deviations from the median "
        + number(target.unscaled(far.median()))
        + ". Its gradient is "
        + number(far.gradient())
        + " long, the median "
        + number(far.medianGradient())
        + "."
        + others(far.rows(), far.row());
  }

  private String others(List<Integer> rows, int farthest) {
    if (rows.size() == 1) {
      return "";
    }
    List<Integer> some = some(rows, farthest).subList(1, Math.min(rows.size(), MOST_LINES));
    int more = rows.size() - 1 - some.size();
    return " Also "
        + some.stream().map(this::place).collect(Collectors.joining(", "))
        + (more > 0 ? " and " + Numbers.count(more) + " more" : "")
        + ".";
  }

  private static String beginning(Evidence.Beginning beginning) {
    return "The rate is too high only at first: "
        + against(beginning.atStart())
        + " at the start, and the limit is "
        + number(beginning.later().stable())
        + " where a short run with a warm-up came to.";
  }

  /** The rate beside its limit. */
  private static String against(RateLimit limit) {
    if (!(limit.stable() > 0)) {
      return "it is " + number(limit.rate());
    }
    double excess = limit.rate() / limit.stable();
    return number(limit.rate())
        + " is "
        + (excess >= 1.005 ? number(excess) + " times" : "below")
        + " the limit of gradient descent, "
        + number(limit.stable())
        + " (λmax is "
        + number(limit.curvature())
        + ")";
  }

  private static String held(RateLimit limit) {
    return Double.isNaN(limit.held()) || limit.held() == 0
        ? ""
        : " A short run was stable at " + number(limit.held()) + ".";
  }

  /** What to do about a finding. */
  String remedy(Finding finding) {
    String options = amendment(finding.remedies()).text();
    String place =
        switch (finding.evidence()) {
          case Evidence.FarRow far -> mend(far.rows(), far.row());
          case Evidence.FarLabel far -> mend(far.rows(), far.row());
          default -> "";
        };
    if (place.isEmpty()) {
      return options.isEmpty() ? "lower the rate that is part of --optimizer" : options;
    }
    return options.isEmpty() ? place : place + "; or set " + options;
  }

  private String mend(List<Integer> rows, int farthest) {
    return "look at "
        + place(farthest)
        + (rows.size() > 1 ? " and the others" : "")
        + ", and correct or delete "
        + (rows.size() > 1 ? "them" : "it");
  }

  private String place(int row) {
    Long line = lines.get(row);
    return line != null
        ? "line " + Numbers.count(line)
        : "row " + Numbers.count(pipeline.recordOf(row) + 1L);
  }

  private String name(int column) {
    return pipeline.features().featureNames().get(column);
  }

  private static String number(double value) {
    return Numbers.significant(value, 3);
  }

  private static String capital(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  // --- JSON ------------------------------------------------------------------------------------

  /** One object a finding. */
  List<Map<String, @Nullable Object>> json() {
    List<Map<String, @Nullable Object>> findings = new ArrayList<>();
    for (Finding finding : diagnosis.findings()) {
      Map<String, @Nullable Object> object = new LinkedHashMap<>();
      object.put("cause", finding.cause().key());
      object.put("what", what(finding));
      object.put("contributes", finding.contributes());
      object.put("enough", finding.enough());
      object.put("gain", finding.gain());
      object.put("evidence", evidence(finding.evidence()));
      object.put("remedy", remedy(finding));
      object.put("options", amendment(finding.remedies()).changes());
      findings.add(object);
    }
    return findings;
  }

  private Map<String, @Nullable Object> evidence(Evidence evidence) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    switch (evidence) {
      case Evidence.Scales scales -> {
        Map<String, @Nullable Object> columns = new LinkedHashMap<>();
        scales.largest().forEach(scale -> columns.put(name(scale.column()), scale.magnitude()));
        object.put("features", columns);
        object.put("count", scales.count());
        object.put("usual", scales.usual());
        limit(scales.limit(), object);
        object.put("stable_rate_scaled", scales.scaled().stable());
      }
      case Evidence.FarRow far -> {
        double scale = pipeline.features().scales()[far.column()];
        double offset = pipeline.features().offsets()[far.column()];
        place(far.row(), far.rows(), object);
        object.put("feature", name(far.column()));
        object.put("value", far.value() * scale + offset);
        object.put("median", far.median() * scale + offset);
        object.put("times", far.times());
        object.put("gradient_norm", far.gradient());
        object.put("median_gradient_norm", far.medianGradient());
      }
      case Evidence.FarLabel far -> {
        TargetEncoder.Target target = pipeline.target().targets().get(far.output());
        place(far.row(), far.rows(), object);
        object.put("target", target.column());
        object.put("value", target.unscaled(far.value()));
        object.put("median", target.unscaled(far.median()));
        object.put("deviations", far.deviations());
        object.put("gradient_norm", far.gradient());
        object.put("median_gradient_norm", far.medianGradient());
      }
      case Evidence.LargeWeights large -> {
        object.put("layer", large.layer());
        object.put("times", large.times());
        object.put("loss", large.loss());
        object.put("usual_loss", large.usualLoss());
      }
      case Evidence.Beginning beginning -> {
        limit(beginning.atStart(), object);
        object.put("stable_rate_later", beginning.later().stable());
      }
      case Evidence.Rate rate -> limit(rate.limit(), object);
    }
    return object;
  }

  private void place(int row, List<Integer> rows, Map<String, @Nullable Object> object) {
    object.put("line", lines.get(row));
    object.put("row", pipeline.recordOf(row) + 1);
    object.put("rows", rows.stream().map(r -> pipeline.recordOf(r) + 1).sorted().toList());
  }

  private static void limit(RateLimit limit, Map<String, @Nullable Object> object) {
    object.put("rate", limit.rate());
    object.put("largest_curvature", limit.curvature());
    object.put("stable_rate", limit.stable());
    object.put("proved_rate", limit.proved());
    object.put("held_rate", limit.held());
  }
}
