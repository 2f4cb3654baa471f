package org.glissade.io.modelfile;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.glissade.io.DataException;
import org.glissade.io.encode.FeatureEncoder;
import org.glissade.io.encode.TargetEncoder;
import org.glissade.io.encode.Task;
import org.glissade.io.json.Fields;
import org.glissade.io.json.Json;
import org.glissade.math.Layout;
import org.glissade.math.Vectors;
import org.glissade.model.Calibration;
import org.glissade.model.Loss;
import org.jspecify.annotations.Nullable;

/**
 * A trained model with all that it takes to use it: one file in the safetensors format, whose
 * metadata hold everything but the parameters as text. Python reads the parameters with {@code
 * safetensors.numpy.load_file}.
 *
 * @param about what kind of model it is and where it came from
 * @param features how records become features
 * @param target how scores become predictions
 * @param training what is worth knowing about the training: text, numbers, booleans, lists and maps
 * @param layout names and shapes of the parameters; the columns of its first slot are the features
 * @param params {@code layout.size()} finite numbers; not copied
 * @param calibration what makes probabilities of the scores in place of the link, or null
 */
public record ModelFile(
    About about,
    FeatureEncoder features,
    TargetEncoder target,
    Map<String, @Nullable Object> training,
    Layout layout,
    float[] params,
    @Nullable Calibration calibration) {

  /**
   * The newest version of the format that is read. Each is written only for what an older one
   * cannot say: 2 for a calibration, 3 for several targets, 4 for scales of so many features that
   * they stand beside the parameters and not in the text.
   */
  public static final int FORMAT = 4;

  /** The model text of a model with the slots {@code weights} and {@code bias}. */
  public static final String LINEAR = "linear";

  /** The slot of a linear model's weights: outputs × features. */
  public static final String WEIGHTS = "weights";

  /** The slot of a linear model's biases, 1 × outputs; there may be none. */
  public static final String BIAS = "bias";

  /**
   * What kind of model it is and where it came from.
   *
   * @param version of the Glissade that wrote it
   * @param model its text, {@value ModelFile#LINEAR} for example
   * @param loss text of the loss that it was trained with
   * @param link how its raw scores become predictions
   * @param recipe text from which the training can be repeated
   */
  public record About(String version, String model, String loss, Loss.Link link, String recipe) {}

  public ModelFile {
    training = Json.canonical(training);
    if (layout.slots().isEmpty() || params.length != layout.size()) {
      throw new IllegalArgumentException(
          params.length + " parameters for a layout of " + layout.size());
    }
    if (!Vectors.allFinite(params)) {
      throw new IllegalArgumentException("a parameter is not a finite number");
    }
    if (layout.slots().getFirst().columns() != features.width()) {
      throw new IllegalArgumentException(
          "its parameters are for "
              + layout.slots().getFirst().columns()
              + " features, its encoder makes "
              + features.width());
    }
    if (about.model.equals(LINEAR)) {
      checkLinear(target, layout);
    }
    if (calibration != null) {
      checkCalibration(calibration, target, about.link);
    }
  }

  /** A model whose scores become predictions by the link alone. */
  public ModelFile(
      About about,
      FeatureEncoder features,
      TargetEncoder target,
      Map<String, @Nullable Object> training,
      Layout layout,
      float[] params) {
    this(about, features, target, training, layout, params, null);
  }

  private static void checkCalibration(
      Calibration calibration, TargetEncoder target, Loss.Link link) {
    int scores = target.task() == Task.BINARY ? 1 : target.classes().size();
    boolean possible = calibration.method() != Calibration.Method.TEMPERATURE || isLogit(link);
    if (target.task() == Task.REGRESSION || !calibration.fits(scores) || !possible) {
      throw new IllegalArgumentException(
          "its calibration "
              + calibration.method().text()
              + " does not fit "
              + target.task().text()
              + " with "
              + target.classes().size()
              + " classes and scores of link "
              + link);
    }
  }

  /** Whether dividing the scores by a temperature makes sense. */
  private static boolean isLogit(Loss.Link link) {
    return link == Loss.Link.LOGISTIC || link == Loss.Link.SOFTMAX;
  }

  /** The same model with another summary of the training, and calibrated. */
  public ModelFile calibrated(Calibration with, Map<String, ? extends @Nullable Object> summary) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>(summary);
    return new ModelFile(about, features, target, copy, layout, params, with);
  }

  /** The same model without its calibration. */
  public ModelFile uncalibrated() {
    return calibration == null
        ? this
        : new ModelFile(about, features, target, training, layout, params);
  }

  private static void checkLinear(TargetEncoder target, Layout layout) {
    Layout.Slot weights = layout.slots().getFirst();
    boolean fits =
        switch (target.task()) {
          case REGRESSION -> weights.rows() == target.targets().size();
          case BINARY -> weights.rows() <= 2;
          case MULTICLASS -> weights.rows() == target.classes().size();
        };
    boolean named =
        layout.slots().stream().map(Layout.Slot::name).toList().equals(List.of(WEIGHTS, BIAS))
            ? layout.slot(BIAS).rows() == 1 && layout.slot(BIAS).columns() == weights.rows()
            : layout.slots().size() == 1 && weights.name().equals(WEIGHTS);
    if (!fits || !named) {
      throw new IllegalArgumentException(
          "its parameters are not those of a linear model for "
              + target.task().text()
              + ": "
              + layout.slots());
    }
  }

  /**
   * Writes the file whole or not at all.
   *
   * @throws DataException if it cannot be written; says why
   */
  public void write(Path path) {
    WholeFile.write(path, tensors()::writeTo);
  }

  /** Writes the bytes of the file somewhere else: into a message, or a file system of its own. */
  public void write(WritableByteChannel channel) throws IOException {
    tensors().writeTo(channel);
  }

  /** How many they are. */
  public long bytes() {
    return tensors().bytes();
  }

  private SafeTensors tensors() {
    FeatureEncoder.Stored stored = features.stored();
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("format", "glissade");
    metadata.put("format_version", Integer.toString(format(stored)));
    metadata.put("glissade_version", about.version);
    metadata.put("model", about.model);
    metadata.put("loss", about.loss);
    metadata.put("link", about.link.name().toLowerCase(Locale.ROOT));
    metadata.put("recipe", about.recipe);
    metadata.put("target", Json.text(target.toJson()));
    metadata.put("features", Json.text(stored.json()));
    metadata.put("training", Json.text(training));
    if (calibration != null) {
      metadata.put("calibration", Json.text(CalibrationJson.of(calibration)));
    }
    List<String> unpenalised =
        layout.slots().stream().filter(slot -> !slot.penalised()).map(Layout.Slot::name).toList();
    metadata.put("parameters", Json.text(Map.of("unpenalised", unpenalised)));
    return new SafeTensors(metadata, stored.arrays(), layout, params);
  }

  /** An older version must refuse a calibrated model, say, not leave the calibration out. */
  private int format(FeatureEncoder.Stored stored) {
    if (!stored.arrays().isEmpty()) {
      return 4;
    }
    return target.isSeveral() ? 3 : calibration == null ? 1 : 2;
  }

  /**
   * Reads a file, checking everything that {@link #write} promises.
   *
   * @throws DataException if it cannot be read or is not a usable model; says why
   */
  public static ModelFile read(Path path) {
    if (!Files.exists(path)) {
      throw new DataException("there is no file " + path);
    }
    if (!Files.isRegularFile(path)) {
      throw new DataException(path + " is not a file");
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      return read(channel, channel.size(), path.toString());
    } catch (IOException e) {
      throw new DataException("cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads the bytes of a file from somewhere else.
   *
   * @param size how many they are
   * @param source where they are from, for messages
   * @throws DataException if they are not a usable model; says why
   */
  public static ModelFile read(ReadableByteChannel channel, long size, String source)
      throws IOException {
    try {
      return of(SafeTensors.read(channel, size, ModelFile::checkFormat));
    } catch (DataException | IllegalArgumentException e) {
      throw new DataException(source + " is not a usable model: " + e.getMessage(), e);
    }
  }

  private static ModelFile of(SafeTensors file) {
    Fields metadata = new Fields("its metadata", file.metadata());
    List<String> unpenalised =
        Fields.parse("parameters", metadata.text("parameters")).texts("unpenalised");
    Layout.Builder layout = Layout.builder();
    for (Layout.Slot slot : file.layout().slots()) {
      layout.slot(slot.name(), slot.rows(), slot.columns(), !unpenalised.contains(slot.name()));
    }
    return new ModelFile(
        new About(
            metadata.text("glissade_version"),
            metadata.text("model"),
            metadata.text("loss"),
            metadata.word("link", Loss.Link.class),
            metadata.text("recipe")),
        FeatureEncoder.of(Fields.parse("features", metadata.text("features")), file.arrays()),
        TargetEncoder.fromJson(Fields.parse("target", metadata.text("target"))),
        Json.object(metadata.text("training")),
        layout.build(),
        file.values(),
        metadata.has("calibration")
            ? CalibrationJson.read(Fields.parse("calibration", metadata.text("calibration")))
            : null);
  }

  /** Before the tensors are looked at, which a newer format may have others of. */
  private static void checkFormat(Map<String, String> metadata) {
    if (!"glissade".equals(metadata.get("format"))) {
      throw new DataException("it is a safetensors file, but not one of Glissade");
    }
    Fields fields = new Fields("its metadata", metadata);
    checkVersion(fields.text("format_version"), fields.text("glissade_version"));
  }

  private static void checkVersion(String format, String glissade) {
    if (!format.matches("[1-9][0-9]{0,8}")) {
      throw new DataException("its format version is not a number: " + format);
    }
    if (Integer.parseInt(format) > FORMAT) {
      throw new DataException(
          "Glissade "
              + glissade
              + " wrote it in format "
              + format
              + ", and this version reads up to format "
              + FORMAT
              + "; update Glissade");
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ModelFile file
        && about.equals(file.about)
        && features.equals(file.features)
        && target.equals(file.target)
        && training.equals(file.training)
        && layout.equals(file.layout)
        && Objects.equals(calibration, file.calibration)
        && Arrays.equals(params, file.params);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        about, features, target, training, layout, Arrays.hashCode(params), calibration);
  }

  @Override
  public String toString() {
    return "ModelFile[" + about + ", " + target + ", " + layout + "]";
  }
}
