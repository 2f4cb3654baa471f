package org.glissade.lab.replay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import org.glissade.io.encode.Scaling;
import org.glissade.io.formats.DataReader;
import org.glissade.io.formats.ReadOptions;
import org.glissade.io.formats.Source;
import org.glissade.io.modelfile.ModelFile;
import org.glissade.io.pipeline.Pipeline;
import org.glissade.io.pipeline.Trained;
import org.glissade.io.pipeline.TrainingSettings;
import org.glissade.io.runs.Environment;
import org.glissade.io.runs.RunRecorder;
import org.glissade.io.runs.RunSetup;
import org.glissade.math.RandomStream;
import org.glissade.model.Network;
import org.glissade.train.Surroundings;
import org.jspecify.annotations.Nullable;

/** Trainings of tests as the command would do them: recorded once, and done again. */
public final class RecordedTraining implements Retraining {
  /** Columns that are learnt from. */
  public static final int FEATURES = 5;

  private static final int EPOCHS = 12;

  /** Trains on a file and records it: returns the folder of the record. */
  public static Path record(Path runs, Path data, boolean network) {
    List<String> arguments = List.of("train", data.toString(), network ? "network" : "linear");
    Pipeline pipeline = pipeline(arguments);
    RunSetup setup =
        new RunSetup(
            Instant.now(),
            arguments,
            new RunSetup.Data(
                data.toString(),
                List.of("y"),
                pipeline.training().rows(),
                Objects.requireNonNull(pipeline.validation()).rows(),
                pipeline.features().width()),
            new RunSetup.Learner(
                "regression",
                network ? "mlp(4)" : "linear",
                pipeline.loss().toString(),
                pipeline.lossFactor(),
                "standard"),
            Environment.ofThisProcess(""));
    try (RunRecorder recorder =
        new RunRecorder(
            new RunRecorder.Places(runs, null),
            setup,
            InstantSource.system(),
            trouble -> {
              throw new AssertionError(trouble);
            })) {
      Trained trained = train(pipeline, Surroundings.none().withListener(recorder));
      recorder.finish(trained.model(), "{\"stop_reason\":\"epochs\"}");
      return Objects.requireNonNull(recorder.folder());
    }
  }

  @Override
  public Trained train(
      List<String> arguments, Consumer<Pipeline> prepared, Surroundings surroundings) {
    Pipeline pipeline = pipeline(arguments);
    prepared.accept(pipeline);
    return train(pipeline, surroundings);
  }

  private static Pipeline pipeline(List<String> arguments) {
    @Nullable Network network = arguments.get(2).equals("network") ? Network.of(4) : null;
    TrainingSettings settings =
        new TrainingSettings(
            null, null, 0, 0.01, true, Scaling.STANDARD, null, 0.2, false, 3, false, network, null);
    return Pipeline.of(
        DataReader.read(Source.file(Path.of(arguments.get(1))), ReadOptions.defaults()),
        settings,
        note -> {});
  }

  private static Trained train(Pipeline pipeline, Surroundings surroundings) {
    return pipeline.train(
        sgd -> sgd.epochs(EPOCHS).batchSize(16).learningRate(0.05).surroundings(surroundings));
  }

  /** The objective that a model was trained to. */
  public static double objective(ModelFile model) {
    return ((Number) Objects.requireNonNull(model.training().get("objective"))).doubleValue();
  }

  /** Writes rows of which the last column follows from the others, and some noise. */
  public static Path rows(Path file, int rows) throws IOException {
    RandomStream random = RandomStream.of(1, "rows");
    StringBuilder text = new StringBuilder("a,b,c,d,e,y\n");
    for (int i = 0; i < rows; i++) {
      double y = random.nextGaussian();
      for (int j = 0; j < FEATURES; j++) {
        double x = random.nextGaussian();
        y += (j - 1) * x;
        text.append(String.format(Locale.ROOT, "%.5f,", x));
      }
      text.append(String.format(Locale.ROOT, "%.5f%n", y));
    }
    return Files.writeString(file, text);
  }
}
