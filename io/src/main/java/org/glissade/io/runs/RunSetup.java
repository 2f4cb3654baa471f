package org.glissade.io.runs;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.glissade.io.DataException;
import org.glissade.io.json.Fields;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a run before its first step, beside its {@link org.glissade.train.Recipe}: what
 * is learnt from what.
 *
 * @param begun when
 * @param arguments the command line behind the name of the command; none if it was no command
 * @param data what is learnt from
 * @param learner what learns
 * @param environment on what it is computed
 */
public record RunSetup(
    Instant begun, List<String> arguments, Data data, Learner learner, Environment environment) {

  /**
   * Data. What is null is not known before rows that are learnt from as they come have all come.
   *
   * @param source a file, or what stands for one in messages
   * @param targets columns that are predicted
   * @param rows to learn from, or null
   * @param heldOut rows held against the model, or null
   * @param features encoded ones, or null
   */
  public record Data(
      String source,
      List<String> targets,
      @Nullable Integer rows,
      @Nullable Integer heldOut,
      @Nullable Integer features) {
    public Data {
      targets = List.copyOf(targets);
    }
  }

  /**
   * Model, loss and task as texts.
   *
   * @param task such as {@code binary}, or null if the rows have yet to tell
   * @param model such as {@code linear} or {@code mlp(16)}
   * @param loss in the units of the target, or null if the rows have yet to tell
   * @param lossFactor a loss of the training times this is one in the units of the target; all
   *     losses of a record are
   * @param scaling of the features, such as {@code standard}
   */
  public record Learner(
      @Nullable String task,
      String model,
      @Nullable String loss,
      double lossFactor,
      String scaling) {}

  public RunSetup {
    arguments = List.copyOf(arguments);
  }

  /** The same with what the rows have told. */
  public RunSetup with(Data newData, Learner newLearner) {
    return new RunSetup(begun, arguments, newData, newLearner, environment);
  }

  Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    data.put("source", this.data.source());
    data.put("targets", this.data.targets());
    data.put("rows", this.data.rows());
    data.put("held_out", this.data.heldOut());
    data.put("features", this.data.features());
    Map<String, @Nullable Object> settings = new LinkedHashMap<>();
    settings.put("task", learner.task());
    settings.put("model", learner.model());
    settings.put("loss", learner.loss());
    settings.put("loss_factor", learner.lossFactor());
    settings.put("scaling", learner.scaling());
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("begun", begun.toString());
    json.put("arguments", arguments);
    json.put("data", data);
    json.put("settings", settings);
    json.put("environment", environment.toJson());
    return json;
  }

  static RunSetup of(Fields json) {
    Fields data = json.object("data");
    Fields settings = json.object("settings");
    return new RunSetup(
        instant(json, "begun"),
        json.texts("arguments"),
        new Data(
            data.text("source"),
            data.texts("targets"),
            data.has("rows") ? data.count("rows") : null,
            data.has("held_out") ? data.count("held_out") : null,
            data.has("features") ? data.count("features") : null),
        new Learner(
            settings.has("task") ? settings.text("task") : null,
            settings.text("model"),
            settings.has("loss") ? settings.text("loss") : null,
            settings.number("loss_factor"),
            settings.text("scaling")),
        Environment.of(json.object("environment")));
  }

  static Instant instant(Fields json, String name) {
    String text = json.text(name);
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new DataException(json.where() + "." + name + " should be a time, not " + text, e);
    }
  }
}
