package org.glissade.spark;

import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.glissade.io.modelfile.ModelFile;
import org.glissade.io.modelfile.Predictions;
import org.glissade.spark.columns.RowFeatures;
import org.glissade.spark.fitted.FittedModel;
import scala.Tuple3;

/**
 * Tells classes. The column {@code prediction} has labels as they were in training; if they are
 * words, as in a model file that was trained on a table, their numbers from 0 in the order of
 * {@link ModelFile#target}. Scores of a loss that knows no probabilities (hinge) have no column
 * {@code probability}.
 */
public final class GlissadeClassificationModel
    extends ProbabilisticClassificationModel<Vector, GlissadeClassificationModel>
    implements MLWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final FittedModel fitted;
  private final double[] labels;

  /**
   * @throws IllegalArgumentException if it is not a model of classes
   */
  GlissadeClassificationModel(String uid, FittedModel fitted) {
    this.uid = uid; // first: what follows asks for it
    super();
    if (!fitted.isClassifier()) {
      throw new IllegalArgumentException(
          "the model predicts numbers: it is one for GlissadeRegressionModel");
    }
    this.fitted = fitted;
    this.labels = fitted.labels();
    if (!hasProbabilities()) {
      setProbabilityCol("");
    }
  }

  @Override
  public String uid() {
    return uid;
  }

  /** The model with all that it takes to use it. */
  public ModelFile modelFile() {
    return fitted.file();
  }

  /** The labels by the number of their class. */
  public double[] labels() {
    return labels.clone();
  }

  @Override
  public int numClasses() {
    return labels.length;
  }

  @Override
  public int numFeatures() {
    return fitted.features();
  }

  /**
   * One score a class; the one score that some models have of two classes, s, stands as (−s, s).
   */
  @Override
  public Vector predictRaw(Vector features) {
    float[] scores = fitted.scores(features);
    double[] raw = new double[labels.length];
    for (int k = 0; k < raw.length; k++) {
      raw[k] = scores.length > 1 ? scores[k] : k == 1 ? scores[0] : -scores[0];
    }
    return Vectors.dense(raw);
  }

  /** What {@link #predictRaw} gave. */
  private Predictions predictions(Vector raw) {
    int outputs = fitted.outputs();
    float[] scores = new float[outputs];
    for (int k = 0; k < outputs; k++) {
      scores[k] = (float) raw.apply(outputs == 1 ? 1 : k);
    }
    return fitted.predictions(scores);
  }

  private boolean hasProbabilities() {
    return fitted.predictions(new float[fitted.outputs()]).hasProbabilities();
  }

  @Override
  public Vector raw2probabilityInPlace(Vector raw) {
    Predictions predictions = predictions(raw);
    double[] values = ((DenseVector) raw).values();
    for (int k = 0; k < values.length; k++) {
      values[k] = predictions.probability(0, k);
    }
    return raw;
  }

  @Override
  public double raw2prediction(Vector raw) {
    return isDefined(thresholds())
        ? probability2prediction(raw2probability(raw))
        : labels[predictions(raw).classOf(0)];
  }

  @Override
  public double probability2prediction(Vector probability) {
    return labels[(int) super.probability2prediction(probability)];
  }

  /** For summaries of Spark, which this model has none of; it has to be here for Java alone. */
  @Override
  @SuppressWarnings({"rawtypes", "unchecked"})
  public Tuple3 findSummaryModel() {
    return super.findSummaryModel();
  }

  @Override
  public StructType transformSchema(StructType schema) {
    RowFeatures features = fitted.rowFeatures();
    String vectors = VectorColumn.name(uid);
    if (features == null || getFeaturesCol().equals(vectors)) {
      return super.transformSchema(schema);
    }
    VectorColumn.check(features, schema);
    StructType told = overVectors().transformSchema(VectorColumn.added(schema, vectors));
    return VectorColumn.without(told, vectors);
  }

  /**
   * Adds the columns of predictions. A model of raw columns takes these by their names, and needs
   * no column of vectors.
   */
  @Override
  public Dataset<Row> transform(Dataset<?> rows) {
    RowFeatures features = fitted.rowFeatures();
    String vectors = VectorColumn.name(uid);
    if (features == null || getFeaturesCol().equals(vectors)) {
      return with(fitted.shared(rows.sparkSession().sparkContext()), new ParamMap()).told(rows);
    }
    Dataset<Row> with = rows.withColumn(vectors, features.over(rows.schema()));
    return overVectors().transform(with).drop(vectors);
  }

  private Dataset<Row> told(Dataset<?> vectors) {
    return super.transform(vectors);
  }

  private GlissadeClassificationModel overVectors() {
    return copy(new ParamMap()).setFeaturesCol(VectorColumn.name(uid));
  }

  @Override
  public GlissadeClassificationModel copy(ParamMap extra) {
    return with(fitted, extra);
  }

  private GlissadeClassificationModel with(FittedModel scoring, ParamMap extra) {
    return copyValues(new GlissadeClassificationModel(uid, scoring), extra).setParent(parent());
  }

  @Override
  public MLWriter write() {
    return new SavedModel.Writer(this, fitted);
  }

  /** Reads a model that was saved with {@link #write}, alone or in a pipeline. */
  public static MLReader<GlissadeClassificationModel> read() {
    return new SavedModel.Reader<>(GlissadeClassificationModel::new);
  }

  /** Reads a model that was saved in that folder. */
  public static GlissadeClassificationModel load(String path) {
    return read().load(path);
  }

  /**
   * Writes the model as a file of Glissade, which the command line and the library read.
   *
   * @param path of the file, in any file system that Spark knows
   */
  public void saveModelFile(String path) {
    SavedModel.writeFile(fitted, path);
  }

  /**
   * A model from a file of Glissade, wherever it was trained.
   *
   * @throws org.glissade.io.DataException if it cannot be read, or is no usable model
   */
  public static GlissadeClassificationModel ofModelFile(String path) {
    return new GlissadeClassificationModel(
        Identifiable$.MODULE$.randomUID("glissade-classifier"), SavedModel.readFile(path));
  }
}
