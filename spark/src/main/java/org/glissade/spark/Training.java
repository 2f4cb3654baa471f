package org.glissade.spark;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.glissade.io.Release;
import org.glissade.io.encode.FeatureEncoder;
import org.glissade.io.encode.Scaling;
import org.glissade.io.encode.TableEncoder;
import org.glissade.io.encode.TargetEncoder;
import org.glissade.io.encode.Task;
import org.glissade.io.json.Fields;
import org.glissade.io.json.Json;
import org.glissade.io.modelfile.ModelFile;
import org.glissade.io.pipeline.TaskLoss;
import org.glissade.io.pipeline.TrainingSettings;
import org.glissade.model.Loss;
import org.glissade.model.Losses;
import org.glissade.model.Model;
import org.glissade.model.Network;
import org.glissade.optim.Schedules;
import org.glissade.optim.Transforms;
import org.glissade.spark.cluster.ClusterTraining;
import org.glissade.spark.cluster.Mixing;
import org.glissade.spark.cluster.RowCensus;
import org.glissade.spark.columns.DatasetFit;
import org.glissade.spark.columns.RowFeatures;
import org.glissade.spark.fitted.FittedModel;
import org.glissade.spark.rounds.Learnt;
import org.glissade.spark.rounds.OuterStep;
import org.glissade.spark.rounds.Plan;
import org.jspecify.annotations.Nullable;

/** One fit of an estimator: from its parameters and the rows to a model file. */
final class Training {
  private static final int USUAL_BATCH = 64;
  private static final int FEWEST_IN_BATCH = 4;

  /** Of an epoch, in each partition. */
  private static final int FEWEST_STEPS = 512;

  private final TrainingParams<?> params;
  private final String labelCol;
  private final StructField labelField;
  private final RowCensus census;
  private final @Nullable String encoder;
  private final Dataset<Row> rows;
  private final Task task;
  private final Loss loss;

  /**
   * @param classes whether the labels are classes
   */
  Training(
      TrainingParams<?> params,
      Dataset<?> data,
      String featuresCol,
      String labelCol,
      boolean classes) {
    this.params = params;
    this.labelCol = labelCol;
    this.labelField = data.schema().apply(labelCol);
    Column label = functions.col(labelCol).cast(DataTypes.DoubleType);
    Column weight =
        isWeighted()
            ? functions.col(params.getWeightCol()).cast(DataTypes.DoubleType)
            : functions.lit(1.0);
    this.census = RowCensus.of(data, label, weight, classes);
    this.encoder = encoder(data);
    Column vectors =
        encoder == null
            ? functions.col(featuresCol)
            : new RowFeatures(encoder).over(data.schema()).as("features");
    this.rows = data.select(vectors, label, weight);
    this.task = task(classes);
    this.loss = loss();
  }

  /** The encoder of raw columns as text, or null if vectors come as they are. */
  private @Nullable String encoder(Dataset<?> data) {
    if (!params.isSet(params.inputCols())) {
      return null;
    }
    List<String> leftOut = new ArrayList<>(List.of(labelCol));
    if (isWeighted()) {
      leftOut.add(params.getWeightCol());
    }
    TableEncoder fitted =
        DatasetFit.fit(
            (isWeighted() ? data.filter(functions.col(params.getWeightCol()).gt(0)) : data).toDF(),
            List.of(params.getInputCols()),
            leftOut,
            Scaling.parse(params.getScaling()));
    return Json.text(fitted.toJson());
  }

  private boolean isWeighted() {
    return params.isDefined(params.weightCol()) && !params.getWeightCol().isEmpty();
  }

  private Task task(boolean classes) {
    if (!classes) {
      return Task.REGRESSION;
    }
    if (census.labels().size() < 2) {
      throw new IllegalArgumentException(
          "all rows have the label " + census.labels().getFirst() + ": there is nothing to learn");
    }
    return census.labels().size() == 2 ? Task.BINARY : Task.MULTICLASS;
  }

  private Loss loss() {
    return params.isSet(params.loss())
        ? TaskLoss.checked(Losses.parse(params.getLoss()), task, "")
        : TaskLoss.usual(task);
  }

  /** Whether probabilities can be told of the scores. */
  boolean hasProbabilities() {
    return switch (loss.link()) {
      case LOGISTIC, SOFTMAX, ONE_VS_REST -> true;
      case IDENTITY, SIGN, EXP -> false;
    };
  }

  FittedModel run() {
    ClusterTraining training =
        new ClusterTraining(
            rows,
            census,
            mixing(),
            params.getPartitions(),
            params.isSet(params.checkpointDir()) ? params.getCheckpointDir() : null);
    Plan plan = plan(training.replicas());
    Learnt learnt = training.run(plan, targets());
    return new FittedModel(file(plan, learnt));
  }

  private Mixing mixing() {
    if (params.getMixing().equals(Mixing.NEVER.text()) && params.getPartitions() > 0) {
      throw new IllegalArgumentException(
          "mixing never keeps the partitions of the data, and partitions says how many there are to"
              + " be: give one of the two, and repartition the data for the other");
    }
    for (Mixing mixing : Mixing.values()) {
      if (mixing.text().equals(params.getMixing())) {
        return mixing;
      }
    }
    throw new IllegalArgumentException("mixing " + params.getMixing());
  }

