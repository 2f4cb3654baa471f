package org.glissade.spark;

import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.Regressor;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;

/**
 * Learns numbers by minibatch SGD on the executors: least squares, or other losses and networks by
 * parameters. Losses and penalties are in the units of the label.
 *
 * <pre>{@code
 * var model = new GlissadeRegressor().setLoss("huber(1)").fit(train);
 * model.transform(test).select("label", "prediction").show();
 * model.saveModelFile("prices.glissade");
 * }</pre>
 */
public final class GlissadeRegressor
    extends Regressor<Vector, GlissadeRegressor, GlissadeRegressionModel>
    implements TrainingParams<GlissadeRegressor>, DefaultParamsWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final TrainingKnobs knobs;

  /** With default parameters. */
  public GlissadeRegressor() {
    this(Identifiable$.MODULE$.randomUID("glissade-regressor"));
  }

  /**
   * @param uid names it among the stages of a pipeline
   */
  public GlissadeRegressor(String uid) {
    this.uid = uid; // first: what follows asks for it
    super();
    this.knobs = new TrainingKnobs(this);
    knobs.defaultsTo(defaultParamMap());
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public TrainingKnobs knobs() {
    return knobs;
  }

  @Override
  public GlissadeRegressor self() {
    return this;
  }

  @Override
  public GlissadeRegressor copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  @Override
  public StructType transformSchema(StructType schema) {
    String vectors = VectorColumn.name(uid);
    if (!isSet(inputCols()) || getFeaturesCol().equals(vectors)) {
      return super.transformSchema(schema);
    }
    StructType with = VectorColumn.added(schema, vectors);
    StructType told = copy(new ParamMap()).setFeaturesCol(vectors).transformSchema(with);
    return VectorColumn.without(told, vectors);
  }

  /**
   * Learns; see {@link TrainingParams}.
   *
   * @throws IllegalArgumentException if rows or parameters do not go together; says why
   */
  @Override
  public GlissadeRegressionModel train(Dataset<?> rows) {
    Training training = new Training(this, rows, getFeaturesCol(), getLabelCol(), false);
    return new GlissadeRegressionModel(uid, training.run());
  }

  /** Reads an estimator that was saved. */
  public static MLReader<GlissadeRegressor> read() {
    return new DefaultParamsReader<>();
  }

  /** Reads an estimator that was saved in that folder. */
  public static GlissadeRegressor load(String path) {
    return read().load(path);
  }
}
