package org.glissade.cli;

import java.util.ArrayList;
import java.util.List;
import org.glissade.io.Release;
import org.glissade.io.formats.ReadOptions;
import org.glissade.io.formats.ReadResult;
import org.glissade.io.pipeline.Pipeline;
import org.glissade.io.pipeline.TrainingSettings;
import org.glissade.spec.Numbers;
import org.jspecify.annotations.Nullable;

/** A file, read and encoded, to be looked at rather than trained on for good. */
record Problem(ReadResult read, Pipeline pipeline, TrainingSettings settings) {
  /** What is asked for beside the options that are shared. */
  record Request(String data, @Nullable String target, @Nullable String weightColumn, long seed) {}

  static Problem read(
      Shell shell,
      Request request,
      DataOptions dataOptions,
      ModelOptions modelOptions,
      StepOptions stepOptions) {
    TrainingSettings settings =
        modelOptions.settings(
            0,
            stepOptions.choosesOrder(),
            request.seed(),
            stepOptions.isAdaptive(),
            stepOptions.hasOwnPenalties());
    modelOptions.checkHeldOut(false);
    ReadOptions options = dataOptions.readOptions();
    if (request.target() != null) {
      options = options.target(request.target());
    }
    if (request.weightColumn() != null) {
      options = options.weightColumn(request.weightColumn());
    }
    ReadResult read = dataOptions.read(request.data(), shell, options);
    List<String> notes = new ArrayList<>();
    Pipeline pipeline = Pipeline.of(read, null, settings, null, Release.number(), notes::add);
    return new Problem(read, pipeline, settings);
  }

  /** What the figures are of. */
  String headline() {
    return read.records().source()
        + ": "
        + Numbers.count(pipeline.training().rows(), "row")
        + ", "
        + Numbers.count(pipeline.features().width(), "feature")
        + "; "
        + pipeline.loss()
        + " loss of "
        + pipeline.target().column()
        + ", in the units of training";
  }
}
