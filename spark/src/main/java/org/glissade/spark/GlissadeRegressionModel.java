package org.glissade.spark;

import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.RegressionModel;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.glissade.io.modelfile.ModelFile;
import org.glissade.spark.columns.RowFeatures;
import org.glissade.spark.fitted.FittedModel;

/** Tells numbers, in the units of the label. */
public final class GlissadeRegressionModel extends RegressionModel<Vector, GlissadeRegressionModel>
    implements MLWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final FittedModel fitted;

  /**
   * @throws IllegalArgumentException if it is not a model of numbers
   */
  GlissadeRegressionModel(String uid, FittedModel fitted) {
    this.uid = uid; // first: what follows asks for it
    super();
    if (fitted.isClassifier()) {
      throw new IllegalArgumentException(
          "the model predicts classes: it is one for GlissadeClassificationModel");
    }
    this.fitted = fitted;
  }

  @Override
  public String uid() {
    return uid;
  }

  /** The model with all that it takes to use it. */
  public ModelFile modelFile() {
    return fitted.file();
  }

  @Override
  public int numFeatures() {
    return fitted.features();
  }

  @Override
  public double predict(Vector features) {
    return fitted.predictions(fitted.scores(features)).value(0);
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

  private GlissadeRegressionModel overVectors() {
    return copy(new ParamMap()).setFeaturesCol(VectorColumn.name(uid));
  }

  @Override
  public GlissadeRegressionModel copy(ParamMap extra) {
    return with(fitted, extra);
  }

  private GlissadeRegressionModel with(FittedModel scoring, ParamMap extra) {
    return copyValues(new GlissadeRegressionModel(uid, scoring), extra).setParent(parent());
  }

  @Override
  public MLWriter write() {
    return new SavedModel.Writer(this, fitted);
  }

  /** Reads a model that was saved with {@link #write}, alone or in a pipeline. */
  public static MLReader<GlissadeRegressionModel> read() {
    return new SavedModel.Reader<>(GlissadeRegressionModel::new);
  }

  /** Reads a model that was saved in that folder. */
  public static GlissadeRegressionModel load(String path) {
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
  public static GlissadeRegressionModel ofModelFile(String path) {
    return new GlissadeRegressionModel(
        Identifiable$.MODULE$.randomUID("glissade-regressor"), SavedModel.readFile(path));
  }
}
