package org.glissade.io.runs;

import java.util.LinkedHashMap;
import java.util.Map;
import org.glissade.io.json.Fields;
import org.glissade.train.GradientNoise;
import org.glissade.train.StopReason;
import org.glissade.train.TrainingEvent;
import org.glissade.train.TrainingEvent.BatchChosen;
import org.glissade.train.TrainingEvent.EpochEnded;
import org.glissade.train.TrainingEvent.Measured;
import org.glissade.train.TrainingEvent.NoiseMeasured;
import org.glissade.train.TrainingEvent.PlaceReached;
import org.glissade.train.TrainingEvent.Started;
import org.glissade.train.TrainingEvent.StepTaken;
import org.glissade.train.TrainingEvent.Stopped;
import org.glissade.train.TrainingEvent.Tested;
import org.glissade.train.TrainingEvent.WindowEnded;
import org.jspecify.annotations.Nullable;

/**
 * A {@link TrainingEvent} as a JSON object and back. All that is known of the form of an event is
 * here: a new one gets a case in {@link #of} (the compiler asks for it), one in {@link #parse}, and
 * a row in the table of {@code docs/runs.md}.
 *
 * <p>Numbers that are not finite are the texts {@code "NaN"}, {@code "Infinity"} and {@code
 * "-Infinity"}.
 */
final class EventText {
  /** The field that names the event. */
  static final String NAME = "event";

  private EventText() {}

  /** The object, or null for what a record does not keep: single steps with all parameters. */
  static @Nullable Map<String, @Nullable Object> of(TrainingEvent event) {
    return switch (event) {
      case Started started -> started(started);
      case StepTaken _, PlaceReached _ -> null;
      case WindowEnded window -> {
        Map<String, @Nullable Object> json = named("window");
        json.put("epoch", window.epoch());
        json.put("position", window.position());
        json.put("step", window.step());
        json.put("steps", window.steps());
        json.put("training_loss", window.trainingLoss());
        json.put("learning_rate", window.learningRate());
        json.put("seconds", window.seconds());
        yield json;
      }
      case EpochEnded epoch -> {
        Map<String, @Nullable Object> json = named("epoch");
        json.put("epoch", epoch.epoch());
        json.put("step", epoch.step());
        json.put("training_loss", epoch.trainingLoss());
        json.put("validation_loss", epoch.validationLoss());
        json.put("learning_rate", epoch.learningRate());
        json.put("seconds", epoch.seconds());
        yield json;
      }
      case BatchChosen batch -> {
        Map<String, @Nullable Object> json = named("batch");
        json.put("epoch", batch.epoch());
        json.put("batch_size", batch.batchSize());
        json.put("noise", noise(batch.noise()));
        yield json;
      }
      case Measured measured -> {
        Map<String, @Nullable Object> json = named("measured");
        json.put("step", measured.step());
        json.put("epoch", measured.epoch());
        json.put("training_loss", measured.trainingLoss());
        json.put("validation_loss", measured.validationLoss());
        json.put("seconds", measured.seconds());
        yield json;
      }
      case NoiseMeasured measured -> {
        Map<String, @Nullable Object> json = named("noise");
        json.put("epoch", measured.epoch());
        json.put("step", measured.step());
        json.put("batch_size", measured.batchSize());
        json.put("noise", noise(measured.noise()));
        yield json;
      }
      case Tested test -> {
        Map<String, @Nullable Object> json = named("test");
        json.put("epoch", test.epoch());
        json.put("objective", test.objective());
        json.put("validation_loss", test.validationLoss());
        yield json;
      }
      case Stopped end -> {
        Map<String, @Nullable Object> json = named("stopped");
        json.put("reason", end.reason().key());
        json.put("step", end.step());
        json.put("epoch", end.epoch());
        yield json;
      }
    };
  }

  /** Reads what {@link #of} writes; null for an event of another name, of a later version maybe. */
  static @Nullable TrainingEvent parse(Fields json) {
    return switch (json.text(NAME)) {
      case "started" -> started(json);
      case "window" ->
          new WindowEnded(
              json.length("epoch"),
              json.length("position"),
              json.length("step"),
              json.length("steps"),
              json.real("training_loss"),
              json.real("learning_rate"),
              json.real("seconds"));
      case "epoch" ->
          new EpochEnded(
              json.length("epoch"),
              json.length("step"),
              json.real("training_loss"),
              json.has("validation_loss") ? json.real("validation_loss") : null,
              json.real("learning_rate"),
              json.real("seconds"));
      case "batch" ->
          new BatchChosen(
              json.length("epoch"), json.count("batch_size"), noise(json.object("noise")));
      case "measured" ->
          new Measured(
              json.length("step"),
              json.real("epoch"),
              json.real("training_loss"),
              json.has("validation_loss") ? json.real("validation_loss") : null,
              json.real("seconds"));
      case "noise" ->
          new NoiseMeasured(
              json.length("epoch"),
              json.length("step"),
              json.count("batch_size"),
              noise(json.object("noise")));
      case "test" ->
          new Tested(
              json.length("epoch"),
              json.real("objective"),
              json.has("validation_loss") ? json.real("validation_loss") : null);
      case "stopped" ->
          new Stopped(
              json.word("reason", StopReason.class), json.length("step"), json.length("epoch"));
      default -> null;
    };
  }

  private static Map<String, @Nullable Object> started(Started started) {
    Map<String, @Nullable Object> json = named("started");
    json.put("engine", started.engine());
    json.put("obstacle", started.obstacle());
    json.put("threads", started.threads());
    json.put("examples", started.examples());
    json.put("parameters", started.parameters());
    json.put("steps_per_epoch", RecipeText.bound(started.stepsPerEpoch()));
    json.put("recipe", RecipeText.of(started.recipe()));
    return json;
  }

  private static Started started(Fields json) {
    return new Started(
        json.text("engine"),
        json.has("obstacle") ? json.text("obstacle") : null,
        json.count("threads"),
        RecipeText.parse(json.object("recipe")),
        json.count("examples"),
        json.count("parameters"),
        RecipeText.bound(json, "steps_per_epoch"));
  }

  private static Map<String, @Nullable Object> noise(GradientNoise noise) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("squared_gradient", noise.squaredGradient());
    json.put("trace", noise.trace());
    json.put("scale", noise.scale());
    json.put("loss", noise.loss());
    json.put("examples", noise.examples());
    return json;
  }

  private static GradientNoise noise(Fields json) {
    return new GradientNoise(
        json.real("squared_gradient"),
        json.real("trace"),
        json.real("loss"),
        json.count("examples"));
  }

  private static Map<String, @Nullable Object> named(String name) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put(NAME, name);
    return json;
  }
}
