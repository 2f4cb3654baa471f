package org.glissade.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.glissade.diagnose.Convergence;
import org.glissade.io.encode.TargetEncoder;
import org.glissade.io.encode.Task;
import org.glissade.io.pipeline.Scorecard;
import org.glissade.io.pipeline.Trained;
import org.glissade.math.Simd;
import org.glissade.model.Calibration;
import org.glissade.model.Reliability;
import org.glissade.train.DistanceToOptimum;
import org.glissade.train.GradientNoise;
import org.glissade.train.Outcome;
import org.glissade.train.TrainingEvent;
import org.glissade.train.TrainingState;
import org.jspecify.annotations.Nullable;

/** What {@code train --json} prints, as an object. */
final class TrainJson {
  private TrainJson() {}

  /** The object that stands for a training. */
  static Map<String, @Nullable Object> of(
      Trained trained, Path model, long seed, TrainReport.Seconds seconds) {
    Outcome outcome = trained.outcome();
    var target = trained.model().target();
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("task", target.task().text());
    target(target, object);
    if (target.task() != Task.REGRESSION) {
      object.put("classes", target.classes());
    }
    object.put("rows", trained.training().rows());
    object.put("features", trained.model().features().width());
    object.put("parameters", trained.model().params().length);
    object.put("model", trained.model().about().model());
    object.put("model_file", model.toString());
    object.put("loss", trained.model().about().loss());
    object.put("engine", outcome.engine());
    object.put("vectors", Simd.available());
    if (outcome.obstacle() != null) {
      object.put("engine_obstacle", outcome.obstacle());
    }
    object.put("parallel", outcome.recipe().parallel().toString());
    object.put("threads", outcome.threads());
    object.put("epochs", outcome.state().epoch());
    object.put("steps", outcome.state().step());
    object.put("batch_size", Math.min(outcome.recipe().batchSize(), trained.training().rows()));
    noise(outcome, object);
    growth(outcome, object);
    object.put("learning_rate", outcome.recipe().transform().rate(0));
    object.put("optimizer", outcome.recipe().transform().toString());
    object.put("seed", seed);
    object.put("stop_reason", outcome.reason().key());
    Map<String, @Nullable Object> training = scores(trained.training());
    training.put("objective", trained.objective());
    if (trained.progressive()) {
      training.put("progressive", true);
    }
    object.put("train", training);
    Scorecard held = trained.validation();
    Calibration calibration = trained.model().calibration();
    if (held != null) {
      object.put(
          "validation", calibration == null ? scores(held) : scoresWithCalibrationError(held));
    }
    if (calibration != null) {
      object.put("calibration", calibration.method().text());
      Scorecard before = trained.uncalibrated();
      if (before != null) {
        object.put("validation_uncalibrated", scoresWithCalibrationError(before));
      }
    }
    if (trained.isConvex()) {
      DistanceToOptimum distance = trained.distanceToOptimum();
      object.put("distance_to_optimum", distance == null ? null : distance.gap());
      object.put("distance_to_optimum_exact", distance == null ? null : distance.converged());
      Double norm = trained.gradientNorm();
      if (norm != null) {
        object.put("gradient_norm", norm);
      }
    }
    convergence(trained, object);
    Map<String, @Nullable Object> times = new LinkedHashMap<>();
    times.put("read", seconds.read());
    times.put("train", seconds.train());
    times.put("total", (System.nanoTime() - seconds.beginNanos()) * 1e-9);
    object.put("seconds", times);
    object.put("examples_per_second", seen(trained) / outcome.seconds());
    return object;
  }

  /** The name of the target; where there are several, a list of them. */
  static void target(TargetEncoder target, Map<String, @Nullable Object> object) {
    if (target.isSeveral()) {
      object.put("targets", target.columns());
    } else {
      object.put("target", target.column());
    }
  }

  /** What was measured of the noise of the gradient, epoch by epoch; in the units of training. */
  private static void noise(Outcome outcome, Map<String, @Nullable Object> object) {
    if (outcome.noise().isEmpty()) {
      return;
    }
    List<Map<String, @Nullable Object>> measured = new ArrayList<>();
    for (TrainingEvent.NoiseMeasured event : outcome.noise()) {
      GradientNoise noise = event.noise();
      Map<String, @Nullable Object> entry = new LinkedHashMap<>();
      entry.put("after_epoch", event.epoch());
      entry.put("batch_size", event.batchSize());
      entry.put("rows", noise.examples());
      entry.put("gradient_norm", finite(Math.sqrt(Math.max(0, noise.squaredGradient()))));
      entry.put("noise_norm", finite(Math.sqrt(noise.trace())));
      entry.put("scale", finite(noise.scale()));
      measured.add(entry);
    }
    object.put("gradient_noise", measured);
    object.put("gradient_noise_scale", finite(outcome.noise().getLast().noise().scale()));
  }

  /** The number, or null where it is none, as where noise drowned the gradient of a sample. */
  static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? Double.valueOf(value) : null;
  }

  /** Where the run stood when it ended. */
  private static void convergence(Trained trained, Map<String, @Nullable Object> object) {
    if (trained.progressive()) {
      return;
    }
    Convergence convergence = trained.convergence();
    Map<String, @Nullable Object> entry = new LinkedHashMap<>();
    entry.put("where", convergence.where().name().toLowerCase(Locale.ROOT));
    entry.put("slope", finite(convergence.slope()));
    entry.put("expected_slope", finite(convergence.expected()));
    entry.put("noise_floor", finite(convergence.floor() * trained.lossFactor()));
    object.put("convergence", entry);
  }

  /** Where the batch could grow: its sizes, and the noise scale of the gradient at the end. */
  private static void growth(Outcome outcome, Map<String, @Nullable Object> object) {
    List<TrainingEvent.BatchChosen> chosen = outcome.batches();
    if (chosen.isEmpty()) {
      return;
    }
    List<Map<String, @Nullable Object>> sizes = new ArrayList<>();
    for (TrainingEvent.BatchChosen batch : chosen) {
      Map<String, @Nullable Object> size = new LinkedHashMap<>();
      size.put("after_epoch", batch.epoch());
      size.put("batch_size", batch.batchSize());
      size.put("gradient_noise_scale", finite(batch.noise().scale()));
      sizes.add(size);
    }
    object.put("batch_sizes", sizes);
    object.put("gradient_noise_scale", finite(chosen.getLast().noise().scale()));
  }

  /** Rows that were learnt from, repeated ones counted each time; the last epoch may be a part. */
  private static double seen(Trained trained) {
    TrainingState state = trained.outcome().state();
    return (double) trained.training().rows() * state.epoch() + state.position();
  }

  static Map<String, @Nullable Object> scores(Scorecard scores) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("rows", scores.rows());
    object.put("loss", scores.loss());
    object.putAll(scores.metrics());
    if (!scores.targets().isEmpty()) {
      Map<String, @Nullable Object> targets = new LinkedHashMap<>();
      for (Scorecard.OfTarget each : scores.targets()) {
        Map<String, @Nullable Object> one = new LinkedHashMap<>();
        one.put("loss", each.loss());
        one.putAll(each.metrics());
        targets.put(each.column(), one);
      }
      object.put("targets", targets);
    }
    return object;
  }

  /** The same, and how far probabilities are off on average, if there are any. */
  static Map<String, @Nullable Object> scoresWithCalibrationError(Scorecard scores) {
    Map<String, @Nullable Object> object = scores(scores);
    Reliability reliability = scores.reliability();
    if (reliability != null) {
      object.put("expected_calibration_error", reliability.expectedCalibrationError());
    }
    return object;
  }
}
