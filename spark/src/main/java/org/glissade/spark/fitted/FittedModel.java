package org.glissade.spark.fitted;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.linalg.Vector;
import org.glissade.io.DataException;
import org.glissade.io.encode.SparseEncoder;
import org.glissade.io.encode.TableEncoder;
import org.glissade.io.encode.Task;
import org.glissade.io.json.Json;
import org.glissade.io.modelfile.ModelFile;
import org.glissade.io.modelfile.Predictions;
import org.glissade.io.modelfile.Predictor;
import org.glissade.model.Calibration;
import org.glissade.model.LinearModel;
import org.glissade.model.Model;
import org.glissade.spark.columns.RowFeatures;
import org.jspecify.annotations.Nullable;

/**
 * A model file that scores vectors, and travels to tasks as the bytes of the file; one that is
 * {@linkplain #shared shared}, without its weights, which each executor gets once.
 */
public final class FittedModel implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What the summary of a training calls the labels, where classes have names beside them. */
  public static final String LABELS = "labels";

  /** More weights than these are shared: a task would bring 1 MB. */
  static final int MOST_IN_TASK = 1 << 18;

  /** What scores mean: the file, or one without weights where these came apart. */
  private final transient ModelFile meaning;

  private final transient boolean whole;
  private final transient VectorScores scores;
  private final transient @Nullable Broadcast<float[]> apart;

  private transient @Nullable Shared lastShared;

  private record Shared(SparkContext context, FittedModel model) {}

  private FittedModel(
      ModelFile meaning, boolean whole, VectorScores scores, @Nullable Broadcast<float[]> apart) {
    this.meaning = meaning;
    this.whole = whole;
    this.scores = scores;
    this.apart = apart;
  }

  /**
   * @throws DataException if Spark has no place for what it predicts
   */
  public FittedModel(ModelFile file) {
    if (file.target().isSeveral()) {
      throw new DataException(
          "the model predicts several targets ("
              + file.target().column()
              + "), and a model of Spark one");
    }
    if (file.training().get(LABELS) instanceof List<?> labels
        && !(labels.size() == file.target().classes().size()
            && labels.stream().allMatch(Number.class::isInstance))) {
      throw new DataException(
          "its labels "
              + labels
              + " are not one number for each of its "
              + file.target().classes().size()
              + " classes");
    }
    this(file, true, VectorScores.of(file), null);
  }

  /**
   * The same model for the tasks of a context: if it has many weights, these are broadcast once,
   * and not part of every task. It is of use only there and as long as the context lives.
   */
  public synchronized FittedModel shared(SparkContext context) {
    if (!(scores instanceof VectorScores.Linear linear)
        || linear.weights().length <= MOST_IN_TASK) {
      return this;
    }
    if (lastShared == null || lastShared.context != context) {
      Broadcast<float[]> weights =
          JavaSparkContext.fromSparkContext(context).broadcast(linear.weights());
      lastShared = new Shared(context, new FittedModel(meaning, true, scores, weights));
    }
    return lastShared.model;
  }

  /**
   * The file itself.
   *
   * @throws IllegalStateException in a task to which the weights came apart
   */
  public ModelFile file() {
    if (!whole) {
      throw new IllegalStateException("the model file is at the driver, not in its tasks");
    }
    return meaning;
  }

  /** Whether classes are predicted. */
  public boolean isClassifier() {
    return meaning.target().task() != Task.REGRESSION;
  }

  /** What makes vectors of raw columns, or null if rows come as vectors. */
  public @Nullable RowFeatures rowFeatures() {
    return file().features() instanceof TableEncoder table
        ? new RowFeatures(Json.text(table.toJson()))
        : null;
  }

  /** Size of the vectors that it takes. */
  public int features() {
    return scores.features();
  }

  /** Scores of a row. */
  public int outputs() {
    return Predictor.model(meaning).outputs();
  }

  /**
   * The labels of the classes: those of the rows that a cluster learnt from; of another model its
   * names, if they are numbers, else 0, 1, …
   */
  public double[] labels() {
    if (meaning.training().get(LABELS) instanceof List<?> labels) {
      return labels.stream().mapToDouble(label -> ((Number) label).doubleValue()).toArray();
    }
    List<String> names = meaning.target().classes();
    double[] labels = new double[names.size()];
    try {
      Arrays.setAll(labels, k -> Double.parseDouble(names.get(k)));
    } catch (NumberFormatException _) {
      Arrays.setAll(labels, k -> k);
    }
    return labels;
  }

  /** The scores of one row, before the link and the calibration. */
  public float[] scores(Vector row) {
    return scores.of(row);
  }

  /** What scores say, with the calibration of the model if it has one. */
  public Predictions predictions(float[] ofRow) {
    Predictions plain =
        new Predictions(1, ofRow.length, ofRow, meaning.target(), meaning.about().link());
    Calibration calibration = meaning.calibration();
    return calibration == null ? plain : plain.calibrated(calibration);
  }

  private static byte[] bytes(ModelFile file) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(Math.toIntExact(file.bytes()));
    file.write(Channels.newChannel(out));
    return out.toByteArray();
  }

  private static ModelFile read(byte[] file) throws IOException {
    InputStream in = new ByteArrayInputStream(file);
    return ModelFile.read(Channels.newChannel(in), file.length, "a model on its way");
  }

  /** The file on its way to a task. */
  private record Bytes(byte[] file) implements Serializable {
    private static final long serialVersionUID = 1L;

    private Object readResolve() throws IOException {
      return new FittedModel(read(file));
    }
  }

  /**
   * A shared model on its way to a task.
   *
   * @param meaning the file without weights
   * @param weights by which {@code scores} works
   * @param offset as those of {@link VectorScores.Linear}
   * @param features as those
   * @param constants as those
   */
  private record Apart(
      byte[] meaning, Broadcast<float[]> weights, int offset, int features, double[] constants)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    private Object readResolve() throws IOException {
      VectorScores scores = new VectorScores.Linear(weights.value(), offset, features, constants);
      return new FittedModel(read(meaning), false, scores, weights);
    }
  }

  /** The file of a linear model of one feature of weight 0, whose scores mean the same. */
  private ModelFile withoutWeights() {
    Model one = new LinearModel(1, outputs(), meaning.layout().slots().size() > 1);
    return new ModelFile(
        meaning.about(),
        SparseEncoder.plain(1, false),
        meaning.target(),
        meaning.training(),
        one.layout(),
        new float[one.layout().size()],
        meaning.calibration());
  }

  private Object writeReplace() throws IOException {
    return apart != null && scores instanceof VectorScores.Linear linear
        ? new Apart(
            bytes(withoutWeights()), apart, linear.offset(), linear.features(), linear.constants())
        : new Bytes(bytes(meaning));
  }
}
