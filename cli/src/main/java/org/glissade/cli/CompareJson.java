package org.glissade.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.glissade.io.formats.ReadResult;
import org.glissade.io.pipeline.Clock;
import org.glissade.io.pipeline.Comparison;
import org.glissade.io.pipeline.LinearScaling;
import org.glissade.io.pipeline.LossCurve;
import org.glissade.io.pipeline.Pipeline;
import org.jspecify.annotations.Nullable;

/** What {@code compare --json} prints, as an object. */
final class CompareJson {
  private CompareJson() {}

  static Map<String, @Nullable Object> of(
      ReadResult read,
      Pipeline pipeline,
      Comparison comparison,
      List<LinearScaling> scalings,
      CompareOptions options,
      Verdict verdict) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("data", read.records().source());
    object.put("task", pipeline.target().task().text());
    TrainJson.target(pipeline.target(), object);
    object.put("loss", pipeline.loss().toString());
    object.put("loss_unit", options.standardised() ? "deviation" : "target");
    object.put("rows", comparison.rows());
    var held = pipeline.validation();
    object.put("validation_rows", held == null ? 0 : held.rows());
    object.put("features", pipeline.features().width());
    object.put("l2", pipeline.l2());
    object.put("repeats", options.repeats());
    object.put("seed", options.seed());
    object.put("interrupted", comparison.interrupted());
    object.put("start_loss", comparison.start());
    object.put("goal", comparison.goal());
    object.put(
        "configurations",
        comparison.results().stream().map(r -> result(r, comparison, verdict)).toList());
    Map<String, @Nullable Object> winners = new LinkedHashMap<>();
    for (Clock clock : Clock.values()) {
      Comparison.Win win = comparison.winner(clock);
      Map<String, @Nullable Object> one = new LinkedHashMap<>();
      if (win != null) {
        one.put("configuration", verdict.letter(win.result()));
        one.put("name", win.result().contender().name());
        one.put("amount", win.amount());
      }
      winners.put(clock.key(), win == null ? null : one);
    }
    object.put("winners", winners);
    Comparison.Result lowest = comparison.lowest();
    object.put("lowest", lowest == null ? null : verdict.letter(lowest));
    if (!scalings.isEmpty()) {
      object.put("linear_scaling", scalings.stream().map(s -> scaling(s, verdict)).toList());
    }
    object.put("summary", summary(comparison, scalings, verdict));
    return object;
  }

  private static String summary(
      Comparison comparison, List<LinearScaling> scalings, Verdict verdict) {
    List<String> sentences = new ArrayList<>();
    if (!comparison.results().isEmpty()) {
      sentences.add(verdict.sentence());
    }
    scalings.forEach(scaling -> sentences.add(verdict.scaling(scaling)));
    return String.join(" ", sentences);
  }

  private static Map<String, @Nullable Object> result(
      Comparison.Result result, Comparison comparison, Verdict verdict) {
    Comparison.Run first = result.runs().getFirst();
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("configuration", verdict.letter(result));
    object.put("name", result.contender().name());
    object.put("settings", result.contender().settings());
    var network = result.contender().network();
    object.put("model", network == null ? "linear" : network.toString());
    object.put("batch_size", first.batchSize());
    object.put("learning_rate", first.rate());
    object.put("engine", first.engine());
    object.put("steps", result.steps());
    object.put("epochs", result.epochs());
    object.put("loss", spread(result.loss()));
    if (first.validationLoss() != null) {
      object.put("validation_loss", spread(result.validationLoss()));
    }
    object.put("diverged", result.diverged());
    object.put("seconds", result.seconds());
    object.put("examples_per_second", result.examplesPerSecond(comparison.rows()));
    Map<String, @Nullable Object> reaches = new LinkedHashMap<>();
    for (Clock clock : Clock.values()) {
      reaches.put(clock.key(), result.curve().reaches(comparison.goal(), clock));
    }
    object.put("reaches_goal", reaches);
    object.put("curve", result.curve().bands().stream().map(CompareJson::band).toList());
    object.put("runs", result.runs().stream().map(CompareJson::run).toList());
    return object;
  }

  private static Map<String, @Nullable Object> spread(LossCurve.Spread spread) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("median", spread.median());
    object.put("low", spread.low());
    object.put("high", spread.high());
    return object;
  }

  private static Map<String, @Nullable Object> band(LossCurve.Band band) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("step", band.step());
    object.put("epoch", band.epoch());
    object.put("seconds", band.seconds());
    object.put("median", band.median());
    object.put("low", band.low());
    object.put("high", band.high());
    return object;
  }

  private static Map<String, @Nullable Object> run(Comparison.Run run) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("seed", run.seed());
    object.put("stop_reason", run.reason().key());
    object.put("steps", run.end().step());
    object.put("epochs", run.end().epoch());
    object.put("seconds", run.end().seconds());
    object.put("loss", run.end().loss());
    object.put("validation_loss", run.validationLoss());
    object.put("points", run.points().stream().map(CompareJson::point).toList());
    return object;
  }

  private static Map<String, @Nullable Object> point(Comparison.Point point) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("step", point.step());
    object.put("epoch", point.epoch());
    object.put("seconds", point.seconds());
    object.put("loss", point.loss());
    return object;
  }

  private static Map<String, @Nullable Object> scaling(LinearScaling scaling, Verdict verdict) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("from_batch", scaling.reference().runs().getFirst().batchSize());
    object.put("holds_to_batch", scaling.within().runs().getFirst().batchSize());
    object.put("deviation", scaling.deviation());
    var beyond = scaling.beyond();
    object.put("next_batch", beyond == null ? null : beyond.runs().getFirst().batchSize());
    object.put("next_deviation", beyond == null ? null : scaling.beyondDeviation());
    object.put("tolerance", LinearScaling.TOLERANCE);
    object.put("summary", verdict.scaling(scaling));
    return object;
  }
}