  private Plan plan(int replicas) {
    String optimizer = params.getOptimizer();
    String rate = params.getLearningRate();
    String model = params.getModel();
    boolean plain = optimizer.equals("sgd");
    double l2 =
        params.isSet(params.l2())
            ? params.getL2()
            : task == Task.REGRESSION || goesWithoutL2() ? 0 : 1 / census.weight();
    return new Plan(
        width(),
        census.labels(),
        loss.toString(),
        model.equals(ModelFile.LINEAR) ? null : Network.parse(model).toString(),
        params.getFitIntercept(),
        Scaling.parse(params.getScaling()),
        encoder,
        plain ? null : Transforms.parse(optimizer).toString(),
        params.getMomentum(),
        rate.equals("auto") ? null : Schedules.parse(rate).toString(),
        params.isSet(params.batchSize()) ? params.getBatchSize() : batchSize(replicas),
        params.getEpochs(),
        params.getLocalSteps(),
        List.of(params.getL1(), l2),
        new OuterStep(params.getOuterRate(), params.getOuterMomentum()),
        replicas,
        params.getSeed());
  }

  /** As on one machine: see {@link TrainingSettings#goesWithoutL2}. */
  private boolean goesWithoutL2() {
    String optimizer = params.getOptimizer();
    return (optimizer.contains("adagrad") || optimizer.contains("ftrl"))
        && first() instanceof SparseVector;
  }

  private Vector first() {
    Vector first = rows.first().getAs(0);
    if (first == null) {
      throw new IllegalArgumentException("a row has no features (null): drop or fill such rows");
    }
    return first;
  }

  /**
   * Models that learn apart take fewer steps each, the more of them there are, and their mean does
   * not make up for it where steps are few: then batches are smaller, until all together are one of
   * one machine.
   */
  private int batchSize(int replicas) {
    long forSteps = census.rows() / ((long) FEWEST_STEPS * replicas);
    int fewest = Math.max(FEWEST_IN_BATCH, USUAL_BATCH / replicas);
    return Math.clamp(forSteps, fewest, USUAL_BATCH);
  }

  /** Numbers of a row: as the schema says, else as the first row has them. */
  private int width() {
    if (encoder != null) {
      return FeatureEncoder.fromJson(Fields.parse("encoder", encoder)).width();
    }
    int told = AttributeGroup.fromStructField(rows.schema().fields()[0]).size();
    return told > 0 ? told : first().size();
  }

  /** What losses take for each label: −1 and +1, or the number of the class. */
  private Map<Double, Double> targets() {
    Map<Double, Double> targets = new HashMap<>();
    for (int k = 0; k < census.labels().size(); k++) {
      boolean sign = loss.target() != Loss.Target.CLASS;
      targets.put(census.labels().get(k), sign ? 2.0 * k - 1 : k);
    }
    return targets;
  }

  private ModelFile file(Plan plan, Learnt learnt) {
    FeatureEncoder features =
        encoder == null
            ? Objects.requireNonNull(learnt.features())
            : FeatureEncoder.fromJson(Fields.parse("encoder", encoder));
    Model model = plan.model(features.width());
    return new ModelFile(
        new ModelFile.About(
            Release.number(), model.toString(), plan.loss(), loss.link(), learnt.recipe()),
        features,
        new TargetEncoder(
            List.of(new TargetEncoder.Target(labelCol, learnt.offset(), learnt.scale())),
            task,
            classNames(),
            List.of()),
        summary(plan, learnt),
        model.layout(),
        learnt.params());
  }

  /** Words that a StringIndexer made numbers of, if the labels are just these; else the labels. */
  private List<String> classNames() {
    List<Double> labels = census.labels();
    if (Attribute.fromStructField(labelField) instanceof NominalAttribute words
        && words.values().isDefined()
        && words.values().get().length == labels.size()) {
      List<String> names = new ArrayList<>();
      for (int k = 0; k < labels.size(); k++) {
        if (labels.get(k) != k) {
          break;
        }
        names.add(words.values().get()[k]);
      }
      if (names.size() == labels.size()) {
        return names;
      }
    }
    return labels.stream().map(Training::text).toList();
  }

  private Map<String, @Nullable Object> summary(Plan plan, Learnt learnt) {
    Map<String, @Nullable Object> summary = new LinkedHashMap<>();
    summary.put("rows", census.rows());
    summary.put("epochs", plan.epochs());
    summary.put("steps", (long) learnt.pace().stepsPerEpoch() * plan.epochs());
    summary.put("engine", learnt.engine());
    summary.put("parallel", "spark(partitions=" + plan.replicas() + ")");
    summary.put("rounds", learnt.pace().rounds());
    summary.put("progressive_loss", new ArrayList<>(learnt.losses()));
    if (task != Task.REGRESSION) {
      summary.put(FittedModel.LABELS, new ArrayList<>(census.labels()));
    }
    summary.put("l1", plan.penalties().get(0));
    summary.put("l2", plan.penalties().get(1));
    return summary;
  }

  /** A label as the files of Glissade write it. */
  private static String text(double label) {
    return label == Math.rint(label) && Math.abs(label) < 1e15
        ? Long.toString((long) label)
        : Double.toString(label);
  }
}
