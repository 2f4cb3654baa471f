package org.glissade.cli;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.glissade.io.encode.TargetEncoder;
import org.glissade.io.modelfile.ModelFile;
import org.glissade.io.pipeline.Pipeline;
import org.glissade.io.pipeline.Trained;
import org.glissade.io.pipeline.TrainingSettings;
import org.glissade.io.runs.Environment;
import org.glissade.io.runs.RunRecorder;
import org.glissade.io.runs.RunSetup;
import org.glissade.train.TrainingListener;
import org.jspecify.annotations.Nullable;

/** What {@code train} tells the recorder of its run, if there is one. */
final class Recording implements AutoCloseable {
  private final @Nullable RunRecorder recorder;
  private final String model;
  private final String scaling;
  private final String source;

  /**
   * @param source what is learnt from
   * @param target what was asked for, or null
   * @param arguments the command line
   * @param trouble receives what goes wrong with the record
   */
  Recording(
      RunRecorder.Places places,
      String source,
      @Nullable String target,
      TrainingSettings settings,
      List<String> arguments,
      InstantSource clock,
      Consumer<String> trouble) {
    this.source = source.equals("-") ? "stdin" : source;
    this.model = settings.network() == null ? ModelFile.LINEAR : settings.network().toString();
    this.scaling = settings.scaling().name().toLowerCase(Locale.ROOT);
    List<String> targets = target == null ? List.of() : List.of(target);
    this.recorder =
        !places.any()
            ? null
            : new RunRecorder(
                places,
                new RunSetup(
                    clock.instant(),
                    arguments,
                    new RunSetup.Data(this.source, targets, null, null, null),
                    new RunSetup.Learner(null, model, null, 1, scaling),
                    Environment.ofThisProcess(Version.number())),
                clock,
                trouble);
  }

  /** Whether there is one. */
  boolean isOn() {
    return recorder != null;
  }

  /** Whether something of it could not be written. */
  boolean hasFailed() {
    return recorder != null && recorder.hasFailed();
  }

  TrainingListener with(TrainingListener other) {
    return recorder == null ? other : TrainingListener.all(List.of(recorder, other));
  }

  /** Says what was read. */
  void learnt(Pipeline pipeline) {
    var held = pipeline.validation();
    learnt(
        pipeline.target(),
        pipeline.loss().toString(),
        pipeline.lossFactor(),
        pipeline.training().rows(),
        held == null ? 0 : held.rows(),
        pipeline.features().width());
  }

  /** Says what was read and learnt from at the same time. */
  void learnt(Trained trained) {
    learnt(
        trained.model().target(),
        trained.model().about().loss(),
        trained.lossFactor(),
        trained.training().rows(),
        0,
        trained.model().features().width());
  }

  private void learnt(
      TargetEncoder target, String loss, double factor, int rows, int held, int features) {
    if (recorder != null) {
      recorder.learnt(
          new RunSetup.Data(source, target.columns(), rows, held, features),
          new RunSetup.Learner(target.task().text(), model, loss, factor, scaling));
    }
  }

  /** Says in the summary where the record is. */
  void addTo(Map<String, @Nullable Object> summary) {
    Path record = recorder == null ? null : recorder.folder();
    Path curves = recorder == null ? null : recorder.curvesFolder();
    if (record != null) {
      summary.put("run", record.toString());
    }
    if (curves != null) {
      summary.put("tensorboard", curves.toString());
    }
  }

  /** Completes the record. */
  void finish(Trained trained, Map<String, ? extends @Nullable Object> summary) {
    if (recorder != null) {
      recorder.finish(trained.model(), JsonOutput.text(summary));
    }
  }

  /** Where it is, for people; nothing if it is not whole. */
  List<String> places() {
    if (recorder == null || recorder.hasFailed()) {
      return List.of();
    }
    Path record = recorder.folder();
    Path curves = recorder.curvesFolder();
    if (record == null) {
      return curves == null ? List.of() : List.of("Curves written to " + curves);
    }
    return List.of(
        "Run recorded in "
            + record
            + (curves == null
                ? ""
                : curves.equals(record) ? ", with curves" : ", curves in " + curves));
  }

  @Override
  public void close() {
    if (recorder != null) {
      recorder.close();
    }
  }
}
