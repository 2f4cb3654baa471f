package org.glissade.spark;

import org.apache.spark.ml.classification.ProbabilisticClassifier;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;

/**
 * Learns classes by minibatch SGD on the executors: logistic regression of two classes, softmax of
 * more, other losses and networks by parameters. Labels may be any numbers; the larger of two is
 * the positive class.
 *
 * <pre>{@code
 * var model = new GlissadeClassifier().setEpochs(5).fit(train);
 * model.transform(test).select("label", "prediction", "probability").show();
 * model.saveModelFile("a9a.glissade");
 * }</pre>
 */
public final class GlissadeClassifier
    extends ProbabilisticClassifier<Vector, GlissadeClassifier, GlissadeClassificationModel>
    implements TrainingParams<GlissadeClassifier>, DefaultParamsWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final TrainingKnobs knobs;

  /** With default parameters. */
  public GlissadeClassifier() {
    this(Identifiable$.MODULE$.randomUID("glissade-classifier"));
  }

  /**
   * @param uid names it among the stages of a pipeline
   */
  public GlissadeClassifier(String uid) {
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
  public GlissadeClassifier self() {
    return this;
  }

  @Override
  public GlissadeClassifier copy(ParamMap extra) {
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
  public GlissadeClassificationModel train(Dataset<?> rows) {
    Training training = new Training(this, rows, getFeaturesCol(), getLabelCol(), true);
    boolean asked =
        isSet(thresholds()) || (isSet(probabilityCol()) && !getProbabilityCol().isEmpty());
    if (asked && !training.hasProbabilities()) {
      throw new IllegalArgumentException(
          "scores of the loss "
              + getLoss()
              + " are no probabilities: leave probabilityCol and thresholds unset, or take logistic");
    }
    return new GlissadeClassificationModel(uid, training.run());
  }

  /** Reads an estimator that was saved. */
  public static MLReader<GlissadeClassifier> read() {
    return new DefaultParamsReader<>();
  }

  /** Reads an estimator that was saved in that folder. */
  public static GlissadeClassifier load(String path) {
    return read().load(path);
  }
}
